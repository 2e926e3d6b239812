"""Sends credentials to the backend for it to take over, in chunks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from .bridge import Bridge
from .credential import BridgeCredential
from .protocol import ADOPT_ITEMS, ADOPTION_CHUNK, BEGIN_ADOPTION, COMMIT_ADOPTION


async def async_adopt(
    bridge: Bridge, mode: Literal["replace", "add"], items: Iterable[dict[str, Any]]
) -> list[BridgeCredential]:
    """Send the `items`, rows of `bridge/adopt/items`.

    The backend writes its mark last, so that an adoption that was cut off begins again from
    nothing. Returns everything it holds then. Raises BridgeError.
    """
    rows = list(items)
    await bridge.async_ask(BEGIN_ADOPTION, mode=mode)
    for start in range(0, len(rows), ADOPTION_CHUNK):
        await bridge.async_ask(ADOPT_ITEMS, items=rows[start : start + ADOPTION_CHUNK])
    committed = await bridge.async_ask(COMMIT_ADOPTION, count=len(rows))
    credentials: list[BridgeCredential] = committed["credentials"]
    return credentials
