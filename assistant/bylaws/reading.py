"""A bylaws file into the dataclasses of the domain; whatever is wrong with it is collected and said whole."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

from assistant.bylaws import allowed
from assistant.bylaws.contradictions import contradictions
from assistant.domain.bylaws import Article, Bylaws, Dated, Figure, StandingItem
from assistant.domain.errors import BylawsError

_TEXTS = ("name", "prefix", "currency")
_CURRENCY_LENGTH = 3


def shipped() -> tuple[str, ...]:
    """Names of the bylaws that come with the assistant."""
    files = resources.files(__package__).iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


def load(source: str | Path) -> Bylaws:
    """The bylaws of that file, or the shipped ones of that name.

    Raises BylawsError where there is no such file, it is no TOML, or anything in it is wrong.
    """
    text = _text(source)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BylawsError([f"{source}: is not TOML: {error}"]) from error
    return parse(data)


def _text(source: str | Path) -> str:
    if isinstance(source, str) and source in shipped():
        return (resources.files(__package__) / f"{source}.toml").read_text("utf-8")
    try:
        return Path(source).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        known = ", ".join(shipped())
        raise BylawsError([f"{source}: cannot be read; allowed: a TOML file in UTF-8, or one of: {known}"]) from error


def parse(data: Mapping[str, object]) -> Bylaws:
    """The bylaws that a file's tables hold.

    Raises BylawsError with every problem: the key, what is wrong with it, what is allowed.
    """
    reader = _Reader(data)
    values = reader.read()
    problems = reader.problems + contradictions(reader.figures)
    if problems:
        raise BylawsError(problems)
    return Bylaws(**values)


class _Reader:
    """One pass over the tables, keeping the sound figures and the problems met."""

    def __init__(self, data: Mapping[str, object]) -> None:
        self.data = data
        self.problems: list[str] = []
        self.figures: dict[str, Dated[Any]] = {}
        self.numbers: frozenset[str] = frozenset()

    def read(self) -> dict[str, Any]:
        known = frozenset({*_TEXTS, "adopted_on", "articles", "topics", *allowed.SECTIONS})
        self._keys("", self.data, known, frozenset({"agenda"}))
        texts = {name: self._label(name) for name in _TEXTS}
        adopted_on = self._date("adopted_on", self.data.get("adopted_on"))
        articles = self._articles()
        self.numbers = frozenset(articles)
        sections = {name: self._section(name) for name in allowed.SECTIONS}
        about = {"adopted_on": adopted_on, "articles": articles, "topics": self._topics(), "agendas": self._agendas()}
        return {**texts, **about, **sections}

    def _refuse(self, path: str, problem: str) -> None:
        self.problems.append(f"{path}: {problem}")

    def _keys(
        self, path: str, table: Mapping[str, object], known: frozenset[str], optional: frozenset[str] = frozenset()
    ) -> None:
        within = f"{path}." if path else ""
        for key in table:
            if key not in known | optional:
                self._refuse(f"{within}{key}", f"is unknown; allowed: {', '.join(sorted(known | optional))}")
        for key in sorted(known - table.keys()):
            self._refuse(f"{within}{key}", "is missing")

    def _table(self, path: str, value: object) -> Mapping[str, object]:
        if isinstance(value, Mapping):
            return value
        if value is not None:
            self._refuse(path, "is not a table")
        return {}

    def _label(self, name: str) -> str:
        value = self.data.get(name)
        if name not in self.data:
            return ""
        if not isinstance(value, str) or not value.strip():
            self._refuse(name, f"is {value!r}; allowed: a text")
            return ""
        if name == "currency" and not (len(value) == _CURRENCY_LENGTH and value.isascii() and value.isupper()):
            self._refuse(name, f"is {value!r}; allowed: the three capitals of a currency, as EUR")
        return value

    def _date(self, path: str, value: object) -> date | None:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if value is not None:
            self._refuse(path, f"is {value!r}; allowed: a date, as 2025-03-15")
        return None

    def _articles(self) -> dict[str, Article]:
        table = self._table("articles", self.data.get("articles"))
        articles = {}
        for number, titles in table.items():
            words = self._table(f"articles.{number}", titles)
            if not words or not all(isinstance(title, str) and title.strip() for title in words.values()):
                self._refuse(f"articles.{number}", "has no title; allowed: a text for each language, as { fr = … }")
            articles[number] = Article(number, {language: str(title) for language, title in words.items()})
        return articles

    def _topics(self) -> dict[str, str]:
        table = self._table("topics", self.data.get("topics"))
        if "topics" in self.data:
            self._keys("topics", table, allowed.TOPICS)
        for topic, number in table.items():
            self._article(f"topics.{topic}", number)
        return {topic: str(number) for topic, number in table.items()}

    def _article(self, path: str, number: object) -> None:
        if not isinstance(number, str) or number not in self.numbers:
            self._refuse(path, f"names article {number!r}; allowed: a number of [articles], in quotes")

    def _agendas(self) -> dict[str, tuple[StandingItem, ...]]:
        table = self._table("agenda", self.data.get("agenda"))
        self._keys("agenda", table, frozenset(), allowed.AGENDAS)
        return {kind: self._agenda(kind, items) for kind, items in table.items() if kind in allowed.AGENDAS}

    def _agenda(self, kind: str, items: object) -> tuple[StandingItem, ...]:
        path = f"agenda.{kind}"
        if not isinstance(items, list) or not items:
            self._refuse(path, f"is no list of points; allowed: one or more [[{path}]]")
            return ()
        found = [self._point(f"{path}[{place}]", item) for place, item in enumerate(items, start=1)]
        codes = [item.code for item in found if item]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            self._refuse(path, f"has two points of code {code!r}; allowed: each once")
        return tuple(item for item in found if item)

    def _point(self, path: str, item: object) -> StandingItem | None:
        point = self._table(path, item)
        before = len(self.problems)
        languages = frozenset(key for key in point if allowed.is_language(key))
        self._keys(path, point, frozenset({"code", "since", "article"}), languages | {"votes"})
        for key in ("code", *sorted(languages)):
            value = point.get(key)
            if key in point and not (isinstance(value, str) and value.strip()):
                self._refuse(f"{path}.{key}", f"is {value!r}; allowed: a text")
        if not languages:
            self._refuse(path, "has no title; allowed: a text for each language, as fr = …")
        if "article" in point:
            self._article(f"{path}.article", point["article"])
        if not isinstance(point.get("votes", False), bool):
            self._refuse(f"{path}.votes", f"is {point['votes']!r}; allowed: true or false")
        since = self._date(f"{path}.since", point.get("since"))
        if since is None or len(self.problems) > before:
            return None
        titles = {language: str(point[language]) for language in languages}
        return StandingItem(
            str(point["code"]), titles, str(point["article"]), since, votes=bool(point.get("votes", False))
        )

    def _section(self, section: str) -> Any:
        table = self._table(section, self.data.get(section))
        known = allowed.names(section)
        if section in self.data:
            self._keys(section, table, known)
        values: dict[str, Any] = {}
        for name in sorted(known & table.keys()):
            read = self._events if allowed.is_table(section, name) else self._dated
            values[name] = read(section, name, table[name])
        return None if values.keys() != known else allowed.SECTIONS[section](**values)

    def _events(self, section: str, name: str, value: object) -> dict[str, Dated[Any] | None]:
        table = self._table(f"{section}.{name}", value)
        for kind in table:
            if kind not in allowed.EVENT_KINDS:
                self._refuse(f"{section}.{name}.{kind}", f"is unknown; allowed: {', '.join(allowed.EVENT_KINDS)}")
        return {kind: self._dated(section, name, entry, f".{kind}") for kind, entry in table.items()}

    def _dated(self, section: str, name: str, value: object, kind: str = "") -> Dated[Any] | None:
        path = f"{section}.{name}{kind}"
        entries = value if isinstance(value, list) else [value]
        if not entries:
            self._refuse(path, "is empty; allowed: a figure { since, value, article }, or a list of them")
            return None
        several = len(entries) > 1
        found = [
            self._figure(section, name, f"{path}[{place}]" if several else path, entry)
            for place, entry in enumerate(entries, start=1)
        ]
        figures = tuple(figure for figure in found if figure)
        self._ascending(path, figures)
        if name in allowed.VOTED:
            self._named_assemblies(path, figures[1:])
        if len(figures) < len(entries):
            return None
        dated = Dated(figures)
        self.figures[path] = dated
        return dated

    def _ascending(self, path: str, figures: tuple[Figure[Any], ...]) -> None:
        for earlier, later in pairwise(figures):
            if later.since == earlier.since:
                self._refuse(path, f"has two figures since {later.since}; allowed: one a day")
            elif later.since < earlier.since:
                self._refuse(path, f"has {later.since} after {earlier.since}; allowed: the oldest first")

    def _named_assemblies(self, path: str, voted: tuple[Figure[Any], ...]) -> None:
        for figure in voted:
            if not (figure.assembly or "").strip():
                self._refuse(path, f"changes on {figure.since}, voted by none; allowed: assembly = which one voted it")

    def _figure(self, section: str, name: str, path: str, entry: object) -> Figure[Any] | None:
        if not isinstance(entry, Mapping):
            self._refuse(path, f"is {entry!r}; allowed: a figure {{ since, value, article }}, or a list of them")
            return None
        before = len(self.problems)
        self._keys(path, entry, frozenset({"since", "value", "article"}), frozenset({"assembly", "serves"}))
        since = self._date(f"{path}.since", entry.get("since"))
        if "value" in entry and (refusal := allowed.refusal(section, name, entry["value"])):
            self._refuse(f"{path}.value", refusal)
        for key in ("article", "serves"):
            if key in entry:
                self._article(f"{path}.{key}", entry[key])
        if "assembly" in entry and not isinstance(entry["assembly"], str):
            self._refuse(f"{path}.assembly", "is not a text; allowed: which assembly voted the figure")
        if since is None or len(self.problems) > before:
            return None
        value = tuple(entry["value"]) if isinstance(entry["value"], list) else entry["value"]
        return Figure(since, value, entry["article"], entry.get("assembly"), entry.get("serves"))
