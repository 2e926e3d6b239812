"""Core's own file after adoption: kept as it was, removed, or handed back and kept current."""

from __future__ import annotations

import asyncio
from asyncio import TimerHandle
from typing import TYPE_CHECKING

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.issue_registry import IssueSeverity

from .const import FIRST_WRITE_PAUSE, LOGGER, LONGEST_WRITE_PAUSE
from .credential import CoreItem
from .errors import BridgeError, CoreFileError, MarkError
from .issues import (
    PLAIN_TEXT,
    PLAIN_TEXT_INCOMPLETE,
    PLAIN_TEXT_NOT_CURRENT,
    create_issue,
    delete_issue,
)
from .plain_text_items import closed_domains, is_kept, items_to_write, not_kept_sentence
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
        self._retry: TimerHandle | None = None
        self._pause = FIRST_WRITE_PAUSE

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

    @callback
    def stop(self) -> None:
        """Try no more what could not be written."""
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None

    async def async_hand_back(self) -> dict[str, int]:
        """Write every credential into the file, and keep that current from then on.

        It needs the secrets, not the backend: a plugin that does not start any more can be left
        too. Raises HomeAssistantError where something would be missing there.
        """
        plugin = self._plugin
        async with self._lock:
            self._check_complete()
            await self._async_write()
            await plugin.mark.async_keep_current(True)
            # What changed meanwhile was not yet told to a file that is kept current.
            while self._items(self._unseen()) != plugin.core_file.items:
                self._check_complete()
                await self._async_write()
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
            items = plugin.core_file.items or []
            if missing := [i for i in items if not is_kept(i, plugin.copy, plugin.mark)]:
                raise HomeAssistantError(not_kept_sentence(missing, plugin.copy))
            await plugin.mark.async_keep_current(False)
            await plugin.core_file.async_remove()
            await plugin.mark.async_forget_core()
        self._written()
        self._told()

    def _check_complete(self) -> None:
        plugin = self._plugin
        if plugin.serving is None:
            raise BridgeError(ERR_BACKEND_UNAVAILABLE, plugin.unavailable_sentence())
        if plugin.serving == "core":
            raise HomeAssistantError(
                "There is nothing to hand back: Home Assistant's own list is in use and complete"
            )
        if closed := closed_domains(plugin.copy):
            raise HomeAssistantError(
                f"Client secrets of {', '.join(closed)} do not open any more. Type them in "
                "again, or delete those credentials, then hand back"
            )

    async def _async_keep_current(self) -> None:
        self.stop()
        try:
            while self._is_old:
                self._is_old = False
                async with self._lock:
                    # Without the backend the copy may hold what it will refuse.
                    if self._plugin.mark.kept_current and self._plugin.bridge is not None:
                        await self._async_write()
        except (CoreFileError, MarkError, OSError) as err:
            self._not_written(err)

    def _not_written(self, err: Exception) -> None:
        LOGGER.error("Home Assistant's own list is not current: %s", err)
        create_issue(self._hass, PLAIN_TEXT_NOT_CURRENT, error=str(err))
        self._retry = self._hass.loop.call_later(self._pause, self.credentials_changed)
        self._pause = min(self._pause * 2, LONGEST_WRITE_PAUSE)

    def _written(self) -> None:
        self.stop()
        self._pause = FIRST_WRITE_PAUSE
        delete_issue(self._hass, PLAIN_TEXT_NOT_CURRENT)
        closed = closed_domains(self._plugin.copy) if self._plugin.mark.kept_current else []
        if closed:
            create_issue(self._hass, PLAIN_TEXT_INCOMPLETE, domains=", ".join(closed))
        else:
            delete_issue(self._hass, PLAIN_TEXT_INCOMPLETE)

    def _unseen(self) -> set[str]:
        """The ids of what was made in the file without the plugin, and is not taken over yet."""
        plugin = self._plugin
        if plugin.bridge is not None:
            return set()
        items = plugin.core_file.items or ()
        return {item["id"] for item in items if not plugin.mark.knows(item)}

    def _items(self, unseen: set[str]) -> list[CoreItem]:
        return items_to_write(self._plugin.copy, self._plugin.core_file.items or [], unseen)

    async def _async_write(self) -> None:
        plugin, unseen = self._plugin, self._unseen()
        items = self._items(unseen)
        if items != plugin.core_file.items:
            # Before the file has them: what is deleted later must not be found there as new.
            await plugin.mark.async_begin_write(i for i in items if i["id"] not in unseen)
            await plugin.core_file.async_write(items)
            await plugin.mark.async_seen(items, unseen)
            plugin.status.changed()
        self._written()

    def _told(self) -> None:
        self.refresh_issue()
        self._plugin.status.changed()
