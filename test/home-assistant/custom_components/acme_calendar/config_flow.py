"""The flow of an ordinary OAuth integration, with re-authentication."""

import logging
from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.helpers import config_entry_oauth2_flow

DOMAIN = "acme_calendar"


class AcmeCalendarFlow(
    config_entry_oauth2_flow.AbstractOAuth2FlowHandler, domain=DOMAIN
):
    """Signs a person in and keeps the tokens in an entry."""

    DOMAIN = DOMAIN

    @property
    def logger(self) -> logging.Logger:
        """Return the logger."""
        return logging.getLogger(__name__)

    @property
    def extra_authorize_data(self) -> dict[str, Any]:
        """Return the parameters of the authorization request."""
        return {"scope": "openid offline_access calendar.read", "prompt": "consent"}

    async def async_oauth_create_entry(self, data: dict[str, Any]) -> Any:
        """Make an entry, or mend the one that asked for a new sign-in."""
        if self.source == SOURCE_REAUTH:
            entry = self.hass.config_entries.async_get_entry(self.context["entry_id"])
            self.hass.config_entries.async_update_entry(entry, data=data)
            await self.hass.config_entries.async_reload(entry.entry_id)
            return self.async_abort(reason="reauth_successful")
        return self.async_create_entry(title="Acme Calendar", data=data)

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> Any:
        """Begin, where the tokens were refused."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> Any:
        """Wait for a person."""
        if user_input is None:
            return self.async_show_form(step_id="reauth_confirm")
        return await self.async_step_user()
