"""Commands that code inside Home Assistant runs, instead of a websocket client."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from homeassistant.util.json import json_loads_object

from .bridge import Bridge
from .errors import BridgeError

HOME_ASSISTANT: Final = {
    "kind": "user",
    "id": "home-assistant",
    "name": "Home Assistant",
    "is_admin": True,
    "is_owner": True,
}
"""The caller where no person is known: whoever runs inside the process may do everything."""


async def async_call(
    bridge: Bridge, type_: str, fields: dict[str, Any], caller: dict[str, Any]
) -> Any:
    """Run a command of the protocol and return its result. Raises BridgeError."""
    answer: asyncio.Future[str | BridgeError] = asyncio.get_running_loop().create_future()

    def answered(what: str | BridgeError) -> None:
        if not answer.done():
            answer.set_result(what)

    bridge.run_command({"id": 1, "type": type_, **fields}, caller, answered)
    answered_with = await answer
    if isinstance(answered_with, BridgeError):
        raise answered_with
    message: dict[str, Any] = json_loads_object(answered_with)
    if message["success"]:
        return message["result"]
    raise BridgeError(message["error"]["code"], message["error"]["message"])
