"""Opens the sealed snapshot that the backend writes after every change.

A compact JWE (RFC 7516) whose content key is wrapped with the key file's 32 bytes
(`A256GCMKW`, RFC 7518 section 4.7), sealed with `A256GCM`; inside it the JSON object
`{version, written_at, credentials: [{item, client_secret}]}`. src/home-assistant/snapshot.ts
writes it.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode
from contextlib import suppress
import os
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from homeassistant.util.json import json_loads, json_loads_object

from .const import KEY_FILE
from .credential import BridgeCredential
from .errors import SnapshotError

_VERSION: Final = 1
_KEY_VARIABLE: Final = "APPLICATION_CREDENTIALS_KEY"
_CREDENTIALS_DIRECTORY: Final = "CREDENTIALS_DIRECTORY"


def open_snapshot(file: Path, key_file: Path) -> list[BridgeCredential]:
    """Read every credential, in the order of creation. Blocks: run it in the executor.

    Raises SnapshotError.
    """
    try:
        sealed = file.read_text("ascii")
        existing = _existing_key_file(key_file, file.with_name(KEY_FILE))
        content = json_loads_object(_unseal_with_any(sealed, _read_keys(existing)))
        if content["version"] != _VERSION:
            raise SnapshotError(f"{file} was written by a newer version of the plugin")
        return content["credentials"]  # type: ignore[return-value]
    except OSError as err:
        raise SnapshotError(f"{err.filename} can't be read ({err.strerror})") from err
    except InvalidTag as err:
        raise SnapshotError(f"{file} was altered, or {key_file} is not its key") from err
    except (ValueError, LookupError, TypeError) as err:
        raise SnapshotError(f"{file} is damaged") from err


def _read_keys(key_file: Path) -> list[bytes]:
    """Look where the backend looks, in its order (src/backend/store/key-encryption-key.ts).

    A backend that was killed while it changed the key leaves the next one beside it, and the
    snapshot sealed with either (src/backend/store/key-change.ts).
    """
    if (given := os.environ.get(_KEY_VARIABLE)) is not None:
        return [_decode(given.strip())]
    if folder := os.environ.get(_CREDENTIALS_DIRECTORY):
        provided = Path(folder) / KEY_FILE
        if provided.exists():
            return [_decode(provided.read_text("ascii").strip())]
    keys = [_decode(key_file.read_text("ascii").strip())]
    following = key_file.with_name(f"{key_file.name}.next")
    if following.exists():
        keys.append(_decode(following.read_text("ascii").strip()))
    return keys


def _existing_key_file(named: Path, beside: Path) -> Path:
    """The one in the data folder where the one that is named is not there.

    Accounts stay loaded while a person still has to move the key.
    """
    return named if named.exists() or not beside.exists() else beside


def _unseal_with_any(sealed: str, keys: list[bytes]) -> bytes:
    *others, last = keys
    for key in others:
        with suppress(InvalidTag):
            return _unseal(sealed, key)
    return _unseal(sealed, last)


def _unseal(sealed: str, key: bytes) -> bytes:
    head, wrapped_key, nonce, ciphertext, tag = sealed.strip().split(".")
    header: Any = json_loads(_decode(head))
    if header["alg"] != "A256GCMKW" or header["enc"] != "A256GCM":
        raise ValueError("another algorithm than the snapshot's")
    wrapped = _decode(wrapped_key) + _decode(header["tag"])
    content_key = AESGCM(key).decrypt(_decode(header["iv"]), wrapped, None)
    plain: bytes = AESGCM(content_key).decrypt(
        _decode(nonce), _decode(ciphertext) + _decode(tag), head.encode("ascii")
    )
    return plain


def _decode(text: str) -> bytes:
    """base64url without padding (RFC 7515, section 2)."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
