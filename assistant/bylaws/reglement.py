"""The association's own text: a Markdown file cut into articles, to be shown by number and searched by words.

An article begins at a heading such as `## Article 16 : Droit de vote` (any level, or a line in bold; any dash or
colon) and ends at the next article or at a heading that is not deeper than its own. An annex is an article too and
takes all that follows. HTML, links, images and emphasis are stripped; a table's row becomes a line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape

from assistant.bylaws.numbers import article_number
from assistant.domain.bylaws import Bylaws
from assistant.words import fold

_HEADING = re.compile(r"(#{1,6})\s*(.+?)\s*#*\s*")
_BOLD_LINE = re.compile(r"(\*\*|__)(.+?)\1")
_BOLD_LEVEL = 7
_ARTICLE = re.compile(
    r"(art(?:icle|\.)\s*(?:n\s?[°o]\s*)?\d+\s*(?:er)?(?:\s*(?:bis|ter|quater))?|annexe?s?(?:\s+\d+)?)\s*(?:[:.\-–—]\s*|\s+|$)(.*)",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_JUMP = re.compile(r"[|\s]*\[[^\]]*\]\(#[^)]*\)[|\s]*")
_EMPHASIS = re.compile(r"(\*{1,3}|_{2,3})(?=\S)(.+?)(?<=\S)\1")
_RULE = re.compile(r"[\s|:*_=\-]*")
_TOKEN = re.compile(r"[a-z0-9]+")
_COMMON_WORDS = (
    "a an and au aux ce ces d dans de des du en est et for il in is l la le les of on ou par pour qu que qui s se ses "
    "son sur the to un une what"
)
_COMMON = frozenset(_COMMON_WORDS.split())
_LONG_ENOUGH = 4


@dataclass(frozen=True)
class ReglementArticle:
    """An article: its number as the bylaws write it (`16`, `annexe`), its title, its text in plain paragraphs."""

    number: str
    title: str
    text: str = ""
    also: tuple[str, ...] = field(default=(), repr=False)
    """More words by which it is found."""

    @cached_property
    def title_words(self) -> Counter[str]:
        """How often each word stands in its title."""
        return Counter(_stems(" ".join((self.title, *self.also))))

    @cached_property
    def words(self) -> Counter[str]:
        """How often each word stands in the whole of it."""
        return self.title_words + Counter(_stems(self.text))


@dataclass(frozen=True, slots=True)
class Reglement:
    """The articles, in the order of the text."""

    articles: tuple[ReglementArticle, ...]

    def find(self, number: str) -> ReglementArticle | None:
        """The article of that number, however it is written (`16`, `Art. 16`, `annexe`)."""
        wanted = article_number(number)
        return next((article for article in self.articles if wanted and article.number == wanted), None)

    def search(self, words: str) -> list[ReglementArticle]:
        """The articles that hold the most of those words, accents, case and plurals aside; titles first."""
        wanted = set(_stems(words))
        found = [(sum(1 for word in wanted if word in article.words), article) for article in self.articles]
        best = max((hits for hits, _ in found), default=0)
        if best == 0:
            return []
        return sorted((article for hits, article in found if hits == best), key=lambda each: _rank(each, wanted))


def parse(markdown: str) -> Reglement:
    """The articles of a Markdown text; of two with the same number the first counts."""
    articles: dict[str, ReglementArticle] = {}
    for number, title, lines in _cut(_visible(markdown).splitlines()):
        articles.setdefault(number, ReglementArticle(number, title, _paragraphs(lines)))
    return Reglement(tuple(articles.values()))


def from_bylaws(bylaws: Bylaws, language: str) -> Reglement:
    """The bylaws' own table of articles, titles in that language where they have one, found by the titles in all."""
    return Reglement(
        tuple(
            ReglementArticle(
                number=article_number(article.number) or article.number,
                title=article.titles.get(language) or next(iter(article.titles.values())),
                also=tuple(article.titles.values()),
            )
            for article in bylaws.articles.values()
        )
    )


def _visible(markdown: str) -> str:
    return _TAG.sub("", _BREAK.sub(" ", _HIDDEN.sub("", markdown)))


def _cut(lines: Iterable[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Each article's number, title and lines."""
    current: tuple[str, str, list[str]] | None = None
    depth = 0
    for line in lines:
        level, text = _heading(line)
        begins = _ARTICLE.fullmatch(text) if level else None
        number = article_number(begins[1]) if begins else None
        if begins and number:
            if current:
                yield current
            current, depth = (number, begins[2].strip(" :-–—") or text, []), level
        elif current and level and level <= depth and not current[0].startswith("annexe"):
            yield current
            current = None
        elif current:
            current[2].append(text if level else line)
    if current:
        yield current


def _heading(line: str) -> tuple[int, str]:
    """The level and the words of a heading; level 0 for any other line."""
    if match := _HEADING.fullmatch(line.strip()):
        return len(match[1]), _plain(match[2])
    if match := _BOLD_LINE.fullmatch(line.strip()):
        return _BOLD_LEVEL, _plain(match[2])
    return 0, ""


def _plain(text: str) -> str:
    """A line without Markdown."""
    for _ in range(2):
        text = _EMPHASIS.sub(r"\2", text)
    return " ".join(unescape(_LINK.sub(r"\1", _IMAGE.sub("", text))).split())


def _paragraphs(lines: Iterable[str]) -> str:
    """The lines in plain words: rules and jumps inside the page dropped, one empty line at most between two others."""
    kept: list[str] = []
    for line in lines:
        dropped = _JUMP.fullmatch(line) or (line.strip() and _RULE.fullmatch(line))
        text = "" if dropped else _row(line) if line.lstrip().startswith("|") else _plain(line)
        if text or (kept and kept[-1] and not dropped):
            kept.append(text)
    return "\n".join(kept).strip()


def _row(line: str) -> str:
    cells = [_plain(cell) for cell in line.strip().strip("|").split("|")]
    return " – ".join(cell for cell in cells if cell)


def _stems(text: str) -> list[str]:
    return [_stem(word) for word in _TOKEN.findall(fold(text)) if word not in _COMMON]


def _stem(word: str) -> str:
    """The word without the mark of a plural, French or English."""
    if len(word) < _LONG_ENOUGH:
        return word
    if word.endswith("aux") and not word.endswith("eaux"):
        return f"{word[:-3]}al"
    single = word[:-1] if word[-1] in "sx" else word
    return f"{single[:-2]}y" if single.endswith("ie") else single


def _rank(article: ReglementArticle, wanted: set[str]) -> tuple[int, int]:
    in_title = sum(1 for word in wanted if word in article.title_words)
    return -in_title, -sum(article.words[word] for word in wanted)
