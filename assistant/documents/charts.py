"""Charts for a phone held upright: bars that lie, large figures, what matters said at the top."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, cast

from markupsafe import Markup

from assistant.documents import wording
from assistant.documents.drawing import LEFT, PALETTES, RIGHT, Picture, fitting
from assistant.documents.typesetting import png
from assistant.domain.money import Money
from assistant.domain.papers import ArrearsBand, ArrearsChartData, DuesChartData, MonthOfDues
from assistant.i18n import Language

_HEAD = 250
"""How much the title and what is said under it take."""
_LEGEND = 80
_BAND = 170
_MONTH = 92
_BARS_AT = 290
_LONGEST = RIGHT - _BARS_AT - 150
"""The longest bar of a month: its percentage stands beside it."""
_ROUND = (100, 120, 150, 200, 240, 300, 400, 500, 600, 800, 1000)
"""Where a scale may end, in hundredths of its power of ten."""


def arrears_chart(reader: Language, data: Mapping[str, Any]) -> bytes:
    """A PNG of `ArrearsChartData`: how many members owe, and how much, in each band."""
    return png("chart.typ", reader, {}, _arrears(reader, cast("ArrearsChartData", data)))


def dues_chart(reader: Language, data: Mapping[str, Any]) -> bytes:
    """A PNG of `DuesChartData`: what fell due each month against what has come in."""
    return png("chart.typ", reader, {}, _dues(reader, cast("DuesChartData", data)))


def _arrears(reader: Language, paper: ArrearsChartData) -> str:
    picture, bands = Picture(PALETTES[paper["theme"]]), paper["bands"]
    members = sum(band["members"] for band in bands)
    owed = Money(sum(band["cents"] for band in bands), paper["currency"])
    said = reader.tn("{n} member owes {amount}", "{n} members owe {amount}", members, amount=owed)
    picture.head(reader.t("Arrears on {day}", day=date.fromisoformat(paper["on"])), said)
    scale = (RIGHT - LEFT) / max(1, *(band["members"] for band in bands))
    for row, (label, band) in enumerate(_labelled(reader, paper)):
        owing = reader.tn("{n} member", "{n} members", band["members"])
        together = wording.round_amount(reader, band["cents"], paper["currency"])
        _band(picture, _HEAD + row * _BAND, (label, Markup("{} · {}").format(owing, together)), band["members"] * scale)
    return picture.svg(_HEAD + len(bands) * _BAND)


def _band(picture: Picture, y: float, words: tuple[Markup, Markup], length: float) -> None:
    """Which band it is, how many and how much, and a bar as long as they are many."""
    size = fitting(36, RIGHT - LEFT, words[0] + "   " + words[1])
    picture.text(LEFT, y + 36, words[0], size, colour=picture.palette.soft)
    picture.text(RIGHT, y + 36, words[1], size, strong=True, anchor="end")
    picture.bar(LEFT, y + 60, RIGHT - LEFT, 50, picture.palette.track)
    picture.bar(LEFT, y + 60, length, 50, picture.palette.first)


def _labelled(reader: Language, paper: ArrearsChartData) -> Iterator[tuple[Markup, ArrearsBand]]:
    """Each band with its edges in words."""
    low: int | None = None
    for band in paper["bands"]:
        yield _edges(reader, low, band["up_to"], paper["currency"]), band
        low = band["up_to"]


def _edges(reader: Language, low: int | None, high: int | None, currency: str) -> Markup:
    if high is None:
        return reader.t("More than {amount}", amount=wording.short_amount(reader, low or 0, currency))
    if low is None:
        return reader.t("Up to {amount}", amount=wording.short_amount(reader, high, currency))
    return reader.t(
        "{low} to {high}",
        low=wording.short_amount(reader, low + 1, currency),
        high=wording.short_amount(reader, high, currency),
    )


def _dues(reader: Language, paper: DuesChartData) -> str:
    picture, months = Picture(PALETTES[paper["theme"]]), paper["months"]
    _dues_head(picture, reader, paper)
    top = _HEAD + _LEGEND
    bottom = top + len(months) * _MONTH
    longest = _scale_end(max(max(month["due"], month["received"]) for month in months))
    for share in (0, 1, 2):
        x = _BARS_AT + _LONGEST * share / 2
        picture.rule(x, top - 6, bottom)
        label = wording.round_amount(reader, longest * share // 2, paper["currency"])
        picture.text(x, bottom + 44, label, 28, colour=picture.palette.soft, anchor="middle")
    for row, month in enumerate(months):
        _month(picture, reader, month, (top + row * _MONTH, _LONGEST / longest))
    return picture.svg(bottom + 80)


def _dues_head(picture: Picture, reader: Language, paper: DuesChartData) -> None:
    due = sum(month["due"] for month in paper["months"])
    received = sum(month["received"] for month in paper["months"])
    figures = {
        "share": wording.share(reader, received, due),
        "received": wording.round_amount(reader, received, paper["currency"]),
        "due": wording.round_amount(reader, due, paper["currency"]),
    }
    said = reader.t("{share} received: {received} of {due}", **figures) if due > 0 else reader.t("Nothing was due")
    picture.head(reader.t("Dues, {months}", months=_span(reader, paper["months"])), said)
    beside = picture.legend(LEFT, _HEAD, reader.t("Received"), picture.palette.first)
    picture.legend(beside, _HEAD, reader.t("Due"), picture.palette.second, hatched=True)


def _span(reader: Language, months: list[MonthOfDues]) -> str:
    """`avr. 2025 – mars 2026`; one month alone."""
    first, last = (wording.short_month(reader, months[place]["month"]) for place in (0, -1))
    return first if first == last else f"{first} – {last}"


def _month(picture: Picture, reader: Language, month: MonthOfDues, place: tuple[float, float]) -> None:
    """A pair of bars, due under received, and how much of it that is; `place` is the top and the pixels a cent."""
    y, scale = place
    picture.text(LEFT, y + 44, wording.short_month(reader, month["month"]), 34, colour=picture.palette.soft)
    picture.bar(_BARS_AT, y + 6, month["received"] * scale, 32, picture.palette.first)
    picture.bar(_BARS_AT, y + 42, month["due"] * scale, 24, picture.palette.second, hatched=True)
    picture.text(RIGHT, y + 48, wording.share(reader, month["received"], month["due"]), 38, strong=True, anchor="end")


def _scale_end(most: int) -> int:
    """A round amount that holds the longest bar, two units at least."""
    least = max(most, 200)
    hundredth = int("1" + "0" * (len(str(least)) - 3))
    return next(end * hundredth for end in _ROUND if end * hundredth >= least)
