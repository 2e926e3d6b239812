"""The commands that this integration answers by itself, also while the backend is not there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from .commands import Handler, Message, register_command
from .diagnostic_report import async_report
from .errors import BridgeError
from .plugin import Plugin
from .protocol import (
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
def register_own_commands(hass: HomeAssistant, plugin: Plugin) -> None:
    """Register them all."""

    def subscribe_status(_: HomeAssistant, connection: ActiveConnection, msg: Message) -> None:
        plugin.status.subscribe(connection, msg["id"])

    handlers: dict[str, Handler] = {
        SUBSCRIBE_STATUS: subscribe_status,
        HAND_BACK: _in_task(plugin.plain_text.async_hand_back),
        REMOVE_PLAIN_TEXT: _in_task(plugin.plain_text.async_remove),
        DIAGNOSTICS: _in_task(partial(async_report, plugin)),
    }
    for type_, info in OWN_COMMANDS.items():
        register_command(hass, type_, info, _without_fields(handlers[type_]))


def _without_fields(handler: Handler) -> Handler:
    def handle(hass: HomeAssistant, connection: ActiveConnection, msg: Message) -> None:
        unknown = [field for field in msg if field not in ("id", "type")]
        if unknown:
            sentence = f"Unknown field: {unknown[0]}"
            connection.send_error(msg["id"], ERR_INVALID_FORMAT, sentence)
        else:
            handler(hass, connection, msg)

    return handle


def _in_task(answer: Answer) -> Handler:
    async def async_run(connection: ActiveConnection, message_id: int) -> None:
        try:
            connection.send_result(message_id, await answer())
        except BridgeError as err:
            connection.send_error(message_id, err.code, str(err))
        except HomeAssistantError as err:
            connection.send_error(message_id, ERR_HOME_ASSISTANT_ERROR, str(err))

    def handle(hass: HomeAssistant, connection: ActiveConnection, msg: Message) -> None:
        hass.async_create_task(async_run(connection, msg["id"]))

    return handle
