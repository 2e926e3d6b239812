"""All credentials in Home Assistant's memory: for core's synchronous calls, and for `list`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.core import callback
from homeassistant.helpers.json import json_bytes

from .credential import BridgeCredential, CoreItem, to_core
from .subscribers import Subscribers

ADDED = "added"
UPDATED = "updated"
REMOVED = "removed"


class Change(NamedTuple):
    """One change of the copy: ADDED, UPDATED or REMOVED, and core's form of what changed."""

    change_type: str
    item_id: str
    item: CoreItem


class CredentialCopy:
    """Keeps core's dictionary current, and the public items beside it as ready JSON."""

    def __init__(self, data: dict[str, CoreItem], changed: Callable[[list[Change]], None]) -> None:
        """Take the dictionary that core reads; it is changed in place, never replaced."""
        self._data = data
        self._changed = changed
        self._credentials: dict[str, BridgeCredential] = {}
        self._json: dict[str, bytes] = {}
        self._list_json: bytes | None = None
        self._subscribers = Subscribers()

    def __len__(self) -> int:
        """How many there are."""
        return len(self._credentials)

    def __contains__(self, item_id: str) -> bool:
        """Whether there is one with this id."""
        return item_id in self._credentials

    def get(self, item_id: str) -> BridgeCredential | None:
        """The one with this id."""
        return self._credentials.get(item_id)

    @property
    def credentials(self) -> list[BridgeCredential]:
        """All of them with their secrets, in the order of creation."""
        return list(self._credentials.values())

    @property
    def core_items(self) -> list[CoreItem]:
        """The same in core's form."""
        return list(self._data.values())

    @callback
    def apply(self, changes: Iterable[tuple[str, BridgeCredential]]) -> None:
        """Take changes over, and tell whoever watches."""
        told = [self._apply(change_type, credential) for change_type, credential in changes]
        if told:
            self._list_json = None
            self._changed([change for change, _ in told])
            self._tell(b",".join(event for _, event in told))

    @callback
    def replace(self, credentials: Iterable[BridgeCredential]) -> None:
        """Hold these and no others; watchers are told of the differences only."""
        new = {credential["item"]["id"]: credential for credential in credentials}
        changes = [(REMOVED, old) for key, old in self._credentials.items() if key not in new]
        for key, credential in new.items():
            if (old := self._credentials.get(key)) is None:
                changes.append((ADDED, credential))
            elif old != credential:
                changes.append((UPDATED, credential))
        self.apply(changes)
        self._order_as(new)

    @callback
    def list_answer(self, message_id: int) -> bytes:
        """The whole websocket message that answers `list`."""
        if self._list_json is None:
            self._list_json = b",".join(self._json.values())
        head = b'{"id":%d,"type":"result","success":true,"result":[' % message_id
        return b"".join((head, self._list_json, b"]}"))

    @callback
    def subscribe(self, connection: ActiveConnection, message_id: int) -> None:
        """Answer `subscribe`: every credential as added, then each change."""
        self._subscribers.add(connection, message_id)
        added = (_event(ADDED, item_id, item) for item_id, item in self._json.items())
        connection.send_message(_event_message(message_id, b",".join(added)))

    def _apply(self, change_type: str, credential: BridgeCredential) -> tuple[Change, bytes]:
        item: dict[str, Any] = credential["item"]
        item_id: str = item["id"]
        core_item = to_core(credential)
        json = json_bytes(item)
        if change_type == REMOVED:
            self._data.pop(item_id, None)
            self._credentials.pop(item_id, None)
            self._json.pop(item_id, None)
        else:
            self._data[item_id] = core_item
            self._credentials[item_id] = credential
            self._json[item_id] = json
        return Change(change_type, item_id, core_item), _event(change_type, item_id, json)

    def _order_as(self, wanted: dict[str, BridgeCredential]) -> None:
        if list(self._credentials) == list(wanted):
            return
        for key in wanted:
            self._data[key] = self._data.pop(key)
            self._credentials[key] = self._credentials.pop(key)
            self._json[key] = self._json.pop(key)
        self._list_json = None

    def _tell(self, changes: bytes) -> None:
        for connection, message_id in self._subscribers:
            connection.send_message(_event_message(message_id, changes))


def _event(change_type: str, item_id: str, item: bytes) -> bytes:
    return b'{"change_type":"%b","application_credentials_id":%b,"item":%b}' % (
        change_type.encode(),
        json_bytes(item_id),
        item,
    )


def _event_message(message_id: int, changes: bytes) -> bytes:
    return b'{"id":%d,"type":"event","event":[%b]}' % (message_id, changes)
