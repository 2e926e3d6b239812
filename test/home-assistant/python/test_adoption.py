"""Core's credentials are taken over once, whole, and with every entry loaded all the time."""

from __future__ import annotations

from homeassistant.config_entries import ConfigEntryState
import pytest

from conftest import Host
from custom_components.application_credentials.const import DATA_PLUGIN
from fake_backend import CORE_ITEMS

_STEPS = [
    "bridge/hello",
    "bridge/adopt/begin",
    "bridge/adopt/items",
    "bridge/adopt/commit",
]


async def test_everything_is_taken_over(host: Host) -> None:
    before = host.core_file.read_bytes()
    await host.start()

    assert host.plugin.serving == "backend"
    assert host.plugin.copy.core_items == CORE_ITEMS
    assert list(host.backend.credentials) == ["acme_raw_cid", "acme_mail_cid"]
    mark = host.stored(DATA_PLUGIN)
    assert (mark["adopted"], mark["kept_current"]) == (True, False)
    assert mark["database"] == host.backend.database
    assert set(mark["core_items"]) == {"acme_mail_cid", "acme_raw_cid"}
    assert host.core_file.read_bytes() == before


@pytest.mark.parametrize("kept", [True, False], ids=["done", "not done"])
@pytest.mark.parametrize("step", _STEPS)
async def test_killed_at_a_step(host: Host, step: str, kept: bool, short_wait: None) -> None:
    """Whether the backend had done the step or not, the next start brings it to its end."""
    setattr(host.backend, "drop_after" if kept else "drop_before", lambda type_: type_ == step)
    await host.start()
    entry = await host.add_entry()
    assert entry.state is ConfigEntryState.LOADED
    only_the_answer_was_lost = kept and step == "bridge/adopt/commit"
    assert host.plugin.serving == ("backend" if only_the_answer_was_lost else "core")
    assert host.plugin.mark.adopted is only_the_answer_was_lost

    host.backend.drop_after = host.backend.drop_before = lambda _: False
    await host.connected()

    assert entry.state is ConfigEntryState.LOADED
    assert host.plugin.copy.core_items == CORE_ITEMS
    assert host.plugin.mark.adopted
    assert host.plugin.mark.core_ids == {"acme_mail_cid", "acme_raw_cid"}


async def test_thousands_go_in_chunks(host: Host) -> None:
    items = [
        {"id": f"acme_raw_{n}", "domain": "acme_raw", "client_id": str(n), "client_secret": "s"}
        for n in range(4_800)
    ]
    host.store("application_credentials", {"items": items})
    await host.start()

    chunks = [m for m in host.backend.received if m["type"] == "bridge/adopt/items"]
    assert [len(chunk["items"]) for chunk in chunks] == [200] * 24
    assert host.plugin.copy.core_items == items


async def test_nothing_to_take_over(host: Host) -> None:
    host.core_file.unlink()
    await host.start()

    assert host.backend.adopted
    assert host.plugin.mark.adopted
    assert not host.core_file.exists()


async def test_only_the_first_start_adopts(host: Host) -> None:
    host.store_mark(core_ids=["acme_raw_cid", "acme_mail_cid"])
    host.backend.keep(CORE_ITEMS[0])
    await host.start()

    assert "bridge/adopt/begin" not in host.backend.types()
    assert host.plugin.copy.core_items == CORE_ITEMS[:1]


async def test_what_core_got_meanwhile_is_added(host: Host) -> None:
    """Made in safe mode: core's file has it, and never had it before."""
    made = {"id": "acme_raw_new", "domain": "acme_raw", "client_id": "new", "client_secret": "s"}
    host.store("application_credentials", {"items": [*CORE_ITEMS, made]})
    host.store_mark(core_ids=["acme_raw_cid", "acme_mail_cid"])
    host.backend.keep(CORE_ITEMS[0])
    await host.start()

    begun = [m for m in host.backend.received if m["type"] == "bridge/adopt/begin"]
    assert [m["mode"] for m in begun] == ["add"]
    assert list(host.backend.credentials) == ["acme_raw_cid", "acme_raw_new"]
    assert "acme_raw_new" in host.plugin.copy
    assert "acme_raw_new" in host.plugin.mark.core_ids
