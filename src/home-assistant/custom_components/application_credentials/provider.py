"""Gives integrations the implementations with which they sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from homeassistant.components import application_credentials as core
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.exceptions import ConfigEntryNotReady
from homeassistant.helpers import config_entry_oauth2_flow

from .const import DOMAIN
from .rotation import try_previous_secrets_too

if TYPE_CHECKING:
    from .plugin import Plugin

try:
    from homeassistant.exceptions import ImplementationUnavailableError
except ImportError:
    # Older versions have no word for it: one error that set-up tries again, and that ends a flow.
    class ImplementationUnavailableError(ConfigEntryNotReady, AbortFlow):  # type: ignore[no-redef]
        """Credentials exist, and can't be read now."""

        def __init__(self, message: str) -> None:
            """Take the sentence that set-up logs."""
            AbortFlow.__init__(self, "oauth_implementation_unavailable")
            self.args = (message,)


def register_provider(hass: HomeAssistant, plugin: Plugin) -> None:
    """Take the place of core's provider, which can't tell "none" from "not readable now"."""

    async def async_provide(
        hass: HomeAssistant, domain: str
    ) -> list[config_entry_oauth2_flow.AbstractOAuth2Implementation]:
        if plugin.serving is None and await core._get_platform(hass, domain):
            raise ImplementationUnavailableError(
                "The application credentials can't be read: the backend is not running and its "
                f"snapshot does not open ({plugin.backend_status.error}). Repairs says what to do"
            )
        implementations = await core._async_provide_implementation(hass, domain)
        try_previous_secrets_too(plugin, domain, implementations)
        return plugin.sign_ins.narrow(implementations)

    config_entry_oauth2_flow.async_add_implementation_provider(hass, DOMAIN, async_provide)
