"""Core's own file after adoption: kept as it was, removed, or handed back and kept current."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.issue_registry import IssueSeverity

from .const import LOGGER
from .errors import BridgeError, CoreFileError
from .issues import PLAIN_TEXT, create_issue, delete_issue
from .protocol import ERR_BACKEND_UNAVAILABLE

if TYPE_CHECKING:
    from .plugin import Plugin


class PlainText:
    """Decides when core's file is written, and when it is removed."""

    def __init__(self, hass: HomeAssistant, plugin: Plugin) -> None:
        """Begin idle."""
        self._hass = hass
        self._plugin = plugin
        self._lock = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._is_old = False

    @callback
    def refresh_issue(self) -> None:
        """Tell that the file holds secrets in clear text, while nobody asked for it."""
        items, mark = self._plugin.core_file.items, self._plugin.mark
        if mark.adopted and items is not None and not mark.kept_current:
            create_issue(
                self._hass,
                PLAIN_TEXT,
                fixable=True,
                severity=IssueSeverity.WARNING,
                credentials=str(len(items)),
            )
        else:
            delete_issue(self._hass, PLAIN_TEXT)

    @callback
    def credentials_changed(self) -> None:
        """Write the file at once where it is kept current; a burst shares a write."""
        if not self._plugin.mark.kept_current:
            return
        self._is_old = True
        if self._task is None or self._task.done():
            self._task = self._hass.async_create_task(self._async_keep_current())

    async def async_hand_back(self) -> dict[str, int]:
        """Write every credential into the file, and keep that current from then on.

        It needs the secrets, not the backend: a plugin that does not start any more can be left
        too. Raises HomeAssistantError where something would be missing there.
        """
        plugin = self._plugin
        self._check_complete()
        async with self._lock:
            await self._async_write()
            await plugin.mark.async_save(kept_current=True)
        self._told()
        return {"credentials": len(plugin.copy)}

    async def async_remove(self) -> None:
        """Remove the file, once everything in it is kept sealed.

        Raises BridgeError while the backend is not there, HomeAssistantError where something in
        the file was never taken over, or it can't be removed.
        """
        plugin = self._plugin
        plugin.connected_bridge()
        async with self._lock:
            await plugin.core_file.async_load_if_readable()
            ids = {item["id"] for item in plugin.core_file.items or ()}
            missing = [one for one in ids - plugin.mark.core_ids if one not in plugin.copy]
            if missing:
                raise HomeAssistantError(
                    f"{len(missing)} credentials in Home Assistant's own list were not taken over "
                    "yet. Restart Home Assistant, then try again"
                )
            await plugin.mark.async_save(kept_current=False)
            await plugin.core_file.async_remove()
            await plugin.mark.async_save(core_ids=())
        self._told()

    def _check_complete(self) -> None:
        plugin = self._plugin
        if plugin.serving is None:
            raise BridgeError(ERR_BACKEND_UNAVAILABLE, plugin.unavailable_sentence())
        if plugin.serving == "core":
            raise HomeAssistantError(
                "Nothing was taken over yet: Home Assistant's own list is in use, and is complete"
            )
        closed = {
            one["item"]["domain"] for one in plugin.copy.credentials if one["client_secret"] is None
        }
        if closed:
            raise HomeAssistantError(
                f"Client secrets of {', '.join(sorted(closed))} do not open any more. Type them in "
                "again, or delete those credentials, then hand back"
            )

    async def _async_keep_current(self) -> None:
        try:
            while self._is_old:
                self._is_old = False
                async with self._lock:
                    if self._plugin.mark.kept_current:
                        await self._async_write()
        except (CoreFileError, OSError) as err:
            LOGGER.error("Home Assistant's own list is not current: %s", err)

    async def _async_write(self) -> None:
        plugin = self._plugin
        items = plugin.copy.core_items
        if items == plugin.core_file.items:
            return
        ids = {item["id"] for item in items}
        # Before the file has them: what is deleted later must not be found there as new.
        await plugin.mark.async_save(core_ids=ids | plugin.mark.core_ids)
        await plugin.core_file.async_write(items)
        await plugin.mark.async_save(core_ids=ids)
        plugin.status.changed()

    def _told(self) -> None:
        self.refresh_issue()
        self._plugin.status.changed()
