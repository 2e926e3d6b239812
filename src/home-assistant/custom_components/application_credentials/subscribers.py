"""The clients' subscriptions that this integration answers by itself."""

from __future__ import annotations

from collections.abc import Iterator

from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.core import callback


class Subscribers:
    """Each with its connection and the id of the message that began it."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: dict[tuple[ActiveConnection, int], None] = {}

    def __len__(self) -> int:
        """How many there are."""
        return len(self._known)

    def __iter__(self) -> Iterator[tuple[ActiveConnection, int]]:
        """Those of this moment; one may end while the others are told."""
        return iter(list(self._known))

    @callback
    def add(self, connection: ActiveConnection, message_id: int) -> None:
        """Begin one, and answer its message; the first event is the caller's to send."""
        subscriber = (connection, message_id)
        self._known[subscriber] = None
        connection.subscriptions[message_id] = lambda: self._known.pop(subscriber, None)
        connection.send_result(message_id)

    @callback
    def clear(self) -> None:
        """Tell nobody any more."""
        self._known.clear()
