"""What core's file shall hold, and whether what it holds is kept sealed too."""

from __future__ import annotations

from collections.abc import Collection

from .credential import CoreItem, to_core
from .credential_copy import CredentialCopy
from .mark import Mark


def items_to_write(
    copy: CredentialCopy, file_items: list[CoreItem], unseen: Collection[str]
) -> list[CoreItem]:
    """The copy in core's form.

    Where a secret does not open any more the file's own one stays; a credential that has none
    there is left out, for core would take an empty one for good. The ids of `unseen` stay as
    they are in the file.
    """
    there = {item["id"]: item for item in file_items}
    stay = {key: there[key] for key in there if key in unseen}
    written = []
    for item in copy.core_items:
        kept = stay.pop(item["id"], item)
        secret = kept["client_secret"] or there.get(item["id"], kept)["client_secret"]
        if secret:
            written.append({**kept, "client_secret": secret})
    return [*written, *stay.values()]


def closed_domains(copy: CredentialCopy) -> list[str]:
    """The domains whose secrets do not open any more, sorted."""
    return sorted(
        {one["item"]["domain"] for one in copy.credentials if one["client_secret"] is None}
    )


def is_kept(item: CoreItem, copy: CredentialCopy, mark: Mark) -> bool:
    """Whether an item of core's file can go.

    It is sealed as it is, or was taken over and has been changed or deleted in the plugin since.
    """
    kept = copy.get(item["id"])
    if kept is not None and to_core(kept) == item:
        return True
    return mark.knows(item) and not _is_closed(item, copy)


def not_kept_sentence(missing: list[CoreItem], copy: CredentialCopy) -> str:
    """Say why the file has to stay, and what to do; names domains only."""
    closed = sorted({item["domain"] for item in missing if _is_closed(item, copy)})
    if closed:
        return (
            f"Client secrets of {', '.join(closed)} do not open any more, and Home Assistant's own "
            "list has them still. Type them in again in the plugin, then try again"
        )
    return (
        f"{len(missing)} credentials in Home Assistant's own list are not kept sealed as they are "
        "there. Restart Home Assistant, then try again"
    )


def _is_closed(item: CoreItem, copy: CredentialCopy) -> bool:
    kept = copy.get(item["id"])
    return kept is not None and kept["client_secret"] is None
