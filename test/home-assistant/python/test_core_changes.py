"""What was done in core's own list while the plugin was away."""

from __future__ import annotations

from typing import Any

from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from conftest import Host
from custom_components.application_credentials.const import DATA_PLUGIN, DOMAIN
from custom_components.application_credentials.fingerprint import fingerprint
from fake_backend import CORE_ITEMS

_SALT = "00"
_MADE_ANEW = {**CORE_ITEMS[0], "client_secret": "S3CRET-made-anew"}


def mark_of(host: Host, items: list[dict[str, Any]], **more: Any) -> None:
    """Both sides have these, and the plugin has seen them in core's file."""
    host.store_mark(
        salt=_SALT,
        core_items={item["id"]: fingerprint(_SALT, item) for item in items},
        database=host.backend.database,
        **more,
    )
    host.backend.keep(*items)


async def test_one_made_anew_is_taken_over(host: Host) -> None:
    mark_of(host, CORE_ITEMS, kept_current=True)
    host.store(DOMAIN, {"items": [_MADE_ANEW, CORE_ITEMS[1]]})
    await host.start()
    assert host.backend.credentials["acme_raw_cid"]["client_secret"] == "S3CRET-made-anew"
    assert host.stored(DOMAIN)["items"][0]["client_secret"] == "S3CRET-made-anew"
    seen = host.stored(DATA_PLUGIN)["core_items"]["acme_raw_cid"]
    assert seen == fingerprint(_SALT, _MADE_ANEW)


async def test_one_made_anew_in_safe_mode_is_taken_over(host: Host) -> None:
    mark_of(host, CORE_ITEMS)
    host.store(DOMAIN, {"items": [_MADE_ANEW, CORE_ITEMS[1]]})
    await host.start()
    assert host.backend.credentials["acme_raw_cid"]["client_secret"] == "S3CRET-made-anew"


async def test_a_secret_changed_in_the_plugin_stays(host: Host) -> None:
    mark_of(host, CORE_ITEMS)
    host.backend.keep({**CORE_ITEMS[0], "client_secret": "S3CRET-newer"})
    await host.start()
    assert host.backend.credentials["acme_raw_cid"]["client_secret"] == "S3CRET-newer"


async def test_one_deleted_after_a_hand_back_is_deleted(host: Host) -> None:
    mark_of(host, CORE_ITEMS, kept_current=True)
    host.store(DOMAIN, {"items": [CORE_ITEMS[1]]})
    await host.start()
    assert list(host.backend.credentials) == ["acme_mail_cid"]


async def test_without_a_hand_back_nothing_is_deleted(host: Host) -> None:
    mark_of(host, CORE_ITEMS)
    host.store(DOMAIN, {"items": [CORE_ITEMS[1]]})
    await host.start()
    assert sorted(host.backend.credentials) == ["acme_mail_cid", "acme_raw_cid"]


async def test_another_database_is_asked_about(host: Host) -> None:
    mark_of(host, CORE_ITEMS)
    host.backend.database = "database-2"
    await host.start()
    assert host.plugin.serving != "backend"
    assert host.plugin.backend.database_is_filled
    assert not host.plugin.backend.restore("snapshot")
    assert host.plugin.backend.restore("database")
    await host.connected()
    assert host.stored(DATA_PLUGIN)["database"] == "database-2"


async def test_the_outcome_of_a_command_cut_off_is_not_claimed(
    host: Host, hass_ws_client: WebSocketGenerator
) -> None:
    await host.start()
    client = await hass_ws_client(host.hass)
    host.backend.drop_before = lambda type_: type_ == "bridge/command"
    fields = {"domain": "acme_raw", "client_id": "n", "client_secret": "S3CRET-n"}
    await client.send_json_auto_id({"type": "application_credentials/create", **fields})
    error = (await client.receive_json())["error"]
    assert error["code"] == "backend_unavailable"
    assert error["message"].startswith("It is not known whether this was done")


async def test_a_create_during_a_hand_back_is_handed_back_too(
    host: Host, hass_ws_client: WebSocketGenerator
) -> None:
    await host.start()
    back, create = await hass_ws_client(host.hass), await hass_ws_client(host.hass)
    for number in range(10):
        await back.send_json_auto_id({"type": "application_credentials/home_assistant/hand_back"})
        fields = {"domain": "acme_raw", "client_id": f"n{number}", "client_secret": "S3CRET-n"}
        await create.send_json_auto_id({"type": "application_credentials/create", **fields})
        assert (await create.receive_json())["success"]
        assert (await back.receive_json())["success"]
        await host.hass.async_block_till_done()
        assert f"acme_raw_n{number}" in {item["id"] for item in host.stored(DOMAIN)["items"]}
        remove = {"type": "application_credentials/home_assistant/remove_plain_text"}
        await back.send_json_auto_id(remove)
        assert (await back.receive_json())["success"]


async def test_a_secret_that_does_not_open_leaves_the_one_in_the_file(host: Host) -> None:
    mark_of(host, CORE_ITEMS, kept_current=True)
    host.backend.credentials["acme_raw_cid"]["client_secret"] = None
    host.backend.keep_also({**CORE_ITEMS[1], "id": "acme_mail_other", "client_id": "other"})
    await host.start()
    await host.hass.async_block_till_done()
    written = {item["id"]: item["client_secret"] for item in host.stored(DOMAIN)["items"]}
    assert written["acme_raw_cid"] == CORE_ITEMS[0]["client_secret"]
    assert "acme_mail_other" in written
