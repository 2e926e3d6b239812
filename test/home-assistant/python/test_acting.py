"""Applications that act as a person: refresh tokens that the profile lists."""

from __future__ import annotations

import asyncio
from typing import Any

from homeassistant.auth.models import RefreshToken, User
from pytest_homeassistant_custom_component.common import MockUser
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from conftest import Host
from custom_components.application_credentials.protocol import (
    ACT_END,
    ACT_ENDED,
    ACT_KEEP,
    ACT_TOKEN,
)

_NAME = "Dashboard"


async def _begin(host: Host, user: User, name: str = _NAME) -> dict[str, Any]:
    answer = await host.backend.ask(ACT_TOKEN, user_id=user.id, name=name)
    result: dict[str, Any] = answer["result"]
    return result


def _named(user: User) -> dict[str | None, RefreshToken]:
    return {token.client_name: token for token in user.refresh_tokens.values()}


async def test_one_is_begun_under_the_name_of_the_application(
    host: Host, hass_admin_user: MockUser
) -> None:
    await host.start()
    first = await _begin(host, hass_admin_user)
    second = await _begin(host, hass_admin_user)
    assert first["sign_in"] != second["sign_in"]
    assert first["expires_in"] == 1800
    assert set(_named(hass_admin_user)) == {_NAME, f"{_NAME} (2)"}
    token = host.hass.auth.async_validate_access_token(first["access_token"])
    assert token is not None
    assert (token.id, token.user.id) == (first["sign_in"], hass_admin_user.id)

    again = await host.backend.ask(
        ACT_TOKEN, user_id=hass_admin_user.id, name=_NAME, sign_in=first["sign_in"]
    )
    assert again["result"]["sign_in"] == first["sign_in"]
    assert len(hass_admin_user.refresh_tokens) == 2


async def test_nobody_gets_another_persons_or_one_of_home_assistants_own(
    host: Host, hass_admin_user: MockUser, hass_read_only_user: MockUser
) -> None:
    await host.start()
    theirs = await _begin(host, hass_read_only_user)
    own = await host.hass.auth.async_create_refresh_token(hass_admin_user, "https://example.com/")
    for sign_in in (theirs["sign_in"], own.id, "unknown"):
        answer = await host.backend.ask(
            ACT_TOKEN, user_id=hass_admin_user.id, name=_NAME, sign_in=sign_in
        )
        assert answer["error"]["code"] == "not_found", sign_in
    hass_read_only_user.is_active = False
    answer = await host.backend.ask(ACT_TOKEN, user_id=hass_read_only_user.id, name=_NAME)
    assert answer["error"]["code"] == "home_assistant_error"


async def test_what_is_ended_is_removed_and_only_what_a_person_ends_is_told(
    host: Host, hass_admin_user: MockUser
) -> None:
    await host.start()
    first = await _begin(host, hass_admin_user)
    second = await _begin(host, hass_admin_user)
    own = await host.hass.auth.async_create_refresh_token(hass_admin_user, "https://example.com/")
    for sign_in in (first["sign_in"], own.id):
        await host.backend.ask(ACT_END, sign_in=sign_in)
    assert set(hass_admin_user.refresh_tokens) == {second["sign_in"], own.id}

    token = hass_admin_user.refresh_tokens[second["sign_in"]]
    host.hass.auth.async_remove_refresh_token(token)
    async with asyncio.timeout(5):
        while ACT_ENDED not in host.backend.types():
            await asyncio.sleep(0.01)
    told = [m["sign_in"] for m in host.backend.received if m["type"] == ACT_ENDED]
    assert told == [second["sign_in"]]


async def test_those_that_the_backend_does_not_know_are_removed(
    host: Host, hass_admin_user: MockUser
) -> None:
    await host.start()
    kept = await _begin(host, hass_admin_user)
    await _begin(host, hass_admin_user)
    own = await host.hass.auth.async_create_refresh_token(hass_admin_user, "https://example.com/")
    answer = await host.backend.ask(ACT_KEEP, sign_ins=[kept["sign_in"], "ended-meanwhile"])
    assert answer["result"] == {"gone": ["ended-meanwhile"]}
    assert set(hass_admin_user.refresh_tokens) == {kept["sign_in"], own.id}


async def test_its_token_is_refused_every_command_of_the_plugin(
    host: Host, hass_admin_user: MockUser, hass_ws_client: WebSocketGenerator
) -> None:
    await host.start()
    acting = await _begin(host, hass_admin_user)
    client = await hass_ws_client(host.hass, acting["access_token"])
    for command in ("list", "subscribe", "home_assistant/subscribe_status", "login/confirm"):
        await client.send_json_auto_id({"type": f"application_credentials/{command}"})
        answer = await client.receive_json()
        assert answer.get("error", {}).get("code") == "unauthorized", (command, answer)
    await client.send_json_auto_id({"type": "auth/current_user"})
    assert (await client.receive_json())["result"]["id"] == hass_admin_user.id
