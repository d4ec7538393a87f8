"""What people type, read with care: what of it may be shown, folding for comparison, and dates.

A doubtful date is refused, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time, timedelta

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv january jan",
            "fevrier fevr fev february feb",
            "mars march mar",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juil july jul",
            "aout august aug",
            "septembre sept sep september",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_RELATIVE = {
    "aujourd'hui": 0,
    "aujourdhui": 0,
    "today": 0,
    "hier": -1,
    "yesterday": -1,
    "avant-hier": -2,
    "demain": 1,
    "tomorrow": 1,
}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_MONTH = re.compile(r"(\d{1,2})[/.\-](\d{1,2})(?:[/.\-](\d{4}|\d{2}))?")
_DAY_WORD = re.compile(r"(?:le )?(\d{1,2})(?:er|st|nd|rd|th)? (?:of )?([a-z]+)\.?,? ?(\d{4})?")
_MONTH_YEAR = re.compile(r"([a-z]+)\.? ?(\d{4})?")
_WORD_DAY = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? ?(\d{4})?")
_TIME = re.compile(r"(?:a )?(\d{1,2})(?: ?(?:h|:|heures?) ?(\d{2})?)?(?: ?(am|pm))?")
_NOON, _HALF_DAY = 12, 12
_JOINERS = frozenset("\u200c\u200d")


def visible(text: str) -> str:
    """The text on one line, without what is not seen: control characters and marks that turn the writing's direction.

    Joiners stay: some scripts and pictures need them.
    """
    if text.isprintable():
        return text
    return "".join(map(_shown, text)).strip()


def _shown(character: str) -> str:
    if character in _JOINERS:
        return character
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    return "" if category in {"Cf", "Cs"} else character


def fold(text: str) -> str:
    """Accents, case, apostrophes and runs of spaces aside, for comparing what people type."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    plain = unicodedata.normalize("NFKD", bare.casefold())
    spelt = plain.replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    return " ".join("".join(c for c in spelt if not unicodedata.combining(c)).split())


def typed_date(text: str, today: date) -> date | None:
    """The date meant: `12/03`, `12/03/2026`, `2026-03-12`, `12 mars`, `March 12`, `hier`; without a year, this year.

    None where it cannot be read or does not exist. Day comes before month.
    """
    typed = fold(text[:40])
    if typed in _RELATIVE:
        return today + timedelta(days=_RELATIVE[typed])
    if match := _ISO.fullmatch(typed):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_MONTH.fullmatch(typed):
        return _day(_year(match[3], today), int(match[2]), int(match[1]))
    if match := _DAY_WORD.fullmatch(typed):
        return _day(_year(match[3], today), _MONTHS.get(match[2], 0), int(match[1]))
    if match := _WORD_DAY.fullmatch(typed):
        return _day(_year(match[3], today), _MONTHS.get(match[1], 0), int(match[2]))
    return None


def typed_time(text: str) -> time | None:
    """The time of day meant: `14h30`, `14 h 30`, `14:30`, `14h`, `14`, `2 pm`, `2:30 pm`, `midi`, `noon`.

    None where it cannot be read or does not exist.
    """
    typed = fold(text[:20])
    if typed in {"midi", "noon"}:
        return time(_NOON)
    match = _TIME.fullmatch(typed)
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half is not None:
        if not 1 <= hour <= _HALF_DAY:
            return None
        hour = hour % _HALF_DAY + (_HALF_DAY if half == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None


def typed_start(text: str, today: date) -> date | None:
    """The first day of what is meant: a year (`2025`), a month (`mai`, `May 2025`) or a date (`12/03`).

    A month without a year is the latest that has begun.
    """
    typed = fold(text[:40])
    if typed.isdecimal() and len(typed) == 4:  # noqa: PLR2004 - four digits
        return _day(int(typed), 1, 1)
    match = _MONTH_YEAR.fullmatch(typed)
    if match is None or match[1] not in _MONTHS:
        return typed_date(text, today)
    month = _MONTHS[match[1]]
    year = int(match[2]) if match[2] else today.year - (month > today.month)
    return _day(year, month, 1)


def _year(typed: str | None, today: date) -> int:
    if typed is None:
        return today.year
    return int(typed) if len(typed) == 4 else today.year // 100 * 100 + int(typed)  # noqa: PLR2004 - four digits


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
