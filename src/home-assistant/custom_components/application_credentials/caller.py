"""Who sends a command, and from where, as the backend is told."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from homeassistant.auth.models import User
from homeassistant.core import callback
from homeassistant.helpers.http import current_request

from .protocol import COMMAND_DONE

if TYPE_CHECKING:
    from .plugin import Plugin


def describe_caller(user: User, signed_in_at: datetime | None = None) -> dict[str, Any]:
    """A `BridgeCaller`. The address is the one of the request that is being answered."""
    caller: dict[str, Any] = {
        "kind": "user",
        "id": user.id,
        "name": user.name or "",
        "is_admin": user.is_admin,
        "is_owner": user.is_owner,
    }
    if signed_in_at is not None:
        caller["signed_in_at"] = int(signed_in_at.timestamp() * 1000)
    # The `http` integration put the one in its place that a trusted proxy names.
    request = current_request.get()
    if request is not None and request.remote:
        caller["address"] = request.remote
    return caller


@callback
def tell_refused(plugin: Plugin, command: str, user: User) -> None:
    """Tell of a command that a user's role does not allow; the backend never sees it."""
    if plugin.bridge is not None:
        caller = describe_caller(user)
        plugin.bridge.tell(COMMAND_DONE, command=command, caller=caller, refused=True)


@callback
def tell_done(plugin: Plugin, command: str, caller: dict[str, Any], error: str | None) -> None:
    """Tell of a command that this integration carried out itself, or why it could not."""
    if plugin.bridge is None:
        return
    failed = {} if error is None else {"error": error}
    plugin.bridge.tell(COMMAND_DONE, command=command, caller=caller, refused=False, **failed)
