"""The shapes of a credential: the bridge's, core's, and the one that clients see."""

from __future__ import annotations

from typing import Any, Final, NotRequired, TypedDict

Item = dict[str, Any]
"""A credential as clients see it: `Credential` of src/protocol/credentials.ts. Never a secret."""

CoreItem = dict[str, Any]
"""A credential as core keeps it: id, domain, client_id, client_secret, auth_domain?, name?."""

_CORE_FIELDS: Final = ("id", "domain", "client_id", "client_secret", "auth_domain", "name")
_ADOPTED_FIELDS: Final = (
    "id",
    "domain",
    "client_id",
    "auth_domain",
    "name",
    "authorization_server",
    "scopes",
    "source",
    "created_at",
    "updated_at",
)


class Rotation(TypedDict):
    """A secret that is being changed."""

    since: str
    """ISO 8601; names the rotation when the backend is told of it."""

    previous_client_secret: str


class BridgeCredential(TypedDict):
    """A credential with its secret; None where the backend can't open it any more."""

    item: Item
    client_secret: str | None
    rotation: NotRequired[Rotation]


def implementation_of(item: Item) -> str:
    """What a config entry records of the credential it was made with."""
    implementation: str = item["auth_domain"] if "auth_domain" in item else item["id"]
    return implementation


def to_core(credential: BridgeCredential) -> CoreItem:
    """Core's shape.

    A secret that does not open is empty there: the entry keeps its access token for as long as
    that lasts, which an entry without its implementation would not.
    """
    item = credential["item"]
    known = {"client_secret": credential["client_secret"] or "", **item}
    return {field: known[field] for field in _CORE_FIELDS if known.get(field) is not None}


def from_core(item: CoreItem, at: str) -> BridgeCredential:
    """One of core's own, as it is shown until the backend takes it over.

    `at` is an ISO 8601 time, for the times that core does not keep.
    """
    return {
        "item": {
            **{k: v for k in _CORE_FIELDS if k != "client_secret" and (v := item.get(k))},
            "client_secret_hint": "",
            "source": "import" if item.get("auth_domain") else "user",
            "created_at": at,
            "updated_at": at,
        },
        "client_secret": item["client_secret"],
    }


def adopted_from_core(item: CoreItem) -> dict[str, Any]:
    """The fields of a `bridge/adopt/items` row for one of core's own."""
    return {field: item[field] for field in _CORE_FIELDS if item.get(field) is not None}


def adopted_from_snapshot(credential: BridgeCredential) -> dict[str, Any]:
    """The same for one that the backend had before, whose secret opens."""
    item = credential["item"]
    fields: dict[str, Any] = {field: item[field] for field in _ADOPTED_FIELDS if field in item}
    fields["client_secret"] = credential["client_secret"]
    return fields
