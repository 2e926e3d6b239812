"""The backend as a child process of Home Assistant: start, log lines, stop."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
import logging
import os
from pathlib import Path
import shutil
import tempfile
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.util.json import JSON_DECODE_EXCEPTIONS, json_loads

from .const import (
    BACKEND_MODULE,
    LOGGER,
    READY_WITHIN,
    SOCKET_FOLDER_PREFIX,
    STOP_WITHIN,
)
from .errors import StartRefusedError
from .options import Options

_READY: Final = "Bridge ready"
_LONGEST_LINE: Final = 1024 * 1024
_LEVELS: Final = {
    "DEBUG": logging.DEBUG,
    "INFO": logging.INFO,
    "WARN": logging.WARNING,
    "ERROR": logging.ERROR,
}


class NodeProcess:
    """One run of the backend. Its standard input is a pipe: it leaves by itself when that ends."""

    def __init__(self, hass: HomeAssistant, node: str, options: Options) -> None:
        """Remember what to start; nothing runs yet."""
        self._hass = hass
        self._node = node
        self._options = options
        self._process: Process | None = None
        self._folder: str | None = None
        self._log_task: asyncio.Task[None] | None = None

    async def async_start(self) -> str:
        """Start it and wait until it listens. Returns the path of its Unix socket.

        Raises StartRefusedError when a person has to mend something, OSError or TimeoutError when
        it did not come up.
        """
        self._folder = await self._hass.async_add_executor_job(_make_socket_folder)
        socket = str(Path(self._folder) / "bridge")
        self._process = await asyncio.create_subprocess_exec(
            *self._command(socket),
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env={**os.environ, "LOG_LEVEL": _log_level()},
            limit=_LONGEST_LINE,
        )
        self._log_task = asyncio.create_task(self._async_forward_log(self._process))
        async with asyncio.timeout(READY_WITHIN):
            await self._async_wait_until_ready(self._process)
        return socket

    async def async_stop(self) -> None:
        """End it: SIGTERM, and SIGKILL when it does not leave in time. May be called again."""
        if self._process is not None:
            await _async_end(self._process)
        if self._log_task is not None:
            await asyncio.wait([self._log_task], timeout=STOP_WITHIN)
            self._log_task.cancel()
        if self._folder is not None:
            await self._hass.async_add_executor_job(shutil.rmtree, self._folder, True)

    def _command(self, socket: str) -> list[str]:
        options = self._options
        module = Path(__file__).parent / BACKEND_MODULE
        command = [self._node, "--disable-warning=ExperimentalWarning", str(module)]
        command += ["--data", str(options.data_folder)]
        if options.key_file_moved:
            command += ["--key-file", str(options.key_file)]
        return [*command, "--socket", socket]

    async def _async_wait_until_ready(self, process: Process) -> None:
        assert process.stdout is not None
        line = (await process.stdout.readline()).decode("utf-8", "replace").strip()
        if line == _READY:
            return
        with suppress(LookupError, TypeError, *JSON_DECODE_EXCEPTIONS):
            said: Any = json_loads(line)
            raise StartRefusedError(said["refused"], said["message"])
        raise OSError(f"the backend ended with exit code {await process.wait()}")

    async def _async_forward_log(self, process: Process) -> None:
        assert process.stderr is not None
        while raw := await _async_read_line(process.stderr):
            line = raw.decode("utf-8", "replace").rstrip()
            _time, _, rest = line.partition(" ")
            level, _, message = rest.partition(" ")
            if level in _LEVELS:
                LOGGER.log(_LEVELS[level], "Backend: %s", message)
            elif line:
                LOGGER.warning("Backend: %s", line)


def remove_stale_socket_folders() -> None:
    """Remove what a Home Assistant that was killed left. Blocks: run it in the executor.

    Another Home Assistant of the same user may run beside this one: a folder whose owner's process
    is there is left alone.
    """
    for folder in Path(tempfile.gettempdir()).glob(f"{SOCKET_FOLDER_PREFIX}*-*"):
        owner = folder.name.removeprefix(SOCKET_FOLDER_PREFIX).partition("-")[0]
        if owner.isdigit() and not _is_running(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


async def _async_read_line(stream: asyncio.StreamReader) -> bytes:
    """The next line with its end, empty at the end of the stream."""
    while True:
        try:
            return await stream.readline()
        except ValueError:
            # A reader that left would block the backend as soon as the pipe is full.
            LOGGER.warning("A line of the backend's log is too long, and is left out")


def _make_socket_folder() -> str:
    # A Unix socket's path ends at 108 bytes, and configuration folders may be deep.
    return tempfile.mkdtemp(prefix=f"{SOCKET_FOLDER_PREFIX}{os.getpid()}-")


def _is_running(process_id: int) -> bool:
    if process_id == os.getpid():
        # In a container each start may have the same number: what is there is an older run's.
        return False
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _log_level() -> str:
    wanted = LOGGER.getEffectiveLevel()
    known = (name for name, level in reversed(_LEVELS.items()) if level <= wanted)
    return next(known, "DEBUG").lower()


async def _async_end(process: Process) -> None:
    assert process.stdin is not None
    process.stdin.close()
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(STOP_WITHIN):
            await process.wait()
    except TimeoutError:
        LOGGER.warning("The backend did not stop in %d s and is killed", STOP_WITHIN)
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
