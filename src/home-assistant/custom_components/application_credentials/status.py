"""The integration's state as clients see it: `IntegrationStatus` of src/protocol."""

from __future__ import annotations

from asyncio import TimerHandle
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.core import HomeAssistant, callback

from .hub_name import hub_name
from .subscribers import Subscribers

if TYPE_CHECKING:
    from .plugin import Plugin

BackendState = Literal["installing", "starting", "connected", "stopped", "refused"]
Serving = Literal["backend", "snapshot", "core"]

_TELL_AFTER: Final = 0.1
"""Seconds: a burst of changes is told once."""


@dataclass
class BackendStatus:
    """How the backend is; `error` is a sentence that says why it is not there."""

    state: BackendState = "starting"
    version: str | None = None
    error: str | None = None


class StatusFeed:
    """Tells subscribers the status, at once and after each change."""

    def __init__(self, hass: HomeAssistant, plugin: Plugin) -> None:
        """Begin without subscribers."""
        self._hass = hass
        self._plugin = plugin
        self._subscribers = Subscribers()
        self._timer: TimerHandle | None = None

    @callback
    def subscribe(self, connection: ActiveConnection, message_id: int) -> None:
        """Answer `subscribe_status`."""
        self._subscribers.add(connection, message_id)
        connection.send_event(message_id, read_status(self._hass, self._plugin))

    @callback
    def changed(self) -> None:
        """Something of the status may be another."""
        if self._subscribers and self._timer is None:
            self._timer = self._hass.loop.call_later(_TELL_AFTER, self._tell)

    @callback
    def stop(self) -> None:
        """Tell nothing any more."""
        if self._timer is not None:
            self._timer.cancel()
        self._subscribers.clear()

    def _tell(self) -> None:
        self._timer = None
        status = read_status(self._hass, self._plugin)
        for connection, message_id in self._subscribers:
            connection.send_event(message_id, status)


def read_status(hass: HomeAssistant, plugin: Plugin) -> dict[str, Any]:
    """Put the status together."""
    options, backend, core_items = plugin.options, plugin.backend_status, plugin.core_file.items
    status: dict[str, Any] = {
        "version": plugin.version,
        "hub_name": hub_name(hass),
        "backend": {"state": backend.state, "remote": options.remote},
        "serving": plugin.serving or "snapshot",
        "credentials": len(plugin.copy),
        "plain_text": {
            "present": core_items is not None,
            "credentials": len(core_items or ()),
            "kept_current": plugin.mark.kept_current,
        },
    }
    if backend.version is not None:
        status["backend"]["version"] = backend.version
    if backend.error is not None:
        status["backend"]["error"] = backend.error
    if not options.remote:
        status["data_folder"] = str(options.data_folder)
        status["key_file"] = str(options.key_file)
    return status
