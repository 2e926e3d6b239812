"""Home Assistant's backup: the database file is complete while it is copied."""

from __future__ import annotations

from homeassistant.core import HomeAssistant

from .const import DATA_PLUGIN, LOGGER
from .errors import BridgeError
from .plugin import Plugin
from .protocol import HOLD_WRITES


async def async_pre_backup(hass: HomeAssistant) -> None:
    """Let changes wait."""
    await _async_hold_writes(hass, held=True)


async def async_post_backup(hass: HomeAssistant) -> None:
    """Let changes go on."""
    await _async_hold_writes(hass, held=False)


async def _async_hold_writes(hass: HomeAssistant, *, held: bool) -> None:
    """A backup is worth more than this part of it: it goes on without."""
    plugin: Plugin = hass.data[DATA_PLUGIN]
    if plugin.bridge is None:
        # Without a process nothing is written, and the file is complete.
        LOGGER.warning("The backend is not there; its database is backed up as it lies")
        return
    try:
        await plugin.bridge.async_ask(HOLD_WRITES, held=held)
    except BridgeError as err:
        LOGGER.warning("The backend's changes were not held for the backup: %s", err)
