"""What Repairs shows: one issue for each thing that a person has to mend or decide."""

from __future__ import annotations

from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .hub_name import hub_name

BACKEND_STOPPED: Final = "backend_stopped"
BACKEND_VERSION: Final = "backend_version"
CONFIGURATION_INVALID: Final = "configuration_invalid"
DATABASE_LOST: Final = "database_lost"
NODE_INSTALL_FAILED: Final = "node_install_failed"
NODE_UNAVAILABLE: Final = "node_unavailable"
PLAIN_TEXT: Final = "plain_text"
PLAIN_TEXT_INCOMPLETE: Final = "plain_text_incomplete"
PLAIN_TEXT_NOT_CURRENT: Final = "plain_text_not_current"
START_REFUSED: Final = "start_refused"

_REFUSALS: Final = {
    "database_damaged": "database_damaged",
    "database_newer": "database_newer",
    "database_unwritable": "folder_unusable",
    "folder_in_use": "folder_in_use",
    "folder_unusable": "folder_unusable",
    "key_invalid": "key_invalid",
    "key_missing": "key_missing",
    "key_unwritable": "folder_unusable",
    "key_wrong": "key_wrong",
    "schema": BACKEND_VERSION,
}

_UNTIL_CONNECTED: Final = (
    *sorted(set(_REFUSALS.values())),
    START_REFUSED,
    BACKEND_STOPPED,
    DATABASE_LOST,
    NODE_INSTALL_FAILED,
    NODE_UNAVAILABLE,
)


@callback
def create_issue(
    hass: HomeAssistant,
    issue: str,
    *,
    fixable: bool = False,
    severity: ir.IssueSeverity = ir.IssueSeverity.ERROR,
    **placeholders: str,
) -> None:
    """Show an issue; `placeholders` are those of its texts beside {hub}."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue,
        is_fixable=fixable,
        severity=severity,
        translation_key=issue,
        translation_placeholders={"hub": hub_name(hass), **placeholders},
    )


@callback
def create_refusal_issue(hass: HomeAssistant, reason: str, sentence: str) -> None:
    """Show why the backend refuses to start; another reason's issue goes."""
    issue = _REFUSALS.get(reason, START_REFUSED)
    for other in _UNTIL_CONNECTED:
        if other != issue:
            ir.async_delete_issue(hass, DOMAIN, other)
    create_issue(hass, issue, error=sentence)


@callback
def delete_issue(hass: HomeAssistant, issue: str) -> None:
    """Take an issue back; nothing happens where it was not shown."""
    ir.async_delete_issue(hass, DOMAIN, issue)


@callback
def delete_connection_issues(hass: HomeAssistant) -> None:
    """The backend is there: whatever kept it away is mended."""
    for issue in _UNTIL_CONNECTED:
        ir.async_delete_issue(hass, DOMAIN, issue)
