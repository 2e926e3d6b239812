"""The errors that pass between the parts of this integration."""

from __future__ import annotations

from homeassistant.exceptions import HomeAssistantError


class BridgeError(HomeAssistantError):
    """What the backend answered, or that it did not: a code of the protocol and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the code beside the sentence."""
        super().__init__(message)
        self.code = code


class StartRefusedError(HomeAssistantError):
    """The backend can't start until a person mends something; nothing was changed."""

    def __init__(self, reason: str, message: str) -> None:
        """Keep the reason, one of the backend's words, beside its sentence."""
        super().__init__(message)
        self.reason = reason


class SnapshotError(HomeAssistantError):
    """The sealed snapshot is missing, damaged, or its key is not there."""


class CoreFileError(HomeAssistantError):
    """Home Assistant's own file could not be read, written or removed."""


class MarkError(HomeAssistantError):
    """What the integration has to remember could not be written."""


class ConfigurationError(HomeAssistantError):
    """A mistake in configuration.yaml: names the key, never its value."""
