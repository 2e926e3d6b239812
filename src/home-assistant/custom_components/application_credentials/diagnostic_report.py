"""What a report of a fault needs, without client IDs and secrets."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
import platform
from typing import Any

from homeassistant.const import __version__ as home_assistant_version
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .node_runtime import find_node, machine
from .plugin import Plugin
from .protocol import BRIDGE_SCHEMA
from .status import read_status


async def async_report(plugin: Plugin) -> dict[str, Any]:
    """Put the report together."""
    hass, options = plugin.hass, plugin.options
    items = [credential["item"] for credential in plugin.copy.credentials]
    issues = ir.async_get(hass).issues
    return {
        "status": read_status(hass, plugin),
        "bridge_schema": BRIDGE_SCHEMA,
        "home_assistant": home_assistant_version,
        "python": platform.python_version(),
        "machine": machine(),
        "libc": " ".join(platform.libc_ver()),
        "node": await hass.async_add_executor_job(find_node),
        "adopted": plugin.mark.adopted,
        "key_file_moved": options.key_file_moved,
        "credentials_by_domain": Counter(item["domain"] for item in items),
        "credentials_by_source": Counter(item["source"] for item in items),
        "unreadable_secrets": sum(c["client_secret"] is None for c in plugin.copy.credentials),
        "entries_by_state": Counter(
            entry.state.value
            for entry in hass.config_entries.async_entries()
            if "auth_implementation" in entry.data
        ),
        "issues": sorted(key for domain, key in issues if domain == DOMAIN),
        "files": await hass.async_add_executor_job(_file_sizes, options.data_folder),
    }


def _file_sizes(folder: Path) -> dict[str, int]:
    """Sizes in bytes by name."""
    try:
        return {file.name: file.stat().st_size for file in sorted(folder.iterdir())}
    except OSError:
        return {}
