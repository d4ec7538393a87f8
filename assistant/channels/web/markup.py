"""A message as plain runs of text, so that the page never handles markup: `[["You owe ", ""], ["35 €", "b"]]`."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

STYLES = ("b", "i")
SCHEMES = frozenset({"https", "http", "mailto", "tel"})


def runs(text: str) -> list[tuple[str, str]]:
    """(text, styles) pairs, where styles is a subset of `bi`; any other tag is dropped and its text kept."""
    parser = _Runs()
    parser.feed(text)
    parser.close()
    return parser.found


def safe_link(url: str | None) -> str | None:
    """The address if a browser may follow it; None for `javascript:` and the like."""
    return url if url and urlsplit(url.strip()).scheme.lower() in SCHEMES else None


class _Runs(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's own
        if tag in STYLES:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        styles = "".join(style for style in STYLES if style in self._open)
        if self.found and self.found[-1][1] == styles:
            self.found[-1] = (self.found[-1][0] + data, styles)
        else:
            self.found.append((data, styles))
