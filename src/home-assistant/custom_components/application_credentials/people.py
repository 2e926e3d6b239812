"""Tells the backend who may sign in, and where Home Assistant is reached."""

from __future__ import annotations

from typing import Any, Final

from homeassistant.auth.models import User
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers.network import NoURLAvailableError, get_url

from .bridge import Bridge
from .protocol import ORIGIN_CHANGED, USERS_CHANGED

_USER_EVENTS: Final = ("user_added", "user_updated", "user_removed")
_CORE_CONFIG_UPDATED: Final = "core_config_updated"


class PeopleFeed:
    """Watches users and the address, and passes what changed on to the bridge that is attached."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin without a bridge."""
        self._hass = hass
        self._bridge: Bridge | None = None
        self._ends: list[CALLBACK_TYPE] = []

    @callback
    def start(self) -> None:
        """Watch from now on."""
        listen = self._hass.bus.async_listen
        self._ends = [
            *(listen(event, self._async_users_changed) for event in _USER_EVENTS),
            listen(_CORE_CONFIG_UPDATED, self._config_changed),
        ]

    @callback
    def stop(self) -> None:
        """Watch no longer."""
        while self._ends:
            self._ends.pop()()

    async def async_attach(self, bridge: Bridge) -> dict[str, Any]:
        """Tell this bridge of changes from now on. Returns what it is greeted with."""
        self._bridge = bridge
        users = await self._async_users()
        origin = origin_of(self._hass)
        return {"users": users} if origin is None else {"users": users, "origin": origin}

    async def _async_users_changed(self, _event: Event[Any]) -> None:
        users = await self._async_users()
        if self._bridge is not None and not self._bridge.ended:
            self._bridge.tell(USERS_CHANGED, users=users)

    @callback
    def _config_changed(self, _event: Event[Any]) -> None:
        if self._bridge is None or self._bridge.ended:
            return
        origin = origin_of(self._hass)
        self._bridge.tell(ORIGIN_CHANGED, **({} if origin is None else {"origin": origin}))

    async def _async_users(self) -> list[dict[str, Any]]:
        users = await self._hass.auth.async_get_users()
        return [_describe(user) for user in users if user.is_active and not user.system_generated]


@callback
def origin_of(hass: HomeAssistant) -> str | None:
    """Return where browsers reach Home Assistant, without a slash at its end."""
    try:
        return get_url(hass, prefer_external=True, allow_cloud=True).rstrip("/")
    except NoURLAvailableError:
        return None


def _describe(user: User) -> dict[str, Any]:
    """A `BridgeUser`."""
    return {
        "id": user.id,
        "name": user.name or "",
        "is_admin": user.is_admin,
        "is_owner": user.is_owner,
        "local_only": user.local_only,
    }
