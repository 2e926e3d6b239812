"""Home Assistant's own file, `.storage/application_credentials`, with its secrets in clear text."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store
from homeassistant.util.json import JSON_DECODE_EXCEPTIONS, json_loads

from .const import LOGGER
from .credential import CoreItem
from .errors import CoreFileError


class CoreFile:
    """Reads core's file; writes it for a hand-back only, with the Store that core made for it."""

    def __init__(self, hass: HomeAssistant, store: Store[Any]) -> None:
        """Take core's own Store, so that version and form are core's."""
        self._hass = hass
        self._store = store
        self._path = Path(store.path)
        self._lock = asyncio.Lock()
        self.items: list[CoreItem] | None = None
        """What the file holds, as last read or written; None where there is no file."""

    async def async_load(self) -> None:
        """Read it as core does, which moves a damaged file aside and says so in Repairs.

        Raises HomeAssistantError or OSError where core would.
        """
        stored = await self._store.async_load()
        self.items = None if stored is None else list(stored["items"])

    async def async_load_if_readable(self) -> None:
        """The same once the file is not what is served: it may be as it wants then."""
        try:
            await self.async_load()
        except (HomeAssistantError, OSError, LookupError, TypeError) as err:
            LOGGER.warning("Home Assistant's own credentials could not be read: %s", err)

    async def async_write(self, items: Iterable[CoreItem]) -> None:
        """Write core's format at once, and read it back.

        Raises CoreFileError where the file does not hold them afterwards: core's Store only
        logs what goes wrong.
        """
        wanted = list(items)
        async with self._lock:
            await self._store.async_save({"items": wanted})
            found = await self._hass.async_add_executor_job(self._read)
        if found != wanted:
            raise CoreFileError(
                f"{self._path} could not be written; Home Assistant's log says why. "
                "Nothing was lost: the credentials stay where they are"
            )
        self.items = wanted

    async def async_remove(self) -> None:
        """Remove it for good. Raises CoreFileError."""
        async with self._lock:
            try:
                await self._store.async_remove()
            except OSError as err:
                raise CoreFileError(
                    f"{self._path} can't be removed ({err.strerror}). Remove it by hand"
                ) from err
        self.items = None

    def _read(self) -> Any:
        try:
            stored: Any = json_loads(self._path.read_bytes())
            return stored["data"]["items"]
        except (OSError, LookupError, TypeError, *JSON_DECODE_EXCEPTIONS):
            return None
