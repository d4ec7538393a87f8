"""Parsers that behave, and parsers that do not."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from assistant.domain.errors import FileRefusedError


def counting(content: bytes) -> dict[str, int]:
    """Says how much there is."""
    return {"bytes": len(content)}


def refusing(content: bytes) -> None:
    """Says no, in French."""
    raise FileRefusedError(["ligne 3 : reçu illisible", "ligne 4 : vide"])


def raising(content: bytes) -> None:
    """Fails as no parser should."""
    raise RuntimeError(content)


def hoarding(content: bytes) -> int:
    """Takes as much memory as the content says, in mebibytes."""
    return len(bytearray(int(content) * 1024 * 1024))


def dawdling(content: bytes) -> None:
    """Takes an hour."""
    time.sleep(3600)


def dying(content: bytes) -> None:
    """Is killed."""
    os.kill(os.getpid(), signal.SIGKILL)


def babbling(content: bytes) -> str:
    """Has too much to say."""
    return "x" * (65 * 1024 * 1024)


def prying(content: bytes) -> dict[str, Any]:
    """Tells what it sees of the settings."""
    return {"token": os.environ.get("TELEGRAM_TOKEN"), "home": os.environ.get("HOME"), "here": str(Path.cwd())}


def lying(content: bytes) -> None:
    """Ends well without an answer of the agreed shape."""
    os.write(1, content)
    os._exit(0)
