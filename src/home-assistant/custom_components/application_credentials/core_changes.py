"""What was done in core's own list while the plugin was away: found, and taken over."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from .bridge import Bridge
from .const import LOGGER
from .core_file import CoreFile
from .credential import BridgeCredential, CoreItem
from .errors import BridgeError
from .in_process import HOME_ASSISTANT, async_call
from .mark import Mark
from .protocol import (
    DELETE_CREDENTIAL,
    ERR_BACKEND_UNAVAILABLE,
    ERR_NOT_FOUND,
    UPDATE_CREDENTIAL,
)

_UPDATED_FIELDS: Final = ("client_id", "client_secret", "name")


@dataclass(frozen=True)
class CoreChanges:
    """The difference between core's file and the mark of the last look at it."""

    new: list[CoreItem]
    """To be added: of unknown ids, or made anew after the backend's was deleted."""
    changed: list[CoreItem]
    """Made anew with the id of one that the backend has."""
    gone: list[str]
    """Ids that were deleted there; told only where the file is kept current."""


def find_core_changes(core_file: CoreFile, mark: Mark, known: Collection[str]) -> CoreChanges:
    """Compare; `known` are the ids that the backend has.

    A file that is missing or can't be read tells nothing.
    """
    items = core_file.items
    if items is None:
        return CoreChanges([], [], [])
    unknown = [item for item in items if not mark.knows(item)]
    there = {item["id"] for item in items}
    return CoreChanges(
        new=[item for item in unknown if item["id"] not in known],
        changed=[item for item in unknown if item["id"] in known],
        gone=[one for one in sorted(mark.core_ids - there) if mark.kept_current and one in known],
    )


async def async_update_changed(
    bridge: Bridge, items: list[CoreItem], known: dict[str, BridgeCredential]
) -> list[str]:
    """Take those over that were made anew. Returns the ids of what the backend refuses.

    Raises BridgeError when the connection ends.
    """
    refused = []
    for item in items:
        fields = {field: item[field] for field in _UPDATED_FIELDS if item.get(field)}
        if _has(known[item["id"]], fields):
            continue
        if not await _async_run(bridge, UPDATE_CREDENTIAL, item["id"], item["domain"], fields):
            refused.append(item["id"])
    return refused


async def async_delete_gone(
    bridge: Bridge, ids: list[str], known: dict[str, BridgeCredential]
) -> None:
    """Delete what was deleted in core; what an entry uses stays.

    Raises BridgeError when the connection ends.
    """
    for item_id in ids:
        if credential := known.get(item_id):
            domain = credential["item"]["domain"]
            await _async_run(bridge, DELETE_CREDENTIAL, item_id, domain, {})


def _has(credential: BridgeCredential, fields: dict[str, Any]) -> bool:
    kept = {**credential["item"], "client_secret": credential["client_secret"]}
    return all(kept.get(field) == value for field, value in fields.items())


async def _async_run(
    bridge: Bridge, type_: str, item_id: str, domain: str, fields: dict[str, Any]
) -> bool:
    named = {"application_credentials_id": item_id, **fields}
    try:
        await async_call(bridge, type_, named, HOME_ASSISTANT)
    except BridgeError as err:
        if err.code == ERR_BACKEND_UNAVAILABLE:
            raise
        if err.code == ERR_NOT_FOUND:
            return True
        LOGGER.warning(
            "A credential of %s was changed in Home Assistant's own list, and that was not taken "
            "over: %s",
            domain,
            err,
        )
        return False
    return True
