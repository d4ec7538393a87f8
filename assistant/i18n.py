"""Texts in the reader's language: catalogues found by folder, plural forms, money and dates as CLDR writes them.

`language("fr").t("You owe <b>{amount}</b>.", amount=Money(3500))` looks the sentence up, writes each value as the
language does and escapes what people typed, without marks that are not seen. Values that are `Markup` pass unescaped.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from gettext import GNUTranslations
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal
from markupsafe import Markup

from assistant.domain.money import Money
from assistant.words import visible

FOLDER = Path(__file__).parent.parent / "locales"
REMEMBERED = 4096
REGIONS: Mapping[str, str] = {"en": "en_GB"}
"""Which country's habits a language follows, where not the one CLDR takes by default."""


FIRSTS: Mapping[str, str] = {"fr": "1er"}
"""How the first day of a month is written, where not as a plain number."""


def show(value: object, locale: Locale) -> str:
    """A value as CLDR has it written in that locale."""
    match value:
        case Money():
            return _amount(value.cents, value.currency, locale)
        case datetime():
            return format_datetime(value, "d MMMM yyyy HH:mm", tzinfo=value.tzinfo, locale=locale)
        case date():
            return _day(value, locale)
        case int() if not isinstance(value, bool):
            return format_decimal(value, locale=locale)
        case list() | tuple():
            return format_list([show(item, locale) for item in value], locale=locale)
        case _:
            return visible(str(value))


@lru_cache(REMEMBERED)
def _amount(cents: int, currency: str, locale: Locale) -> str:
    """Remembered, because writing an amount out costs more than finding it."""
    return format_currency(Decimal(cents).scaleb(-2), currency, locale=locale)


@lru_cache(REMEMBERED)
def _day(day: date, locale: Locale) -> str:
    return format_date(day, "long", locale=locale)


class Language:
    """A language people read: its catalogue and its CLDR locale."""

    def __init__(self, code: str, catalogue: GNUTranslations) -> None:
        self.code = code
        self.locale = Locale.parse(REGIONS.get(code, code))
        self._catalogue = catalogue

    def t(self, message: str, **values: object) -> Markup:
        """The message in this language, with its values written out."""
        return self._fill(self._catalogue.gettext(message), values)

    def tn(self, one: str, many: str, n: int, **values: object) -> Markup:
        """The same by number: `n` chooses the form and is a value too."""
        return self._fill(self._catalogue.ngettext(one, many, n), {"n": n, **values})

    def show(self, value: object) -> str:
        """A value as people write it: `60,00 €`, `5 mars 2026`, `1er avril 2026`, `2 000`, `a, b et c`."""
        if isinstance(value, datetime):
            return self.moment(value)
        shown = show(value, self.locale)
        if isinstance(value, date) and value.day == 1 and self.code in FIRSTS:
            return shown.replace("1", FIRSTS[self.code], 1)
        return shown

    def full_day(self, day: date) -> str:
        """With the day of the week: `dimanche 1er mars 2026`, `Sunday 1 March 2026`."""
        return f"{format_date(day, 'EEEE', locale=self.locale)} {self.show(day)}"

    def time(self, instant: datetime) -> str:
        """The time of day: `14 h 30`, `14:30`."""
        return str(self.t("{hour}:{minute}", hour=f"{instant:%-H}", minute=f"{instant:%M}"))

    def moment(self, instant: datetime) -> str:
        """`5 mars 2026 à 14 h 30`."""
        return str(self.t("{day} at {time}", day=instant.date(), time=self.time(instant)))

    def month(self, day: date) -> str:
        """`mars 2026`."""
        return format_date(day, "LLLL y", locale=self.locale)

    def months(self, days: Sequence[date]) -> str:
        """`février et mars 2026`, `décembre 2025 et janvier 2026`: a year once, after its last month."""
        following = [*days[1:], None]
        written = [
            format_date(day, "LLLL y" if after is None or after.year != day.year else "LLLL", locale=self.locale)
            for day, after in zip(days, following, strict=True)
        ]
        return format_list(written, locale=self.locale)

    def short_day(self, day: date) -> str:
        """`05/03/2026`."""
        return format_date(day, "dd/MM/y", locale=self.locale)

    def _fill(self, message: str, values: Mapping[str, object]) -> Markup:
        shown = {name: value if isinstance(value, Markup) else self.show(value) for name, value in values.items()}
        return Markup(message).format(**shown)  # noqa: S704 - catalogues are ours


@cache
def languages() -> tuple[str, ...]:
    """The codes of the languages that have a catalogue."""
    return tuple(sorted(path.parent.parent.name for path in FOLDER.glob("*/LC_MESSAGES/messages.po")))


@cache
def language(code: str) -> Language:
    """The language with exactly that code. KeyError where it has no catalogue."""
    if code not in languages():
        raise KeyError(code)
    path = FOLDER / code / "LC_MESSAGES" / "messages.po"
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return Language(code, GNUTranslations(compiled))


def choose(wanted: str | None, default: str) -> str:
    """The language for a code such as `en-US`: itself, or its language without the region, or the default."""
    plain = (wanted or "").replace("_", "-").split("-")[0].lower()
    return plain if plain in languages() else default
