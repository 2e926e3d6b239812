"""The websocket commands: who may call them, and who answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.auth.models import User
from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.util.json import json_loads_object

from .bridge import Answered, Bridge
from .caller import describe_caller, tell_refused
from .errors import BridgeError
from .plugin import Plugin
from .protocol import (
    ADMINISTRATOR,
    CREDENTIAL_OF_ENTRY,
    CREDENTIALS_CONFIG,
    END_SUBSCRIPTION,
    ERR_BACKEND_UNAVAILABLE,
    LIST_CREDENTIALS,
    SUBSCRIBE_CREDENTIALS,
    USER,
    CommandInfo,
)

Message = dict[str, Any]
Handler = Callable[[HomeAssistant, ActiveConnection, Message], None]

_ANSWERED_BY_CORE: Final = (CREDENTIALS_CONFIG, CREDENTIAL_OF_ENTRY)
"""What core answers too, from the copy, while the backend is not there."""


@dataclass(eq=False)
class _Subscription:
    """A client's subscription at the backend, begun anew for each connection to it."""

    connection: ActiveConnection
    message: Message
    command_id: int | None = None


class Commands:
    """Answers `list` and `subscribe` from the copy, and passes everything else on."""

    def __init__(self, hass: HomeAssistant, plugin: Plugin) -> None:
        """Keep core's handlers, which ours are about to replace."""
        self._hass = hass
        self._plugin = plugin
        known: dict[str, tuple[Any, Any]] = hass.data[websocket_api.DOMAIN]
        self._core = {type_: known[type_] for type_ in _ANSWERED_BY_CORE if type_ in known}
        self._registered: set[str] = set()
        self._subscriptions: dict[int, _Subscription] = {}
        """By the bridge's id of the command that began each."""
        self._waiting: list[_Subscription] = []

    @callback
    def register(self, commands: dict[str, CommandInfo]) -> None:
        """Register those that are not registered yet."""
        for type_, info in commands.items():
            if type_ not in self._registered:
                self._registered.add(type_)
                register_command(self._plugin, type_, info, self._handler(type_, info))

    @callback
    def connected(self, bridge: Bridge) -> None:
        """Begin the clients' subscriptions anew; they notice nothing."""
        if bridge.ended:
            return
        waiting, self._waiting = self._waiting, []
        for subscription in waiting:
            self._begin(bridge, subscription, lambda _answer: None)

    @callback
    def disconnected(self) -> None:
        """Keep the clients' subscriptions for the next connection."""
        self._waiting += self._subscriptions.values()
        self._subscriptions.clear()

    @callback
    def on_event(self, command_id: int, event: Any) -> None:
        """Pass an event of the backend's on to the client that subscribed."""
        if subscription := self._subscriptions.get(command_id):
            subscription.connection.send_event(subscription.message["id"], event)

    def _handler(self, type_: str, info: CommandInfo) -> Handler:
        if type_ == LIST_CREDENTIALS:
            return self._list
        if type_ == SUBSCRIBE_CREDENTIALS:
            return self._subscribe
        return self._pass_subscription_on if info.subscription else self._pass_on

    def _list(self, hass: HomeAssistant, connection: ActiveConnection, msg: Message) -> None:
        if self._can_answer(msg):
            connection.send_message(self._plugin.copy.list_answer(msg["id"]))
        else:
            self._pass_on(hass, connection, msg)

    def _subscribe(self, hass: HomeAssistant, connection: ActiveConnection, msg: Message) -> None:
        if self._can_answer(msg):
            self._plugin.copy.subscribe(connection, msg["id"])
        else:
            self._pass_on(hass, connection, msg)

    def _can_answer(self, msg: Message) -> bool:
        """Whether only id and type are there, and a copy that is not to be taken for "none"."""
        return len(msg) == 2 and self._plugin.serving is not None

    def _pass_on(self, hass: HomeAssistant, connection: ActiveConnection, msg: Message) -> None:
        bridge = self._plugin.bridge
        if bridge is None:
            self._answer_without_backend(hass, connection, msg)
            return

        def answered(answer: str | BridgeError) -> None:
            _send_answer(connection, msg, answer)

        bridge.run_command(msg, self._caller_of(connection), answered)

    def _pass_subscription_on(
        self, _hass: HomeAssistant, connection: ActiveConnection, msg: Message
    ) -> None:
        bridge = self._plugin.bridge
        if bridge is None or bridge.ended:
            self._send_unavailable(connection, msg["id"])
            return
        subscription = _Subscription(connection, msg)

        def answered(answer: str | BridgeError) -> None:
            if isinstance(answer, BridgeError) or not json_loads_object(answer)["success"]:
                self._forget(subscription)
                connection.subscriptions.pop(msg["id"], None)
            _send_answer(connection, msg, answer)

        # At once, so that a client that leaves before the answer leaves nothing behind.
        connection.subscriptions[msg["id"]] = lambda: self._end(subscription)
        self._begin(bridge, subscription, answered)

    def _begin(
        self,
        bridge: Bridge,
        subscription: _Subscription,
        answered: Answered,
    ) -> None:
        caller = self._caller_of(subscription.connection)
        command_id = bridge.run_command(subscription.message, caller, answered)
        subscription.command_id = command_id
        self._subscriptions[command_id] = subscription

    def _caller_of(self, connection: ActiveConnection) -> dict[str, Any]:
        user = connection.user
        at = self._plugin.logins.signed_in_at(user, connection.refresh_token_id)
        return describe_caller(user, at)

    def _end(self, subscription: _Subscription) -> None:
        known = self._forget(subscription)
        if known and self._plugin.bridge is not None:
            self._plugin.bridge.ask_without_waiting(
                END_SUBSCRIPTION, command=subscription.command_id
            )

    def _forget(self, subscription: _Subscription) -> bool:
        """Return whether the backend had begun it."""
        if subscription in self._waiting:
            self._waiting.remove(subscription)
            return False
        return self._subscriptions.pop(subscription.command_id or 0, None) is not None

    def _answer_without_backend(
        self, hass: HomeAssistant, connection: ActiveConnection, msg: Message
    ) -> None:
        if msg["type"] not in self._core or self._plugin.serving is None:
            self._send_unavailable(connection, msg["id"])
            return
        handler, schema = self._core[msg["type"]]
        # Newer versions register False for a command without fields.
        handler(hass, connection, schema(msg) if schema else msg)

    def _send_unavailable(self, connection: ActiveConnection, message_id: int) -> None:
        sentence = self._plugin.unavailable_sentence()
        connection.send_error(message_id, ERR_BACKEND_UNAVAILABLE, sentence)


@callback
def register_command(plugin: Plugin, type_: str, info: CommandInfo, handler: Handler) -> None:
    """Register a command for its roles; its fields are judged by whoever answers it."""

    @callback
    def handle(hass: HomeAssistant, connection: ActiveConnection, msg: Message) -> None:
        # An application that acts as a person has a token of its own for this plugin, with scopes.
        is_acting = plugin.acting.is_acting(connection.user, connection.refresh_token_id)
        if is_acting or not _may_call(connection.user, info):
            tell_refused(plugin, type_, connection.user)
            raise Unauthorized
        handler(hass, connection, msg)

    websocket_api.async_register_command(plugin.hass, type_, handle, _any_fields)  # type: ignore[arg-type]


def _send_answer(connection: ActiveConnection, msg: Message, answer: str | BridgeError) -> None:
    if isinstance(answer, BridgeError):
        connection.send_error(msg["id"], answer.code, str(answer))
    else:
        connection.send_message(answer)


def _any_fields(msg: Message) -> Message:
    return msg


def _may_call(user: User, info: CommandInfo) -> bool:
    return USER in info.roles or (ADMINISTRATOR in info.roles and user.is_admin)
