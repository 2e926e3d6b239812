"""What Repairs can mend: the plain-text copy, and a lost database."""

from __future__ import annotations

from typing import Any

from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlow
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import voluptuous as vol

from .const import DATA_PLUGIN
from .hub_name import hub_name
from .issues import DATABASE_LOST, PLAIN_TEXT
from .plugin import Plugin
from .sync import Source


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, Any] | None
) -> RepairsFlow:
    """Begin what mends an issue."""
    plugin: Plugin = hass.data[DATA_PLUGIN]
    if issue_id == PLAIN_TEXT:
        return RemovePlainTextFlow(plugin)
    if issue_id == DATABASE_LOST:
        return DatabaseLostFlow(plugin)
    return ConfirmRepairFlow()


class RemovePlainTextFlow(RepairsFlow):
    """Asks before core's file with its secrets in clear text is removed."""

    def __init__(self, plugin: Plugin) -> None:
        """Remember whose file it is."""
        self._plugin = plugin

    async def async_step_init(self, user_input: dict[str, str] | None = None) -> Any:
        """Go to the question."""
        return await self.async_step_confirm()

    async def async_step_confirm(self, user_input: dict[str, str] | None = None) -> Any:
        """Ask, then remove it."""
        placeholders = {
            "hub": hub_name(self.hass),
            "credentials": str(len(self._plugin.core_file.items or ())),
        }
        if user_input is None:
            return self.async_show_form(
                step_id="confirm",
                data_schema=vol.Schema({}),  # type: ignore[arg-type]
                description_placeholders=placeholders,
            )
        try:
            await self._plugin.plain_text.async_remove()
        except HomeAssistantError as err:
            return self.async_abort(
                reason="failed", description_placeholders={**placeholders, "error": str(err)}
            )
        return self.async_create_entry(title="", data={})


class DatabaseLostFlow(RepairsFlow):
    """Asks where the credentials of a lost database shall come from."""

    def __init__(self, plugin: Plugin) -> None:
        """Remember what is at hand."""
        self._plugin = plugin

    async def async_step_init(self, user_input: dict[str, str] | None = None) -> Any:
        """Offer what there is."""
        core_items = self._plugin.core_file.items
        if self._plugin.backend.database_is_filled:
            # The backend lets nobody replace what was taken over.
            options = ["database"]
        else:
            options = ["snapshot"] if self._plugin.serving == "snapshot" else []
            options.append("core" if core_items else "empty")
        return self.async_show_menu(
            step_id="init",
            menu_options=options,
            description_placeholders={
                "hub": hub_name(self.hass),
                "snapshot_credentials": str(len(self._plugin.copy)),
                "core_credentials": str(len(core_items or ())),
            },
        )

    async def async_step_snapshot(self, user_input: dict[str, str] | None = None) -> Any:
        """Bring the snapshot's back."""
        return self._restore("snapshot")

    async def async_step_core(self, user_input: dict[str, str] | None = None) -> Any:
        """Take Home Assistant's own again."""
        return self._restore("core")

    async def async_step_empty(self, user_input: dict[str, str] | None = None) -> Any:
        """Begin with none: there is no list of Home Assistant's own."""
        return self._restore("core")

    async def async_step_database(self, user_input: dict[str, str] | None = None) -> Any:
        """Go on with what the other database holds."""
        return self._restore("database")

    def _restore(self, source: Source) -> Any:
        if self._plugin.backend.restore(source):
            return self.async_create_entry(title="", data={})
        return self.async_abort(
            reason="not_waiting", description_placeholders={"hub": hub_name(self.hass)}
        )
