"""The plugin's page in Home Assistant's own, and what happens without it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL, DATA_PANELS, async_remove_panel
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from conftest import Host

_URL = "/application_credentials_frontend/home-assistant-HASH.js"


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What the build leaves."""
    built = tmp_path_factory.mktemp("frontend")
    (built / "home-assistant-HASH.js").write_text("export {};")
    (built / "manifest.json").write_text('{"home-assistant": "home-assistant-HASH.js"}')
    with patch("custom_components.application_credentials.page._FOLDER", built):
        yield built


async def test_page_and_panel(
    host: Host, folder: Path, hass_client_no_auth: ClientSessionGenerator
) -> None:
    assert await async_setup_component(host.hass, "frontend", {})
    await host.start()
    client = await hass_client_no_auth()
    answer = await client.get(_URL)
    assert await answer.text() == "export {};"
    assert "max-age" in answer.headers["Cache-Control"]
    assert _URL in host.hass.data[DATA_EXTRA_MODULE_URL].urls
    panel = host.hass.data[DATA_PANELS]["application_credentials"]
    assert panel.require_admin
    assert panel.sidebar_title is None
    assert panel.config is not None
    shown = panel.config["_panel_custom"]
    assert (shown["name"], shown["module_url"]) == ("ac-home-assistant-panel", _URL)
    async_remove_panel(host.hass, "application_credentials")


async def test_without_the_built_page(
    host: Host, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "manifest.json").unlink()
    assert await async_setup_component(host.hass, "frontend", {})
    await host.start()
    assert host.plugin.serving == "backend"
    assert "The plugin's page is not shown" in caplog.text


async def test_without_pages(host: Host, folder: Path) -> None:
    await host.start()
    assert host.plugin.serving == "backend"
