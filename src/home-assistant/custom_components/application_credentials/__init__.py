"""Application credentials, kept sealed by a backend in Node.js.

It takes the place of Home Assistant's own integration of this name. Core builds its component
with our collection, so that every integration that signs in goes on unchanged; what clients ask
is answered by the backend, and what core asks synchronously by a copy in memory.
"""

from __future__ import annotations

from homeassistant.core import HassJob, HomeAssistant
from homeassistant.helpers.typing import ConfigType
from homeassistant.loader import async_get_integration

from .applications import register_application_views
from .backend import Backend
from .collection import async_build_core
from .commands import Commands
from .const import DATA_PLUGIN, DOMAIN, FIRST_SYNC_WITHIN, LOGGER
from .options import CONFIG_SCHEMA, read_options
from .own_commands import register_own_commands
from .page import async_register_page
from .plugin import Plugin
from .protocol import COMMANDS
from .provider import register_provider

__all__ = ["CONFIG_SCHEMA", "async_setup"]


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up core's component, ours in it, and wait a little for the backend."""
    collection = await async_build_core(hass, config)
    version = str((await async_get_integration(hass, DOMAIN)).version)
    plugin = Plugin(hass, read_options(hass, config), collection, version)
    await plugin.async_load()
    hass.data[DATA_PLUGIN] = plugin

    commands = Commands(hass, plugin)
    commands.register(COMMANDS)
    register_own_commands(plugin)
    register_provider(hass, plugin)
    register_application_views(hass, plugin)

    plugin.backend = Backend(plugin, commands)
    plugin.entries.start()
    plugin.people.start()
    plugin.backend.start()
    hass.async_add_shutdown_job(HassJob(plugin.backend.async_stop))
    # Clients may ask before the backend is there; entries are set up when this returns.
    await plugin.async_serve_without_backend()
    await plugin.backend.async_wait_until_settled(FIRST_SYNC_WITHIN)
    plugin.log_if_unreadable()

    await _async_show_page(hass)
    return True


async def _async_show_page(hass: HomeAssistant) -> None:
    """A page that can't be shown is no reason to take every sign-in down."""
    try:
        await async_register_page(hass)
    except Exception:
        LOGGER.exception("The plugin's page can't be shown; everything else works")
