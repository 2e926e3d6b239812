"""From the first message of a connection to a copy that is current."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, Literal

from homeassistant.core import callback
from homeassistant.loader import async_get_application_credentials

from .adoption import async_adopt
from .bridge import Bridge, connection_ended
from .const import DOMAIN, LOGGER
from .core_changes import async_delete_gone, async_update_changed, find_core_changes
from .credential import BridgeCredential, adopted_from_core, adopted_from_snapshot
from .credential_copy import REMOVED
from .errors import StartRefusedError
from .hub_name import hub_name
from .issues import DATABASE_LOST, create_issue
from .protocol import BRIDGE_MIN_SCHEMA, BRIDGE_SCHEMA, HELLO, CommandInfo

if TYPE_CHECKING:
    from .plugin import Plugin

Source = Literal["snapshot", "core", "database"]
"""Where a person wants the credentials from when the database is not the one that had them."""

_COMMAND_PREFIX: Final = f"{DOMAIN}/"


class Sync:
    """Greets the backend, lets it adopt what it lacks, and collects what it has."""

    def __init__(self, plugin: Plugin, bridge: Bridge) -> None:
        """Begin with nothing."""
        self._plugin = plugin
        self._bridge = bridge
        self._credentials: dict[str, BridgeCredential] = {}
        self._told: list[tuple[str, BridgeCredential]] = []
        """Changes since the last question whose answer holds everything."""
        self.commands: dict[str, CommandInfo] = {}
        """What the backend answers; known when the sync is through."""
        self.database_is_filled = False
        """Whether the database has credentials that were taken over, ours or another's."""
        self._decision: asyncio.Future[Source] | None = None
        self.asking = asyncio.Event()
        """Set while a person has to decide: whoever waits for the sync need not."""

    async def async_run(self) -> None:
        """Do it all; the plugin is connected then.

        Raises BridgeError, or StartRefusedError where the versions do not fit.
        """
        plugin, bridge = self._plugin, self._bridge
        answer = await self._async_greet()
        self._take_all(answer["credentials"])
        self.database_is_filled = answer["adopted"]
        if plugin.mark.adopted and not self._is_known(answer):
            await self._async_adopt_from(await self._async_ask_person())
        elif not answer["adopted"]:
            await self._async_adopt_from("core")
        elif not plugin.mark.adopted:
            # Killed between the backend's mark and ours, or ours is lost: no difference to tell.
            LOGGER.info("The backend had taken the credentials over already")
            await plugin.mark.async_seen(plugin.core_file.items or ())
        await self._async_take_core_changes()
        await plugin.mark.async_adopted(answer["database"])
        await plugin.imports.async_send_waiting(bridge)
        self.commands = {
            row["type"]: CommandInfo(tuple(row["roles"]), row["subscription"])
            for row in answer["commands"]
            if row["type"].startswith(_COMMAND_PREFIX)
        }
        plugin.connected(bridge, list(self._credentials.values()), answer["version"])

    @callback
    def take(self, changes: Iterable[tuple[str, BridgeCredential]]) -> None:
        """Note changes that the backend tells meanwhile."""
        for change in changes:
            self._told.append(change)
            self._apply(*change)

    @callback
    def decide(self, source: Source) -> bool:
        """Take a person's decision about a lost database. False when none is waited for."""
        if self._decision is None or self._decision.done() or self._bridge.ended:
            return False
        if (source == "database") is not self.database_is_filled:
            return False
        self._decision.set_result(source)
        return True

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
            **await plugin.people.async_attach(self._bridge),
        )
        if answer["min_schema"] > BRIDGE_SCHEMA or answer["schema"] < BRIDGE_MIN_SCHEMA:
            raise StartRefusedError(
                "schema",
                f"The backend is version {answer['version']}, the integration {plugin.version}, "
                "and they do not understand each other",
            )
        return answer

    def _is_known(self, answer: dict[str, Any]) -> bool:
        """Whether the database is the one that took the credentials over, and has them still."""
        # Marks of before databases had names take the first that comes.
        return answer["adopted"] and self._plugin.mark.database in ("", answer["database"])

    async def _async_adopt_from(self, source: Source) -> None:
        if source == "database":
            return
        plugin = self._plugin
        if source == "snapshot":
            rows = _adopted_from_snapshot(plugin.copy.credentials)
        else:
            rows = [adopted_from_core(item) for item in plugin.core_file.items or ()]
        await self._async_adopt("replace", rows)
        await plugin.mark.async_seen(plugin.core_file.items or ())
        LOGGER.info("The backend took %d credentials over", len(self._credentials))

    async def _async_adopt(self, mode: Literal["replace", "add"], rows: list[Any]) -> None:
        self._told.clear()
        self._take_all(await async_adopt(self._bridge, mode, rows))

    async def _async_take_core_changes(self) -> None:
        """Take over what was done in core's list without the plugin: in safe mode, for example."""
        plugin, bridge = self._plugin, self._bridge
        found = find_core_changes(plugin.core_file, plugin.mark, self._credentials)
        if found.new:
            await self._async_adopt("add", [adopted_from_core(item) for item in found.new])
            LOGGER.info("The backend took %d more credentials over", len(found.new))
        refused = await async_update_changed(bridge, found.changed, self._credentials)
        await async_delete_gone(bridge, found.gone, self._credentials)
        if plugin.core_file.items is not None:
            await plugin.mark.async_seen(plugin.core_file.items, refused)

    async def _async_ask_person(self) -> Source:
        """The database is another than the one that had adopted: that is never a first start."""
        plugin = self._plugin
        await plugin.async_serve_without_backend()
        plugin.tell_backend("refused", "Its database is empty or another one than before")
        has_snapshot = "yes" if plugin.serving == "snapshot" else "no"
        place = plugin.options.url or str(plugin.options.data_folder)
        create_issue(plugin.hass, DATABASE_LOST, fixable=True, folder=place)
        LOGGER.error(
            "The backend's database was lost or replaced (snapshot: %s). Repairs asks what to do",
            has_snapshot,
        )
        decision: asyncio.Future[Source] = asyncio.get_running_loop().create_future()
        self._decision = decision
        self.asking.set()
        ended = asyncio.create_task(self._bridge.async_wait_until_ended())
        try:
            first: set[asyncio.Future[Any]] = {decision, ended}
            await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ended.cancel()
        if not decision.done():
            raise connection_ended()
        return decision.result()

    def _take_all(self, credentials: list[BridgeCredential]) -> None:
        self._credentials = {one["item"]["id"]: one for one in credentials}
        # Those told before this was read may be later than it: the last one counts either way.
        for change in self._told:
            self._apply(*change)

    def _apply(self, change_type: str, credential: BridgeCredential) -> None:
        item_id = credential["item"]["id"]
        if change_type == REMOVED:
            self._credentials.pop(item_id, None)
        else:
            self._credentials[item_id] = credential


def _adopted_from_snapshot(credentials: list[BridgeCredential]) -> list[dict[str, Any]]:
    closed = [one["item"]["domain"] for one in credentials if one["client_secret"] is None]
    if closed:
        LOGGER.warning(
            "Client secrets of %s do not open any more, and those credentials are left out. Add "
            "them again",
            ", ".join(sorted(set(closed))),
        )
    return [adopted_from_snapshot(one) for one in credentials if one["client_secret"] is not None]
