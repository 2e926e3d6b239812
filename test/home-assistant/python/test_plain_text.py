"""Core's own file after adoption: a notice, its removal, hand-back, and keeping it current."""

from __future__ import annotations

import asyncio
from typing import Any

from homeassistant.components.repairs import DOMAIN as REPAIRS
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator, WebSocketGenerator

from conftest import Host
from custom_components.application_credentials.const import DATA_PLUGIN, DOMAIN
from fake_backend import CORE_ITEMS, credential
from sealed import write_snapshot

_HAND_BACK = "application_credentials/home_assistant/hand_back"
_REMOVE = "application_credentials/home_assistant/remove_plain_text"
_NEW = {"domain": "acme_raw", "client_id": "new", "client_secret": "new-secret"}
_NEW_ITEM = {"id": "acme_raw_new", **_NEW}


async def ask(host: Host, generator: WebSocketGenerator, type_: str, **fields: Any) -> Any:
    client = await generator(host.hass)
    await client.send_json_auto_id({"type": type_, **fields})
    answer = await client.receive_json()
    await client.close()
    return answer


def is_told(host: Host) -> bool:
    return ir.async_get(host.hass).async_get_issue(DOMAIN, "plain_text") is not None


async def test_removed_over_the_websocket(host: Host, hass_ws_client: WebSocketGenerator) -> None:
    await host.start()
    assert is_told(host)
    assert (await ask(host, hass_ws_client, _REMOVE))["result"] is None
    assert not host.core_file.exists()
    assert not is_told(host)
    assert host.stored(DATA_PLUGIN)["core_items"] == {}


async def test_not_removed_while_the_backend_is_away(
    host: Host, hass_ws_client: WebSocketGenerator
) -> None:
    await host.start()
    await host.disconnected()
    answer = await ask(host, hass_ws_client, _REMOVE)
    assert answer["error"]["code"] == "backend_unavailable"
    assert host.core_file.exists()


async def test_not_removed_with_something_new_in_it(
    host: Host, hass_ws_client: WebSocketGenerator
) -> None:
    await host.start()
    host.store(DOMAIN, {"items": [*CORE_ITEMS, _NEW_ITEM]})
    answer = await ask(host, hass_ws_client, _REMOVE)
    assert answer["error"]["code"] == "home_assistant_error"
    assert host.core_file.exists()


async def test_removed_in_repairs(
    host: Host, hass_client: ClientSessionGenerator, socket_enabled: None
) -> None:
    await host.start()
    assert await async_setup_component(host.hass, REPAIRS, {})
    client = await hass_client()
    issue = {"handler": DOMAIN, "issue_id": "plain_text"}
    flow = await (await client.post("/api/repairs/issues/fix", json=issue)).json()
    assert flow["step_id"] == "confirm"
    assert flow["description_placeholders"] == {"hub": "Home Assistant", "credentials": "2"}
    done = await client.post(f"/api/repairs/issues/fix/{flow['flow_id']}", json={})
    assert (await done.json())["type"] == "create_entry"
    assert not host.core_file.exists()


async def test_handed_back_and_kept_current(host: Host, hass_ws_client: WebSocketGenerator) -> None:
    await host.start()
    await ask(host, hass_ws_client, "application_credentials/create", **_NEW)
    assert (await ask(host, hass_ws_client, _HAND_BACK))["result"] == {"credentials": 3}
    assert host.stored(DOMAIN) == {"items": [*CORE_ITEMS, _NEW_ITEM]}
    assert not is_told(host)

    delete = {"application_credentials_id": "acme_raw_cid"}
    await ask(host, hass_ws_client, "application_credentials/delete", **delete)
    await host.hass.async_block_till_done()
    assert host.stored(DOMAIN) == {"items": [CORE_ITEMS[1], _NEW_ITEM]}
    mark = host.stored(DATA_PLUGIN)
    assert mark["kept_current"]
    assert set(mark["core_items"]) == {"acme_mail_cid", "acme_raw_new"}


async def test_kept_current_after_a_kill(host: Host) -> None:
    """What was deleted at the backend, and is in the file still, does not come back."""
    host.store_mark(core_ids=["acme_raw_cid", "acme_mail_cid"], kept_current=True)
    host.backend.keep(CORE_ITEMS[1])
    await host.start()
    assert host.stored(DOMAIN) == {"items": [CORE_ITEMS[1]]}
    assert list(host.backend.credentials) == ["acme_mail_cid"]


async def test_handed_back_from_the_snapshot(
    host: Host, hass_ws_client: WebSocketGenerator, short_wait: None
) -> None:
    """A plugin that does not start any more can be left as well."""
    host.store_mark()
    host.core_file.unlink()
    write_snapshot(host.folder / "application_credentials", [credential(CORE_ITEMS[0])])
    host.backend.down = True
    await host.start()
    assert (await ask(host, hass_ws_client, _HAND_BACK))["result"] == {"credentials": 1}
    assert host.stored(DOMAIN) == {"items": CORE_ITEMS[:1]}


async def test_not_handed_back_what_does_not_open(
    host: Host, hass_ws_client: WebSocketGenerator
) -> None:
    host.store_mark(core_ids=["acme_raw_cid", "acme_mail_cid"])
    host.backend.keep(*CORE_ITEMS)
    host.backend.credentials["acme_raw_cid"]["client_secret"] = None
    before = host.core_file.read_bytes()
    await host.start()
    answer = await ask(host, hass_ws_client, _HAND_BACK)
    assert answer["error"]["code"] == "home_assistant_error"
    assert "acme_raw" in answer["error"]["message"]
    assert host.core_file.read_bytes() == before


async def test_a_file_that_can_not_be_written_is_told(
    host: Host, hass_ws_client: WebSocketGenerator, monkeypatch: pytest.MonkeyPatch
) -> None:
    await host.start()
    await ask(host, hass_ws_client, "application_credentials/create", **_NEW)

    async def async_save_nothing(_items: Any) -> None:
        await asyncio.sleep(0)

    monkeypatch.setattr(host.plugin.core_file._store, "async_save", async_save_nothing)
    answer = await ask(host, hass_ws_client, _HAND_BACK)
    assert answer["error"]["code"] == "home_assistant_error"
    assert not host.plugin.mark.kept_current


async def test_nothing_to_hand_back_before_adoption(
    host: Host, hass_ws_client: WebSocketGenerator, short_wait: None
) -> None:
    host.backend.down = True
    await host.start()
    answer = await ask(host, hass_ws_client, _HAND_BACK)
    assert answer["error"]["code"] == "home_assistant_error"
