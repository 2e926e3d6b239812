"""Tells two of core's items apart without keeping either."""

from __future__ import annotations

from hashlib import sha256
import json

from .credential import CoreItem, adopted_from_core


def fingerprint(salt: str, item: CoreItem) -> str:
    """SHA-256, in hexadecimal, of the salt and of all that core keeps of a credential."""
    text = json.dumps(adopted_from_core(item), sort_keys=True)
    return sha256(f"{salt}\n{text}".encode()).hexdigest()
