"""On which money a claim is judged: a day's, or in a month of successive deaths that of the month before (art. 9).

Deaths are of one month by the calendar days of the deaths, whenever they were announced or entered. What the month
itself brings, dues and levies included, is left out; confirmed payments by the means that art. 9 names count, if their
value date lies strictly before the announcement of the death in question. The wait after long arrears goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.domain.aid import DEATHS, Basis, Claim, Death, EventKind
from assistant.domain.bylaws import Bylaws
from assistant.domain.calendar import first_of_month
from assistant.domain.decisions import Situation
from assistant.domain.ledger import Entry, Kind, effective
from assistant.rules.standing import bettered_situation, situation


@dataclass(frozen=True, slots=True)
class Money:
    """The member's money as the claim sees it."""

    basis: Basis
    situation: Situation


def money(
    claim: Claim, entries: Sequence[Entry], deaths: Iterable[Death], paid_on: date | None, bylaws: Bylaws
) -> Money:
    """The money that decides. `entries` are the member's lines, with what has accrued up to the latest of the event's
    day, the announcement's and `paid_on`; `deaths` those known, as for `successive`.
    """
    day = judged_on(claim, deaths, paid_on, bylaws)
    if not successive(claim, deaths, bylaws):
        return Money(Basis.LIVE, situation(entries, bylaws, day))
    bettering = _bettering(claim, entries, bylaws, day)
    return Money(Basis.SUCCESSIVE_DEATHS, bettered_situation(entries, bettering, bylaws, day, waits_on=claim.event_on))


def judged_on(claim: Claim, deaths: Iterable[Death], paid_on: date | None, bylaws: Bylaws) -> date:
    """The day at whose end the money is looked at; the books must reach back to it.

    `paid_on` is the day of the payout, or the present one while nothing is paid.
    """
    if successive(claim, deaths, bylaws):
        return first_of_month(claim.event_on) - timedelta(days=1)
    match bylaws.aid.eligibility_reference.on(claim.event_on):
        case "announcement_date":
            return claim.announced_on
        case "payment_date":
            return paid_on or claim.declared_on
        case _:
            return claim.event_on


def successive(claim: Claim, deaths: Iterable[Death], bylaws: Bylaws) -> bool:
    """Whether another death that the annex covers fell in the month of this one, to whichever member (art. 9).

    `deaths`: those of members and their families, one for each claim; claims about one death name the same event.
    """
    month = first_of_month(claim.event_on)
    return _counts(claim.death, bylaws) and any(
        death.event != claim.event and first_of_month(death.event_on) == month and _counts(death, bylaws)
        for death in deaths
    )


def covered(kind: EventKind, bylaws: Bylaws) -> bool:
    """Whether the annex lists it."""
    return kind.value in bylaws.aid.payouts


def _counts(death: Death, bylaws: Bylaws) -> bool:
    return death.kind in DEATHS and covered(death.kind, bylaws)


def _bettering(claim: Claim, entries: Sequence[Entry], bylaws: Bylaws, day: date) -> list[Entry]:
    """What was paid after that day and before the death was announced, by the means that count."""
    methods = bylaws.aid.art9_methods.on(claim.event_on)
    paid = (entry for entry in effective(entries) if entry.kind is Kind.PAYMENT and entry.method in methods)
    return [entry for entry in paid if day < entry.value_on < claim.announced_on]
