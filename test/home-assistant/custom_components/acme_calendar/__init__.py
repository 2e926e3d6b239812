"""An ordinary OAuth integration: it asks the provider whose account this is."""

import os
from http import HTTPStatus

from aiohttp import ClientError, ClientResponseError
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryAuthFailed, ConfigEntryNotReady
from homeassistant.helpers import config_entry_oauth2_flow

REFUSED = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED)


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Set an account up, with a fresh token.

    Raises ConfigEntryAuthFailed where the provider refuses the tokens, and
    ConfigEntryNotReady where it, or the credential, is not there.
    """
    try:
        implementation = (
            await config_entry_oauth2_flow.async_get_config_entry_implementation(
                hass, entry
            )
        )
    except ValueError as err:
        raise ConfigEntryNotReady("The credential is not there") from err
    session = config_entry_oauth2_flow.OAuth2Session(hass, entry, implementation)
    try:
        response = await session.async_request(
            "get", f"{os.environ['ACME_PROVIDER']}/me"
        )
        response.raise_for_status()
        account = await response.json()
    except ClientResponseError as err:
        if err.status in REFUSED:
            raise ConfigEntryAuthFailed("The provider refuses the tokens") from err
        raise ConfigEntryNotReady from err
    except ClientError as err:
        raise ConfigEntryNotReady from err
    hass.config_entries.async_update_entry(entry, title=f"Acme of {account['sub']}")
    return True


async def async_unload_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Let go of an account."""
    return True
