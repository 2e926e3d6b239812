"""A backend in a few lines, for tests of what Home Assistant's side does on bad days.

It answers by the bridge's contract; the rules of credentials are the real one's, and tested there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
import json
from pathlib import Path
import shutil
import tempfile
from typing import Any

from aiohttp import WSMsgType, web

from custom_components.application_credentials.errors import StartRefusedError
from custom_components.application_credentials.protocol import BRIDGE_MIN_SCHEMA, BRIDGE_SCHEMA

SECRET = "very-secret-0123456789"
CORE_ITEMS: list[dict[str, Any]] = [
    {"id": "acme_raw_cid", "domain": "acme_raw", "client_id": "cid", "client_secret": SECRET},
    {
        "id": "acme_mail_cid",
        "domain": "acme_mail",
        "client_id": "cid",
        "client_secret": f"{SECRET}-mail",
        "auth_domain": "acme_mail",
        "name": "Import from configuration.yaml",
    },
]
TIME = "2026-01-01T00:00:00.000Z"


def credential(fields: dict[str, Any], secret: str | None = SECRET) -> dict[str, Any]:
    """A `BridgeCredential`."""
    known = {"client_secret_hint": "6789", "source": "user", "created_at": TIME, "updated_at": TIME}
    item = {key: value for key, value in fields.items() if key != "client_secret"}
    return {"item": known | item, "client_secret": fields.get("client_secret", secret)}


class FakeBackend:
    """What the real one keeps on disk, and what shall go wrong."""

    def __init__(self) -> None:
        """Begin before the first adoption."""
        self.adopted = False
        self.database = "database-1"
        self.credentials: dict[str, dict[str, Any]] = {}
        self.schema, self.min_schema = BRIDGE_SCHEMA, BRIDGE_MIN_SCHEMA
        self.commands: list[dict[str, Any]] = []
        self.refused: tuple[str, str] | None = None
        self.down = False
        self.drop_before: Callable[[str], bool] = lambda _: False
        """Whether the connection breaks in the place of an answer to this type."""
        self.drop_after: Callable[[str], bool] = lambda _: False
        """Whether it breaks when that was done, and before it is answered."""
        self.received: list[dict[str, Any]] = []
        self.starts = 0
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []
        """What applications sent: method, path, headers and body."""
        self.http_answer = web.Response
        """Makes the answer to the next of them."""
        self._socket: web.WebSocketResponse | None = None
        self._runner: web.AppRunner | None = None
        self._questions: dict[int, asyncio.Future[dict[str, Any]]] = {}

    def keep(self, *items: dict[str, Any]) -> None:
        """Hold these, as after an adoption."""
        self.adopted = True
        self.credentials = {item["id"]: credential(item) for item in items}

    def keep_also(self, item: dict[str, Any]) -> None:
        """Hold one more."""
        self.credentials[item["id"]] = credential(item)

    async def serve(self, path: str) -> None:
        """Listen at a Unix socket."""
        self.starts += 1
        app = web.Application()
        app.router.add_get("/bridge", self._accept)
        app.router.add_get("/application/websocket", self._echo)
        app.router.add_route("*", "/{path:.*}", self._answer_http)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.UnixSite(self._runner, path).start()

    async def stop(self) -> None:
        """End, as the process does."""
        await self.drop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def drop(self) -> None:
        """Break the connection."""
        if self._socket is not None:
            socket, self._socket = self._socket, None
            await socket.close()

    async def tell(self, type_: str, **fields: Any) -> None:
        """Send a notice."""
        assert self._socket is not None
        await self._socket.send_json({"type": type_, **fields})

    async def ask(self, type_: str, **fields: Any) -> dict[str, Any]:
        """Ask Home Assistant something, and return its whole answer."""
        assert self._socket is not None
        question_id = len(self._questions) + 1
        future = self._questions[question_id] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": question_id, "type": type_, **fields})
        return await asyncio.wait_for(future, 5)

    def types(self) -> list[str]:
        """What was asked and told so far."""
        return [message["type"] for message in self.received]

    async def _answer_http(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = await request.read()
        self.requests.append((request.method, request.raw_path, headers, body))
        return self.http_answer()

    async def _echo(self, request: web.Request) -> web.WebSocketResponse:
        """What an application's websocket is connected to; "end" ends it."""
        self.requests.append((request.method, request.path, dict(request.headers), b""))
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for frame in socket:
            if frame.data == "end":
                await socket.close(code=4000)
                break
            await socket.send_str(f"echo {frame.data}")
        return socket

    async def _accept(self, request: web.Request) -> web.WebSocketResponse:
        socket = self._socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                await self._take(socket, json.loads(frame.data))
        return socket

    async def _take(self, socket: web.WebSocketResponse, message: dict[str, Any]) -> None:
        type_ = message["type"]
        if type_ == "result":
            self._questions[message["id"]].set_result(message)
            return
        self.received.append(message)
        if "id" not in message:
            return
        if self.drop_before(type_):
            await socket.close()
            return
        if type_ == "bridge/command":
            text = f"{message['id']}\n{json.dumps(await self._run(message))}"
        else:
            text = json.dumps(
                {"id": message["id"], "type": "result", **self._answer(type_, message)}
            )
        if self.drop_after(type_):
            await socket.close()
        else:
            await socket.send_str(text)

    def _answer(self, type_: str, message: dict[str, Any]) -> dict[str, Any]:
        everything = list(self.credentials.values())
        result: Any = None
        if type_ == "bridge/hello":
            result = {
                "schema": self.schema,
                "min_schema": self.min_schema,
                "version": "9.9.9",
                "database": self.database,
                "adopted": self.adopted,
                "commands": self.commands,
                "credentials": everything if self.adopted else [],
            }
        elif type_ == "bridge/adopt/begin":
            if message["mode"] == "replace":
                assert not self.adopted
                self.credentials = {}
        elif type_ == "bridge/adopt/items":
            for item in message["items"]:
                self.credentials.setdefault(item["id"], credential(item))
        elif type_ == "bridge/adopt/commit":
            self.adopted = True
            result = {"credentials": list(self.credentials.values())}
        return {"success": True, "result": result}

    async def _run(self, message: dict[str, Any]) -> dict[str, Any]:
        asked = message["message"]
        action = asked["type"].removeprefix("application_credentials/")
        answer: dict[str, Any] = {"id": asked["id"], "type": "result", "success": True}
        if action in ("create", "import"):
            fields = {key: asked[key] for key in asked if key not in ("id", "type")}
            if fields["domain"] == "unknown":
                error = {"code": "invalid_format", "message": "No platform for unknown"}
                return answer | {"success": False, "error": error}
            item_id = f"{asked['domain']}_{asked['client_id']}"
            change = "updated" if item_id in self.credentials else "added"
            return answer | {"result": await self._change(change, {"id": item_id, **fields})}
        if action == "delete":
            item_id = asked["application_credentials_id"]
            if item_id not in self.credentials:
                error = {"code": "not_found", "message": f"Unable to find {item_id}"}
                return answer | {"success": False, "error": error}
            await self._change("removed", self.credentials[item_id]["item"])
            return answer | {"result": None}
        if action == "update":
            known = self.credentials[asked["application_credentials_id"]]
            changes = {key: asked[key] for key in asked if key not in ("id", "type")}
            changes.pop("application_credentials_id")
            fields = {"client_secret": known["client_secret"], **known["item"], **changes}
            return answer | {"result": await self._change("updated", fields)}
        return answer | {"result": {"asked": action, "caller": message["caller"]}}

    async def _change(self, change_type: str, fields: dict[str, Any]) -> dict[str, Any]:
        changed = credential(fields)
        if change_type == "removed":
            changed["client_secret"] = None
            del self.credentials[fields["id"]]
        else:
            self.credentials[fields["id"]] = changed
        change = {"change_type": change_type, "credential": changed}
        await self.tell("bridge/credentials", changes=[change])
        item: dict[str, Any] = changed["item"]
        return item


class FakeProcess:
    """Stands where `NodeProcess` does."""

    def __init__(self, backend: FakeBackend) -> None:
        """Start this one."""
        self._backend = backend
        self._folder = tempfile.mkdtemp()

    async def async_start(self) -> str:
        """Start, or refuse to."""
        if self._backend.refused is not None:
            raise StartRefusedError(*self._backend.refused)
        if self._backend.down:
            raise OSError("the backend ended with exit code 3")
        path = str(Path(self._folder) / "bridge")
        await self._backend.serve(path)
        return path

    async def async_stop(self) -> None:
        """Stop."""
        await self._backend.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
