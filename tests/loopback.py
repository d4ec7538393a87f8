"""Where servers of the tests listen."""

from __future__ import annotations

import contextlib
import secrets
import socket

LOWEST, COUNT = 20_000, 12_000


def free_port() -> int:
    """A port of this machine below those of outgoing connections: it is still free when a server starts, and again."""
    while True:
        port = LOWEST + secrets.randbelow(COUNT)
        with contextlib.suppress(OSError), socket.socket() as trial:
            trial.bind(("127.0.0.1", port))
            return port
