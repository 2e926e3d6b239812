"""Credentials that integrations bring from configuration.yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from homeassistant.util import dt as dt_util, slugify

from .bridge import Bridge
from .const import LOGGER
from .credential import from_core
from .credential_copy import ADDED, UPDATED
from .errors import BridgeError
from .in_process import async_call
from .protocol import ERR_BACKEND_UNAVAILABLE, ERR_INVALID_FORMAT, IMPORT_CREDENTIAL, INTEGRATION

if TYPE_CHECKING:
    from .plugin import Plugin

Import = dict[str, str]
"""Core's fields of an import: domain, client_id, client_secret, auth_domain, name."""


class Imports:
    """Passes imports on; while the backend is not there they are kept here and in the copy."""

    def __init__(self, plugin: Plugin) -> None:
        """Begin with none."""
        self._plugin = plugin
        self._waiting: dict[tuple[str, str, str], Import] = {}

    async def async_import(self, info: Import) -> None:
        """Import one. Raises ValueError, as core does, where the domain takes no credentials."""
        bridge = self._plugin.bridge
        if bridge is None:
            self._keep(info)
            return
        try:
            await self._async_send(bridge, info)
        except BridgeError as err:
            if err.code != ERR_BACKEND_UNAVAILABLE:
                raise _as_core_raises(err) from err
            self._keep(info)

    async def async_send_waiting(self, bridge: Bridge) -> None:
        """Send what was kept. Raises BridgeError when the backend goes away meanwhile."""
        while self._waiting:
            key, info = next(iter(self._waiting.items()))
            try:
                await self._async_send(bridge, info)
            except BridgeError as err:
                if err.code == ERR_BACKEND_UNAVAILABLE:
                    raise
                LOGGER.warning("The credential of %s was not imported: %s", info["domain"], err)
            # The integration may have brought another one since.
            if self._waiting.get(key) == info:
                del self._waiting[key]

    async def _async_send(self, bridge: Bridge, info: Import) -> None:
        domain = info["domain"]
        caller = {
            "kind": INTEGRATION,
            "token_id": "home-assistant",
            "domain": domain,
            "name": domain,
        }
        await async_call(bridge, IMPORT_CREDENTIAL, info, caller)

    def _keep(self, info: Import) -> None:
        self._waiting[info["domain"], info["client_id"], info.get("auth_domain", "")] = info
        # Core's own rule for an import that is known: by its id alone.
        item_id = slugify(f"{info['domain']}.{info['client_id']}")
        copy = self._plugin.copy
        known = copy.get(item_id)
        if known is None:
            item: dict[str, Any] = {"id": item_id, **info}
            copy.apply([(ADDED, from_core(item, dt_util.utcnow().isoformat()))])
        elif (
            known["item"]["source"] == "import" and known["client_secret"] != info["client_secret"]
        ):
            # Only an import changes what an import brought: a person's own secret counts more.
            copy.apply([(UPDATED, {**known, "client_secret": info["client_secret"]})])


def _as_core_raises(err: BridgeError) -> Exception:
    return ValueError(str(err)) if err.code == ERR_INVALID_FORMAT else err
