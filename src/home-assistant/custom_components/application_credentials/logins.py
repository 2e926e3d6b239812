"""When the person of a connection last gave their password."""

from __future__ import annotations

from datetime import datetime, timedelta
import inspect
from typing import Any, Final

from homeassistant.auth.models import TOKEN_TYPE_NORMAL, RefreshToken, User
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

RECENT: Final = timedelta(minutes=10)


class Logins:
    """Knows sign-ins by their refresh tokens, and what was confirmed since."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Nothing is confirmed yet."""
        self._hass = hass
        self._confirmed: dict[str, datetime] = {}

    @callback
    def signed_in_at(self, user: User, refresh_token_id: str | None) -> datetime | None:
        """Return when; None where it is not known, as for a long-lived token."""
        token = user.refresh_tokens.get(refresh_token_id or "")
        if token is None:
            return None
        if (confirmed := self._confirmed.get(token.id)) is not None:
            return confirmed
        return _login_of(token)

    async def async_confirm(
        self, user: User, refresh_token_id: str | None, access_token: str
    ) -> bool:
        """Take a fresh sign-in of the same person. False when it is none."""
        found: Any = self._hass.auth.async_validate_access_token(access_token)
        # A coroutine in older versions.
        token: RefreshToken | None = await found if inspect.isawaitable(found) else found
        at = None if token is None else _login_of(token)
        if token is None or at is None or token.user.id != user.id or refresh_token_id is None:
            return False
        if dt_util.utcnow() - at > RECENT:
            return False
        self._confirmed[refresh_token_id] = at
        self._forget_old()
        return True

    def _forget_old(self) -> None:
        now = dt_util.utcnow()
        self._confirmed = {key: at for key, at in self._confirmed.items() if now - at <= RECENT}


def _login_of(token: RefreshToken) -> datetime | None:
    return token.created_at if token.token_type == TOKEN_TYPE_NORMAL else None
