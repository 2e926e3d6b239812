"""Writes a snapshot as the backend does (src/home-assistant/snapshot.ts)."""

from __future__ import annotations

from base64 import urlsafe_b64encode
import json
import os
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fake_backend import TIME

KEY = bytes(range(32))


def write_snapshot(folder: Path, credentials: list[Any], *, version: int = 1) -> None:
    """Write key file and snapshot into the data folder."""
    folder.mkdir(exist_ok=True)
    (folder / "application_credentials.key").write_text(f"{_encode(KEY)}\n")
    content = {"version": version, "written_at": TIME, "credentials": credentials}
    (folder / "snapshot.jwe").write_text(seal(json.dumps(content).encode()))


def seal(plain: bytes) -> str:
    """A compact JWE: A256GCMKW, A256GCM."""
    content_key, key_nonce, nonce = os.urandom(32), os.urandom(12), os.urandom(12)
    wrapped = AESGCM(KEY).encrypt(key_nonce, content_key, None)
    header = {
        "alg": "A256GCMKW",
        "enc": "A256GCM",
        "kid": "test",
        "iv": _encode(key_nonce),
        "tag": _encode(wrapped[32:]),
    }
    head = _encode(json.dumps(header).encode())
    sealed = AESGCM(content_key).encrypt(nonce, plain, head.encode())
    parts = (wrapped[:32], nonce, sealed[:-16], sealed[-16:])
    return ".".join((head, *map(_encode, parts)))


def _encode(octets: bytes) -> str:
    return urlsafe_b64encode(octets).decode().rstrip("=")
