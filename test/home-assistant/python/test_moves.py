"""F9: an entry goes to another credential, at once or by a sign-in that is bound to it."""

from __future__ import annotations

import asyncio
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from conftest import Host
from custom_components.application_credentials import bound_sign_ins, const

_FLOWS = "/api/config/config_entries/flow"
_ITEMS = [
    {
        "id": f"acme_calendar_{name}",
        "domain": "acme_calendar",
        "client_id": name,
        "client_secret": f"S3CRET-canary-{name}",
        "name": name.title(),
    }
    for name in ("old", "other", "third")
]


@pytest.fixture(autouse=True)
def provider(aioclient_mock: AiohttpClientMocker, monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider whose API accepts every token."""
    monkeypatch.setenv("ACME_PROVIDER", "https://acme.example")
    aioclient_mock.get("https://acme.example/me", json={"sub": "anna"})


async def _start(host: Host) -> MockConfigEntry:
    host.store(const.DOMAIN, {"items": _ITEMS})
    await host.start()
    # Config flows are moved by REST.
    assert await async_setup_component(host.hass, "config", {})
    token = {"access_token": "t", "refresh_token": "r", "expires_at": 9e9, "type": "Bearer"}
    entry = MockConfigEntry(
        domain="acme_calendar",
        title="Anna",
        data={"auth_implementation": "acme_calendar_old", "token": token},
    )
    entry.add_to_hass(host.hass)
    await host.hass.config_entries.async_setup(entry.entry_id)
    await host.hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    return entry


async def _ask_to_sign_in(host: Host, entry: MockConfigEntry, name: str = "other") -> None:
    answer = await host.backend.ask(
        "bridge/start_reauth",
        entry_id=entry.entry_id,
        auth_implementation=f"acme_calendar_{name}",
        credential_name=name.title(),
    )
    assert answer["success"]
    await host.hass.async_block_till_done()


def _flows(host: Host) -> list[Any]:
    return list(host.hass.config_entries.flow.async_progress())


async def _next_step(host: Host, hass_client: ClientSessionGenerator) -> dict[str, Any]:
    """Confirm the re-authentication, as a person does in the page."""
    client = await hass_client()
    # The redirect URI is of the address that the page was opened at.
    headers = {"HA-Frontend-Base": "https://home.example"}
    path = f"{_FLOWS}/{_flows(host)[0]['flow_id']}"
    response = await client.post(path, json={}, headers=headers)
    step: dict[str, Any] = await response.json()
    return step


async def test_a_switch_keeps_the_tokens_and_reloads(host: Host) -> None:
    entry = await _start(host)
    token = entry.data["token"]
    fields = {"entry_id": entry.entry_id, "auth_implementation": "acme_calendar_other"}
    assert (await host.backend.ask("bridge/switch_implementation", **fields))["success"]
    await host.hass.async_block_till_done()
    assert entry.data == {"auth_implementation": "acme_calendar_other", "token": token}
    assert entry.state is ConfigEntryState.LOADED
    await asyncio.sleep(0.1)
    told = [m for m in host.backend.received if m["type"] == "bridge/entries"][-1]
    assert told["changed"][-1]["auth_implementation"] == "acme_calendar_other"

    fields["entry_id"] = "none"
    answer = await host.backend.ask("bridge/switch_implementation", **fields)
    assert answer["error"]["code"] == "invalid_config_entry_id"


async def test_a_sign_in_is_bound(host: Host, hass_client: ClientSessionGenerator) -> None:
    entry = await _start(host)
    await _ask_to_sign_in(host, entry)
    assert entry.state is ConfigEntryState.LOADED
    assert _flows(host)[0]["context"]["title_placeholders"] == {"name": "Acme of anna → Other"}
    step = await _next_step(host, hass_client)
    if bound_sign_ins._MISSES_STORED:
        assert step["type"] == "external"
        assert "client_id=other" in step["url"]
    else:
        assert step["data_schema"][0]["default"] == "acme_calendar_other"


async def test_a_flow_that_asks_already_is_bound_too(
    host: Host, hass_client: ClientSessionGenerator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bound_sign_ins, "_MISSES_STORED", True)
    entry = await _start(host)
    entry.async_start_reauth(host.hass)
    await host.hass.async_block_till_done()
    await _ask_to_sign_in(host, entry, "third")
    assert len(_flows(host)) == 1
    assert "client_id=third" in (await _next_step(host, hass_client))["url"]


async def test_another_flow_is_not_bound(
    host: Host, hass_client: ClientSessionGenerator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bound_sign_ins, "_MISSES_STORED", True)
    entry = await _start(host)
    await _ask_to_sign_in(host, entry)
    client = await hass_client()
    response = await client.post(_FLOWS, json={"handler": "acme_calendar"})
    options = (await response.json())["data_schema"][0]["options"]
    assert [key for key, _ in options] == [item["id"] for item in _ITEMS]


async def test_it_is_taken_back(host: Host, hass_client: ClientSessionGenerator) -> None:
    entry = await _start(host)
    await _ask_to_sign_in(host, entry)
    assert (await host.backend.ask("bridge/end_reauth", entry_id=entry.entry_id))["success"]
    assert _flows(host) == []
    entry.async_start_reauth(host.hass)
    await host.hass.async_block_till_done()
    assert (await _next_step(host, hass_client))["step_id"] == "pick_implementation"
    assert (await host.backend.ask("bridge/end_reauth", entry_id="none"))["success"]


async def test_an_entry_that_does_not_work_goes_on_asking(host: Host) -> None:
    entry = await _start(host)
    await _ask_to_sign_in(host, entry)
    await host.hass.config_entries.async_unload(entry.entry_id)
    await host.backend.ask("bridge/end_reauth", entry_id=entry.entry_id)
    assert len(_flows(host)) == 1


async def test_who_has_switched_is_bound_to_nothing(
    host: Host, hass_client: ClientSessionGenerator
) -> None:
    entry = await _start(host)
    await _ask_to_sign_in(host, entry)
    for implementation in ("acme_calendar_other", "acme_calendar_old"):
        host.hass.config_entries.async_update_entry(
            entry, data={**entry.data, "auth_implementation": implementation}
        )
    assert (await _next_step(host, hass_client))["step_id"] == "pick_implementation"
