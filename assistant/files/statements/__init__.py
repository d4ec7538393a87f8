"""A bank's statement in camt.052/053/054, OFX or CSV, told apart by what it holds and read in a process with limits."""

from __future__ import annotations

from pathlib import Path

from assistant.domain.errors import FileRefusedError
from assistant.domain.messages import SentFile
from assistant.domain.statements import BankStatement
from assistant.files import sandbox
from assistant.files.limits import MAX_BYTES
from assistant.files.statements.parsing import parse_plain
from assistant.files.statements.plain import from_plain

__all__ = ["read_sent_statement", "read_statement"]


def read_statement(name: str, content: bytes) -> BankStatement:
    """What the file of that name holds. FileRefusedError with every problem, by line where it has one."""
    if len(content) > MAX_BYTES:
        raise FileRefusedError([f"{name} has over {MAX_BYTES} bytes, which is all that is read: send a shorter period"])
    return from_plain(sandbox.run(parse_plain, content))


def read_sent_statement(file: SentFile) -> BankStatement:
    """The same for a file that a channel fetched."""
    path = Path(file.path)
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MAX_BYTES else bytes(MAX_BYTES + 1)
    except OSError:
        raise FileRefusedError([f"{file.name} could not be read; send it again"]) from None
    return read_statement(file.name, content)
