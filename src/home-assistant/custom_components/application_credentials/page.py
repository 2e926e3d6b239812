"""The plugin's page: its modules, the one that every page loads, and a panel as fall-back."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.util.json import JSON_DECODE_EXCEPTIONS, json_loads_object

from .const import DOMAIN, LOGGER

_FOLDER: Final = Path(__file__).parent / "frontend"
_MODULE: Final = "home-assistant"
_PANEL_ELEMENT: Final = "ac-home-assistant-panel"
_ACCESS_PANEL: Final = "application_access"
_ACCESS_ELEMENT: Final = "ac-home-assistant-access-panel"

_URL: Final = "/application_credentials_frontend"
"""Without `/static/` in it: the service worker of Home Assistant 2024.3 would keep such a file for
ever."""


async def async_register_page(hass: HomeAssistant) -> None:
    """Serve the page where Home Assistant has pages; the rest of the plugin does without."""
    if "frontend" not in hass.config.components:
        return
    name = await hass.async_add_executor_job(_read_module_name)
    if name is None:
        return
    await _async_serve_folder(hass)
    await _async_add_to_pages(hass, f"{_URL}/{name}")


def _read_module_name() -> str | None:
    """The file name of the module that every page loads, with its hash."""
    manifest = _FOLDER / "manifest.json"
    try:
        return str(json_loads_object(manifest.read_bytes())[_MODULE])
    except (OSError, LookupError, *JSON_DECODE_EXCEPTIONS) as err:
        LOGGER.warning(
            "The plugin's page is not shown: %s does not name it (%s). Install the plugin again",
            manifest,
            type(err).__name__,
        )
        return None


async def _async_serve_folder(hass: HomeAssistant) -> None:
    """Names carry hashes, so that browsers may keep the files."""
    http: Any = hass.http
    if hasattr(http, "async_register_static_paths"):
        from homeassistant.components.http import (  # type: ignore[attr-defined]
            StaticPathConfig,
        )

        await http.async_register_static_paths([StaticPathConfig(_URL, str(_FOLDER), True)])
    else:
        http.register_static_path(_URL, str(_FOLDER), True)


async def _async_add_to_pages(hass: HomeAssistant, module: str) -> None:
    # The page's package is not there in every installation.
    from homeassistant.components import frontend, panel_custom

    frontend.add_extra_js_url(hass, module)
    await panel_custom.async_register_panel(
        hass,
        frontend_url_path=DOMAIN,
        webcomponent_name=_PANEL_ELEMENT,
        module_url=module,
        require_admin=True,
    )
    # For everybody: where people let applications in, and see whom they let in. No entry in the
    # sidebar leads there.
    await panel_custom.async_register_panel(
        hass,
        frontend_url_path=_ACCESS_PANEL,
        webcomponent_name=_ACCESS_ELEMENT,
        module_url=module,
        require_admin=False,
    )
