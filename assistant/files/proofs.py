"""Photos and PDFs that prove something: taken by what they are, not by their name, and never opened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.domain.errors import FileRefusedError
from assistant.domain.messages import SentFile

MAX_BYTES = 10 * 1024 * 1024
_SIGNATURES = (
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"%PDF-", 0, "application/pdf"),
    (b"WEBP", 8, "image/webp"),
)
_READ = 16


@dataclass(frozen=True, slots=True)
class Proof:
    """A photo or PDF as it came."""

    name: str
    media_type: str
    content: bytes


def read_proof(file: SentFile) -> Proof:
    """The file's content. FileRefusedError for what is no photo or PDF, is empty or over 10 MB."""
    path = Path(file.path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FileRefusedError([f"{file.name} is over {MAX_BYTES // 2**20} MB"])
        content = path.read_bytes()
    except OSError:
        raise FileRefusedError([f"{file.name} could not be read; send it again"]) from None
    return Proof(file.name, _media_type(content, file.name), content)


def _media_type(content: bytes, name: str) -> str:
    start = content[:_READ]
    for signature, at, media_type in _SIGNATURES:
        if start[at:].startswith(signature):
            return media_type
    raise FileRefusedError([f"{name} is no photo (JPEG, PNG, WebP) and no PDF"])
