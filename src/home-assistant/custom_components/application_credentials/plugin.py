"""The integration's parts in one place, and where what it serves comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from .acting import ActingSignIns
from .bound_sign_ins import BoundSignIns
from .bridge import Bridge
from .collection import BackendCollection
from .const import LOGGER, SNAPSHOT_FILE
from .core_file import CoreFile
from .credential import BridgeCredential, Rotation, from_core
from .credential_copy import Change, CredentialCopy
from .entries import EntryFeed
from .errors import BridgeError, SnapshotError
from .host import reload_failed_entries
from .imports import Imports
from .issues import delete_connection_issues
from .logins import Logins
from .mark import Mark
from .options import Options
from .people import PeopleFeed
from .plain_text import PlainText
from .protocol import ERR_BACKEND_UNAVAILABLE, SECRET_USED
from .snapshot import open_snapshot
from .status import BackendState, BackendStatus, Serving, StatusFeed

if TYPE_CHECKING:
    from .applications import BackendDoor
    from .backend import Backend


class Plugin:
    """Holds the copy of all credentials, and knows whether it may be changed."""

    def __init__(
        self, hass: HomeAssistant, options: Options, collection: BackendCollection, version: str
    ) -> None:
        """Put the parts together; nothing is read or started yet."""
        self.hass = hass
        self.options = options
        self.version = version
        self._collection = collection
        self.mark = Mark(hass)
        self.core_file = CoreFile(hass, collection.store)
        self.copy = CredentialCopy(collection.data, self._copy_changed)
        self.plain_text = PlainText(hass, self)
        self.imports = Imports(self)
        self.entries = EntryFeed(hass)
        self.sign_ins = BoundSignIns(hass)
        self.people = PeopleFeed(hass)
        self.logins = Logins(hass)
        self.acting = ActingSignIns(hass, self)
        self.door: BackendDoor | None = None
        """How what applications send reaches the backend; None while it is not there."""
        self.status = StatusFeed(hass, self)
        self.backend_status = BackendStatus()
        self.serving: Serving | None = None
        """None: credentials were adopted, and neither the backend nor the snapshot can be read."""
        self._snapshot_error: SnapshotError | None = None
        self.bridge: Bridge | None = None
        """The bridge whose backend has everything; None while nothing can be changed."""
        self.backend: Backend
        collection.plugin = self

    async def async_load(self) -> None:
        """Read what lies in `.storage`.

        Raises what core would where core's own file is still the one that counts.
        """
        await self.mark.async_load()
        if self.mark.adopted:
            await self.core_file.async_load_if_readable()
        else:
            await self.core_file.async_load()

    @callback
    def tell_backend(self, state: BackendState, error: str | None = None) -> None:
        """Note how the backend is."""
        status = self.backend_status
        version = status.version if state == "connected" else None
        self.backend_status = BackendStatus(state, version, error)
        self.status.changed()

    @callback
    def connected(self, bridge: Bridge, credentials: list[BridgeCredential], version: str) -> None:
        """The backend has everything, and this is it."""
        self.copy.replace(credentials)
        self.bridge = bridge
        self.serving = "backend"
        self.backend_status = BackendStatus("connected", version)
        delete_connection_issues(self.hass)
        self.plain_text.refresh_issue()
        self.plain_text.credentials_changed()
        self.status.changed()
        reload_failed_entries(self.hass)

    @callback
    def disconnected(self) -> None:
        """The copy stays, and can't be changed until the backend is back."""
        self.bridge = None
        self.door = None
        self.entries.attach(None)
        if self.serving == "backend":
            self.serving = "snapshot"
        self.status.changed()

    def connected_bridge(self) -> Bridge:
        """Return the bridge. Raises BridgeError while nothing can be changed."""
        if self.bridge is None:
            raise BridgeError(ERR_BACKEND_UNAVAILABLE, self.unavailable_sentence())
        return self.bridge

    @callback
    def tell_secret_used(
        self, item_id: str, rotation: Rotation, outcome: Literal["worked", "rejected"], reason: str
    ) -> None:
        """Tell the backend what a request with the new secret of a rotation has shown.

        What it does not hear now, the next request shows again.
        """
        if self.bridge is not None and not self.bridge.ended:
            self.bridge.tell(
                SECRET_USED,
                application_credentials_id=item_id,
                since=rotation["since"],
                outcome=outcome,
                reason=reason,
            )

    def unavailable_sentence(self) -> str:
        """Say why nothing can be changed, and what to do."""
        error = self.backend_status.error
        reason = f" ({error})" if error else ""
        return (
            f"The backend of the application credentials is not running{reason}. "
            "Nothing was changed. Try again soon; if it stays away, Repairs says why"
        )

    async def async_serve_without_backend(self) -> None:
        """Serve, read only, what can be read without the backend."""
        if self.serving is not None:
            return
        if not self.mark.adopted:
            self._serve_core()
            return
        try:
            found = await self._async_open_snapshot()
        except SnapshotError as err:
            self._snapshot_error = err
            # What is kept current is no older than a snapshot.
            if self.serving is None and self.mark.kept_current and self.core_file.items is not None:
                self._serve_core()
            return
        if self.serving is None:
            self._serve("snapshot", found)

    def log_if_unreadable(self) -> None:
        """Say why integrations have to wait for their credentials."""
        if self.serving is None:
            LOGGER.error(
                "The credentials can't be read until the backend is back: %s", self._snapshot_error
            )

    async def _async_open_snapshot(self) -> list[BridgeCredential]:
        """Raises SnapshotError."""
        if self.options.remote:
            # One in the data folder would be of another database.
            raise SnapshotError("the snapshot is on the backend's machine")
        return await self.hass.async_add_executor_job(
            open_snapshot, self.options.data_folder / SNAPSHOT_FILE, self.options.key_file
        )

    def _serve_core(self) -> None:
        at = dt_util.utcnow().isoformat()
        self._serve("core", [from_core(item, at) for item in self.core_file.items or ()])

    def _serve(self, serving: Serving, credentials: list[BridgeCredential]) -> None:
        # Imports that came meanwhile are in the copy, and nowhere else yet.
        read = {credential["item"]["id"] for credential in credentials}
        imported = [c for c in self.copy.credentials if c["item"]["id"] not in read]
        self.serving = serving
        self.copy.replace([*credentials, *imported])
        self.status.changed()

    def _copy_changed(self, changes: list[Change]) -> None:
        if self._collection.is_watched:
            self.hass.async_create_task(self._collection.async_tell_changes(changes))
        self.status.changed()
        if self.bridge is not None:
            self.plain_text.credentials_changed()
