"""What this integration itself has to remember: `.storage/application_credentials_plugin`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store

from .const import DATA_PLUGIN

_VERSION: Final = 1


class Mark:
    """Whether core's credentials were taken over, and which of them were seen. Holds no secret.

    It is explicit, so that an empty or lost database is never taken for a first start.
    """

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin as before the very first start."""
        self._store: Store[dict[str, Any]] = Store(
            hass, _VERSION, DATA_PLUGIN, private=True, atomic_writes=True
        )
        self.adopted = False
        self.core_ids: frozenset[str] = frozenset()
        """The ids that core's file had at the last look."""
        self.kept_current = False
        """After a hand-back: every change is written into core's file at once."""

    async def async_load(self) -> None:
        """Read it; nothing was adopted where there is none."""
        if stored := await self._store.async_load():
            self.adopted = stored["adopted"]
            self.core_ids = frozenset(stored["core_ids"])
            self.kept_current = stored["kept_current"]

    async def async_save(
        self,
        *,
        adopted: bool | None = None,
        core_ids: Iterable[str] | None = None,
        kept_current: bool | None = None,
    ) -> None:
        """Change what is named, on disk before it counts."""
        adopted = self.adopted if adopted is None else adopted
        ids = self.core_ids if core_ids is None else frozenset(core_ids)
        kept_current = self.kept_current if kept_current is None else kept_current
        if (adopted, ids, kept_current) == (self.adopted, self.core_ids, self.kept_current):
            return
        await self._store.async_save(
            {"adopted": adopted, "core_ids": sorted(ids), "kept_current": kept_current}
        )
        self.adopted, self.core_ids, self.kept_current = adopted, ids, kept_current
