"""The backend is not there: nothing is lost, and no entry fails that would not have failed."""

from __future__ import annotations

from homeassistant.components.application_credentials import (
    ClientCredential,
    async_import_client_credential,
)
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from conftest import Host
from fake_backend import CORE_ITEMS, SECRET, credential
from sealed import write_snapshot


async def test_before_adoption_cores_file_is_served(host: Host, short_wait: None) -> None:
    host.backend.down = True
    await host.start()

    assert host.plugin.serving == "core"
    assert (await host.add_entry()).state is ConfigEntryState.LOADED
    assert not host.plugin.mark.adopted


async def test_after_adoption_the_snapshot_is_served(host: Host, short_wait: None) -> None:
    host.store_mark()
    host.core_file.unlink()
    write_snapshot(host.folder / "application_credentials", [credential(CORE_ITEMS[0])])
    host.backend.down = True
    await host.start()

    assert host.plugin.serving == "snapshot"
    assert (await host.add_entry()).state is ConfigEntryState.LOADED


async def test_neither_backend_nor_snapshot(
    host: Host, short_wait: None, hass_ws_client: WebSocketGenerator
) -> None:
    """Never "none": the entry waits, a flow says so, and it loads when the backend is back."""
    host.store_mark()
    host.backend.down = True
    await host.start()
    entry = await host.add_entry()
    assert host.plugin.serving is None
    assert entry.state is ConfigEntryState.SETUP_RETRY
    client = await hass_ws_client(host.hass)
    await client.send_json_auto_id({"type": "application_credentials/list"})
    assert (await client.receive_json())["error"]["code"] == "backend_unavailable"
    flow = await host.hass.config_entries.flow.async_init(
        "acme_raw", context={"source": SOURCE_USER}
    )
    assert flow["type"] is FlowResultType.ABORT
    assert flow["reason"] == "oauth_implementation_unavailable"

    host.backend.keep(*CORE_ITEMS)
    host.backend.down = False
    await host.connected()
    assert entry.state is ConfigEntryState.LOADED


async def test_a_failed_entry_is_set_up_again(host: Host) -> None:
    """Its credential was made after the last snapshot: it comes with the sync."""
    host.store_mark()
    host.backend.keep(CORE_ITEMS[0])
    await host.start()
    entry = await host.add_entry("acme_raw_later")
    assert entry.state is ConfigEntryState.SETUP_ERROR

    later = {"id": "acme_raw_later", "domain": "acme_raw", "client_id": "l", "client_secret": "s"}
    await host.disconnected()
    host.backend.keep(CORE_ITEMS[0], later)
    host.backend.down = False
    await host.connected()
    assert entry.state is ConfigEntryState.LOADED


async def test_the_copy_outlives_the_connection(host: Host) -> None:
    await host.start()
    await host.disconnected()

    assert host.plugin.serving == "snapshot"
    assert (await host.add_entry()).state is ConfigEntryState.LOADED


async def test_an_import_waits_for_the_backend(host: Host) -> None:
    await host.start()
    await host.disconnected()
    brought = {"client_id": "brought", "client_secret": SECRET, "auth_domain": "acme_raw"}
    entry = await host.add_entry("acme_raw", **{"import": brought})
    assert entry.state is ConfigEntryState.LOADED
    assert "acme_raw_brought" not in host.backend.credentials

    host.backend.down = False
    await host.connected()
    assert host.backend.credentials["acme_raw_brought"]["client_secret"] == SECRET
    assert entry.state is ConfigEntryState.LOADED
    (run,) = [m for m in host.backend.received if m["type"] == "bridge/command"]
    assert run["caller"] == {
        "kind": "integration",
        "token_id": "home-assistant",
        "domain": "acme_raw",
        "name": "acme_raw",
    }


async def test_an_import_before_the_first_adoption(host: Host, short_wait: None) -> None:
    host.backend.down = True
    await host.start()
    await async_import_client_credential(host.hass, "acme_raw", ClientCredential("b", "c"))
    host.backend.down = False
    await host.connected()

    adopted = [m for m in host.backend.received if m["type"] == "bridge/adopt/items"]
    assert [item["id"] for m in adopted for item in m["items"]] == ["acme_raw_cid", "acme_mail_cid"]
    assert "acme_raw_b" in host.backend.credentials
    assert "acme_raw_b" in host.plugin.copy


async def test_an_import_goes_to_the_backend(host: Host) -> None:
    await host.start()
    await async_import_client_credential(host.hass, "acme_raw", ClientCredential("b", "c"))
    assert "acme_raw_b" in host.backend.credentials
    assert "acme_raw_b" in host.plugin.copy

    with pytest.raises(ValueError, match="unknown"):
        await async_import_client_credential(host.hass, "unknown", ClientCredential("b", "c"))


async def test_a_refused_import_that_waited_is_let_go(
    host: Host, caplog: pytest.LogCaptureFixture
) -> None:
    await host.start()
    await host.disconnected()
    await async_import_client_credential(host.hass, "unknown", ClientCredential("id9", "sec9"))
    host.backend.down = False
    await host.connected()

    assert "unknown_id9" not in host.plugin.copy
    assert "was not imported" in caplog.text
    assert "sec9" not in caplog.text


async def test_a_secret_that_does_not_open(host: Host) -> None:
    host.store_mark()
    host.backend.keep(CORE_ITEMS[0])
    host.backend.credentials["acme_raw_cid"]["client_secret"] = None
    await host.start()
    assert (await host.add_entry()).state is ConfigEntryState.LOADED
