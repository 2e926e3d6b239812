"""Starts that do not go as they should, and what Repairs says of them."""

from __future__ import annotations

import asyncio
from unittest.mock import AsyncMock, patch

from homeassistant.components.repairs import DOMAIN as REPAIRS
from homeassistant.helpers import issue_registry as ir
from homeassistant.requirements import RequirementsNotFound
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from conftest import Host
from custom_components.application_credentials import node_runtime
from custom_components.application_credentials.const import DOMAIN
from fake_backend import CORE_ITEMS, credential
from sealed import write_snapshot

_BACKEND = "custom_components.application_credentials.backend"


def issues(host: Host) -> list[str]:
    """What Repairs shows of ours."""
    return [key for domain, key in ir.async_get(host.hass).issues if domain == DOMAIN]


@pytest.mark.parametrize(
    ("reason", "issue"),
    [
        ("database_damaged", "database_damaged"),
        ("database_newer", "database_newer"),
        ("database_foreign", "start_refused"),
        ("database_unwritable", "folder_unusable"),
        ("folder_in_use", "folder_in_use"),
        ("folder_unusable", "folder_unusable"),
        ("key_missing", "key_missing"),
        ("key_wrong", "key_wrong"),
        ("key_invalid", "key_invalid"),
        ("key_unwritable", "folder_unusable"),
        ("options", "start_refused"),
        ("unknown", "start_refused"),
    ],
)
async def test_a_refused_start(host: Host, reason: str, issue: str) -> None:
    """Nobody waits for it; it is told, tried again, and forgotten when it is mended."""
    host.backend.refused = (reason, "The sentence.")
    async with asyncio.timeout(4):
        await host.start()
    assert host.plugin.serving == "core"
    assert host.plugin.backend_status.state == "refused"
    assert issues(host) == [issue]
    found = ir.async_get(host.hass).async_get_issue(DOMAIN, issue)
    assert found is not None
    assert found.translation_placeholders == {"hub": "Home Assistant", "error": "The sentence."}

    host.backend.refused = None
    await host.connected()
    assert issues(host) == ["plain_text"]


@pytest.mark.parametrize(("schema", "min_schema"), [(0, 0), (7, 7)])
async def test_versions_that_do_not_fit(host: Host, schema: int, min_schema: int) -> None:
    host.store_mark()
    host.backend.keep(*CORE_ITEMS)
    host.backend.schema, host.backend.min_schema = schema, min_schema
    write_snapshot(host.folder / "application_credentials", [credential(CORE_ITEMS[0])])
    await host.start()
    assert host.plugin.serving == "snapshot"
    assert issues(host) == ["backend_version"]


async def test_a_newer_backend_that_speaks_ours(host: Host) -> None:
    host.backend.schema, host.backend.min_schema = 7, 1
    await host.start()
    assert host.plugin.serving == "backend"


async def test_a_backend_that_never_stays_up_is_told(host: Host, short_wait: None) -> None:
    host.backend.down = True
    await host.start()
    async with asyncio.timeout(5):
        while "backend_stopped" not in issues(host):
            await asyncio.sleep(0.01)


async def test_lost_database_from_the_snapshot(
    host: Host, hass_client: ClientSessionGenerator
) -> None:
    """It never looks like a first start: a person decides."""
    host.store_mark(core_ids=["acme_raw_cid", "acme_mail_cid"])
    later = {"id": "acme_raw_later", "domain": "acme_raw", "client_id": "l", "client_secret": "s"}
    kept = [credential(CORE_ITEMS[0]), credential(later | {"scopes": ["a"]})]
    write_snapshot(host.folder / "application_credentials", kept)
    async with asyncio.timeout(4):
        await host.start()
    assert host.plugin.serving == "snapshot"
    assert host.plugin.backend_status.state == "refused"
    assert "bridge/adopt/begin" not in host.backend.types()
    assert issues(host) == ["database_lost"]

    assert await decide(host, hass_client, "snapshot") == ["snapshot", "core"]
    await host.connected()
    assert list(host.backend.credentials) == ["acme_raw_cid", "acme_raw_later"]
    assert host.backend.credentials["acme_raw_later"]["item"]["scopes"] == ["a"]
    assert "database_lost" not in issues(host)


async def test_lost_database_without_a_snapshot(
    host: Host, hass_client: ClientSessionGenerator
) -> None:
    host.store_mark(core_ids=["acme_raw_cid", "acme_mail_cid"])
    await host.start()
    assert host.plugin.serving is None
    assert await decide(host, hass_client, "core") == ["core"]
    await host.connected()
    assert host.plugin.copy.core_items == CORE_ITEMS


async def test_lost_database_and_nothing_else(
    host: Host, hass_client: ClientSessionGenerator
) -> None:
    host.store_mark()
    host.core_file.unlink()
    await host.start()
    assert await decide(host, hass_client, "empty") == ["empty"]
    await host.connected()
    assert len(host.plugin.copy) == 0


async def decide(host: Host, hass_client: ClientSessionGenerator, choice: str) -> list[str]:
    """Choose in Repairs. Returns what there was to choose from."""
    assert await async_setup_component(host.hass, REPAIRS, {})
    client = await hass_client()
    issue = {"handler": DOMAIN, "issue_id": "database_lost"}
    flow = await (await client.post("/api/repairs/issues/fix", json=issue)).json()
    chosen = {"next_step_id": choice}
    done = await client.post(f"/api/repairs/issues/fix/{flow['flow_id']}", json=chosen)
    assert (await done.json())["type"] == "create_entry"
    options: list[str] = flow["menu_options"]
    return options


async def test_node_is_installed_after_the_start(host: Host) -> None:
    found = iter([None, None, "/usr/bin/node"])
    failing = AsyncMock(side_effect=[RequirementsNotFound(DOMAIN, ["nodejs"]), None])
    with (
        patch(f"{_BACKEND}.find_node", lambda: next(found, "/usr/bin/node")),
        patch(f"{_BACKEND}.async_install_node", failing),
        patch(f"{_BACKEND}.INSTALL_PAUSES", (0.05,)),
    ):
        async with asyncio.timeout(4):
            await host.start()
        assert host.plugin.serving == "core"
        async with asyncio.timeout(4):
            while "node_install_failed" not in issues(host):
                await asyncio.sleep(0.005)
        await host.connected()
    assert "node_install_failed" not in issues(host)
    assert failing.await_count == 2


async def test_no_node_for_this_machine(host: Host) -> None:
    with (
        patch(f"{_BACKEND}.find_node", return_value=None),
        patch(f"{_BACKEND}.has_wheel", return_value=False),
    ):
        await host.start()
        async with asyncio.timeout(4):
            while not issues(host):
                await asyncio.sleep(0.005)
    assert issues(host) == ["node_unavailable"]


@pytest.mark.parametrize(
    ("version", "taken"),
    [("v24.19.0", True), ("v22.19.0", True), ("v22.18.1", False), ("v9.0.0", False), ("?", False)],
)
def test_only_a_node_that_is_new_enough(tmp_path, version: str, taken: bool) -> None:  # type: ignore[no-untyped-def]
    node = tmp_path / "node"
    node.write_text(f"#!/bin/sh\necho {version}\n")
    node.chmod(0o755)
    with (
        patch.dict("os.environ", {"APPLICATION_CREDENTIALS_NODE": str(node), "PATH": ""}),
        patch.object(node_runtime, "_wheel_node", return_value=None),
    ):
        assert node_runtime.find_node() == (str(node) if taken else None)
