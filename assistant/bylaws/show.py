"""What the bylaws say, article by article: number, titles, and the figures that stand in it on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assistant.bylaws.amending import figures
from assistant.bylaws.numbers import article_number
from assistant.domain.bylaws import Bylaws, StandingItem


@dataclass(frozen=True, slots=True)
class SheetFigure:
    """A figure in force. `key` is its path in the file (`dues.monthly`), `value` as it stands there (cents)."""

    key: str
    value: object
    since: date
    assembly: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleSheet:
    """An article with its figures in the order of their keys."""

    number: str
    reference: str
    titles: Mapping[str, str]
    """By language."""
    figures: tuple[SheetFigure, ...]
    agenda: tuple[tuple[str, StandingItem], ...] = ()
    """The points that it puts on agendas, each with the kind of session."""


def find(bylaws: Bylaws, typed: str) -> str | None:
    """The number of the article meant by `16`, `art. 16` or `Annexe`; None where the bylaws have none such."""
    wanted = article_number(typed)
    return next((number for number in bylaws.articles if wanted and article_number(number) == wanted), None)


def describe(bylaws: Bylaws, article_number: str, day: date) -> ArticleSheet:
    """That article on that day; `article_number` as in the bylaws. KeyError where they have none such."""
    article = bylaws.articles[article_number]
    current = {key: dated.figure(day) for key, dated in figures(bylaws).items()}
    return ArticleSheet(
        number=article.number,
        reference=bylaws.reference(article.number),
        titles=article.titles,
        figures=tuple(
            SheetFigure(key, figure.value, figure.since, figure.assembly)
            for key, figure in current.items()
            if article.number in {figure.article, figure.serves}
        ),
        agenda=tuple(
            (kind, item)
            for kind, items in bylaws.agendas.items()
            for item in items
            if item.article == article.number and item.since <= day
        ),
    )


def as_json(sheet: ArticleSheet) -> dict[str, object]:
    """The sheet in plain values; days in ISO form."""
    return {
        "article": sheet.reference,
        "number": sheet.number,
        "titles": dict(sheet.titles),
        "figures": [
            {"key": figure.key, "value": figure.value, "since": figure.since.isoformat()} for figure in sheet.figures
        ],
        "agenda": [
            {"kind": kind, "code": item.code, "titles": dict(item.titles), "votes": item.votes}
            for kind, item in sheet.agenda
        ],
    }
