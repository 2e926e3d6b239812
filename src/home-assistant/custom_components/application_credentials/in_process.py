"""Commands that code inside Home Assistant runs, instead of a websocket client."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from homeassistant.util.json import json_loads_object

from .bridge import Bridge
from .errors import BridgeError
from .protocol import ERR_BACKEND_UNAVAILABLE

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
    answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()

    def answered(text: str | None) -> None:
        if not answer.done():
            answer.set_result(text)

    bridge.run_command({"id": 1, "type": type_, **fields}, caller, answered)
    if (text := await answer) is None:
        raise BridgeError(ERR_BACKEND_UNAVAILABLE, "The connection to the backend ended")
    message: dict[str, Any] = json_loads_object(text)
    if message["success"]:
        return message["result"]
    raise BridgeError(message["error"]["code"], message["error"]["message"])
