"""A client secret that is being changed: the one before is tried too, and the backend is told."""

from __future__ import annotations

from copy import copy
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from aiohttp import ClientError, ClientResponseError
from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.config_entry_oauth2_flow import (
    AbstractOAuth2Implementation,
    LocalOAuth2Implementation,
)

from .credential import BridgeCredential, implementation_of

if TYPE_CHECKING:
    from .plugin import Plugin

_MAYBE_REJECTED: Final = (400, 401, 403)
"""How providers answer to a client that they do not know. Core keeps their words to itself."""


@callback
def try_previous_secrets_too(
    plugin: Plugin, domain: str, implementations: list[AbstractOAuth2Implementation]
) -> None:
    """Let implementations try both secrets for as long as theirs is being changed.

    Their integration is set up anew when that begins, and so asks for implementations then.
    Those that ask providers in a way of their own, without `_token_request`, keep the new secret
    alone. Every entry's set-up comes by here with all of its domain's implementations, so the
    credentials are gone through once.
    """
    first: dict[str, BridgeCredential] = {}
    for credential in plugin.copy.credentials:
        if credential["item"]["domain"] == domain:
            first.setdefault(implementation_of(credential["item"]), credential)
    for implementation in implementations:
        found = first.get(implementation.domain)
        if found is None or "rotation" not in found:
            continue
        if isinstance(implementation, LocalOAuth2Implementation):
            # mypy: a method of this very object, in the place of its class's.
            implementation._token_request = partial(  # type: ignore[method-assign]
                _async_token_request, plugin, found["item"]["id"], implementation
            )


async def _async_token_request(
    plugin: Plugin, item_id: str, implementation: LocalOAuth2Implementation, data: dict[str, Any]
) -> dict[str, Any]:
    """Make a token request. Raises what core's raises."""
    request = type(implementation)._token_request
    credential = plugin.copy.get(item_id)
    if credential is None or credential["client_secret"] != implementation.client_secret:
        # This implementation is of before, and about to be replaced.
        return await request(implementation, data)
    if (rotation := credential.get("rotation")) is None:
        return await request(implementation, data)
    try:
        token = await request(implementation, dict(data))
    except ClientResponseError as err:
        if err.status not in _MAYBE_REJECTED:
            raise
        before = copy(implementation)
        before.client_secret = rotation["previous_client_secret"]
        try:
            token = await request(before, data)
        except (ClientError, HomeAssistantError):
            # The secret is not to blame, or neither is accepted.
            raise err from None
        plugin.tell_secret_used(item_id, rotation, "rejected", _sentence(err))
        return token
    if "access_token" in token:
        plugin.tell_secret_used(item_id, rotation, "worked", "")
    return token


def _sentence(err: ClientResponseError) -> str:
    return f"The provider answered with the HTTP status {err.status}."
