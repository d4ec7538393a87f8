"""Deaths of a month and payments become known in any order, on any day: what the bylaws say in the end is the same."""

from __future__ import annotations

import asyncio
from copy import deepcopy
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

import storage
from assistant.clocks import StandingClock
from assistant.domain.aid import EventKind
from assistant.domain.claims import NewClaim
from assistant.domain.payments import NewPayment
from assistant.ports import UnitOfWork
from assistant.services import payments
from assistant.services.aid import deciding, declaring
from assistant.services.imports import import_members
from assistant.services.tick import tick
from tests.properties.aid_claims import Claimed, Verdict
from tests.properties.aid_model import AidModel
from tests.properties.aid_things import opening, row_of
from tests.properties.machine import SHIPPED, actor_of
from tests.properties.model import Paid, Person
from tests.properties.places import PARIS
from tests.properties.test_money import few

OPENED = date(2026, 1, 31)
FIRST = date(2026, 4, 20)
"""The first day on which something becomes known; one thing a day follows."""
NUMBERS = ("M001", "M002", "M003", "M006")
"""The first is the president."""
KINDS = ("death_mother", "death_sister", "death_child", "birth")


class Death(NamedTuple):
    """Somebody's relative has died, or a child was born; the association learned of it on that day."""

    number: str
    kind: str
    on: date
    announced_on: date


class Payment(NamedTuple):
    """Money that changed hands that day, declared and confirmed whenever it becomes known."""

    number: str
    cents: int
    method: str
    on: date


Step = Death | Payment


@st.composite
def months(draw: st.DrawFn) -> tuple[dict[str, int], list[Step]]:
    """What each owed when the books opened, and what happened: a death in the family of two or three, payments."""
    owed = {number: draw(st.sampled_from((3000, 3999, 4000, 4001, 6000, 24000))) for number in NUMBERS}
    days = st.dates(date(2026, 3, 30), date(2026, 4, 12))
    steps: list[Step] = []
    for number in draw(st.lists(st.sampled_from(NUMBERS), min_size=2, max_size=3, unique=True)):
        on = draw(days)
        steps.append(Death(number, draw(st.sampled_from(KINDS)), on, on + timedelta(days=draw(st.integers(0, 5)))))
    while len(steps) < 4:
        sums, methods = st.sampled_from((1, 1000, 2001, 21000)), st.sampled_from(("transfer", "cheque", "cash"))
        steps.append(Payment(draw(st.sampled_from(NUMBERS)), draw(sums), draw(methods), draw(days)))
    return owed, steps


@given(months())
@few(3, 1)
def test_in_whatever_order_things_become_known_the_bylaws_say_the_same_as_the_model(
    lived: tuple[dict[str, int], list[Step]],
) -> None:
    owed, steps = lived
    expected = said_by_the_model(owed, steps)

    with TemporaryDirectory() as folder:
        said = [asyncio.run(said_by_the_services(Path(folder), owed, order)) for order in permutations(steps)]

    assert said == [expected] * len(said)


async def said_by_the_services(folder: Path, owed: dict[str, int], steps: tuple[Step, ...]) -> dict[str, Verdict]:
    """One thing becomes known a day, in this order; the bureau then notes when each death was announced."""
    clock = StandingClock(datetime.combine(FIRST, time(12), UTC))
    database = storage.throwaway(folder / "order.db", bylaws=SHIPPED, clock=clock, timezone=PARIS, secret_key="s")
    await database.run(lambda work: _open(work, owed))
    for place, step in enumerate(steps):
        clock.instant = datetime.combine(FIRST + timedelta(days=place), time(12), UTC)
        await database.run(partial(_becomes_known, step=step))
    clock.instant = datetime.combine(FIRST + timedelta(days=len(steps)), time(12), UTC)
    await database.run(lambda work: _date_announcements(work, steps))
    await database.run(tick)
    claims = await database.run(lambda work: work.claims.all())
    await database.close()
    kept = {filed.told.concerns: filed.verdict for filed in claims}
    return {
        number: Verdict(told.allowed, told.reason, told.kind, told.payout, told.levy, told.basis, told.overdue)
        for number, told in kept.items()
        if told is not None
    }


def said_by_the_model(owed: dict[str, int], steps: list[Step]) -> dict[str, Verdict]:
    """All known at once."""
    model = AidModel(FIRST + timedelta(days=len(steps)), set_off=False)
    model.opened, model.opening = OPENED, {number: -cents for number, cents in owed.items()}
    model.people = {number: deepcopy(person) for number, person in _people().items()}
    for place, step in enumerate(steps, start=1):
        if isinstance(step, Payment):
            paid = Paid(step.number, step.cents, step.method, step.on, "")
            paid.booked, paid.counts_from = step.cents, step.on
            model.payments[place] = paid
        else:
            model.claims[place] = Claimed(
                place, place, step.number, step.kind, "unlisted", step.number, step.number, step.on, step.announced_on,
                FIRST,
            )  # fmt: skip
    return {model.claims[number].concerns: verdict for number, verdict in model.verdicts().items()}


def _people() -> dict[str, Person]:
    since = date(2019, 5, 1)
    roles = {"M001": {"president"}}
    return {number: Person(number, since, [(since, "active")], roles.get(number, set())) for number in NUMBERS}


def _open(work: UnitOfWork, owed: dict[str, int]) -> None:
    work.book.put("books_open_on", OPENED.isoformat())
    rows = [row_of(person, None, line) for line, person in enumerate(_people().values(), start=2)]
    operator = actor_of(work, "operator")
    import_members(work, operator, rows, dry_run=False)
    work.ledger.record([opening(number, -cents, OPENED) for number, cents in owed.items()], operator)


def _becomes_known(work: UnitOfWork, step: Step) -> None:
    actor = actor_of(work, step.number)
    if isinstance(step, Payment):
        made, _ = payments.declare(work, actor, NewPayment(step.cents, step.method, step.on))
        payments.confirm(work, actor_of(work, "operator"), made.id, reason="reçu")
    else:
        declaring.declare(work, actor, NewClaim(EventKind(step.kind), step.number, step.on, relative=step.number))


def _date_announcements(work: UnitOfWork, steps: tuple[Step, ...]) -> None:
    announced = {step.number: step.announced_on for step in steps if isinstance(step, Death)}
    for filed in work.claims.undecided():
        by = "M001" if filed.told.concerns != "M001" else "operator"
        deciding.date_announcement(work, actor_of(work, by), filed.id, announced[filed.told.concerns])
