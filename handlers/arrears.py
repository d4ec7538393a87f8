"""`/impayes`: who owes what and since when, by how much it is, as a short text, two charts and a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from assistant.chat import Attachment, Button, Reply, Turn
from assistant.domain.decisions import Standing
from assistant.domain.money import Money
from assistant.domain.papers import ArrearsChartData, ArrearsSheetData, DuesChartData, Theme
from assistant.rules.ageing import Band
from assistant.services import reports
from assistant.services.reports import ArrearsLine, Overview
from assistant.words import fold

DARK = frozenset({"dark", "sombre", "sombres"})
SHOWN = 15
WARNED_FROM_HERE = 3
"""How many of those who owe most have a button to warn them."""


def show_arrears(turn: Turn) -> Reply:
    """What is overdue first, then the bands, then who owes most; `/impayes sombre` for charts on a dark ground."""
    seen = reports.overview(turn.work, turn.actor, turn.work.today)
    theme: Theme = "dark" if any(fold(word) in DARK for word in turn.arguments) else "light"
    turn.arguments.clear()
    text = Markup("\n").join([_total(turn, seen), *_bands(turn, seen), *_people(turn, seen), *_besides(turn, seen)])
    return Reply(text, _buttons(turn, seen, theme), _files(turn, seen, theme), _result(seen))


def _result(seen: Overview) -> dict[str, Any]:
    members = [
        {
            "number": line.number,
            "name": line.name,
            "balance": line.balance,
            "overdue": line.overdue,
            "since": line.owing_since.isoformat() if line.owing_since else None,
            "status": str(line.status),
            "reachable": line.reachable,
        }
        for line in seen.lines
    ]
    return {"members": members, "total": seen.total.cents}


def _money(turn: Turn, cents: int) -> Money:
    return Money(cents, turn.work.bylaws.currency)


def _total(turn: Turn, seen: Overview) -> Markup:
    if not seen.total.members:
        return turn.t("<b>Nobody is in arrears</b> on {day}.", day=seen.on)
    return turn.tn(
        "<b>{amount} overdue</b>, {n} member, on {day}.",
        "<b>{amount} overdue</b>, {n} members, on {day}.",
        seen.total.members,
        amount=_money(turn, seen.total.cents),
        day=seen.on,
    )


def _bands(turn: Turn, seen: Overview) -> Iterator[Markup]:
    low: int | None = None
    for band in seen.bands if seen.total.members else ():
        yield turn.tn(
            "{band}: {n} member, {amount}",
            "{band}: {n} members, {amount}",
            band.members,
            band=_edges(turn, low, band),
            amount=_money(turn, band.cents),
        )
        low = band.up_to


def _edges(turn: Turn, low: int | None, band: Band) -> Markup:
    if band.up_to is None:
        return turn.t("More than {amount}", amount=_money(turn, low or 0))
    if low is None:
        return turn.t("Up to {amount}", amount=_money(turn, band.up_to))
    return turn.t("{low} to {high}", low=_money(turn, low + 1), high=_money(turn, band.up_to))


def _people(turn: Turn, seen: Overview) -> Iterator[Markup]:
    """Those who owe most, and how many others there are."""
    late = [line for line in seen.lines if line.overdue]
    for line in late[:SHOWN]:
        yield Markup("• ") + _person(turn, seen, line)
    if (others := len(late) - SHOWN) > 0:
        yield turn.tn("… and {n} other, in the spreadsheet", "… and {n} others, in the spreadsheet", others)


def _person(turn: Turn, seen: Overview, line: ArrearsLine) -> Markup:
    first = line.owing_since or seen.on
    told = {
        "name": line.name,
        "number": line.number,
        "amount": _money(turn, line.overdue),
        "since": turn.language.short_day(first),
    }
    if seen.since is not None and first <= seen.since:
        owes = turn.t("{name} ({number}): {amount}, since {since} or earlier", **told)
    else:
        owes = turn.t("{name} ({number}): {amount}, since {since}", **told)
    return owes if line.reachable else owes + turn.t(", not reachable here")


def _besides(turn: Turn, seen: Overview) -> Iterator[Markup]:
    """What is owed and is no arrears, and what former members owe."""
    if seen.not_overdue.members:
        yield turn.tn(
            "Owed besides, and not overdue: {amount} ({n} member).",
            "Owed besides, and not overdue: {amount} ({n} members).",
            seen.not_overdue.members,
            amount=_money(turn, seen.not_overdue.cents),
        )
    if seen.former.members:
        yield turn.tn(
            "{n} former member still owes {amount}.",
            "{n} former members still owe {amount}.",
            seen.former.members,
            amount=_money(turn, seen.former.cents),
        )


def _buttons(turn: Turn, seen: Overview, theme: Theme) -> tuple[Button, ...]:
    beyond = [line for line in seen.lines if line.standing is Standing.NOT_UP_TO_DATE]
    warnings = [
        Button(str(turn.t("Warn {name} ({number})", name=line.name, number=line.number)), "warn", (line.number,))
        for line in beyond[:WARNED_FROM_HERE]
    ]
    other = turn.t("Charts on a dark ground") if theme == "light" else turn.t("Charts on a light ground")
    return (*warnings, Button(str(other), "arrears", ("dark",) if theme == "light" else ()))


def _files(turn: Turn, seen: Overview, theme: Theme) -> tuple[Attachment, ...]:
    """The arrears by band where there are any, the dues by month, and a row for each member who owes."""
    day = seen.on.isoformat()
    bands = Attachment("arrears_chart", str(turn.t("arrears-{day}.png", day=day)), _chart(turn, seen, theme))
    months = Attachment("dues_chart", str(turn.t("dues-{day}.png", day=day)), _months(turn, seen, theme))
    sheet = Attachment("arrears_sheet", str(turn.t("arrears-{day}.xlsx", day=day)), _sheet(turn, seen))
    return (*([bands] if seen.total.members else []), months, *([sheet] if seen.lines else []))


def _chart(turn: Turn, seen: Overview, theme: Theme) -> ArrearsChartData:
    return ArrearsChartData(
        on=seen.on.isoformat(),
        currency=turn.work.bylaws.currency,
        bands=[{"up_to": band.up_to, "members": band.members, "cents": band.cents} for band in seen.bands],
        theme=theme,
    )


def _months(turn: Turn, seen: Overview, theme: Theme) -> DuesChartData:
    return DuesChartData(
        currency=turn.work.bylaws.currency,
        months=[{"month": f"{m.month:%Y-%m}", "due": m.due, "received": m.received} for m in seen.months],
        theme=theme,
    )


def _sheet(turn: Turn, seen: Overview) -> ArrearsSheetData:
    return ArrearsSheetData(
        on=seen.on.isoformat(),
        currency=turn.work.bylaws.currency,
        members=[
            {
                "number": line.number,
                "name": line.name,
                "owed": -line.balance,
                "overdue": line.overdue,
                "since": line.owing_since.isoformat() if line.owing_since else None,
                "status": str(line.status),
                "reachable": line.reachable,
            }
            for line in seen.lines
        ],
    )
