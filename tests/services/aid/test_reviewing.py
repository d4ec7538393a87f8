"""Claims are judged again whenever the facts change, and never once they are decided."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import storage
from assistant.clocks import StandingClock
from assistant.domain.aid import Basis, EventKind
from assistant.domain.claims import ClaimState, NewClaim, Verdict
from assistant.domain.decisions import Reason
from assistant.domain.ledger import Method
from assistant.domain.members import Member
from assistant.domain.payments import NewPayment
from assistant.ports import Database, UnitOfWork
from assistant.services import payments
from assistant.services.aid import declaring
from assistant.services.aid.reviewing import review
from assistant.services.tick import tick
from tests.services.aid.claimants import (
    CEDRIC,
    DIANE,
    ESTHER,
    OPENED,
    YESTERDAY,
    claim,
    decided,
    declares,
    filed,
    gather,
    mourns,
    notices,
    owes,
    pays,
    verdict,
)
from tests.services.bureau import AWA, BINTOU, ROSINE, TODAY, acting, later
from tests.services.conftest import NOON
from tests.services.people import BYLAWS

EARLY = date(2026, 11, 3)
"""A day of the month, before which dues fell due on the 1st."""


async def test_a_second_death_turns_a_refusal_into_an_allowance_and_its_declarer_reads_it_once(
    database: Database,
) -> None:
    await gather(database, M012=-6500)
    refused = await mourns(database, AWA)
    before = await verdict(database, refused.id)

    await mourns(database, BINTOU, EARLY)
    await database.run(review)
    await database.run(tick)

    after = await filed(database, refused.id)
    assert (before.reason, before.overdue, before.basis) == (Reason.NOT_UP_TO_DATE, 6500, Basis.LIVE)
    assert after.verdict is not None
    assert (after.verdict.allowed, after.verdict.overdue, after.verdict.basis) == (
        True,
        5500,
        Basis.SUCCESSIVE_DEATHS,
    )
    assert (after.verdict.judged_on, after.round) == (date(2026, 10, 31), 1)
    assert await notices(database, "claim_judged") == [AWA.number]


async def test_a_second_death_may_close_what_was_allowed_and_not_approved(database: Database) -> None:
    await gather(database, M012=-7500)
    await pays(database, AWA, 2000, date(2026, 11, 19))
    first = await mourns(database, AWA, on=date(2026, 11, 20))
    before = await verdict(database, first.id)

    await _announced(database, first.id, date(2026, 11, 19))
    await mourns(database, BINTOU, EARLY)

    after = await verdict(database, first.id)
    assert (before.allowed, before.overdue) == (True, 5500)
    assert (after.reason, after.overdue, after.basis) == (Reason.NOT_UP_TO_DATE, 6500, Basis.SUCCESSIVE_DEATHS)


async def test_what_was_approved_is_never_judged_again(database: Database) -> None:
    await gather(database, M012=-7500)
    await pays(database, AWA, 2000, date(2026, 11, 20))
    first = await mourns(database, AWA, on=YESTERDAY)
    before = await verdict(database, first.id)
    await decided(database, first.id)
    await _announced(database, first.id, YESTERDAY)

    await mourns(database, BINTOU, EARLY)
    await owes(database, AWA, 50000, date(2026, 11, 19))
    await database.run(tick)

    assert before.allowed
    assert await verdict(database, first.id) == before
    assert await notices(database, "claim_judged") == []


@pytest.mark.parametrize("undone", ["withdrawn", "refused", "cancelled"])
async def test_a_death_that_came_to_nothing_makes_no_month_of_two(database: Database, undone: str) -> None:
    await gather(database, M012=-6500)
    refused = await mourns(database, AWA)
    other = await mourns(database, BINTOU, EARLY)
    if undone == "withdrawn":
        await database.run(lambda work: declaring.withdraw(work, acting(BINTOU), other.id))
    elif undone == "refused":
        await decided(database, other.id, ClaimState.REFUSED)
    else:
        await decided(database, other.id)
        await decided(database, other.id, ClaimState.CANCELLED)

    await database.run(review)

    kept = await verdict(database, refused.id)
    assert (kept.reason, kept.basis) == (Reason.NOT_UP_TO_DATE, Basis.LIVE)


@pytest.mark.parametrize(
    ("method", "handed_over", "counts"),
    [
        (Method.TRANSFER, YESTERDAY, True),
        (Method.CASH, YESTERDAY, True),
        (Method.CHEQUE, YESTERDAY, False),
        (Method.TRANSFER, TODAY, False),
    ],
)
async def test_after_two_deaths_money_handed_over_before_the_announcement_counts_though_confirmed_later(
    database: Database, clock: StandingClock, method: Method, handed_over: date, *, counts: bool
) -> None:
    await gather(database, M012=-7500)
    await mourns(database, BINTOU, EARLY)
    mother = await mourns(database, AWA, on=date(2026, 11, 10))
    before = await verdict(database, mother.id)
    later(clock, days=2)

    await pays(database, AWA, 500, handed_over, method)
    await database.run(tick)

    after = await verdict(database, mother.id)
    assert (before.reason, before.overdue) == (Reason.NOT_UP_TO_DATE, 6500)
    assert (after.allowed, after.overdue) == ((True, 6000) if counts else (False, 6500))


async def test_a_payment_only_declared_changes_nothing(database: Database) -> None:
    await gather(database, M012=-6500)
    mother = await mourns(database, AWA)
    new = NewPayment(1000, "transfer", date(2026, 11, 19))
    declared = await database.run(lambda work: payments.declare(work, acting(AWA), new)[0].id)
    await database.run(tick)
    before = await verdict(database, mother.id)

    await database.run(lambda work: payments.confirm(work, acting(ROSINE), declared))
    await database.run(tick)

    assert (before.reason, (await verdict(database, mother.id)).allowed) == (Reason.NOT_UP_TO_DATE, True)


async def test_nothing_is_read_again_while_nothing_was_done_that_day(database: Database, clock: StandingClock) -> None:
    await gather(database, M012=-6500)
    await mourns(database, AWA)
    await database.run(tick)
    await database.run(tick)

    idle = await database.run(_without_claims)
    await owes(database, BINTOU, 1, TODAY)
    with pytest.raises(AttributeError):
        await database.run(_without_claims)
    await database.run(tick)
    later(clock, days=1)
    with pytest.raises(AttributeError):
        await database.run(_without_claims)

    assert idle == 0


async def test_what_stays_the_same_is_neither_written_nor_told(database: Database) -> None:
    await gather(database, M012=-6500)
    kept = await mourns(database, AWA)
    rows = await database.run(lambda work: work.audit.last())

    changed = await database.run(review)

    assert (changed, await filed(database, kept.id)) == (0, kept)
    assert await database.run(lambda work: work.audit.last()) == rows
    assert await notices(database, "claim_judged") == []


async def test_other_figures_for_the_same_answer_are_kept_and_not_told(database: Database) -> None:
    await gather(database, M012=-7500)
    kept = await mourns(database, AWA)

    await pays(database, AWA, 500, YESTERDAY)
    await database.run(review)

    after = await filed(database, kept.id)
    assert after.verdict is not None
    assert (after.verdict.overdue, after.round) == (7000, 0)
    assert await notices(database, "claim_judged") == []


async def test_a_claim_that_the_books_do_not_reach_back_to_stays_as_it_was(database: Database) -> None:
    await gather(database, opened=date(2026, 11, 10))
    kept = await mourns(database, AWA)

    await database.run(lambda work: _smuggle(work, claim(EventKind.DEATH_MOTHER, BINTOU)))
    changed = await database.run(review)

    assert changed == 0
    assert await filed(database, kept.id) == kept
    assert (await filed(database, kept.id + 1)).verdict is None


async def test_where_the_first_is_withdrawn_the_second_takes_its_place(database: Database) -> None:
    await gather(database)
    first = await declares(database, AWA, claim(EventKind.DEATH_FATHER, relative="Prosper"))
    second = await declares(database, BINTOU, claim(EventKind.DEATH_BROTHER, BINTOU, relative="prosper"))

    await database.run(lambda work: declaring.withdraw(work, acting(AWA), first.id))

    made = await verdict(database, second.id)
    assert (made.allowed, made.payout, made.levied) == (True, 50000, 8)
    assert await notices(database, "claim_judged") == [BINTOU.number]


MOURNERS = (AWA, BINTOU, CEDRIC, DIANE, ESTHER)
RELATIVES = (EventKind.DEATH_FATHER, EventKind.DEATH_MOTHER, EventKind.DEATH_SISTER, EventKind.BIRTH)
DAYS = st.dates(date(2026, 10, 15), TODAY)
HAPPENED = st.builds(
    lambda member, kind, on: NewClaim(kind, member.number, on, relative=f"{kind} de {member.first_name}"),
    st.sampled_from(MOURNERS),
    st.sampled_from(RELATIVES),
    DAYS,
)
CEDRIC_DIED = DAYS.map(lambda on: NewClaim(EventKind.DEATH_MEMBER, CEDRIC.number, on))
WIDOWED = DAYS.map(lambda on: NewClaim(EventKind.DEATH_SPOUSE, DIANE.number, on))
PAID = st.tuples(
    st.sampled_from(MOURNERS),
    st.builds(NewPayment, st.integers(1, 4).map(lambda n: n * 500), st.sampled_from(["transfer", "cheque"]), DAYS),
)
EVENTS = st.lists(HAPPENED, min_size=2, max_size=4, unique_by=lambda new: (new.kind, new.concerns))
STEPS = st.tuples(EVENTS, st.lists(CEDRIC_DIED, max_size=1), st.lists(WIDOWED, max_size=1), st.lists(PAID, max_size=3))


@given(
    owed=st.fixed_dictionaries({member.number: st.integers(-8000, -4500) for member in MOURNERS}),
    steps=STEPS.flatmap(lambda drawn: st.tuples(*[st.permutations([each for part in drawn for each in part])] * 2)),
)
@settings(max_examples=25, deadline=None)
def test_what_is_decided_never_depends_on_the_order_in_which_things_became_known(
    owed: dict[str, int], steps: tuple[list[Any], list[Any]]
) -> None:
    one, other = (asyncio.run(_lived(owed, order)) for order in steps)

    assert one == other


async def _lived(owed: dict[str, int], steps: list[Any]) -> dict[NewClaim, Verdict | None]:
    """What the bylaws say of each claim once all of this is known, in this order."""
    with TemporaryDirectory() as folder:
        database = storage.throwaway(
            Path(folder) / "books.db", bylaws=BYLAWS, clock=StandingClock(NOON), timezone="Europe/Paris"
        )
        await gather(database, opened=OPENED, **owed)
        for step in steps:
            await (declares(database, _declarer(step), step) if isinstance(step, NewClaim) else _pays(database, step))
        await database.run(review)
        claims = await database.run(lambda work: work.claims.all())
        await database.close()
    return {kept.told: kept.verdict for kept in claims}


def _declarer(new: NewClaim) -> Member:
    of_member = new.kind is EventKind.DEATH_MEMBER
    return ESTHER if of_member else next(member for member in MOURNERS if member.number == new.concerns)


async def _pays(database: Database, step: tuple[Member, NewPayment]) -> None:
    member, new = step
    await pays(database, member, new.cents, new.paid_on, Method(new.method))


async def _announced(database: Database, number: int, day: date) -> None:
    """The association had learned of it on that day."""

    def unit(work: UnitOfWork) -> None:
        work.claims.date_announcement(number, day)
        work.audit.record(acting(ROSINE), "claim_announced_on", {"claim": number})

    await database.run(unit)


def _without_claims(work: UnitOfWork) -> int:
    """A review that cannot read any claim."""
    work.claims = None  # type: ignore[assignment]
    return review(work)


def _smuggle(work: UnitOfWork, new: NewClaim) -> None:
    """Keep a claim past all checks."""
    event = work.claims.open_event()
    work.claims.add(new, event, declared_by=new.concerns, declared_on=work.today, announced_on=work.today, consent=None)
    work.audit.record(acting(ROSINE), "claim_declared", {})
