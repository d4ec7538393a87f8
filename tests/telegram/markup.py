"""Reads Telegram's HTML as strictly as the real server."""

from __future__ import annotations

import re
from html import unescape

ALLOWED = frozenset(("b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "blockquote"))
_PART = re.compile(r"<(/?)([a-zA-Z0-9-]*)([^<>]*)>|<|&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);|[^<&]+|&")


class MarkupError(Exception):
    """The markup cannot be read."""


def visible(html: str) -> str:
    """The text as it is seen. Raises MarkupError for a tag unknown, unclosed or wrongly nested."""
    stack: list[str] = []
    text = []
    for part in _PART.finditer(html):
        if not part[0].startswith("<"):
            text.append(unescape(part[0]))
            continue
        name = (part[2] or "").lower()
        if name not in ALLOWED:
            raise MarkupError(f'Unsupported start tag "{name}" at byte offset {part.start()}')
        if not part[1]:
            stack.append(name)
        elif not stack or stack.pop() != name:
            raise MarkupError(f"Unexpected end tag at byte offset {part.start()}")
    if stack:
        raise MarkupError(f'Can\'t find end tag corresponding to start tag "{stack[-1]}"')
    return "".join(text)


def units(text: str) -> int:
    """UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
