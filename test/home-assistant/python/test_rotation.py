"""A client secret that is being changed: core's classes try both, and the backend is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import ClientError, web
from homeassistant.config_entries import ConfigEntryState
from homeassistant.helpers import config_entry_oauth2_flow
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from conftest import Host
from custom_components.application_credentials import const
from fake_backend import SECRET, TIME, credential

NEW = "the-new-secret-0123456789"
ITEM = {"id": "acme_raw_cid", "domain": "acme_raw", "client_id": "cid"}


class Provider:
    """A token endpoint that knows the client by some secrets."""

    def __init__(self) -> None:
        """Know none yet."""
        self.accepted: set[str] = set()
        self.status = 401
        self.error = "invalid_client"
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one token request."""
        form = await request.post()
        secret = str(form["client_secret"])
        self.asked.append(secret)
        if secret not in self.accepted:
            return web.json_response({"error": self.error}, status=self.status)
        token = {"access_token": "a", "token_type": "Bearer", "expires_in": 3600}
        return web.json_response(token)


@pytest.fixture
async def provider(host: Host, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Provider]:
    """The provider of the acme integrations."""
    provider = Provider()
    app = web.Application()
    app.router.add_post("/token", provider.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    monkeypatch.setenv("ACME_PROVIDER", f"http://127.0.0.1:{runner.addresses[0][1]}")
    yield provider
    await runner.cleanup()


async def _rotate(host: Host) -> None:
    """Start, with an account's secret being changed from SECRET to NEW."""
    host.backend.keep({**ITEM, "client_secret": NEW})
    host.backend.credentials["acme_raw_cid"]["rotation"] = {
        "since": TIME,
        "previous_client_secret": SECRET,
    }
    host.store(const.DOMAIN, {"items": []})
    host.store_mark()
    await host.start()
    await host.connected()


async def _refreshed_entry(host: Host) -> MockConfigEntry:
    """Set an account up whose token has expired."""
    token = {"access_token": "t", "refresh_token": "r", "expires_at": 0, "type": "Bearer"}
    return await host.add_entry(token=token)


async def _told(host: Host) -> list[dict[str, Any]]:
    await asyncio.sleep(0.05)
    return [m for m in host.backend.received if m["type"] == "bridge/secret_used"]


async def test_new_secret_works(host: Host, provider: Provider) -> None:
    provider.accepted = {SECRET, NEW}
    await _rotate(host)
    entry = await _refreshed_entry(host)
    assert entry.state is ConfigEntryState.LOADED
    assert provider.asked == [NEW]
    [told] = await _told(host)
    assert told == {
        "type": "bridge/secret_used",
        "application_credentials_id": "acme_raw_cid",
        "since": TIME,
        "outcome": "worked",
        "reason": "",
    }


@pytest.mark.parametrize("status", [400, 401])
async def test_new_secret_is_rejected(host: Host, provider: Provider, status: int) -> None:
    provider.accepted = {SECRET}
    provider.status = status
    await _rotate(host)
    entry = await _refreshed_entry(host)
    assert entry.state is ConfigEntryState.LOADED
    assert entry.data["token"]["access_token"] == "a"
    assert provider.asked == [NEW, SECRET]
    [told] = await _told(host)
    assert told["outcome"] == "rejected"
    assert told["reason"] == f"The provider answered with the HTTP status {status}."
    for secret in (NEW, SECRET):
        assert secret not in str(told)


async def test_dead_refresh_token_blames_no_secret(host: Host, provider: Provider) -> None:
    provider.status, provider.error = 400, "invalid_grant"
    await _rotate(host)
    entry = await _refreshed_entry(host)
    assert entry.state is not ConfigEntryState.LOADED
    assert provider.asked == [NEW, SECRET]
    assert await _told(host) == []


async def test_provider_that_is_down_is_asked_once(host: Host, provider: Provider) -> None:
    provider.status = 503
    await _rotate(host)
    entry = await _refreshed_entry(host)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert provider.asked == [NEW]
    assert await _told(host) == []


async def test_rotation_that_is_over(host: Host, provider: Provider) -> None:
    provider.accepted = {SECRET}
    await _rotate(host)
    implementations = await _implementations(host)
    await host.backend.tell(
        "bridge/credentials",
        changes=[
            {"change_type": "updated", "credential": credential({**ITEM, "client_secret": NEW})}
        ],
    )
    await asyncio.sleep(0.05)
    with pytest.raises(ClientError):
        await implementations[0].async_refresh_token({"refresh_token": "r"})
    assert provider.asked == [NEW]
    assert await _told(host) == []


async def test_backend_away(host: Host, provider: Provider) -> None:
    provider.accepted = {SECRET}
    await _rotate(host)
    await host.disconnected()
    entry = await _refreshed_entry(host)
    assert entry.state is ConfigEntryState.LOADED
    assert provider.asked == [NEW, SECRET]


async def _implementations(host: Host) -> list[Any]:
    found = await config_entry_oauth2_flow.async_get_implementations(host.hass, "acme_raw")
    return list(found.values())
