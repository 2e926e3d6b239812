"""Fixtures: the integration as it is installed, a Home Assistant around it, and a false backend."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
import json
from pathlib import Path
import sys
import tempfile
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
import pytest_socket

_ROOT = Path(__file__).parents[3]
_STAGE = tempfile.TemporaryDirectory(prefix="application-credentials-stage-")


def _stage() -> None:
    """Lay the integration out as it is installed, out of links to its sources."""
    components = Path(_STAGE.name) / "custom_components"
    folder = components / "application_credentials"
    folder.mkdir(parents=True)
    sources = _ROOT / "src/home-assistant/custom_components/application_credentials"
    for file in sources.glob("*.py"):
        (folder / file.name).symlink_to(file)
    (folder / "manifest.json").symlink_to(_ROOT / "manifest.json")
    (folder / "translations").mkdir()
    for language in ("en", "de"):
        texts = _ROOT / f"translations/{language}.json"
        (folder / f"translations/{language}.json").symlink_to(texts)
    for sample in (_ROOT / "test/home-assistant/custom_components").iterdir():
        (components / sample.name).symlink_to(sample)
    sys.path.insert(0, _STAGE.name)


_stage()

from pytest_homeassistant_custom_component.common import MockConfigEntry  # noqa: E402

from custom_components.application_credentials import const  # noqa: E402
from custom_components.application_credentials.plugin import Plugin  # noqa: E402
from fake_backend import CORE_ITEMS, FakeBackend, FakeProcess  # noqa: E402

_MODULE = "custom_components.application_credentials.backend"


class Host:
    """A Home Assistant with its own configuration folder, and the backend beside it."""

    def __init__(self, hass: HomeAssistant, folder: Path, backend: FakeBackend) -> None:
        """Take the parts."""
        self.hass = hass
        self.folder = folder
        self.backend = backend

    @property
    def plugin(self) -> Plugin:
        """The integration's parts."""
        plugin: Plugin = self.hass.data[const.DATA_PLUGIN]
        return plugin

    @property
    def core_file(self) -> Path:
        """Home Assistant's own file."""
        return self.folder / ".storage/application_credentials"

    def store(self, key: str, data: dict[str, Any]) -> None:
        """Write what lies in `.storage` before the start."""
        content = {"version": 1, "minor_version": 1, "key": key, "data": data}
        (self.folder / ".storage" / key).write_text(json.dumps(content))

    def stored(self, key: str) -> Any:
        """Read what lies in `.storage`."""
        return json.loads((self.folder / ".storage" / key).read_text())["data"]

    def store_mark(self, **mark: Any) -> None:
        """Write the integration's mark, as a start before this one left it."""
        known = {"adopted": True, "core_ids": [], "kept_current": False}
        self.store(const.DATA_PLUGIN, known | mark)

    async def start(self, config: dict[str, Any] | None = None) -> None:
        """Set the integration up, as Home Assistant's start does."""
        assert await async_setup_component(self.hass, const.DOMAIN, {const.DOMAIN: config or {}})
        await self.hass.async_block_till_done()

    async def connected(self) -> None:
        """Wait until the backend serves again."""
        async with asyncio.timeout(5):
            while self.plugin.serving != "backend":
                await asyncio.sleep(0.01)
        await self.hass.async_block_till_done()

    async def disconnected(self) -> None:
        """Let the backend go away, and stay away."""
        self.backend.down = True
        await self.backend.drop()
        async with asyncio.timeout(5):
            while self.plugin.bridge is not None:
                await asyncio.sleep(0.01)

    async def add_entry(self, implementation: str = "acme_raw_cid", **data: Any) -> MockConfigEntry:
        """Set an account up that was signed in with this implementation."""
        token = {"access_token": "t", "refresh_token": "r", "expires_at": 9e9, "type": "Bearer"}
        entry = MockConfigEntry(
            domain="acme_raw",
            title="Account",
            data={"auth_implementation": implementation, "token": token, **data},
        )
        entry.add_to_hass(self.hass)
        await self.hass.config_entries.async_setup(entry.entry_id)
        await self.hass.async_block_till_done()
        return entry


@pytest.fixture
async def backend() -> AsyncIterator[FakeBackend]:
    """A backend that is there, and new."""
    fake = FakeBackend()
    yield fake
    await fake.stop()


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """A configuration folder of its own for each test."""
    (tmp_path / ".storage").mkdir()
    return str(tmp_path)


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Real files in the place of the plugin's storage in memory: they are what is tested."""
    return {}


@pytest.fixture
async def host(
    hass: HomeAssistant,
    tmp_path: Path,
    backend: FakeBackend,
    enable_custom_integrations: None,
) -> AsyncIterator[Host]:
    """Home Assistant before its start, with core's own list of credentials."""
    # The bridge is a Unix socket, which the plugin's guard takes for a foreign host.
    pytest_socket.enable_socket()
    pytest_socket._remove_restrictions()
    host = Host(hass, tmp_path, backend)
    host.store(const.DOMAIN, {"items": CORE_ITEMS})
    with (
        patch(f"{_MODULE}.find_node", return_value="/usr/bin/node"),
        patch(f"{_MODULE}.NodeProcess", lambda *_: FakeProcess(backend)),
        patch(f"{_MODULE}.FIRST_PAUSE", 0.01),
    ):
        yield host
        await hass.async_stop(force=True)


@pytest.fixture
def short_wait() -> Iterator[None]:
    """Wait for a backend that will not come no longer than a moment."""
    with patch("custom_components.application_credentials.FIRST_SYNC_WITHIN", 0.2):
        yield
