"""Passes what applications send on to the backend: HTTP requests, and their websockets."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
import json
from typing import TYPE_CHECKING, Any, Final

from aiohttp import ClientError, ClientSession, ClientTimeout, WSMsgType, web
from homeassistant.components.http.const import KEY_HASS_REFRESH_TOKEN_ID, KEY_HASS_USER
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.http import KEY_AUTHENTICATED, HomeAssistantView
from homeassistant.helpers.network import is_cloud_connection
from homeassistant.util.network import is_local
from multidict import CIMultiDict
from yarl import URL

from .caller import describe_caller

if TYPE_CHECKING:
    from .plugin import Plugin

_PATH: Final = "/api/application_credentials/oauth"
_WELL_KNOWN: Final = ("oauth-authorization-server", "openid-configuration")
_OUR_HEADERS: Final = "x-application-credentials-"
_NOT_PASSED_ON: Final = (_OUR_HEADERS, "access-control-")
"""Which pages may read answers is Home Assistant's to say (`http: cors_allowed_origins`)."""
_HOP_BY_HOP: Final = frozenset(
    {
        "connection",
        "content-length",
        "host",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_LONGEST_BODY: Final = 1024 * 1024
_TIMEOUT: Final = ClientTimeout(total=30)
_HEARTBEAT: Final = 55.0


@dataclass(frozen=True)
class BackendDoor:
    """How the backend's process is reached for what applications send."""

    session: ClientSession
    url: str
    """Without a slash at its end."""
    token: str | None


@callback
def register_application_views(hass: HomeAssistant, plugin: Plugin) -> None:
    """Serve the provider below Home Assistant's own address."""
    hass.http.register_view(ProviderView(plugin))
    hass.http.register_view(ApplicationSocketView(plugin))
    for name in _WELL_KNOWN:
        hass.http.register_view(MetadataView(plugin, name))


class ProviderView(HomeAssistantView):
    """The issuer's endpoints. Clients show their own secrets there, not Home Assistant's tokens."""

    url = f"{_PATH}/{{path:.*}}"
    name = "api:application_credentials:oauth"
    requires_auth = False

    def __init__(self, plugin: Plugin) -> None:
        """Remember through whom the backend is reached."""
        self._plugin = plugin

    async def get(self, request: web.Request, path: str) -> web.StreamResponse:
        """Pass it on."""
        return await _async_pass_on(self._plugin, request)

    async def post(self, request: web.Request, path: str) -> web.StreamResponse:
        """Pass it on."""
        return await _async_pass_on(self._plugin, request)


class MetadataView(HomeAssistantView):
    """Metadata where RFC 8414, section 3.1, puts it for an issuer with a path."""

    requires_auth = False

    def __init__(self, plugin: Plugin, name: str) -> None:
        """Answer one of the well-known addresses."""
        self._plugin = plugin
        self.url = f"/.well-known/{name}{_PATH}"
        self.name = f"application_credentials:{name}"

    async def get(self, request: web.Request) -> web.StreamResponse:
        """Pass it on."""
        return await _async_pass_on(self._plugin, request)


class ApplicationSocketView(HomeAssistantView):
    """A websocket as Home Assistant's own, for access tokens of applications."""

    url = "/api/application_credentials/websocket"
    name = "api:application_credentials:websocket"
    requires_auth = False

    def __init__(self, plugin: Plugin) -> None:
        """Remember through whom the backend is reached."""
        self._plugin = plugin

    async def get(self, request: web.Request) -> web.StreamResponse:
        """Carry frames both ways until one side ends."""
        door = self._plugin.door
        if door is None:
            return _unavailable()
        theirs = web.WebSocketResponse(heartbeat=_HEARTBEAT, max_msg_size=_LONGEST_BODY)
        await theirs.prepare(request)
        url = f"{door.url}/application/websocket"
        headers = _own_headers(self._plugin.hass, door, request)
        try:
            async with door.session.ws_connect(url, headers=headers, max_msg_size=0) as ours:
                await _async_carry(theirs, ours)
        except (ClientError, OSError):
            await theirs.close(code=1011)
        return theirs


async def _async_carry(theirs: Any, ours: Any) -> None:
    async def async_copy(source: Any, target: Any) -> None:
        async for frame in source:
            if frame.type is not WSMsgType.TEXT:
                break
            await target.send_str(frame.data)
        await target.close(code=source.close_code or 1000)

    tasks = [
        asyncio.create_task(async_copy(theirs, ours)),
        asyncio.create_task(async_copy(ours, theirs)),
    ]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await theirs.close()


async def _async_pass_on(plugin: Plugin, request: web.Request) -> web.StreamResponse:
    door = plugin.door
    if door is None:
        return _unavailable()
    if not request.raw_path.startswith("/"):
        # A whole address (RFC 9112, section 3.2.2) would be put behind the backend's.
        return web.json_response({"error": "invalid_request"}, status=400)
    if (request.content_length or 0) > _LONGEST_BODY:
        return web.json_response({"error": "invalid_request"}, status=413)
    body = await request.read()
    headers = CIMultiDict(_allowed(request.headers))
    headers.update(_own_headers(plugin.hass, door, request))
    if (caller := _person(plugin, request)) is not None:
        headers[f"{_OUR_HEADERS}caller"] = json.dumps(caller)
    try:
        async with door.session.request(
            request.method,
            # To the letter: what was percent-encoded stays so.
            URL(f"{door.url}{request.raw_path}", encoded=True),
            headers=headers,
            data=body,
            allow_redirects=False,
            timeout=_TIMEOUT,
        ) as answer:
            return web.Response(
                body=await answer.read(),
                status=answer.status,
                headers=CIMultiDict(_allowed(answer.headers)),
            )
    except (ClientError, OSError, TimeoutError):
        return _unavailable()


def _person(plugin: Plugin, request: web.Request) -> dict[str, Any] | None:
    """Who is there themselves; an application that acts as somebody lets nobody in."""
    user, token_id = request.get(KEY_HASS_USER), request.get(KEY_HASS_REFRESH_TOKEN_ID)
    if (
        not request.get(KEY_AUTHENTICATED)
        or user is None
        or plugin.acting.is_acting(user, token_id)
    ):
        return None
    return describe_caller(user, plugin.logins.signed_in_at(user, token_id))


def _own_headers(hass: HomeAssistant, door: BackendDoor, request: web.Request) -> dict[str, str]:
    own = {f"{_OUR_HEADERS}address": request.remote or ""}
    if _is_local(hass, request):
        own[f"{_OUR_HEADERS}local"] = "1"
    if door.token is not None:
        own[f"{_OUR_HEADERS}token"] = door.token
    return own


def _is_local(hass: HomeAssistant, request: web.Request) -> bool:
    """As Home Assistant judges it of users who may come from the own network alone."""
    if is_cloud_connection(hass):
        return False
    try:
        return is_local(ip_address(request.remote or ""))
    except ValueError:
        return False


def _allowed(headers: Mapping[str, str]) -> list[tuple[str, str]]:
    """Leave out what is between two neighbours only, and what is ours to say."""
    return [
        (name, value)
        for name, value in headers.items()
        if name.lower() not in _HOP_BY_HOP and not name.lower().startswith(_NOT_PASSED_ON)
    ]


def _unavailable() -> web.Response:
    return web.json_response({"error": "temporarily_unavailable"}, status=503)
