"""Tells the backend which config entries there are, and how they are."""

from __future__ import annotations

from asyncio import TimerHandle
from typing import Any, Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    SOURCE_REAUTH,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.issue_registry import EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED

from .bridge import Bridge
from .protocol import ENTRIES_CHANGED, ENTRY_STATES

_OTHER_STATE: Final = "not_loaded"
"""For states that came later, such as `unload_in_progress`: none of them is `loaded`."""

_REAUTH_ISSUE: Final = "config_entry_reauth_"
_TELL_AFTER: Final = 0.05
"""Seconds: an entry's set-up changes it several times."""


class EntryFeed:
    """Watches config entries, and passes what changed on to the bridge that is attached."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin without a bridge."""
        self._hass = hass
        self._bridge: Bridge | None = None
        self._changed: set[str] = set()
        self._timer: TimerHandle | None = None
        self._ends: list[CALLBACK_TYPE] = []

    @callback
    def start(self) -> None:
        """Watch from now on."""
        self._ends = [
            async_dispatcher_connect(self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._entry_changed),
            # The issue comes and goes with the flow that asks a person to sign in again.
            self._hass.bus.async_listen(EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED, self._issue_changed),
        ]

    @callback
    def stop(self) -> None:
        """Watch no longer."""
        while self._ends:
            self._ends.pop()()
        if self._timer is not None:
            self._timer.cancel()

    @callback
    def attach(self, bridge: Bridge | None) -> list[dict[str, Any]]:
        """Tell this bridge of changes from now on. Returns every entry as it is."""
        self._bridge = bridge
        self._changed.clear()
        asked = self._asked_to_sign_in()
        return [_describe(entry, asked) for entry in self._hass.config_entries.async_entries()]

    @callback
    def _entry_changed(self, _change: ConfigEntryChange, entry: ConfigEntry) -> None:
        self._note(entry.entry_id)

    @callback
    def _issue_changed(self, event: Event[Any]) -> None:
        issue: str = event.data["issue_id"]
        if not issue.startswith(_REAUTH_ISSUE):
            return
        for entry in self._hass.config_entries.async_entries():
            if issue == f"{_REAUTH_ISSUE}{entry.domain}_{entry.entry_id}":
                self._note(entry.entry_id)

    @callback
    def tell_now(self) -> None:
        """Tell what is still held back: a command decides by what its sender saw."""
        if self._timer is not None:
            self._timer.cancel()
            self._tell()

    def _note(self, entry_id: str) -> None:
        if self._bridge is None:
            return
        self._changed.add(entry_id)
        if self._timer is None:
            self._timer = self._hass.loop.call_later(_TELL_AFTER, self._tell)

    def _tell(self) -> None:
        self._timer = None
        noted, self._changed = self._changed, set()
        if self._bridge is None or not noted:
            return
        asked = self._asked_to_sign_in()
        known = {key: self._hass.config_entries.async_get_entry(key) for key in noted}
        changed = [_describe(entry, asked) for entry in known.values() if entry is not None]
        removed = [key for key, entry in known.items() if entry is None]
        self._bridge.tell(ENTRIES_CHANGED, changed=changed, removed=removed)

    def _asked_to_sign_in(self) -> set[str]:
        """The ids of entries whose re-authentication is in progress."""
        flows = self._hass.config_entries.flow.async_progress()
        return {
            entry_id
            for flow in flows
            if flow["context"].get("source") == SOURCE_REAUTH
            and (entry_id := flow["context"].get("entry_id"))
        }


def _describe(entry: ConfigEntry, asked: set[str]) -> dict[str, Any]:
    """A `BridgeEntry`."""
    state = entry.state.value
    described = {
        "entry_id": entry.entry_id,
        "domain": entry.domain,
        "title": entry.title,
        "state": state if state in ENTRY_STATES else _OTHER_STATE,
        "reauth": entry.entry_id in asked,
    }
    implementation = entry.data.get("auth_implementation")
    if isinstance(implementation, str):
        described["auth_implementation"] = implementation
    return described
