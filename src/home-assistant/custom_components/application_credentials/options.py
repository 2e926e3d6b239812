"""What configuration.yaml may say below `application_credentials:`."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType
import voluptuous as vol

from .const import DATA_FOLDER, DOMAIN, KEY_FILE

CONF_URL: Final = "url"
CONF_TOKEN: Final = "token"
CONF_KEY_FILE: Final = "key_file"
SHORTEST_TOKEN: Final = 32


def _bridge_url(value: Any) -> str:
    """Accept wss:// everywhere and ws:// only where the network is not left.

    Raises vol.Invalid.
    """
    url = cv.string(value)
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme not in ("ws", "wss"):
        raise vol.Invalid("the address has to begin with wss://, and to name a host")
    if parts.scheme == "ws" and not _is_loopback(parts.hostname):
        raise vol.Invalid("ws:// sends secrets in clear text; use wss:// for other hosts")
    return url


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


_FIELDS = vol.Schema(
    {
        vol.Inclusive(CONF_URL, "remote"): _bridge_url,
        vol.Inclusive(CONF_TOKEN, "remote"): vol.All(cv.string, vol.Length(min=SHORTEST_TOKEN)),
        vol.Optional(CONF_KEY_FILE): cv.string,
    }
)

# Core's schema allows an empty key, which yaml reads as None.
CONFIG_SCHEMA: Final = vol.Schema(
    {vol.Optional(DOMAIN): vol.Any(None, _FIELDS)}, extra=vol.ALLOW_EXTRA
)


@dataclass(frozen=True)
class Options:
    """Where the backend and its files are. A `url` means that they are on another machine."""

    data_folder: Path
    key_file: Path
    key_file_moved: bool
    url: str | None
    token: str | None

    @property
    def remote(self) -> bool:
        """Whether the backend is reached at an address instead of being started here."""
        return self.url is not None


def read_options(hass: HomeAssistant, config: ConfigType) -> Options:
    """Take the options from a configuration that passed CONFIG_SCHEMA."""
    given: dict[str, str] = config.get(DOMAIN) or {}
    folder = Path(hass.config.path(DATA_FOLDER))
    moved = given.get(CONF_KEY_FILE)
    return Options(
        data_folder=folder,
        key_file=Path(hass.config.path(moved)) if moved else folder / KEY_FILE,
        key_file_moved=moved is not None,
        url=given.get(CONF_URL),
        token=given.get(CONF_TOKEN),
    )
