"""What applications send is passed on, and who they are is said by this side alone."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import WSMsgType, web
from homeassistant.auth.models import TOKEN_TYPE_LONG_LIVED_ACCESS_TOKEN
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockUser
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from conftest import Host
from custom_components.application_credentials.protocol import ACT_TOKEN

_OAUTH = "/api/application_credentials/oauth"
_CALLER = "x-application-credentials-caller"


async def test_a_request_and_its_answer_come_through(
    host: Host, hass_client_no_auth: ClientSessionGenerator
) -> None:
    await host.start()

    def answer() -> web.Response:
        made = web.Response(status=303, text="see", headers={"Location": "https://x.example/cb"})
        made.headers.add("Set-Cookie", "one=1; Path=/")
        made.headers.add("Set-Cookie", "two=2; Path=/")
        made.headers["Access-Control-Allow-Origin"] = "*"
        return made

    host.backend.http_answer = answer
    client = await hass_client_no_auth()
    forged = {_CALLER: "{}", "X-Application-Credentials-Address": "1.2.3.4", "TE": "trailers"}
    response = await client.post(
        f"{_OAUTH}/token?a=b%2Bc%26d",
        data="grant_type=x",
        headers={
            "Authorization": "Basic Y2lkOnNlY3JldA==",
            "Origin": "https://x.example",
            **forged,
        },
        allow_redirects=False,
    )

    assert (response.status, await response.text()) == (303, "see")
    assert response.headers["Location"] == "https://x.example/cb"
    assert response.headers.getall("Set-Cookie") == ["one=1; Path=/", "two=2; Path=/"]
    assert "Access-Control-Allow-Origin" not in response.headers
    method, path, headers, body = host.backend.requests[-1]
    assert (method, path, body) == ("POST", f"{_OAUTH}/token?a=b%2Bc%26d", b"grant_type=x")
    assert headers["authorization"] == "Basic Y2lkOnNlY3JldA=="
    assert headers["origin"] == "https://x.example"
    assert headers["x-application-credentials-address"] == "127.0.0.1"
    assert headers["x-application-credentials-local"] == "1"
    assert _CALLER not in headers
    assert "te" not in headers


async def test_metadata_is_where_rfc_8414_puts_it(
    host: Host, hass_client_no_auth: ClientSessionGenerator
) -> None:
    await host.start()
    client = await hass_client_no_auth()
    for name in ("oauth-authorization-server", "openid-configuration"):
        response = await client.get(f"/.well-known/{name}{_OAUTH}")
        assert response.status == 200
        assert host.backend.requests[-1][:2] == ("GET", f"/.well-known/{name}{_OAUTH}")


async def test_a_person_is_named_by_home_assistants_own_token_and_an_application_is_not(
    host: Host,
    hass_client_no_auth: ClientSessionGenerator,
    hass_admin_user: MockUser,
    hass_access_token: str,
) -> None:
    await host.start()
    client = await hass_client_no_auth()

    async def named(token: str) -> Any:
        await client.get(f"{_OAUTH}/x", headers={"Authorization": f"Bearer {token}"})
        caller = host.backend.requests[-1][2].get(_CALLER)
        return None if caller is None else json.loads(caller)

    caller = await named(hass_access_token)
    assert (caller["kind"], caller["id"], caller["is_admin"]) == ("user", hass_admin_user.id, True)
    assert isinstance(caller["signed_in_at"], int)

    long_lived = await host.hass.auth.async_create_refresh_token(
        hass_admin_user, client_name="Script", token_type=TOKEN_TYPE_LONG_LIVED_ACCESS_TOKEN
    )
    script = await named(host.hass.auth.async_create_access_token(long_lived))
    assert script["id"] == hass_admin_user.id
    assert "signed_in_at" not in script

    acting = await host.backend.ask(ACT_TOKEN, user_id=hass_admin_user.id, name="Dashboard")
    assert await named(acting["result"]["access_token"]) is None
    assert await named("nonsense") is None


async def test_a_target_that_is_a_whole_address_reaches_nobody(
    host: Host, hass_client_no_auth: ClientSessionGenerator
) -> None:
    await host.start()
    client = await hass_client_no_auth()
    assert client.port is not None
    for address in ("http://evil.example", "evil://x"):
        reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
        writer.write(f"GET {address}{_OAUTH}/jwks HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        status = await reader.readline()
        writer.close()
        assert status.startswith(b"HTTP/1.1 400 ")
    assert host.backend.requests == []


async def test_too_much_is_refused_and_a_backend_that_is_away_is_said_to_be(
    host: Host, hass_client_no_auth: ClientSessionGenerator
) -> None:
    await host.start()
    client = await hass_client_no_auth()
    large = await client.post(f"{_OAUTH}/token", data=b"x" * (1024 * 1024 + 1))
    assert large.status == 413
    assert host.backend.requests == []

    await host.disconnected()
    away = await client.get(f"{_OAUTH}/.well-known/openid-configuration")
    assert (away.status, await away.json()) == (503, {"error": "temporarily_unavailable"})
    socket = await client.get("/api/application_credentials/websocket")
    assert socket.status == 503


async def test_a_websocket_carries_text_both_ways_until_one_side_ends(
    host: Host, hass_client_no_auth: ClientSessionGenerator
) -> None:
    await host.start()
    client = await hass_client_no_auth()
    path = "/api/application_credentials/websocket"
    async with client.ws_connect(path, headers={_CALLER: "{}"}) as socket:
        await socket.send_str("hello")
        assert await socket.receive_str() == "echo hello"
        headers = host.backend.requests[-1][2]
        assert headers["x-application-credentials-address"] == "127.0.0.1"
        assert _CALLER not in {name.lower() for name in headers}
        await socket.send_str("end")
        closed = await socket.receive()
        assert (closed.type, socket.close_code) == (WSMsgType.CLOSE, 4000)


async def test_a_request_from_outside_is_not_said_to_be_local(
    host: Host, hass_client_no_auth: ClientSessionGenerator
) -> None:
    proxies = {"use_x_forwarded_for": True, "trusted_proxies": ["127.0.0.1"]}
    assert await async_setup_component(host.hass, "http", {"http": proxies})
    await host.start()
    client = await hass_client_no_auth()
    for remote, is_local in (("8.8.8.8", False), ("192.168.1.7", True)):
        headers = {"X-Forwarded-For": remote, "X-Application-Credentials-Local": "1"}
        await client.get(f"{_OAUTH}/jwks", headers=headers)
        passed = host.backend.requests[-1][2]
        assert passed["x-application-credentials-address"] == remote
        assert ("x-application-credentials-local" in passed) is is_local, remote
