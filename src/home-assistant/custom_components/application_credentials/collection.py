"""Core's collection of credentials, kept by the backend instead of by core's file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from homeassistant.components import application_credentials as core
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import collection
from homeassistant.helpers.typing import ConfigType

from .credential_copy import Change
from .errors import BridgeError
from .in_process import HOME_ASSISTANT, async_call
from .protocol import (
    CREATE_CREDENTIAL,
    DELETE_CREDENTIAL,
    ERR_INVALID_FORMAT,
    ERR_NOT_FOUND,
    UPDATE_CREDENTIAL,
)

if TYPE_CHECKING:
    from .plugin import Plugin

# Home Assistant 2024.3 calls it CollectionChangeSet.
_CollectionChange: Any = getattr(collection, "CollectionChange", None) or getattr(
    collection, "CollectionChangeSet", None
)


class BackendCollection(core.ApplicationCredentialsStorageCollection):
    """What other integrations read and import into; `plugin` is set before any of them can."""

    plugin: Plugin

    async def async_load(self) -> None:
        """Load nothing: the plugin fills `data`."""

    @callback
    def _async_schedule_save(self) -> None:
        """Write nothing: core's file holds secrets in clear text."""

    async def async_create_item(self, data: dict[str, Any]) -> dict[str, Any]:
        """Create one. Raises ValueError where its fields are refused, as core does."""
        created: dict[str, Any] = await self._async_call(CREATE_CREDENTIAL, data)
        return self.data[created["id"]]

    async def async_update_item(self, item_id: str, updates: dict[str, Any]) -> dict[str, Any]:
        """Update one. Raises ItemNotFound or ValueError."""
        await self._async_call(UPDATE_CREDENTIAL, updates, item_id)
        return self.data[item_id]

    async def async_delete_item(self, item_id: str) -> None:
        """Delete one that no entry uses. Raises ItemNotFound or HomeAssistantError."""
        await self._async_call(DELETE_CREDENTIAL, {}, item_id)

    async def async_import_item(self, info: dict[str, str]) -> None:
        """Import one from configuration.yaml. Raises ValueError."""
        await self.plugin.imports.async_import(info)

    @property
    def is_watched(self) -> bool:
        """Whether some code inside Home Assistant listens to changes."""
        return bool(self.listeners or self.change_set_listeners)

    async def async_tell_changes(self, changes: list[Change]) -> None:
        """Tell core's listeners what changed in `data`."""
        await self.notify_changes([_CollectionChange(*change) for change in changes])

    async def _async_call(
        self, type_: str, fields: dict[str, Any], item_id: str | None = None
    ) -> Any:
        named = {} if item_id is None else {"application_credentials_id": item_id}
        try:
            return await async_call(
                self.plugin.connected_bridge(), type_, {**fields, **named}, HOME_ASSISTANT
            )
        except BridgeError as err:
            if err.code == ERR_NOT_FOUND and item_id is not None:
                raise collection.ItemNotFound(item_id) from err
            if err.code == ERR_INVALID_FORMAT:
                raise ValueError(str(err)) from err
            raise


async def async_build_core(hass: HomeAssistant, config: ConfigType) -> BackendCollection:
    """Let core set itself up with our class: its provider, its handlers, its place in `hass.data`.

    Other integrations import core's module and go on unchanged.
    """
    own = core.ApplicationCredentialsStorageCollection
    core.ApplicationCredentialsStorageCollection = BackendCollection  # type: ignore[misc]
    try:
        await core.async_setup(hass, config)
    finally:
        core.ApplicationCredentialsStorageCollection = own  # type: ignore[misc]
    kept = hass.data[core.DOMAIN]
    # Home Assistant 2024.3 keeps a dictionary there, later ones the collection itself.
    built = kept["storage"] if isinstance(kept, dict) else kept
    assert isinstance(built, BackendCollection)
    return built
