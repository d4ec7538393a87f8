"""One server a file: a lock that lives as long as its process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.domain.errors import MbongiError
from storage.urls import sqlite_path


@contextmanager
def sole_server(url: str) -> Iterator[None]:
    """Hold the SQLite file's `.lock`; MbongiError where another process serves it. PostgreSQL serves many."""
    path = sqlite_path(url)
    if path is None:
        yield
        return
    with Path(f"{path}.lock").open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise MbongiError(f"process {file.read().strip()} serves {path} already: stop it first") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
