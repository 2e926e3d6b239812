"""From the first message of a connection to a copy that is current."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

from homeassistant.core import callback
from homeassistant.loader import async_get_application_credentials

from .adoption import async_adopt
from .bridge import Bridge
from .const import LOGGER
from .credential import BridgeCredential, adopted_from_core, adopted_from_snapshot
from .credential_copy import REMOVED
from .errors import StartRefusedError
from .hub_name import hub_name
from .issues import DATABASE_LOST, create_issue
from .protocol import BRIDGE_MIN_SCHEMA, BRIDGE_SCHEMA, HELLO, CommandInfo

if TYPE_CHECKING:
    from .plugin import Plugin

Source = Literal["snapshot", "core"]
"""Where a person wants the credentials of a lost database from."""


class Sync:
    """Greets the backend, lets it adopt what it lacks, and collects what it has."""

    def __init__(self, plugin: Plugin, bridge: Bridge) -> None:
        """Begin with nothing."""
        self._plugin = plugin
        self._bridge = bridge
        self._credentials: dict[str, BridgeCredential] = {}
        self.commands: dict[str, CommandInfo] = {}
        """What the backend answers; known when the sync is through."""
        self._decision: asyncio.Future[Source] | None = None
        self.decided = asyncio.Event()
        """Set while a person has to decide: whoever waits for the sync need not."""

    async def async_run(self) -> None:
        """Do it all; the plugin is connected then.

        Raises BridgeError, or StartRefusedError where the versions do not fit.
        """
        plugin, bridge = self._plugin, self._bridge
        answer = await self._async_greet()
        self._take_all(answer["credentials"])
        if not answer["adopted"]:
            await self._async_adopt_first()
        elif not plugin.mark.adopted:
            # Killed between the backend's mark and ours: what was seen was taken.
            LOGGER.info("The backend had taken the credentials over already")
        await self._async_adopt_new()
        await plugin.mark.async_save(adopted=True)
        await plugin.imports.async_send_waiting(bridge)
        self.commands = {
            row["type"]: CommandInfo(tuple(row["roles"]), row["subscription"])
            for row in answer["commands"]
        }
        plugin.connected(bridge, list(self._credentials.values()), answer["version"])

    @callback
    def take(self, changes: Iterable[tuple[str, BridgeCredential]]) -> None:
        """Note changes that the backend tells meanwhile."""
        for change_type, credential in changes:
            item_id = credential["item"]["id"]
            if change_type == REMOVED:
                self._credentials.pop(item_id, None)
            else:
                self._credentials[item_id] = credential

    @callback
    def decide(self, source: Source) -> None:
        """Take a person's decision about a lost database."""
        if self._decision is not None and not self._decision.done():
            self._decision.set_result(source)

    async def _async_greet(self) -> dict[str, Any]:
        plugin = self._plugin
        answer: dict[str, Any] = await self._bridge.async_ask(
            HELLO,
            schema=BRIDGE_SCHEMA,
            min_schema=BRIDGE_MIN_SCHEMA,
            version=plugin.version,
            hub_name=hub_name(plugin.hass),
            domains=await async_get_application_credentials(plugin.hass),
            entries=plugin.entries.attach(self._bridge),
        )
        if answer["min_schema"] > BRIDGE_SCHEMA or answer["schema"] < BRIDGE_MIN_SCHEMA:
            raise StartRefusedError(
                "schema",
                f"The backend is version {answer['version']}, the integration {plugin.version}, "
                "and they do not understand each other",
            )
        return answer

    async def _async_adopt_first(self) -> None:
        plugin = self._plugin
        source: Source = "core"
        if plugin.mark.adopted:
            source = await self._async_ask_person()
        if source == "snapshot":
            rows = [adopted_from_snapshot(credential) for credential in plugin.copy.credentials]
        else:
            rows = [adopted_from_core(item) for item in plugin.core_file.items or ()]
        self._take_all(await async_adopt(self._bridge, "replace", rows))
        core_ids = {item["id"] for item in plugin.core_file.items or ()}
        await plugin.mark.async_save(adopted=True, core_ids=core_ids)
        LOGGER.info("The backend took %d credentials over", len(self._credentials))

    async def _async_adopt_new(self) -> None:
        """Take over what core's file has and never had before: made in safe mode, for example."""
        plugin = self._plugin
        items = plugin.core_file.items or []
        seen = plugin.mark.core_ids
        new = [i for i in items if i["id"] not in seen and i["id"] not in self._credentials]
        if new:
            rows = [adopted_from_core(item) for item in new]
            self._take_all(await async_adopt(self._bridge, "add", rows))
            LOGGER.info("The backend took %d more credentials over", len(new))
        await plugin.mark.async_save(core_ids={item["id"] for item in items})

    async def _async_ask_person(self) -> Source:
        """The database is another than the one that had adopted: that is never a first start."""
        plugin = self._plugin
        await plugin.async_serve_without_backend()
        plugin.tell_backend("refused", "Its database is empty or another one than before")
        has_snapshot = "no" if plugin.serving is None else "yes"
        create_issue(
            plugin.hass, DATABASE_LOST, fixable=True, folder=str(plugin.options.data_folder)
        )
        LOGGER.error(
            "The backend's database was lost or replaced (snapshot: %s). Repairs asks what to do",
            has_snapshot,
        )
        self._decision = asyncio.get_running_loop().create_future()
        self.decided.set()
        return await self._decision

    def _take_all(self, credentials: list[BridgeCredential]) -> None:
        self._credentials = {one["item"]["id"]: one for one in credentials}
