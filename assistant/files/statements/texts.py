"""The text of a bank's file: UTF-8 where it is that, else the code page it declares, else that of Western Windows."""

from __future__ import annotations

from assistant.files.statements.movements import problem

FALLBACK = "cp1252"


def decoded(content: bytes, declared: str = FALLBACK) -> str:
    """FileRefusedError with the line of the first byte that is no text."""
    text = _decoded(content, declared)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise problem(line, "holds a null character, which no statement has; export it again, in UTF-8")
    return text


def _decoded(content: bytes, declared: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    for code_page in (declared, FALLBACK):
        try:
            return content.decode(code_page)
        except UnicodeDecodeError as error:
            unreadable = error
    line = content.count(b"\n", 0, unreadable.start) + 1
    raise problem(line, "the text is in no encoding that banks use; export it again, in UTF-8") from unreadable
