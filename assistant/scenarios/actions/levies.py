"""What members contribute after deaths: sums, due days, two deaths together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from assistant.domain.aid import LISTED, Assessment, Claim, EventKind
from assistant.domain.calendar import add_months
from assistant.domain.members import Member, Status
from assistant.rules import aid
from assistant.scenarios.events import kind_of
from assistant.scenarios.people import LONG_AGO, member
from assistant.scenarios.registry import Found, Nothing
from assistant.scenarios.shapes import UnreadableError
from assistant.scenarios.stage import Stage

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
    register = [_member(number, start, dead.get(number)) for number in numbers]
    first, second = (_assess(stage, each, register, on) for each, on in zip(deaths, days, strict=True))
    owed = {number: sum(each.levy for each in (first, second) if number in each.levied) for number in numbers}
    facts: dict[str, object] = {f"{name}_owes_cents": owed[name] for name in names}
    facts |= {
        "others_owe_cents": owed[numbers[-1]] if len(numbers) > len(names) else 0,
        "first_total_cents": first.total,
        "second_total_cents": second.total,
        "levies_total_cents": first.total + second.total,
        "payouts_total_cents": first.payout + second.payout,
        "net_cents": first.net + second.net,
    }
    return Found(facts, first.decision.articles)


def _assess(stage: Stage, death: Bereavement, register: list[Member], day: date) -> Assessment:
    """The claim of who is bereaved, of whose money nothing is known."""
    kind, tie = kind_of(death.kind)
    claim = Claim("event", kind, death.bereaved, day, announced_on=day, declared_on=day, tie=tie)
    concerned = next(each for each in register if each.number == death.bereaved)
    return aid.assess(claim, aid.Facts(concerned, (), register=register, called_on=death.called_on), stage.bylaws)


def _member(number: str, day: date, died_on: date | None) -> Member:
    joined = add_months(day, -LONG_AGO)
    return member(number, Status.DECEASED if died_on else Status.ACTIVE, joined, died_on or joined)
