"""Answers what the backend asks of Home Assistant."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from homeassistant.components import application_credentials as core
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.config_entry_oauth2_flow import MY_AUTH_CALLBACK_PATH
from homeassistant.loader import async_get_application_credentials, async_get_integration

from .acting import ActingSignIns
from .bound_sign_ins import BoundSignIns
from .const import LOGGER
from .errors import BridgeError
from .protocol import (
    ACT_END,
    ACT_KEEP,
    ACT_TOKEN,
    DESCRIBE_INTEGRATIONS,
    END_REAUTH,
    ERR_HOME_ASSISTANT_ERROR,
    ERR_INVALID_CONFIG_ENTRY_ID,
    ERR_UNKNOWN_COMMAND,
    RELOAD_ENTRY,
    START_REAUTH,
    SWITCH_IMPLEMENTATION,
)

_DESCRIBE_WITHIN: Final = 10.0
"""Seconds for one integration: some look their provider's endpoints up."""

_FAILED: Final = (ConfigEntryState.SETUP_ERROR, ConfigEntryState.SETUP_RETRY)


async def async_answer(
    hass: HomeAssistant, sign_ins: BoundSignIns, acting: ActingSignIns, message: dict[str, Any]
) -> Any:
    """Answer one question. Raises BridgeError."""
    type_ = message["type"]
    if type_ in (ACT_TOKEN, ACT_END, ACT_KEEP):
        return await _async_answer_acting(acting, message)
    if type_ == DESCRIBE_INTEGRATIONS:
        return await _async_describe_integrations(hass)
    if type_ == RELOAD_ENTRY:
        return await _async_reload(hass, message["entry_id"])
    if type_ == START_REAUTH:
        entry = _known_entry(hass, message["entry_id"])
        implementation = message.get("auth_implementation")
        sign_ins.start(entry, implementation, message.get("credential_name"))
        return None
    if type_ == END_REAUTH:
        sign_ins.end(message["entry_id"])
        return None
    if type_ == SWITCH_IMPLEMENTATION:
        _switch_implementation(hass, message["entry_id"], message["auth_implementation"])
        sign_ins.forget(message["entry_id"])
        return None
    raise BridgeError(ERR_UNKNOWN_COMMAND, f"This integration does not know {type_}")


async def _async_answer_acting(acting: ActingSignIns, message: dict[str, Any]) -> Any:
    if message["type"] == ACT_TOKEN:
        return await acting.async_token(message["user_id"], message["name"], message.get("sign_in"))
    if message["type"] == ACT_KEEP:
        return {"gone": await acting.async_keep(message["sign_ins"])}
    await acting.async_end(message["sign_in"])
    return None


@callback
def reload_failed_entries(hass: HomeAssistant) -> None:
    """Set entries up again that may have failed for want of a credential."""
    for entry in hass.config_entries.async_entries():
        if entry.state in _FAILED and "auth_implementation" in entry.data:
            hass.async_create_task(_async_reload_quietly(hass, entry))


async def _async_reload_quietly(hass: HomeAssistant, entry: ConfigEntry) -> None:
    try:
        await _async_reload(hass, entry.entry_id)
    except BridgeError as err:
        LOGGER.debug("%s was not reloaded: %s", entry.domain, err)


async def _async_reload(hass: HomeAssistant, entry_id: str) -> None:
    _known_entry(hass, entry_id)
    try:
        await hass.config_entries.async_reload(entry_id)
    except HomeAssistantError as err:
        raise BridgeError(ERR_HOME_ASSISTANT_ERROR, str(err)) from err


@callback
def _switch_implementation(hass: HomeAssistant, entry_id: str, implementation: str) -> None:
    """Write the other implementation down; integrations take their client only at set-up."""
    entry = _known_entry(hass, entry_id)
    data = {**entry.data, "auth_implementation": implementation}
    hass.config_entries.async_update_entry(entry, data=data)
    hass.async_create_task(_async_reload_quietly(hass, entry))


def _known_entry(hass: HomeAssistant, entry_id: str) -> ConfigEntry:
    if (entry := hass.config_entries.async_get_entry(entry_id)) is None:
        raise BridgeError(ERR_INVALID_CONFIG_ENTRY_ID, f"Config entry not found: {entry_id}")
    return entry


async def _async_describe_integrations(hass: HomeAssistant) -> dict[str, Any]:
    domains = await async_get_application_credentials(hass)
    described = await asyncio.gather(*(_async_describe(hass, domain) for domain in domains))
    integrations = {
        domain: one for domain, one in zip(domains, described, strict=True) if one is not None
    }
    if "my" in hass.config.components:
        return {"redirect_uri": MY_AUTH_CALLBACK_PATH, "integrations": integrations}
    return {"integrations": integrations}


async def _async_describe(hass: HomeAssistant, domain: str) -> dict[str, Any] | None:
    """Ask one integration; one that can't say something now still takes credentials."""
    try:
        integration = await async_get_integration(hass, domain)
        platform: Any = await core._get_platform(hass, domain)
    except Exception as err:
        LOGGER.warning("%s can't be asked about its credentials: %s", domain, type(err).__name__)
        return None
    described: dict[str, Any] = {"name": integration.name}
    if hasattr(platform, "async_get_authorization_server"):
        server = await _async_ask(domain, platform.async_get_authorization_server(hass))
        if server and server.authorize_url and server.token_url:
            described["authorization_server"] = {
                "authorize_url": server.authorize_url,
                "token_url": server.token_url,
            }
    if hasattr(platform, "async_get_description_placeholders"):
        texts = await _async_ask(domain, platform.async_get_description_placeholders(hass))
        if texts is not None:
            described["description_placeholders"] = {k: str(v) for k, v in texts.items()}
    return described


async def _async_ask(domain: str, question: Any) -> Any:
    try:
        async with asyncio.timeout(_DESCRIBE_WITHIN):
            return await question
    except Exception as err:
        LOGGER.warning("%s does not say all of its credentials: %s", domain, type(err).__name__)
        return None
