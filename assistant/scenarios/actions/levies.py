"""What members contribute after deaths: sums, due days, two deaths together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from assistant.domain.actors import OPERATOR
from assistant.domain.aid import LISTED, EventKind
from assistant.domain.calendar import add_months
from assistant.domain.claims import FiledClaim, NewClaim, event_subject
from assistant.domain.members import Member, Status
from assistant.ports import UnitOfWork
from assistant.rules import aid
from assistant.scenarios.claims import file_claim
from assistant.scenarios.events import kind_of
from assistant.scenarios.people import LONG_AGO, member
from assistant.scenarios.registry import Found, Nothing
from assistant.scenarios.shapes import UnreadableError
from assistant.scenarios.stage import Stage
from assistant.services.aid import levies
from assistant.services.aid.judging import assess, judge

_APART = timedelta(days=10)
"""Between two deaths whose days are not said."""


@dataclass(frozen=True, slots=True)
class Payers:
    """Numbers of members who pay, for an event of that day, else of the day the bylaws were adopted."""

    payers: tuple[int, ...]
    event_on: date | None = None


@dataclass(frozen=True, slots=True)
class Called:
    """The day of a levy's call."""

    called_on: date


@dataclass(frozen=True, slots=True)
class Size:
    """How many members there are, the bereaved included."""

    members: int


@dataclass(frozen=True, slots=True)
class Bereavement:
    """Who is bereaved of whom, and when."""

    bereaved: str
    kind: str
    event_on: date | None = None
    called_on: date | None = None


@dataclass(frozen=True, slots=True)
class TwoDeaths:
    """One death, then the other."""

    first: Bereavement
    second: Bereavement


async def levy_table(stage: Stage, _given: Nothing, when: Payers) -> Found:
    """`then`: each kind of event: what so many payers contribute together, in cents."""
    day = when.event_on or stage.bylaws.adopted_on
    sums = {kind.value: [aid.total(kind, payers, stage.bylaws, day) for payers in when.payers] for kind in LISTED}
    return Found(sums, (stage.bylaws.cite("levy"), stage.bylaws.cite("tariff")))


async def levy_due(stage: Stage, _given: Nothing, when: Called) -> Found:
    """`then`: due_on, overdue_from."""
    due_on = aid.due_on(when.called_on, stage.bylaws)
    return Found({"due_on": due_on, "overdue_from": due_on + timedelta(days=1)}, (stage.bylaws.cite("levy"),))


async def two_levies(stage: Stage, given: Size, when: TwoDeaths) -> Found:
    """`then`: A_owes_cents (each of the bereaved by name), others_owe_cents, first_total_cents, second_total_cents,
    levies_total_cents, payouts_total_cents, net_cents.
    """
    names = list(dict.fromkeys((when.first.bereaved, when.second.bereaved)))
    if given.members < len(names):
        raise UnreadableError(f"given.members is {given.members}; expected at least {len(names)}")
    numbers = names + [f"M{place:03}" for place in range(1, given.members - len(names) + 1)]
    start = stage.bylaws.adopted_on
    days = (when.first.event_on or start, when.second.event_on or start + _APART)
    deaths = (when.first, when.second)
    dead = {each.bereaved: on for each, on in zip(deaths, days, strict=True) if each.kind == EventKind.DEATH_MEMBER}
    await stage.run(lambda work: _register(work, [_member(number, start, dead.get(number)) for number in numbers]))
    first, second = [await _made(stage, death, on) for death, on in zip(deaths, days, strict=True)]
    for made, death, on in ((first, when.first, days[0]), (second, when.second, days[1])):
        stage.at(death.called_on or on)
        await stage.run(partial(_call, filed=made))
    called = [await stage.run(partial(_called, event=event_subject(made.event))) for made in (first, second)]
    return Found(_sums(names, numbers[-1], called, [_payout(first), _payout(second)]), _articles(first))


def _sums(names: list[str], last: str, called: list[dict[str, int]], payouts: list[int]) -> dict[str, object]:
    """What each owes for both, and what that makes. `last`: somebody whom neither bereaves, where there is one."""
    owed = {number: sum(each.get(number, 0) for each in called) for number in (*names, last)}
    first, second = (sum(each.values()) for each in called)
    return {
        **{f"{name}_owes_cents": owed[name] for name in names},
        "others_owe_cents": 0 if last in names else owed[last],
        "first_total_cents": first,
        "second_total_cents": second,
        "levies_total_cents": first + second,
        "payouts_total_cents": sum(payouts),
        "net_cents": first + second - sum(payouts),
    }


def _register(work: UnitOfWork, members: list[Member]) -> None:
    for each in members:
        work.members.save(each)


async def _made(stage: Stage, death: Bereavement, day: date) -> FiledClaim:
    """The claim of who is bereaved, of whose money nothing is known."""
    kind, tie = kind_of(death.kind)
    new = NewClaim(kind, death.bereaved, day, tie)
    stage.at(day)
    return await stage.run(lambda work: judge(work, file_claim(work, new, work.claims.open_event(), day, day))[0])


def _call(work: UnitOfWork, filed: FiledClaim) -> None:
    """The contribution, where one is owed."""
    levies.call(work, OPERATOR, filed, assess(work, filed))


def _called(work: UnitOfWork, event: str) -> dict[str, int]:
    """What each was charged for the event, in cents."""
    lines = work.ledger.all_entries()
    return {number: -sum(line.cents for line in mine if line.cause == event) for number, mine in lines.items()}


def _payout(made: FiledClaim) -> int:
    return made.verdict.payout if made.verdict else 0


def _articles(made: FiledClaim) -> tuple[str, ...]:
    return made.verdict.articles if made.verdict else ()


def _member(number: str, day: date, died_on: date | None) -> Member:
    joined = add_months(day, -LONG_AGO)
    return member(number, Status.DECEASED if died_on else Status.ACTIVE, joined, died_on or joined)
