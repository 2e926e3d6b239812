"""The plugin's line in Settings → System → Repairs → System information."""

from __future__ import annotations

from typing import Any

from homeassistant.components.system_health import SystemHealthRegistration
from homeassistant.core import HomeAssistant, callback

from .const import DATA_PLUGIN
from .plugin import Plugin
from .status import read_status


@callback
def async_register(hass: HomeAssistant, register: SystemHealthRegistration) -> None:
    """Announce the line."""
    register.async_register_info(async_read_info, "/config/application_credentials")


async def async_read_info(hass: HomeAssistant) -> dict[str, Any]:
    """Say version, state, credentials and the last error."""
    plugin: Plugin = hass.data[DATA_PLUGIN]
    status = read_status(hass, plugin)
    backend = status["backend"]
    return {
        "version": status["version"],
        "backend_version": backend.get("version", "-"),
        "state": backend["state"],
        "serving": status["serving"],
        "credentials": status["credentials"],
        "last_error": backend.get("error", "-"),
    }
