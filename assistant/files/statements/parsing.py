"""Which format a statement is in, by its first bytes; then that format's reader."""

from __future__ import annotations

import re
from typing import Any

from assistant.domain.errors import FileRefusedError
from assistant.domain.statements import BankStatement
from assistant.files.limits import MAX_BYTES
from assistant.files.statements.bank_csv import read_csv
from assistant.files.statements.camt import read_camt
from assistant.files.statements.ofx import read_ofx
from assistant.files.statements.plain import to_plain

FORMATS = "camt.053 (XML), OFX, or CSV"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_OFX = re.compile(rb"OFXHEADER|<OFX[\s>]|<\?OFX", re.IGNORECASE)
_OTHERS = {
    b"PK\x03\x04": "a spreadsheet or an archive",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "a spreadsheet",
    b"\x1f\x8b": "an archive",
}
_START = 4096


def parse(content: bytes) -> BankStatement:
    """The statement. FileRefusedError with every problem, by line where it has one."""
    start = content[:_START].removeprefix(b"\xef\xbb\xbf").lstrip()
    _refuse_others(start, len(content))
    if _OFX.search(start):
        return read_ofx(content)
    if start.startswith((b"<", *_UTF16)):
        return read_camt(content)
    return read_csv(content)


def parse_plain(content: bytes) -> dict[str, Any]:
    """The same as plain data."""
    return to_plain(parse(content))


def _refuse_others(start: bytes, size: int) -> None:
    if size > MAX_BYTES:
        raise FileRefusedError([f"the file has {size} bytes; at most {MAX_BYTES} are read: send a shorter period"])
    if not start:
        raise FileRefusedError([f"the file is empty; expected: a statement as {FORMATS}"])
    for signature, what in _OTHERS.items():
        if start.startswith(signature):
            raise FileRefusedError([f"the file is {what}; ask the bank's site for the statement as {FORMATS}"])
