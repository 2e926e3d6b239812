"""What the backend asks of Home Assistant, and is told."""

from __future__ import annotations

import asyncio
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_entry_oauth2_flow, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from conftest import Host
from custom_components.application_credentials import backup, system_health
from custom_components.application_credentials.options import CONFIG_SCHEMA
from custom_components.application_credentials.protocol import BRIDGE_MIN_SCHEMA, BRIDGE_SCHEMA


async def test_hello(host: Host) -> None:
    await host.start()
    hello = host.backend.received[0]
    assert hello["type"] == "bridge/hello"
    assert (hello["schema"], hello["min_schema"]) == (BRIDGE_SCHEMA, BRIDGE_MIN_SCHEMA)
    assert hello["hub_name"] == "Home Assistant"
    assert {"acme_raw", "acme_mail"} <= set(hello["domains"])


async def test_another_provider_is_left_alone(host: Host) -> None:
    """F15: Home Assistant Cloud registers its account linking beside us; both are offered."""
    linked = config_entry_oauth2_flow.LocalOAuth2Implementation(
        host.hass,
        "cloud",
        "linked",
        "secret",
        "https://example.com/auth",
        "https://example.com/token",
    )

    async def async_provide(
        hass: HomeAssistant, domain: str
    ) -> list[config_entry_oauth2_flow.AbstractOAuth2Implementation]:
        return [linked] if domain == "acme_raw" else []

    config_entry_oauth2_flow.async_add_implementation_provider(host.hass, "cloud", async_provide)
    await host.start()
    offered = await config_entry_oauth2_flow.async_get_implementations(host.hass, "acme_raw")
    assert offered["cloud"] is linked
    assert set(offered) == {"cloud", "acme_raw_cid"}
    assert "cloud" not in await config_entry_oauth2_flow.async_get_implementations(
        host.hass, "acme_mail"
    )


async def test_entries_are_told(host: Host) -> None:
    await host.start()
    entry = await host.add_entry()
    await asyncio.sleep(0.1)
    told = [m for m in host.backend.received if m["type"] == "bridge/entries"][-1]
    assert told["changed"] == [
        {
            "entry_id": entry.entry_id,
            "domain": "acme_raw",
            "title": "Account",
            "state": "loaded",
            "reauth": False,
            "auth_implementation": "acme_raw_cid",
        }
    ]
    await host.hass.config_entries.async_remove(entry.entry_id)
    await asyncio.sleep(0.1)
    assert host.backend.received[-1]["removed"] == [entry.entry_id]


async def test_entries_are_told_before_a_command(
    host: Host, hass_ws_client: WebSocketGenerator
) -> None:
    await host.start()
    client = await hass_ws_client(host.hass)
    entry = await host.add_entry()
    fields = {"application_credentials_id": "acme_raw_cid"}
    await client.send_json_auto_id({"type": "application_credentials/delete", **fields})
    await client.receive_json()
    types = host.backend.types()
    told = [m for m in host.backend.received if m["type"] == "bridge/entries"]
    assert any(one["entry_id"] == entry.entry_id for m in told for one in m["changed"])
    assert max(i for i, t in enumerate(types) if t == "bridge/entries") < types.index(
        "bridge/command"
    )


async def test_describe_integrations(host: Host) -> None:
    await host.start()
    answer = await host.backend.ask("bridge/describe_integrations")
    described = answer["result"]["integrations"]["acme_raw"]
    assert described == {
        "name": "Acme Raw",
        "authorization_server": {
            "authorize_url": "https://acme.example/auth",
            "token_url": "https://acme.example/token",
        },
        "description_placeholders": {"console_url": "https://acme.example/console"},
    }
    assert "redirect_uri" not in answer["result"]

    host.hass.config.components.add("my")
    answer = await host.backend.ask("bridge/describe_integrations")
    assert answer["result"]["redirect_uri"] == "https://my.home-assistant.io/redirect/oauth"


async def test_reload_and_reauth(host: Host) -> None:
    await host.start()
    entry = await host.add_entry()
    token = entry.data["token"]
    host.hass.config_entries.async_update_entry(
        entry, data={"auth_implementation": "gone", "token": token}
    )
    assert (await host.backend.ask("bridge/reload_entry", entry_id=entry.entry_id))["success"]
    assert entry.state is ConfigEntryState.SETUP_ERROR
    answer = await host.backend.ask("bridge/reload_entry", entry_id="none")
    assert answer["error"]["code"] == "invalid_config_entry_id"
    answer = await host.backend.ask("bridge/start_reauth", entry_id="none")
    assert answer["error"]["code"] == "invalid_config_entry_id"
    answer = await host.backend.ask("bridge/other")
    assert answer["error"]["code"] == "unknown_command"


async def test_backup_holds_writes(host: Host, caplog: pytest.LogCaptureFixture) -> None:
    await host.start()
    await backup.async_pre_backup(host.hass)
    await backup.async_post_backup(host.hass)
    held = [m["held"] for m in host.backend.received if m["type"] == "bridge/hold_writes"]
    assert held == [True, False]

    await host.disconnected()
    await backup.async_pre_backup(host.hass)
    assert "is backed up as it lies" in caplog.text


async def test_system_health(host: Host) -> None:
    await host.start()
    info = await system_health.async_read_info(host.hass)
    assert info["state"] == "connected"
    assert info["credentials"] == 2
    assert info["last_error"] == "-"


_TOKEN = "t" * 32


@pytest.mark.parametrize(
    "options",
    [
        None,
        {},
        {"key_file": "keys/one.key"},
        {"url": "wss://elsewhere.example", "token": _TOKEN},
        {"url": "ws://127.0.0.1:9000", "token": _TOKEN},
        {"url": "ws://[::1]:9000", "token": _TOKEN},
    ],
)
def test_options(options: dict[str, str] | None) -> None:
    CONFIG_SCHEMA({"application_credentials": options})


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"url": "ws://elsewhere.example", "token": _TOKEN}, "url"),
        ({"url": "https://elsewhere.example", "token": _TOKEN}, "url"),
        ({"url": "wss://elsewhere.example"}, "token"),
        ({"url": "wss://elsewhere.example", "token": "shortS3CRET"}, "token"),
        ({"keyfile": "keys/one.key"}, "keyfile"),
        ("text", "application_credentials"),
    ],
)
async def test_a_mistake_takes_nothing_down(
    host: Host, options: Any, named: str, caplog: pytest.LogCaptureFixture
) -> None:
    await host.start(options)
    assert (await host.add_entry()).state is ConfigEntryState.LOADED
    assert host.plugin.serving == "core"
    issue = ir.async_get(host.hass).async_get_issue(
        "application_credentials", "configuration_invalid"
    )
    assert issue is not None
    assert issue.translation_placeholders is not None
    assert f"`{named}" in issue.translation_placeholders["error"]
    assert "S3CRET" not in caplog.text + issue.translation_placeholders["error"]
    assert host.backend.received == []
