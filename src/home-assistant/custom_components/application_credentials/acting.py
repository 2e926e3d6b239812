"""Sign-ins of applications that act as a person: refresh tokens that the person's profile lists."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from homeassistant.auth import InvalidAuthError
from homeassistant.auth.models import TOKEN_TYPE_LONG_LIVED_ACCESS_TOKEN, RefreshToken, User
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from .const import DOMAIN
from .errors import BridgeError
from .protocol import ACT_ENDED, ERR_HOME_ASSISTANT_ERROR, ERR_NOT_FOUND

if TYPE_CHECKING:
    from .plugin import Plugin

_CLIENT_ID: Final = DOMAIN
"""Marks them; Home Assistant's own long-lived tokens have none."""
_ACCESS_TOKEN_LIFE: Final = timedelta(minutes=30)


class ActingSignIns:
    """Makes them, removes them, and tells the backend when a person did.

    Home Assistant keeps them by itself. They are long-lived tokens because the profile lists those
    by a name; access tokens are good for half an hour all the same.
    """

    def __init__(self, hass: HomeAssistant, plugin: Plugin) -> None:
        """Watch none yet."""
        self._hass = hass
        self._plugin = plugin
        self._watched: dict[str, CALLBACK_TYPE] = {}

    @callback
    def is_acting(self, user: User, refresh_token_id: str | None) -> bool:
        """Return whether an application is behind this token."""
        token = user.refresh_tokens.get(refresh_token_id or "")
        return token is not None and _is_ours(token)

    async def async_token(self, user_id: str, name: str, sign_in: str | None) -> dict[str, Any]:
        """Answer `bridge/act/token`. Raises BridgeError."""
        if sign_in is None:
            token = await self._async_begin(user_id, name)
        elif (known := await self._async_known(user_id, sign_in)) is not None:
            token = known
        else:
            raise BridgeError(ERR_NOT_FOUND, "That sign-in is over")
        self._watch(token.id)
        try:
            access_token = self._hass.auth.async_create_access_token(token)
        except InvalidAuthError as err:
            raise BridgeError(ERR_HOME_ASSISTANT_ERROR, str(err)) from err
        life = int(token.access_token_expiration.total_seconds())
        return {"sign_in": token.id, "access_token": access_token, "expires_in": life}

    async def async_end(self, sign_in: str) -> None:
        """Answer `bridge/act/end`."""
        for token in await self._async_ours():
            if token.id == sign_in:
                self._remove(token)

    async def async_keep(self, sign_ins: Collection[str]) -> list[str]:
        """Remove all others, and watch these. Returns those that are gone."""
        ours = await self._async_ours()
        for token in ours:
            if token.id in sign_ins:
                self._watch(token.id)
            else:
                self._remove(token)
        there = {token.id for token in ours}
        return [sign_in for sign_in in sign_ins if sign_in not in there]

    async def _async_begin(self, user_id: str, name: str) -> RefreshToken:
        user = await self._hass.auth.async_get_user(user_id)
        if user is None or not user.is_active or user.system_generated:
            raise BridgeError(ERR_HOME_ASSISTANT_ERROR, "There is no such active user")
        return await self._hass.auth.async_create_refresh_token(
            user,
            client_id=_CLIENT_ID,
            client_name=_free_name(user, name),
            token_type=TOKEN_TYPE_LONG_LIVED_ACCESS_TOKEN,
            access_token_expiration=_ACCESS_TOKEN_LIFE,
        )

    async def _async_known(self, user_id: str, sign_in: str) -> RefreshToken | None:
        user = await self._hass.auth.async_get_user(user_id)
        token = None if user is None else user.refresh_tokens.get(sign_in)
        return token if token is not None and _is_ours(token) else None

    async def _async_ours(self) -> list[RefreshToken]:
        users = await self._hass.auth.async_get_users()
        return [
            token for user in users for token in user.refresh_tokens.values() if _is_ours(token)
        ]

    @callback
    def _watch(self, sign_in: str) -> None:
        if sign_in not in self._watched:
            register = self._hass.auth.async_register_revoke_token_callback
            self._watched[sign_in] = register(sign_in, partial(self._removed, sign_in))

    @callback
    def _removed(self, sign_in: str) -> None:
        """Somebody else removed it; while the backend is away, `keep` tells it later."""
        self._watched.pop(sign_in, None)
        bridge = self._plugin.bridge
        if bridge is not None and not bridge.ended:
            bridge.tell(ACT_ENDED, sign_in=sign_in)

    def _remove(self, token: RefreshToken) -> None:
        if (unwatch := self._watched.pop(token.id, None)) is not None:
            unwatch()
        self._hass.auth.async_remove_refresh_token(token)


def _is_ours(token: RefreshToken) -> bool:
    return token.client_id == _CLIENT_ID


def _free_name(user: User, name: str) -> str:
    """A user's long-lived tokens have different names."""
    taken = {
        token.client_name
        for token in user.refresh_tokens.values()
        if token.token_type == TOKEN_TYPE_LONG_LIVED_ACCESS_TOKEN
    }
    names = (name if number == 1 else f"{name} ({number})" for number in count(1))
    return next(free for free in names if free not in taken)
