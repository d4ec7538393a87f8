"""Folders of files that people sent, on their way in: their owner's alone, and without what a crash left behind."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from pathlib import Path

LIFE = timedelta(days=1)
"""Longer than any message waits to be handled."""

log = logging.getLogger(__name__)


def make_private(folder: Path) -> None:
    """The folder, made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)


def make_ready(folder: Path) -> None:
    """Private, and swept."""
    make_private(folder)
    sweep(folder)


def sweep(folder: Path) -> None:
    """Remove what has been there for longer than a day: whoever was to handle it is gone."""
    if not folder.is_dir():
        return
    oldest = time.time() - LIFE.total_seconds()
    for path in folder.iterdir():
        try:
            if path.is_file() and path.stat().st_mtime < oldest:
                path.unlink()
        except OSError as error:
            log.warning("a file left behind could not be removed: %s", error.strerror)
