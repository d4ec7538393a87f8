"""A page for a web site, in Markdown with YAML front matter: what people wrote stands there as they wrote it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from assistant.domain.meeting_papers import MarkdownPage
from assistant.i18n import Language
from assistant.words import visible

_MARKS = re.compile(r"[\\`*_\[\]|~]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "{": "&#123;", "}": "&#125;"}
"""What would be HTML, or a command to a site's generator."""
_ENTITY = re.compile("[&<>{}]")
_RULE = "* * *"
_BEGINS = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))")
"""What would begin a heading, a rule or a list; a number keeps its digits."""


def markdown_page(_reader: Language, data: Mapping[str, Any]) -> bytes:
    """UTF-8 bytes of `MarkdownPage`. KeyError where the data are not that."""
    page = cast("MarkdownPage", data)
    return ("\n\n".join([_front(page), *_body(page)]) + "\n").encode()


def _front(page: MarkdownPage) -> str:
    """JSON's texts are YAML's."""
    title = json.dumps(visible(page["title"]), ensure_ascii=False)
    categories = json.dumps([visible(name) for name in page["categories"]], ensure_ascii=False)
    return f"---\ntitle: {title}\ndate: {page['date']}\ncategories: {categories}\n---"


def _body(page: MarkdownPage) -> Iterator[str]:
    yield from map(_plain, page["paragraphs"])
    for section in page["sections"]:
        yield f"## {_plain(section['heading'])}"
        yield from map(_plain, section["paragraphs"])
        if section["points"]:
            yield "\n".join(f"- {_plain(point)}" for point in section["points"])
    if page["closing"]:
        yield from (_RULE, *map(_plain, page["closing"]))


def _plain(text: str) -> str:
    """On one line, with whatever Markdown or HTML would take for a mark written out."""
    marked = _MARKS.sub(lambda match: f"\\{match[0]}", visible(text))
    written = _ENTITY.sub(lambda match: _ENTITIES[match[0]], marked)
    return _BEGINS.sub(_written_out, written)


def _written_out(match: re.Match[str]) -> str:
    return f"{match[1]}{match[2]}\\" if match[2].isdecimal() else f"{match[1]}\\{match[2]}"
