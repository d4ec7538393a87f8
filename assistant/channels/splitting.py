"""Cuts a text that is longer than a platform takes, between paragraphs, lines or words; `<b>` and `<i>` are closed and
opened again across a cut. Lengths are counted as Telegram does: UTF-16 units of the text that is seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup

_TOKEN = re.compile(r"<(/?)([bi])>|&[#\w]+;|\n\n|\s|[^\s<&]+|.")


def units(text: str) -> int:
    """How long Telegram finds a text that has no markup."""
    return len(text.encode("utf-16-le")) // 2


def seen(text: Markup) -> str:
    """The text as it is seen."""
    return str(Markup(_TOKEN.sub(lambda m: "" if m[2] else m[0], text)).unescape())  # noqa: S704 - only unescaped


def split(text: Markup, limit: int) -> list[Markup]:
    """Pieces of at most `limit` units that together show the whole text."""
    if units(seen(text)) <= limit:
        return [text]
    pieces, rest = [], str(text)
    while rest:
        piece, rest = _cut(rest, limit)
        pieces.append(Markup(piece))  # noqa: S704 - it was markup before it was cut
    return pieces


def _cut(text: str, limit: int) -> tuple[str, str]:
    """The longest good beginning, and the rest with the tags open at the cut opened again."""
    length, tags, best = 0, "", (0, 0, "")
    for start, token in _tokens(text, limit):
        if tag := re.fullmatch(r"<(/?)([bi])>", token):
            tags = tags.replace(tag[2], "", 1) if tag[1] else tags + tag[2]
            continue
        length += units(str(Markup(token).unescape()))  # noqa: S704 - only unescaped
        if length > limit:
            break
        best = _better(best, start + len(token), token, tags, length >= limit // 2)
    else:
        return text, ""
    at, _, opened = best
    closing = "".join(f"</{name}>" for name in reversed(opened))
    opening = "".join(f"<{name}>" for name in opened)
    rest = text[at:].lstrip()
    return text[:at].rstrip() + closing, opening + rest if rest else ""


def _better(best: tuple[int, int, str], at: int, token: str, tags: str, far: bool) -> tuple[int, int, str]:
    """A cut at a paragraph beats one at a line, and so on, once half of the room is filled; later beats earlier."""
    worth = {"\n\n": 3, "\n": 2}.get(token, 1 if token.isspace() else 0)
    if not far or worth >= best[1]:
        return at, worth if far else 0, tags
    return best


def _tokens(text: str, limit: int) -> Iterator[tuple[int, str]]:
    """Where each token starts, and the token; a word is never longer than a tenth of the room."""
    step = max(limit // 10, 1)
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token[0] in "<&":
            yield match.start(), token
            continue
        for offset in range(0, len(token), step):
            yield match.start() + offset, token[offset : offset + step]
