"""Who may sign in, where Home Assistant is reached, and when somebody last gave their password."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.auth.models import TOKEN_TYPE_LONG_LIVED_ACCESS_TOKEN
from pytest_homeassistant_custom_component.common import MockUser
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from conftest import Host
from custom_components.application_credentials.protocol import (
    CONFIRM_LOGIN,
    ORIGIN_CHANGED,
    USERS_CHANGED,
)


async def _told(host: Host, type_: str) -> dict[str, Any]:
    async with asyncio.timeout(5):
        while type_ not in host.backend.types():
            await asyncio.sleep(0.01)
    return next(m for m in reversed(host.backend.received) if m["type"] == type_)


async def test_the_greeting_names_those_who_may_sign_in(
    host: Host, hass_admin_user: MockUser, hass_read_only_user: MockUser
) -> None:
    await host.hass.auth.async_create_system_user("System")
    hass_read_only_user.is_active = False
    await host.start()
    (hello,) = [m for m in host.backend.received if m["type"] == "bridge/hello"]
    (user,) = hello["users"]
    assert (user["id"], user["is_admin"]) == (hass_admin_user.id, True)
    assert user["local_only"] is False


async def test_changes_of_users_and_of_the_address_are_told(
    host: Host, hass_admin_user: MockUser
) -> None:
    await host.start()
    made = await host.hass.auth.async_create_user("Ben")
    told = await _told(host, USERS_CHANGED)
    assert {user["id"] for user in told["users"]} == {hass_admin_user.id, made.id}
    host.backend.received.clear()
    await host.hass.auth.async_remove_user(made)
    told = await _told(host, USERS_CHANGED)
    assert {user["id"] for user in told["users"]} == {hass_admin_user.id}

    await host.hass.config.async_update(external_url="https://casa.example")
    assert (await _told(host, ORIGIN_CHANGED))["origin"] == "https://casa.example"
    host.backend.received.clear()
    await host.hass.config.async_update(external_url=None, internal_url="http://casa.local:8123")
    assert (await _told(host, ORIGIN_CHANGED))["origin"] == "http://casa.local:8123"


async def test_a_login_is_confirmed_by_a_fresh_sign_in_of_the_same_person(
    host: Host,
    hass_ws_client: WebSocketGenerator,
    hass_admin_user: MockUser,
    hass_read_only_user: MockUser,
    hass_access_token: str,
    freezer: FrozenDateTimeFactory,
) -> None:
    await host.start()
    auth = host.hass.auth
    client = await hass_ws_client(host.hass)
    own = auth.async_validate_access_token(hass_access_token)
    assert own is not None

    async def confirm(**fields: Any) -> str | None:
        await client.send_json_auto_id({"type": CONFIRM_LOGIN, **fields})
        answer = await client.receive_json()
        return None if answer["success"] else answer["error"]["code"]

    async def token_of(user: MockUser, **kind: Any) -> str:
        made = await auth.async_create_refresh_token(user, "https://casa.example/", **kind)
        return auth.async_create_access_token(made)

    freezer.tick(timedelta(minutes=11))
    since = host.plugin.logins.signed_in_at(hass_admin_user, own.id)
    long_lived = await auth.async_create_refresh_token(
        hass_admin_user, client_name="Script", token_type=TOKEN_TYPE_LONG_LIVED_ACCESS_TOKEN
    )
    for token in (
        hass_access_token,
        await token_of(hass_read_only_user),
        auth.async_create_access_token(long_lived),
        "nonsense",
    ):
        assert await confirm(access_token=token) == "home_assistant_error"
    assert await confirm() == "invalid_format"
    assert await confirm(access_token=hass_access_token, more=1) == "invalid_format"
    assert host.plugin.logins.signed_in_at(hass_admin_user, own.id) == since

    assert await confirm(access_token=await token_of(hass_admin_user)) is None
    confirmed = host.plugin.logins.signed_in_at(hass_admin_user, own.id)
    assert since is not None
    assert confirmed is not None
    assert confirmed - since >= timedelta(minutes=11)
    # What ended is not confirmed for ever.
    freezer.tick(timedelta(minutes=11))
    assert await confirm(access_token=await token_of(hass_admin_user)) is None
    assert host.plugin.logins.signed_in_at(hass_admin_user, None) is None
