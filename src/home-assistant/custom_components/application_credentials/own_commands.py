"""The commands that this integration answers by itself, also while the backend is not there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from .caller import describe_caller, tell_done
from .commands import Handler, Message, register_command
from .diagnostic_report import async_report
from .errors import BridgeError
from .plugin import Plugin
from .protocol import (
    COMMANDS,
    CONFIRM_LOGIN,
    DIAGNOSTICS,
    ERR_HOME_ASSISTANT_ERROR,
    ERR_INVALID_FORMAT,
    HAND_BACK,
    OWN_COMMANDS,
    REMOVE_PLAIN_TEXT,
    SUBSCRIBE_STATUS,
)

Answer = Callable[[], Awaitable[Any]]


@callback
def register_own_commands(plugin: Plugin) -> None:
    """Register them all."""

    def subscribe_status(_: HomeAssistant, connection: ActiveConnection, msg: Message) -> None:
        plugin.status.subscribe(connection, msg["id"])

    handlers: dict[str, Handler] = {
        SUBSCRIBE_STATUS: subscribe_status,
        HAND_BACK: _in_task(plugin, plugin.plain_text.async_hand_back),
        REMOVE_PLAIN_TEXT: _in_task(plugin, plugin.plain_text.async_remove),
        DIAGNOSTICS: _in_task(plugin, partial(async_report, plugin)),
    }
    register_command(plugin, CONFIRM_LOGIN, COMMANDS[CONFIRM_LOGIN], _confirm_login(plugin))
    for type_, info in OWN_COMMANDS.items():
        register_command(plugin, type_, info, _without_fields(handlers[type_]))


def _confirm_login(plugin: Plugin) -> Handler:
    """Who is signed in, and since when, is known here alone."""

    async def async_confirm(connection: ActiveConnection, msg: Message) -> None:
        token, message_id = msg.get("access_token"), msg["id"]
        if not isinstance(token, str) or not token or set(msg) != {"id", "type", "access_token"}:
            connection.send_error(message_id, ERR_INVALID_FORMAT, "access_token is required")
        elif await plugin.logins.async_confirm(connection.user, connection.refresh_token_id, token):
            connection.send_result(message_id)
        else:
            sentence = "This is no sign-in of yours of the last ten minutes"
            connection.send_error(message_id, ERR_HOME_ASSISTANT_ERROR, sentence)

    def handle(hass: HomeAssistant, connection: ActiveConnection, msg: Message) -> None:
        hass.async_create_task(async_confirm(connection, msg))

    return handle


def _without_fields(handler: Handler) -> Handler:
    def handle(hass: HomeAssistant, connection: ActiveConnection, msg: Message) -> None:
        unknown = [field for field in msg if field not in ("id", "type")]
        if unknown:
            sentence = f"Unknown field: {unknown[0]}"
            connection.send_error(msg["id"], ERR_INVALID_FORMAT, sentence)
        else:
            handler(hass, connection, msg)

    return handle


def _in_task(plugin: Plugin, answer: Answer) -> Handler:
    async def async_run(connection: ActiveConnection, msg: Message, caller: dict[str, Any]) -> None:
        error: str | None = None
        try:
            connection.send_result(msg["id"], await answer())
        except BridgeError as err:
            error = str(err)
            connection.send_error(msg["id"], err.code, error)
        except HomeAssistantError as err:
            error = str(err)
            connection.send_error(msg["id"], ERR_HOME_ASSISTANT_ERROR, error)
        tell_done(plugin, msg["type"], caller, error)

    def handle(hass: HomeAssistant, connection: ActiveConnection, msg: Message) -> None:
        caller = describe_caller(connection.user)
        hass.async_create_task(async_run(connection, msg, caller))

    return handle
