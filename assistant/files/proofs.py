"""Photos and PDFs that prove something: taken by what they are, not by their name, and never opened."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from assistant.domain.errors import FileRefusedError
from assistant.domain.messages import SentFile
from assistant.words import visible

MAX_BYTES = 10 * 1024 * 1024
NAME_LENGTH = 100
_BEGINNINGS = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"%PDF-"), "application/pdf"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
)


@dataclass(frozen=True, slots=True)
class Proof:
    """A photo or PDF as it came, under a name without path or control characters."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


def read_proof(file: SentFile) -> Proof:
    """The file's content. FileRefusedError for what is no photo or PDF, is empty or over 10 MB."""
    path = Path(file.path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FileRefusedError([f"{file.name} is over {MAX_BYTES // 2**20} MB"])
        content = path.read_bytes()
    except OSError:
        raise FileRefusedError([f"{file.name} could not be read; send it again"]) from None
    return Proof(_safe(file.name), _media_type(content, file.name), content)


def _safe(name: str) -> str:
    """The last part of the name on one line, at most so many characters of its end."""
    last = visible(name.replace("\\", "/")).rpartition("/")[2]
    return last[-NAME_LENGTH:].strip() or "file"


def _media_type(content: bytes, name: str) -> str:
    for beginning, media_type in _BEGINNINGS:
        if beginning.match(content):
            return media_type
    raise FileRefusedError([f"{name} is no photo (JPEG, PNG, WebP) and no PDF"])
