"""Where the accounts of Acme Calendar are signed in: the provider that the tests start."""

import os

from homeassistant.components.application_credentials import AuthorizationServer
from homeassistant.core import HomeAssistant


async def async_get_authorization_server(hass: HomeAssistant) -> AuthorizationServer:
    """Return the endpoints below ACME_PROVIDER, an origin."""
    origin = os.environ.get("ACME_PROVIDER", "https://acme.example")
    return AuthorizationServer(
        authorize_url=f"{origin}/auth",
        token_url=f"{origin}/token",
    )


async def async_get_description_placeholders(hass: HomeAssistant) -> dict[str, str]:
    """Return what the instructions for a person name."""
    return {"console_url": "https://acme.example/console"}
