"""An OAuth integration that catches no error of its set-up, as most of core's.

With `"import"` in an entry's data it does as integrations that bring their
own credential do, such as google: it imports one before it asks for it.
"""

from homeassistant.components.application_credentials import (
    ClientCredential,
    async_import_client_credential,
)
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_entry_oauth2_flow

DOMAIN = "acme_raw"


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Set an account up; the token is refreshed only where it has expired."""
    if brought := entry.data.get("import"):
        await async_import_client_credential(
            hass,
            DOMAIN,
            ClientCredential(brought["client_id"], brought["client_secret"]),
            brought["auth_domain"],
        )
    implementation = (
        await config_entry_oauth2_flow.async_get_config_entry_implementation(
            hass, entry
        )
    )
    session = config_entry_oauth2_flow.OAuth2Session(hass, entry, implementation)
    await session.async_ensure_token_valid()
    return True


async def async_unload_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Let go of an account."""
    return True
