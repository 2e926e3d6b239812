"""How this hub calls itself: rebrands change the name in the web app's manifest."""

from __future__ import annotations

from typing import Final

from homeassistant.core import HomeAssistant

_FALLBACK: Final = "Home Assistant"


def hub_name(hass: HomeAssistant) -> str:
    """Take the name from the page's manifest, where there is a page."""
    if "frontend" not in hass.config.components:
        return _FALLBACK
    # The page's package is not there in every installation.
    from homeassistant.components.frontend import MANIFEST_JSON

    return str(MANIFEST_JSON["name"])
