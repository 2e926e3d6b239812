"""What this integration itself has to remember: `.storage/application_credentials_plugin`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
import secrets
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store
from homeassistant.util.json import JSON_DECODE_EXCEPTIONS, json_loads

from .const import DATA_PLUGIN, LOGGER
from .credential import CoreItem
from .errors import MarkError
from .fingerprint import fingerprint

_VERSION: Final = 1
_SALT_BYTES: Final = 16

Fingerprints = dict[str, str]
"""Of core's items by id; an empty one stands for whatever the item is."""


@dataclass(frozen=True)
class _Content:
    """What the file holds."""

    adopted: bool = False
    database: str = ""
    """The name of the database that has the credentials; empty before it was first told."""
    kept_current: bool = False
    salt: str = ""
    core_items: Fingerprints = field(default_factory=dict)
    """What core's file held at the last look."""
    writing: Fingerprints | None = None
    """What it holds instead if a write that was begun came to its end."""


class Mark:
    """Whether core's credentials were taken over, and which of them were seen. Holds no secret.

    It is explicit, so that an empty or lost database is never taken for a first start.
    """

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin as before the very first start."""
        self._hass = hass
        self._store: Store[dict[str, Any]] = Store(
            hass, _VERSION, DATA_PLUGIN, private=True, atomic_writes=True
        )
        self._content = _Content()

    @property
    def adopted(self) -> bool:
        """Whether core's credentials were taken over."""
        return self._content.adopted

    @property
    def database(self) -> str:
        """The name of the database that took them, empty where that was never told."""
        return self._content.database

    @property
    def kept_current(self) -> bool:
        """After a hand-back: every change is written into core's file at once."""
        return self._content.kept_current

    @property
    def core_ids(self) -> frozenset[str]:
        """The ids that core's file held at the last look, whether a write ended or not."""
        content = self._content
        if content.writing is None:
            return frozenset(content.core_items)
        return frozenset(content.core_items) & frozenset(content.writing)

    def knows(self, item: CoreItem) -> bool:
        """Whether core's file held exactly this one at the last look, or was about to."""
        own = fingerprint(self._content.salt, item)
        return any(known.get(item["id"]) in ("", own) for known in self._known())

    async def async_load(self) -> None:
        """Read it; nothing was adopted where there is none, or none that can be read."""
        try:
            stored = await self._store.async_load()
            self._content = _Content() if stored is None else _read(stored)
        except (HomeAssistantError, OSError, LookupError, TypeError, AttributeError) as err:
            LOGGER.warning("%s can't be read (%s)", self._store.path, type(err).__name__)

    async def async_adopted(self, database: str) -> None:
        """Note that this database has the credentials. Raises MarkError."""
        await self._async_save(replace(self._content, adopted=True, database=database))

    async def async_keep_current(self, kept_current: bool) -> None:
        """Note whether core's file is kept current. Raises MarkError."""
        await self._async_save(replace(self._content, kept_current=kept_current))

    async def async_begin_write(self, items: Iterable[CoreItem]) -> None:
        """Note what core's file is about to hold: nothing of it is new. Raises MarkError."""
        content = self._salted()
        await self._async_save(replace(content, writing=_fingerprints(content.salt, items)))

    async def async_seen(self, items: Iterable[CoreItem], unseen: Iterable[str] = ()) -> None:
        """Note what core's file holds; `unseen` are left as they were. Raises MarkError."""
        items = list(items)
        content = self._salted() if items else self._content
        seen = _fingerprints(content.salt, items)
        for item_id in unseen:
            seen.pop(item_id, None)
            if item_id in content.core_items:
                seen[item_id] = content.core_items[item_id]
        await self._async_save(replace(content, core_items=seen, writing=None))

    async def async_forget_core(self) -> None:
        """Core's file is gone, and with it what could be told from a fingerprint."""
        await self._async_save(replace(self._content, core_items={}, writing=None, salt=""))

    def _known(self) -> list[Mapping[str, str]]:
        return [self._content.core_items, self._content.writing or {}]

    def _salted(self) -> _Content:
        if self._content.salt:
            return self._content
        return replace(self._content, salt=secrets.token_hex(_SALT_BYTES))

    async def _async_save(self, content: _Content) -> None:
        """On disk before it counts: core's Store only logs what goes wrong."""
        if content == self._content:
            return
        wanted = asdict(content)
        await self._store.async_save(wanted)
        if await self._hass.async_add_executor_job(_read_back, self._store.path) != wanted:
            raise MarkError(
                f"{self._store.path} could not be written; Home Assistant's log says why. Make "
                "room on the disk, and let Home Assistant write there"
            )
        self._content = content


def _fingerprints(salt: str, items: Iterable[CoreItem]) -> Fingerprints:
    return {item["id"]: fingerprint(salt, item) for item in items}


def _read(stored: dict[str, Any]) -> _Content:
    # Marks of before there were fingerprints name ids only.
    ids_only = dict.fromkeys(stored.get("core_ids", ()), "")
    writing = stored.get("writing")
    return _Content(
        adopted=stored["adopted"],
        database=stored.get("database", ""),
        kept_current=stored["kept_current"],
        salt=stored.get("salt", ""),
        core_items=dict(stored.get("core_items", ids_only)),
        writing=None if writing is None else dict(writing),
    )


def _read_back(path: str) -> Any:
    try:
        stored: Any = json_loads(Path(path).read_bytes())
        return stored["data"]
    except (OSError, LookupError, TypeError, *JSON_DECODE_EXCEPTIONS):
        return None
