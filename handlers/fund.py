"""`/fonds`: what mutual aid has paid, called and received in a year, event by event for the bureau; and a summary that
names nobody, for the assembly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from markupsafe import Markup

from assistant.chat import Attachment, Button, Reply, Turn
from assistant.domain.aid import EventKind
from assistant.domain.money import Money
from assistant.domain.papers import FundSheetData, FundSummaryData
from assistant.marks import N_
from assistant.services.aid import fund
from assistant.services.aid.fund import EventAccount, KindAccount, Summary, Sums
from assistant.services.books import books_open_on
from assistant.words import fold
from handlers.citing import article as cited
from handlers.figures import EVENTS

SUMMARY = frozenset({"summary", "resume", "assembly", "assemblee"})
SHOWN = 15
_YEAR = re.compile(r"(19|20)\d\d")
_EVENT = {
    False: N_("• {event}, {names}: {sums}"),
    True: N_("• {event}, {names} (cancelled since): {sums}"),
}
"""By whether it was cancelled since."""
_SUMS = N_("{paid} paid, {called} called, {received} received, {due} still due")


def show_fund(turn: Turn) -> Reply:
    """This year, or the one that follows the command; `/fonds 2026 résumé` for the assembly."""
    words = [fold(word) for word in turn.arguments]
    turn.arguments.clear()
    in_brief = not SUMMARY.isdisjoint(words)
    asked = [word for word in words if word not in SUMMARY]
    if any(not _YEAR.fullmatch(word) for word in asked[:1]):
        example = str(turn.work.today.year)
        sorry = turn.t("I could not read that year. Write it like {example}.", example=example)
        return Reply(sorry, result={"refused": "BAD_DATE", "articles": []})
    year = int(asked[0]) if asked else turn.work.today.year
    return _summary(turn, year) if in_brief else _account(turn, year)


def _money(turn: Turn, cents: int) -> Money:
    return Money(cents, turn.work.bylaws.currency)


# The bureau's page


def _account(turn: Turn, year: int) -> Reply:
    seen = fund.account(turn.work, turn.actor, year)
    text = Markup("\n").join(
        [*_head(turn, seen.summary, empty=not seen.events), *_events(turn, seen.events), *_besides(turn, seen.summary)]
    )
    sheet = Attachment("fund_sheet", str(turn.t("mutual-aid-{year}.xlsx", year=str(year))), _sheet(turn, seen))
    events = [_event_result(event) for event in seen.events]
    return Reply(text, _buttons(turn, year), (sheet,) if seen.events else (), _result(seen.summary, events))


def _events(turn: Turn, events: Sequence[EventAccount]) -> Iterator[Markup]:
    for event in events[:SHOWN]:
        names = [member.name for member in event.concerned]
        shown = {"event": label(turn, event.kind), "names": names}
        if event.undone and not any(asdict(event.sums).values()):
            yield turn.t("• {event}, {names}: cancelled since", **shown)
        else:
            yield turn.t(_EVENT[event.undone], sums=_sums(turn, event.sums), **shown)
    if (others := len(events) - SHOWN) > 0:
        yield turn.tn("… and {n} other, in the spreadsheet", "… and {n} others, in the spreadsheet", others)


def _event_result(event: EventAccount) -> dict[str, Any]:
    return {
        "event": str(event.event),
        "kind": event.kind.value,
        "members": [member.number for member in event.concerned],
        "cancelled": event.undone,
        **asdict(event.sums),
    }


def _sheet(turn: Turn, seen: fund.Fund) -> FundSheetData:
    return FundSheetData(
        until=seen.summary.until.isoformat(),
        currency=turn.work.bylaws.currency,
        events=[
            {
                "label": _plain(label(turn, event.kind)),
                "concerned": [{"number": member.number, "name": member.name} for member in event.concerned],
                "granted_on": event.granted_on.isoformat(),
                "undone": event.undone,
                "paid": event.sums.paid,
                "called": event.sums.called,
                "received": event.sums.received,
                "due": event.sums.due,
            }
            for event in seen.events
        ],
    )


def _buttons(turn: Turn, year: int) -> tuple[Button, ...]:
    """The assembly's page, and the year before where the books know it."""
    for_assembly = Button(str(turn.t("Summary for the assembly")), "fund", (str(year), "summary"))
    opened = books_open_on(turn.work)
    known = opened is not None and opened.year < year
    return (for_assembly, Button(str(year - 1), "fund", (str(year - 1),))) if known else (for_assembly,)


# The assembly's


def _summary(turn: Turn, year: int) -> Reply:
    seen = fund.summary(turn.work, turn.actor, year)
    text = Markup("\n").join(
        [*_head(turn, seen, empty=not seen.kinds), *_kinds(turn, seen.kinds), *_besides(turn, seen)]
    )
    name = str(turn.t("mutual-aid-{year}.pdf", year=str(year)))
    paper = Attachment("fund_summary", name, _paper(turn, seen))
    kinds = [
        {"kind": each.kind.value if each.kind else None, "count": each.granted, **asdict(each.sums)}
        for each in seen.kinds
    ]
    account = Button(str(turn.t("Event by event")), "fund", (str(year),))
    return Reply(text, (account,), (paper,), _result(seen, kinds))


def _kinds(turn: Turn, kinds: Sequence[KindAccount]) -> Iterator[Markup]:
    for each in kinds:
        shown = {"event": label(turn, each.kind), "sums": _sums(turn, each.sums)}
        if each.granted:
            yield turn.t("• {event}, {count} granted: {sums}", count=each.granted, **shown)
        else:
            yield turn.t("• {event}: {sums}", **shown)


def _paper(turn: Turn, seen: Summary) -> FundSummaryData:
    cite = turn.work.bylaws.cite
    return FundSummaryData(
        association=turn.work.bylaws.name,
        year=str(seen.year),
        since=seen.since.isoformat(),
        until=seen.until.isoformat(),
        currency=turn.work.bylaws.currency,
        opening=seen.opening,
        balance=seen.balance,
        lines=[
            {
                "label": _plain(label(turn, each.kind)),
                "granted": each.granted if each.kind else None,
                "paid": each.sums.paid,
                "called": each.sums.called,
                "received": each.sums.received,
                "due": each.sums.due,
            }
            for each in seen.kinds
        ],
        helps=seen.helps,
        helped=seen.helped,
        other=seen.other,
        article=cited(cite("mutual_aid")),
        help_article=cited(cite("commission")),
        issued_on=turn.work.today.isoformat(),
    )


# Both


def label(turn: Turn, kind: EventKind | None) -> Markup:
    """The kind of an event; None: those of other years, and those cancelled since."""
    if kind is None:
        return turn.t("Other years, or cancelled since")
    return turn.t(EVENTS[kind]) if kind in EVENTS else turn.t("Another event")


def _head(turn: Turn, seen: Summary, *, empty: bool) -> Iterator[Markup]:
    """The balance first, then what the year's events come to. `empty`: nothing is listed below."""
    yield turn.t(
        "<b>Mutual-aid fund: {balance}</b> on {day}, {opening} on {since}.",
        balance=_money(turn, seen.balance),
        day=seen.until,
        opening=_money(turn, seen.opening),
        since=seen.since,
    )
    if empty:
        yield turn.t("No event in {year}.", year=str(seen.year))
    if not seen.kinds:
        return
    yield turn.t("In {year}: {sums}.", year=str(seen.year), sums=_sums(turn, seen.sums))
    if seen.sums.due:
        yield turn.t("A contribution counts in the balance from its call on, also what is still due of it.")


def _sums(turn: Turn, sums: Sums) -> Markup:
    return turn.t(_SUMS, **{name: _money(turn, cents) for name, cents in asdict(sums).items()})


def _besides(turn: Turn, seen: Summary) -> Iterator[Markup]:
    if seen.helps:
        yield turn.tn(
            "Exceptional help was paid {n} time: {amount} ({article}).",
            "Exceptional help was paid {n} times: {amount} ({article}).",
            seen.helps,
            amount=_money(turn, seen.helped),
            article=cited(turn.work.bylaws.cite("commission")),
        )
    if seen.other:
        yield turn.t("Other entries have moved the balance by {amount}.", amount=_money(turn, seen.other))


def _result(seen: Summary, events: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"year": seen.year, **asdict(seen.sums), "balance": seen.balance, "events": list(events)}


def _plain(text: Markup) -> str:
    return str(text.unescape())
