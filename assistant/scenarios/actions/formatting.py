"""Amounts, dates and languages as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from babel import Locale, UnknownLocaleError

from assistant import i18n
from assistant.domain.money import Money
from assistant.scenarios.registry import Found, Nothing
from assistant.scenarios.shapes import UnreadableError
from assistant.scenarios.stage import Stage

_DEFAULT = "fr"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: a CLDR locale, or the language code of a chat account."""

    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """Money to write."""

    cents: int


@dataclass(frozen=True, slots=True)
class Day:
    """A date to write."""

    date: date


async def format_amount(stage: Stage, given: Reader, when: Amount) -> Found:
    """`then`: text."""
    return Found({"text": i18n.show(Money(when.cents, stage.bylaws.currency), _cldr(given))})


async def format_date(_stage: Stage, given: Reader, when: Day) -> Found:
    """`then`: text, the long form."""
    return Found({"text": i18n.show(when.date, _cldr(given))})


async def choose_locale(_stage: Stage, given: Reader, _when: Nothing) -> Found:
    """`then`: locale, the language used for that code."""
    return Found({"locale": i18n.choose(given.locale, _DEFAULT)})


def _cldr(reader: Reader) -> Locale:
    try:
        return Locale.parse(reader.locale or _DEFAULT, sep="-" if "-" in (reader.locale or "") else "_")
    except (ValueError, UnknownLocaleError) as error:
        raise UnreadableError(f"given.locale is {reader.locale!r}; expected a CLDR locale") from error
