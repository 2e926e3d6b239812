"""Binds an entry's re-authentication to the credential that the entry is moved to.

Home Assistant's flows ask every provider which implementations there are, and let a person choose.
So the answer to a flow of such an entry is the one credential, which the flow then takes by itself.
"""

from __future__ import annotations

from typing import Any, Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    SOURCE_REAUTH,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.const import MAJOR_VERSION, MINOR_VERSION
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.data_entry_flow import UnknownFlow
from homeassistant.helpers.config_entry_oauth2_flow import AbstractOAuth2Implementation
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.http import current_request

_MISSES_STORED: Final = (MAJOR_VERSION, MINOR_VERSION) >= (2026, 10)
"""Some integrations take the implementation that the entry has stored. These versions go on to the
choice where it is not among the answers; older ones fail with a KeyError."""


class BoundSignIns:
    """Knows with which implementation entries are to be signed in again."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin with none; the backend asks again after each connection."""
        self._hass = hass
        self._wanted: dict[str, str] = {}
        self._end_watch: CALLBACK_TYPE | None = None

    @callback
    def start(
        self, entry: ConfigEntry, implementation: str | None, credential_name: str | None
    ) -> None:
        """Ask a person to sign in again; a flow that asks already is bound too."""
        if implementation is None:
            entry.async_start_reauth(self._hass)
            return
        self._wanted[entry.entry_id] = implementation
        if self._end_watch is None:
            self._end_watch = async_dispatcher_connect(
                self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._entry_changed
            )
        name = f"{entry.title} → {credential_name}"
        entry.async_start_reauth(self._hass, context={"title_placeholders": {"name": name}})

    @callback
    def end(self, entry_id: str) -> None:
        """End the flow of an entry that works; one that does not needs it anyway."""
        self.forget(entry_id)
        entry = self._hass.config_entries.async_get_entry(entry_id)
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return
        for flow in list(entry.async_get_active_flows(self._hass, {SOURCE_REAUTH})):
            self._hass.config_entries.flow.async_abort(flow["flow_id"])

    @callback
    def forget(self, entry_id: str) -> None:
        """Bind this entry's flows to nothing any more."""
        self._wanted.pop(entry_id, None)
        if not self._wanted and self._end_watch is not None:
            self._end_watch()
            self._end_watch = None

    @callback
    def _entry_changed(self, change: ConfigEntryChange, entry: ConfigEntry) -> None:
        wanted = self._wanted.get(entry.entry_id)
        arrived = entry.data.get("auth_implementation") == wanted
        if arrived or change is ConfigEntryChange.REMOVED:
            self.forget(entry.entry_id)

    @callback
    def narrow(
        self, implementations: list[AbstractOAuth2Implementation]
    ) -> list[AbstractOAuth2Implementation]:
        """Leave what the flow that asks is bound to; all where it is bound to nothing."""
        wanted = self._wanted_by_caller() if self._wanted else None
        bound = [one for one in implementations if one.domain == wanted]
        if not bound:
            return implementations
        if _MISSES_STORED:
            return bound
        # The first is the one that the form proposes.
        return [*bound, *(one for one in implementations if one.domain != wanted)]

    def _wanted_by_caller(self) -> str | None:
        """Return what the flow wants that the request of this moment moves on."""
        request = current_request.get()
        flow_id = None if request is None else request.match_info.get("flow_id")
        if flow_id is None:
            return None
        try:
            flow: Any = self._hass.config_entries.flow.async_get(flow_id)
        except (UnknownFlow, IndexError):
            return None
        if flow["context"].get("source") != SOURCE_REAUTH:
            return None
        # Set-up asks too, in the flow's last step: by then the entry has switched, and is not here.
        return self._wanted.get(flow["context"].get("entry_id", ""))
