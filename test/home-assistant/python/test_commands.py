"""Websocket commands: roles, who answers, and that no secret leaves."""

from __future__ import annotations

import asyncio
from typing import Any

from homeassistant.components.application_credentials import DATA_COMPONENT
from homeassistant.helpers.collection import ItemNotFound
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from conftest import Host
from custom_components.application_credentials.protocol import (
    COMMAND_DONE,
    COMMANDS,
    HAND_BACK,
    OWN_COMMANDS,
    USER,
)
from fake_backend import CORE_ITEMS, SECRET

_AC = "application_credentials/"


async def test_list_and_subscribe_hold_no_secret(
    host: Host, hass_ws_client: WebSocketGenerator
) -> None:
    await host.start()
    client = await hass_ws_client(host.hass)
    await client.send_json_auto_id({"type": f"{_AC}list"})
    listed = await client.receive_str()
    await client.send_json_auto_id({"type": f"{_AC}subscribe"})
    assert (await client.receive_json())["success"]
    subscribed = await client.receive_str()

    assert "acme_mail_cid" in listed
    assert "acme_mail_cid" in subscribed
    assert SECRET not in listed + subscribed
    assert "client_secret_hint" in listed
    assert "bridge/command" not in host.backend.types()


async def test_changes_are_told_before_the_answer(
    host: Host, hass_ws_client: WebSocketGenerator
) -> None:
    await host.start()
    client = await hass_ws_client(host.hass)
    await client.send_json_auto_id({"type": f"{_AC}subscribe"})
    await client.receive_json()
    await client.receive_json()
    fields = {"domain": "acme_raw", "client_id": "n", "client_secret": SECRET}
    await client.send_json_auto_id({"type": f"{_AC}create", **fields})
    event, answer = await client.receive_json(), await client.receive_json()

    (change,) = event["event"]
    assert (change["change_type"], change["application_credentials_id"]) == ("added", "acme_raw_n")
    assert answer["success"]
    assert answer["result"] == change["item"]
    assert host.hass.data[DATA_COMPONENT].data["acme_raw_n"]["client_secret"] == SECRET

    delete = {"type": f"{_AC}delete", "application_credentials_id": "acme_raw_n"}
    await client.send_json_auto_id(delete)
    assert (await client.receive_json())["event"][0]["change_type"] == "removed"
    assert (await client.receive_json())["result"] is None
    assert "acme_raw_n" not in host.hass.data[DATA_COMPONENT].data


async def test_a_malformed_list_is_judged_by_the_backend(
    host: Host, hass_ws_client: WebSocketGenerator
) -> None:
    await host.start()
    client = await hass_ws_client(host.hass)
    await client.send_json_auto_id({"type": f"{_AC}list", "more": 1})
    assert (await client.receive_json())["result"]["asked"] == "list"


async def test_the_caller_is_told(host: Host, hass_ws_client: WebSocketGenerator) -> None:
    await host.start()
    client = await hass_ws_client(host.hass)
    await client.send_json_auto_id({"type": f"{_AC}usage"})
    caller = (await client.receive_json())["result"]["caller"]
    (admin,) = [user for user in await host.hass.auth.async_get_users() if user.is_admin]
    assert caller.pop("signed_in_at") > 0
    assert caller == {
        "kind": "user",
        "id": admin.id,
        "name": admin.name,
        "is_admin": True,
        "is_owner": admin.is_owner,
        "address": "127.0.0.1",
    }


async def test_what_the_backend_never_sees_is_told_for_the_activity(
    host: Host, hass_ws_client: WebSocketGenerator, hass_read_only_access_token: str
) -> None:
    await host.start()
    guest = await hass_ws_client(host.hass, hass_read_only_access_token)
    await guest.send_json_auto_id({"type": f"{_AC}delete", "application_credentials_id": "a"})
    await guest.receive_json()
    owner = await hass_ws_client(host.hass)
    await owner.send_json_auto_id({"type": HAND_BACK})
    assert (await owner.receive_json())["success"]
    await host.hass.async_block_till_done()

    async with asyncio.timeout(5):
        while len(told := [m for m in host.backend.received if m["type"] == COMMAND_DONE]) < 2:
            await asyncio.sleep(0.01)
    refused, done = told
    assert (refused["command"], refused["refused"]) == (f"{_AC}delete", True)
    assert not refused["caller"]["is_admin"]
    assert refused["caller"]["address"] == "127.0.0.1"
    assert "application_credentials_id" not in refused
    assert (done["command"], done["refused"]) == (HAND_BACK, False)
    assert done["caller"]["is_admin"]
    assert "error" not in done


@pytest.mark.parametrize("type_", [*COMMANDS, *OWN_COMMANDS])
async def test_roles(
    host: Host,
    hass_ws_client: WebSocketGenerator,
    hass_read_only_access_token: str,
    type_: str,
) -> None:
    await host.start()
    client = await hass_ws_client(host.hass, hass_read_only_access_token)
    await client.send_json_auto_id({"type": type_})
    answer = await client.receive_json()
    info = COMMANDS.get(type_) or OWN_COMMANDS[type_]
    refused = not answer["success"] and answer["error"]["code"] == "unauthorized"
    assert refused is (USER not in info.roles)


async def test_nobody_gets_tokens(host: Host, hass_ws_client: WebSocketGenerator) -> None:
    await host.start()
    client = await hass_ws_client(host.hass)
    await client.send_json_auto_id({"type": f"{_AC}token", "entry_id": "e"})
    assert (await client.receive_json())["error"]["code"] == "unauthorized"


async def test_while_the_backend_is_away(host: Host, hass_ws_client: WebSocketGenerator) -> None:
    await host.start()
    entry = await host.add_entry()
    await host.disconnected()
    client = await hass_ws_client(host.hass)

    async def ask(type_: str, **fields: Any) -> dict[str, Any]:
        await client.send_json_auto_id({"type": _AC + type_, **fields})
        answer: dict[str, Any] = await client.receive_json()
        return answer

    assert len((await ask("list"))["result"]) == 2
    assert "acme_raw" in (await ask("config"))["result"]["domains"]
    used = await ask("config_entry", config_entry_id=entry.entry_id)
    assert used["result"] == {"application_credentials_id": "acme_raw_cid"}
    for type_ in ("create", "update", "delete", "import", "usage"):
        assert (await ask(type_))["error"]["code"] == "backend_unavailable"


async def test_a_pending_command_is_answered(
    host: Host, hass_ws_client: WebSocketGenerator
) -> None:
    await host.start()
    host.backend.drop_before = lambda type_: type_ == "bridge/command"
    client = await hass_ws_client(host.hass)
    await client.send_json_auto_id({"type": f"{_AC}usage"})
    assert (await client.receive_json())["error"]["code"] == "backend_unavailable"


async def test_newer_commands_and_their_subscriptions(
    host: Host, hass_ws_client: WebSocketGenerator
) -> None:
    """Registered when the backend says so; begun anew when it was away."""
    watch = f"{_AC}activity/subscribe"
    host.backend.commands = [{"type": watch, "roles": ["administrator"], "subscription": True}]
    await host.start()
    client = await hass_ws_client(host.hass)
    await client.send_json({"id": 5, "type": watch})
    assert (await client.receive_json())["success"]
    await host.backend.tell("bridge/event", command=_last_command(host), event={"n": 1})
    assert await client.receive_json() == {"id": 5, "type": "event", "event": {"n": 1}}

    await host.disconnected()
    host.backend.down = False
    await host.connected()
    await asyncio.sleep(0.05)
    await host.backend.tell("bridge/event", command=_last_command(host), event={"n": 2})
    assert await client.receive_json() == {"id": 5, "type": "event", "event": {"n": 2}}

    await client.send_json({"id": 6, "type": "unsubscribe_events", "subscription": 5})
    assert (await client.receive_json())["success"]
    await asyncio.sleep(0.05)
    assert host.backend.received[-1]["type"] == "bridge/unsubscribe"
    assert host.backend.received[-1]["command"] == _last_command(host)


def _last_command(host: Host) -> int:
    commands = [m["id"] for m in host.backend.received if m["type"] == "bridge/command"]
    last: int = commands[-1]
    return last


async def test_code_inside_home_assistant(host: Host) -> None:
    """Core's collection stays a collection for whoever calls its methods."""
    await host.start()
    collection = host.hass.data[DATA_COMPONENT]
    fields = {"domain": "acme_raw", "client_id": "n", "client_secret": SECRET}
    assert (await collection.async_create_item(fields))["client_secret"] == SECRET
    await collection.async_delete_item("acme_raw_n")
    with pytest.raises(ItemNotFound):
        await collection.async_delete_item("acme_raw_n")
    with pytest.raises(ValueError, match="unknown"):
        await collection.async_create_item(fields | {"domain": "unknown"})


async def test_status_and_diagnostics(
    host: Host, hass_ws_client: WebSocketGenerator, caplog: pytest.LogCaptureFixture
) -> None:
    await host.start()
    client = await hass_ws_client(host.hass)
    await client.send_json_auto_id({"type": f"{_AC}home_assistant/subscribe_status"})
    assert (await client.receive_json())["success"]
    status = (await client.receive_json())["event"]
    folder = host.folder / "application_credentials"
    assert status == {
        "version": status["version"],
        "hub_name": "Home Assistant",
        "backend": {"state": "connected", "version": "9.9.9", "remote": False},
        "serving": "backend",
        "credentials": 2,
        "plain_text": {"present": True, "credentials": 2, "kept_current": False},
        "data_folder": str(folder),
        "key_file": str(folder / "application_credentials.key"),
    }
    await host.disconnected()
    states = [(await client.receive_json())["event"]["backend"]["state"]]
    assert states == ["stopped"]

    while True:
        await client.send_json_auto_id({"type": f"{_AC}home_assistant/diagnostics"})
        report = await client.receive_str()
        if '"result"' in report:
            break
    assert '"adopted":true' in report
    for item in CORE_ITEMS:
        assert item["client_secret"] not in report + caplog.text
    assert '"cid"' not in report
