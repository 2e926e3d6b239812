"""The backend's life: found or installed, started, greeted, served, started again, stopped."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING, Any, Final

from aiohttp import (
    ClientError,
    ClientSession,
    ClientWebSocketResponse,
    DummyCookieJar,
    UnixConnector,
    WSServerHandshakeError,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.start import async_at_started

from . import host
from .applications import BackendDoor
from .bridge import Bridge
from .const import (
    FAILURES_BEFORE_ISSUE,
    FIRST_PAUSE,
    HEARTBEAT,
    INSTALL_PAUSES,
    LOGGER,
    LONGEST_PAUSE,
    NODE_WHEEL,
)
from .credential import BridgeCredential
from .errors import BridgeError, MarkError, StartRefusedError
from .issues import (
    BACKEND_STOPPED,
    CONFIGURATION_INVALID,
    NODE_INSTALL_FAILED,
    NODE_UNAVAILABLE,
    create_issue,
    create_refusal_issue,
)
from .node_process import NodeProcess, remove_stale_socket_folders
from .node_runtime import async_install_node, find_node, has_wheel, machine
from .protocol import CREDENTIALS_CHANGED, SUBSCRIPTION_EVENT
from .sync import Source, Sync

if TYPE_CHECKING:
    from .commands import Commands
    from .plugin import Plugin

_LOCAL_ORIGIN: Final = "http://backend"
_LOCAL_URL: Final = f"{_LOCAL_ORIGIN}/bridge"
_UNAUTHORIZED: Final = 401


class Backend:
    """Keeps a connection to the backend, whatever happens to it."""

    def __init__(self, plugin: Plugin, commands: Commands) -> None:
        """Nothing is started yet."""
        self._plugin = plugin
        self._hass: HomeAssistant = plugin.hass
        self._commands = commands
        self._task: asyncio.Task[None] | None = None
        self._settled = asyncio.Event()
        self._process: NodeProcess | None = None
        self._sync: Sync | None = None
        self._failures = 0

    @callback
    def start(self) -> None:
        """Begin in the background; never with options that were not meant so."""
        if (mistake := self._plugin.options.mistake) is not None:
            LOGGER.error("%s", mistake)
            self._plugin.tell_backend("refused", mistake)
            create_issue(self._hass, CONFIGURATION_INVALID, error=mistake)
            self._settled.set()
            return
        self._task = self._hass.async_create_background_task(
            self._async_live(), "application_credentials backend"
        )

    async def async_wait_until_settled(self, within: float) -> None:
        """Wait until the copy is current, or nothing is there to wait for."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._settled.wait()

    async def async_stop(self) -> None:
        """End it, and wait until the process is gone."""
        if self._task is not None:
            await _async_end_task(self._task)
        if self._process is not None:
            # The task may have been cut off while it stopped it.
            await self._process.async_stop()
        self._plugin.tell_backend("stopped")
        self._plugin.entries.stop()
        self._plugin.people.stop()
        self._plugin.plain_text.stop()
        self._plugin.status.stop()

    @callback
    def restore(self, source: Source) -> bool:
        """Take a person's decision about a lost database. False when none is waited for."""
        return self._sync is not None and self._sync.decide(source)

    @property
    def database_is_filled(self) -> bool:
        """Whether the database that a person is asked about holds another's credentials."""
        return self._sync is not None and self._sync.database_is_filled

    @callback
    def before_command(self) -> None:
        """A credential that an entry has just taken is in use for the next command."""
        self._plugin.entries.tell_now()

    @callback
    def on_notice(self, message: dict[str, Any]) -> None:
        """Take what the backend tells by itself."""
        if message["type"] == CREDENTIALS_CHANGED:
            changes: list[tuple[str, BridgeCredential]] = [
                (change["change_type"], change["credential"]) for change in message["changes"]
            ]
            if self._sync is not None:
                self._sync.take(changes)
            else:
                self._plugin.copy.apply(changes)
        elif message["type"] == SUBSCRIPTION_EVENT:
            self._commands.on_event(message["command"], message["event"])

    async def async_answer(self, message: dict[str, Any]) -> Any:
        """Answer what the backend asks. Raises BridgeError."""
        plugin = self._plugin
        return await host.async_answer(self._hass, plugin.sign_ins, plugin.acting, message)

    async def _async_live(self) -> None:
        if not self._plugin.options.remote:
            await self._hass.async_add_executor_job(remove_stale_socket_folders)
        while True:
            try:
                await self._async_serve_once()
                self._plugin.tell_backend("stopped", "The connection to it ended")
            except StartRefusedError as err:
                self._refused(err)
            except (BridgeError, MarkError, ClientError, OSError, TimeoutError) as err:
                self._failed(str(err) or type(err).__name__)
            except Exception as err:
                LOGGER.exception("Serving the backend failed")
                self._failed(type(err).__name__)
            await asyncio.sleep(self._pause())

    async def _async_serve_once(self) -> None:
        """One connection from its beginning to its end."""
        plugin = self._plugin
        async with AsyncExitStack() as stack:
            bridge = Bridge(await self._async_connect(stack), self)
            carrying = asyncio.create_task(bridge.async_run())
            stack.push_async_callback(_async_end_task, carrying)
            stack.callback(self._ended)
            sync = self._sync = Sync(plugin, bridge)
            await self._async_synchronise(sync)
            self._commands.register(sync.commands)
            self._commands.connected(bridge)
            self._failures = 0
            self._settled.set()
            LOGGER.info("Connected to the backend, %d credentials", len(plugin.copy))
            await carrying

    async def _async_synchronise(self, sync: Sync) -> None:
        settled = asyncio.create_task(self._async_settle_when_asked(sync))
        try:
            await sync.async_run()
        finally:
            settled.cancel()
            self._sync = None

    async def _async_settle_when_asked(self, sync: Sync) -> None:
        await sync.asking.wait()
        self._failures = 0
        self._settled.set()

    def _ended(self) -> None:
        self._commands.disconnected()
        self._plugin.disconnected()

    async def _async_connect(self, stack: AsyncExitStack) -> ClientWebSocketResponse:
        options = self._plugin.options
        if options.url is not None:
            self._plugin.tell_backend("starting", self._plugin.backend_status.error)
            headers = {"Authorization": f"Bearer {options.token}"}
            session = async_get_clientsession(self._hass)
            url = options.url.rstrip("/")
            self._plugin.door = BackendDoor(
                await stack.enter_async_context(ClientSession(cookie_jar=DummyCookieJar())),
                url.replace("ws", "http", 1),
                options.token,
            )
            return await _async_open(session, f"{url}/bridge", headers)
        node = await self._hass.async_add_executor_job(find_node)
        if node is None:
            node = await self._async_install()
        self._plugin.tell_backend("starting", self._plugin.backend_status.error)
        self._process = NodeProcess(self._hass, node, options)
        stack.push_async_callback(self._process.async_stop)
        socket = await self._process.async_start()
        session = await stack.enter_async_context(
            ClientSession(connector=UnixConnector(path=socket), cookie_jar=DummyCookieJar())
        )
        self._plugin.door = BackendDoor(session, _LOCAL_ORIGIN, None)
        return await _async_open(session, _LOCAL_URL, {})

    async def _async_install(self) -> str:
        """Install Node.js in the background, again and again until there is one."""
        self._settled.set()
        self._plugin.tell_backend("installing", "Node.js is not installed yet")
        await self._async_wait_until_started()
        tries = 0
        while True:
            error = await self._async_try_to_install()
            if node := await self._hass.async_add_executor_job(find_node):
                return node
            self._cannot_install(error or f"Node.js does not run on {machine()}")
            await asyncio.sleep(INSTALL_PAUSES[min(tries, len(INSTALL_PAUSES) - 1)])
            tries += 1

    async def _async_try_to_install(self) -> str | None:
        if not has_wheel():
            return f"{NODE_WHEEL} is not published for {machine()}"
        try:
            await async_install_node(self._hass)
        except HomeAssistantError:
            return f"{NODE_WHEEL} could not be installed; Home Assistant's log says why"
        return None

    def _cannot_install(self, error: str) -> None:
        self._plugin.tell_backend("installing", error)
        issue = NODE_INSTALL_FAILED if has_wheel() else NODE_UNAVAILABLE
        create_issue(self._hass, issue, error=error, machine=machine())
        LOGGER.warning("The backend can't start yet: %s", error)

    async def _async_wait_until_started(self) -> None:
        # An install during start-up would hold Home Assistant's own start back.
        started = asyncio.Event()

        async def async_note(_hass: HomeAssistant) -> None:
            started.set()

        end = async_at_started(self._hass, async_note)
        try:
            await started.wait()
        finally:
            end()

    def _refused(self, err: StartRefusedError) -> None:
        if self._plugin.backend_status.error != str(err):
            LOGGER.error("The backend refuses to start: %s", err)
        self._plugin.tell_backend("refused", str(err))
        create_refusal_issue(self._hass, err.reason, str(err))
        self._failures += 1
        self._settled.set()

    def _failed(self, sentence: str) -> None:
        self._plugin.tell_backend("stopped", sentence)
        self._failures += 1
        LOGGER.warning("The backend is not there, and is tried again: %s", sentence)
        if self._failures >= FAILURES_BEFORE_ISSUE:
            create_issue(self._hass, BACKEND_STOPPED, error=sentence)

    def _pause(self) -> float:
        return float(min(FIRST_PAUSE * 2 ** max(self._failures - 1, 0), LONGEST_PAUSE))


async def _async_open(
    session: ClientSession, url: str, headers: dict[str, str]
) -> ClientWebSocketResponse:
    """Open the websocket. Raises StartRefusedError where the token is not the backend's."""
    try:
        return await session.ws_connect(url, headers=headers, heartbeat=HEARTBEAT, max_msg_size=0)
    except WSServerHandshakeError as err:
        if err.status != _UNAUTHORIZED:
            raise
        raise StartRefusedError(
            "options", "The backend does not accept the token in configuration.yaml"
        ) from err


async def _async_end_task(task: asyncio.Task[None]) -> None:
    task.cancel()
    # Not awaited itself: its cancellation could not be told from ours.
    await asyncio.wait([task])
