"""What configuration.yaml may say below `application_credentials:`."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from homeassistant.core import HomeAssistant
from homeassistant.helpers.typing import ConfigType
import voluptuous as vol

from .const import DATA_FOLDER, DOMAIN, KEY_FILE
from .errors import ConfigurationError

CONF_URL: Final = "url"
CONF_TOKEN: Final = "token"
CONF_KEY_FILE: Final = "key_file"
SHORTEST_TOKEN: Final = 32

_LONGEST_KEY: Final = 20
_KEYS: Final = (CONF_URL, CONF_TOKEN, CONF_KEY_FILE)


def _anything(value: Any) -> Any:
    return value


# A refusal by the schema would take every OAuth integration down, and print the values.
CONFIG_SCHEMA: Final = vol.Schema({vol.Optional(DOMAIN): _anything}, extra=vol.ALLOW_EXTRA)


@dataclass(frozen=True)
class Options:
    """Where the backend and its files are. A `url` means that they are on another machine."""

    data_folder: Path
    key_file: Path
    key_file_moved: bool
    url: str | None
    token: str | None
    remote: bool
    """Whether the backend is reached at an address instead of being started here."""
    mistake: str | None
    """A sentence that names the key in configuration.yaml that is wrong, and never its value."""


def read_options(hass: HomeAssistant, config: ConfigType) -> Options:
    """Take the options; with a mistake in them there is neither address nor token."""
    # Core allows an empty key, which yaml reads as None.
    said = config.get(DOMAIN)
    given: dict[Any, Any] = said if isinstance(said, dict) else {}
    mistake = None
    try:
        _check(given if said is None else said)
    except ConfigurationError as err:
        mistake = f"{err}. Mend it in configuration.yaml, then restart Home Assistant"
    folder = Path(hass.config.path(DATA_FOLDER))
    moved = given.get(CONF_KEY_FILE)
    is_moved = _is_text(moved)
    return Options(
        data_folder=folder,
        key_file=Path(hass.config.path(str(moved))) if is_moved else folder / KEY_FILE,
        key_file_moved=is_moved,
        url=None if mistake else given.get(CONF_URL),
        token=None if mistake else given.get(CONF_TOKEN),
        remote=CONF_URL in given,
        mistake=mistake,
    )


def _check(given: Any) -> None:
    """Raises ConfigurationError."""
    if not isinstance(given, dict):
        raise ConfigurationError(f"`{DOMAIN}:` has to hold keys such as `{CONF_URL}:`, or nothing")
    for key in given:
        if key not in _KEYS:
            # `token:abc` without a blank is a key too, and a secret.
            is_word = str(key).isidentifier() and len(str(key)) <= _LONGEST_KEY
            named = f": `{key}`" if is_word else ""
            raise ConfigurationError(
                f"`{DOMAIN}:` holds a key that is not known{named}; there are {', '.join(_KEYS)}"
            )
        if not _is_text(given[key]):
            raise ConfigurationError(f"`{key}:` below `{DOMAIN}:` has to be a text")
    for key, other in ((CONF_URL, CONF_TOKEN), (CONF_TOKEN, CONF_URL)):
        if key in given and other not in given:
            raise ConfigurationError(f"`{other}:` is missing below `{DOMAIN}:`: `{key}:` needs it")
    if CONF_URL in given:
        _check_url(given[CONF_URL])
        _check_token(given[CONF_TOKEN])


def _check_url(url: str) -> None:
    """Accept wss:// everywhere and ws:// only where the network is not left."""
    wrong = f"`{CONF_URL}:` below `{DOMAIN}:`"
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise ConfigurationError(f"{wrong} is not an address") from None
    if not host or parts.scheme not in ("ws", "wss"):
        raise ConfigurationError(f"{wrong} has to begin with wss://, and to name a host")
    if "@" in parts.netloc:
        raise ConfigurationError(f"{wrong} must not hold a password; `{CONF_TOKEN}:` is for it")
    if parts.scheme == "ws" and not _is_loopback(host):
        raise ConfigurationError(
            f"{wrong} begins with ws://, which sends secrets in clear text; other hosts need wss://"
        )


def _check_token(token: str) -> None:
    wrong = f"`{CONF_TOKEN}:` below `{DOMAIN}:`"
    if len(token) < SHORTEST_TOKEN:
        raise ConfigurationError(f"{wrong} has to be at least {SHORTEST_TOKEN} characters long")
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ConfigurationError(
            f"{wrong} may hold letters, digits and signs of ASCII only, without blanks"
        )


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
