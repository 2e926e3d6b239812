r"""One websocket to the backend: questions, answers and notices, both ways.

The messages are those of docs/home-assistant-bridge.md. A client's command is answered with
`ID\nANSWER`, whose second part goes to the client as it is.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from itertools import count
from typing import Any, Protocol

from aiohttp import ClientWebSocketResponse, WSMsgType
from homeassistant.core import callback
from homeassistant.helpers.json import json_dumps
from homeassistant.util.json import JSON_DECODE_EXCEPTIONS, json_loads

from .const import ANSWER_WITHIN, LOGGER
from .errors import BridgeError
from .protocol import ERR_BACKEND_UNAVAILABLE, ERR_UNKNOWN_ERROR, RUN_COMMAND

Answered = Callable[[str | BridgeError], None]
"""Takes the message for the client, or what became of it when the connection ended before."""


class BridgeListener(Protocol):
    """Whoever takes what the backend sends by itself."""

    def before_command(self) -> None:
        """Tell what the next command's answer may depend on."""

    def on_notice(self, message: dict[str, Any]) -> None:
        """Take a message that is not answered."""

    async def async_answer(self, message: dict[str, Any]) -> Any:
        """Answer a question. Raises BridgeError."""


class Bridge:
    """Speaks for as long as one connection lasts."""

    def __init__(self, socket: ClientWebSocketResponse, listener: BridgeListener) -> None:
        """Take a socket that is open."""
        self._socket = socket
        self._listener = listener
        self._ids = count(1)
        self._questions: dict[int, asyncio.Future[Any]] = {}
        self._commands: dict[int, Answered] = {}
        self._outgoing: deque[tuple[int | None, str]] = deque()
        """Each with the id of the client's command that it is."""
        self._not_sent: set[int] = set()
        """Commands that wait for the socket."""
        self._something_to_send = asyncio.Event()
        self._answering: set[asyncio.Task[None]] = set()
        self._end = asyncio.Event()

    @property
    def ended(self) -> bool:
        """Whether nothing is sent or taken any more."""
        return self._end.is_set()

    async def async_wait_until_ended(self) -> None:
        """Return when the connection ends."""
        await self._end.wait()

    async def async_run(self) -> None:
        """Carry messages until the connection ends."""
        writer = asyncio.create_task(self._async_write())
        try:
            async for frame in self._socket:
                if frame.type is not WSMsgType.TEXT:
                    break
                self._take(frame.data)
        finally:
            writer.cancel()
            await self.async_close()

    async def async_close(self) -> None:
        """End the connection; whoever waits for an answer is told that none will come."""
        if self.ended:
            return
        self._end.set()
        for task in self._answering:
            task.cancel()
        questions, self._questions = self._questions, {}
        for question in questions.values():
            if not question.done():
                question.set_exception(connection_ended())
        commands, self._commands = self._commands, {}
        for command_id, answered in commands.items():
            answered(_not_sent() if command_id in self._not_sent else _outcome_unknown())
        await self._socket.close()

    async def async_ask(self, type_: str, *, within: float = ANSWER_WITHIN, **fields: Any) -> Any:
        """Send a question and wait for its result. Raises BridgeError."""
        if self.ended:
            raise connection_ended()
        question_id = next(self._ids)
        future = self._questions[question_id] = asyncio.get_running_loop().create_future()
        self._send(json_dumps({"id": question_id, "type": type_, **fields}))
        try:
            async with asyncio.timeout(within):
                return await future
        except TimeoutError as err:
            raise BridgeError(
                ERR_BACKEND_UNAVAILABLE, f"The backend did not answer {type_} in {within:.0f} s"
            ) from err
        finally:
            self._questions.pop(question_id, None)

    @callback
    def ask_without_waiting(self, type_: str, **fields: Any) -> None:
        """Send a question whose answer is of no use."""
        self._send(json_dumps({"id": next(self._ids), "type": type_, **fields}))

    @callback
    def tell(self, type_: str, **fields: Any) -> None:
        """Send what is not answered."""
        self._send(json_dumps({"type": type_, **fields}))

    @callback
    def run_command(
        self, message: dict[str, Any], caller: dict[str, Any], answered: Answered
    ) -> int:
        """Pass a client's message on. Returns the id that events of a subscription will name."""
        command_id = next(self._ids)
        if self.ended:
            answered(_not_sent())
            return command_id
        self._listener.before_command()
        question = {"id": command_id, "type": RUN_COMMAND, "message": message, "caller": caller}
        text = json_dumps(question)
        self._commands[command_id] = answered
        self._not_sent.add(command_id)
        self._send(text, command_id)
        return command_id

    def _send(self, text: str, command_id: int | None = None) -> None:
        self._outgoing.append((command_id, text))
        self._something_to_send.set()

    async def _async_write(self) -> None:
        try:
            while True:
                await self._something_to_send.wait()
                self._something_to_send.clear()
                while self._outgoing:
                    command_id, text = self._outgoing.popleft()
                    # A part of it may arrive even where this fails.
                    self._not_sent.discard(command_id or 0)
                    await self._socket.send_str(text)
        except OSError:
            # The reader ends with the socket, and answers for what was not sent.
            await self._socket.close()

    def _take(self, text: str) -> None:
        if text[:1] != "{":
            command_id, _, answer = text.partition("\n")
            if answered := self._commands.pop(int(command_id), None):
                answered(answer)
            return
        try:
            message: Any = json_loads(text)
        except JSON_DECODE_EXCEPTIONS:
            LOGGER.error("The backend sent a frame that is not JSON")
            return
        if message["type"] == "result":
            self._settle(message)
        elif "id" in message:
            self._start_answering(message)
        else:
            self._listener.on_notice(message)

    def _settle(self, message: dict[str, Any]) -> None:
        question = self._questions.pop(message["id"], None)
        if question is None or question.done():
            return
        if message["success"]:
            question.set_result(message["result"])
        else:
            error = message["error"]
            question.set_exception(BridgeError(error["code"], error["message"]))

    def _start_answering(self, message: dict[str, Any]) -> None:
        task = asyncio.create_task(self._async_answer(message))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _async_answer(self, message: dict[str, Any]) -> None:
        answer: dict[str, Any] = {"id": message["id"], "type": "result"}
        try:
            answer |= {"success": True, "result": await self._listener.async_answer(message)}
        except BridgeError as err:
            answer |= {"success": False, "error": {"code": err.code, "message": str(err)}}
        except Exception:
            LOGGER.exception("Answering the backend's %s failed", message["type"])
            error = {"code": ERR_UNKNOWN_ERROR, "message": "Home Assistant's log says why"}
            answer |= {"success": False, "error": error}
        self._send(json_dumps(answer))


def connection_ended() -> BridgeError:
    """What a question is answered with that will not be answered."""
    return BridgeError(ERR_BACKEND_UNAVAILABLE, "The connection to the backend ended")


def _not_sent() -> BridgeError:
    return BridgeError(
        ERR_BACKEND_UNAVAILABLE,
        "The connection to the backend ended. Nothing was changed. Try again soon",
    )


def _outcome_unknown() -> BridgeError:
    return BridgeError(
        ERR_BACKEND_UNAVAILABLE,
        "It is not known whether this was done: the connection to the backend ended. Look at the "
        "list before trying again",
    )
