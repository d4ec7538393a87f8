"""What follows from the bureau's yes: the payment, what is set off, a dead member on the register, who reads what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.clocks import StandingClock
from assistant.domain.aid import EventKind
from assistant.domain.claims import ClaimState
from assistant.domain.decisions import Reason
from assistant.domain.ledger import Account, Kind
from assistant.domain.members import Status
from assistant.ports import Database
from assistant.services.tick import tick
from tests.services.aid.claimants import (
    CEDRIC,
    ESTHER,
    FATHER,
    YESTERDAY,
    claim,
    declares,
    gather,
    notices,
    pays,
)
from tests.services.aid.deciders import (
    agree,
    balance_of,
    cards,
    delivered,
    granted,
    levied,
    order_of,
    paid,
    problems,
    rows,
    under,
    undoing,
)
from tests.services.bureau import (
    AWA,
    BINTOU,
    HILAIRE,
    PAUL,
    ROSINE,
    TODAY,
    later,
    paying,
    refusal,
    told,
)
from tests.services.people import JOINED, voted

CEDRIC_DIED = claim(EventKind.DEATH_MEMBER, CEDRIC)


async def test_a_happy_event_is_paid_and_calls_nothing(database: Database) -> None:
    await gather(database)

    made = await granted(database, AWA, claim(EventKind.BIRTH, relative="Noé", children=2), document=True)

    order = await order_of(database, made.id)
    assert order is not None
    assert (order.cents, order.title) == (30_000, "birth")
    assert await rows(database, Kind.LEVY) == []
    assert await notices(database, "levy_called") == []


async def test_a_death_that_pays_nothing_calls_all_the_same_where_the_bylaws_say_so(
    tmp_path: Path, clock: StandingClock
) -> None:
    database = under(voted("aid", "levy_without_payout", value=True, since=JOINED), tmp_path, clock)
    await gather(database, M012=-6001)

    made = await granted(database, AWA, FATHER)

    assert made.state is ClaimState.APPROVED
    assert await order_of(database, made.id) is None
    assert {row.cents for row in await rows(database, Kind.LEVY)} == {5000}
    assert await problems(database) == []
    await database.close()


@pytest.mark.parametrize(("debt", "paid", "left_owed"), [(0, 100_000, 0), (6000, 94_000, 0)])
async def test_what_the_member_owes_is_set_off_where_the_bylaws_say_so(
    tmp_path: Path, clock: StandingClock, debt: int, paid: int, left_owed: int
) -> None:
    database = under(voted("aid", "set_off", value=True, since=JOINED), tmp_path, clock)
    await gather(database, M012=-debt)

    made = await granted(database, AWA, FATHER)

    order = await order_of(database, made.id)
    assert order is not None
    assert order.cents == paid
    assert await balance_of(database, AWA) == -left_owed
    kept = [row for row in await rows(database, Kind.PAYOUT) if row.debit == Account.AID]
    assert [(row.cents, row.credit) for row in kept] == ([(debt, "member:M012")] if debt else [])
    assert await problems(database) == []
    await database.close()


async def test_by_default_nothing_is_set_off(database: Database) -> None:
    await gather(database, M012=-6000)

    made = await granted(database, AWA, FATHER)

    order = await order_of(database, made.id)
    assert order is not None
    assert (order.cents, await balance_of(database, AWA)) == (100_000, -6000)


async def test_a_debt_beyond_the_payout_leaves_nothing_to_pay(tmp_path: Path, clock: StandingClock) -> None:
    """A levy that is not due yet is owed and is no arrears: the member is up to date all the same."""
    database = under(voted("aid", "set_off", value=True, since=JOINED), tmp_path, clock)
    await gather(database, M012=-5500)
    for mourner in (BINTOU, ESTHER):
        await granted(database, mourner, claim(EventKind.DEATH_CHILD, mourner, on=date(2026, 10, 20)))

    made = await granted(database, AWA, claim(EventKind.BIRTH, relative="Noé"), document=True)

    assert await order_of(database, made.id) is None
    assert await balance_of(database, AWA) == -5500 - 2 * 5000 + 15_000
    assert await problems(database) == []
    await database.close()


async def test_an_approved_death_of_a_member_stands_on_the_register_and_no_dues_follow(
    database: Database, clock: StandingClock
) -> None:
    await gather(database)
    died_on = date(2026, 10, 20)
    await database.run(tick)

    made = await granted(database, AWA, claim(EventKind.DEATH_MEMBER, CEDRIC, on=died_on))
    later(clock, days=40)
    await database.run(tick)

    gone = await database.run(lambda work: work.members.get(CEDRIC.number))
    assert gone is not None
    assert (gone.status, gone.history[-1].since) == (Status.DECEASED, died_on)
    dues = [row for row in await rows(database, Kind.MONTHLY) if row.debit == "member:M014"]
    undone = [row for row in await rows(database, Kind.MONTHLY) if row.credit == "member:M014"]
    assert len([row for row in dues if row.value_on > died_on]) == len(undone)
    order = await order_of(database, made.id)
    assert order is not None
    assert (order.beneficiary, order.cents) == (CEDRIC.number, 200_000)
    assert await problems(database) == []


async def test_nobody_writes_to_the_dead_about_the_payment_but_to_who_declared_it(database: Database) -> None:
    await gather(database)
    made = await granted(database, AWA, CEDRIC_DIED)

    await paid(database, made.id)

    assert await notices(database, "order_paid") == [AWA.number]
    assert await notices(database, "claim_approved") == [AWA.number]
    assert await told(database, CEDRIC) == []


async def test_the_beneficiary_reads_that_the_aid_is_paid(database: Database) -> None:
    await gather(database)
    made = await granted(database, AWA, FATHER)

    await paid(database, made.id)

    assert await notices(database, "order_paid") == [AWA.number]
    (out,) = await rows(database, Kind.PAYOUT)
    assert (out.debit, out.credit, out.cents) == (Account.AID, Account.BANK, 100_000)


async def test_the_bureau_sees_on_the_claims_card_that_it_is_paid(database: Database) -> None:
    await gather(database)
    made = await granted(database, AWA, FATHER)
    await delivered(database)

    await paid(database, made.id)

    (card,) = await cards(database, PAUL)
    assert card["order"] == {"order": 1, "state": "paid", "cents": 100_000}


async def test_a_treasurer_who_receives_does_not_pay_it(database: Database) -> None:
    await gather(database)
    made = await granted(database, ROSINE, claim(EventKind.DEATH_MOTHER, ROSINE))
    order = await order_of(database, made.id)
    assert order is not None

    decision = await refusal(database, paying(ROSINE, order.id))

    assert decision.reason is Reason.SELF_CONFIRMATION
    assert sorted(await notices(database, "order_approved")) == [HILAIRE.number, PAUL.number]


async def test_who_declares_a_members_death_reads_nothing_of_how_the_deceased_stood(database: Database) -> None:
    await gather(database, M014=-6001)
    made = await declares(database, AWA, CEDRIC_DIED)
    await database.run(lambda work: work.members.save(replace(CEDRIC, joined_on=date(2026, 7, 1))))
    await pays(database, CEDRIC, 1, YESTERDAY)
    await agree(database, made.id)

    (approved,) = await cards(database, AWA, "claim_approved")
    assert await notices(database, "claim_judged") == []
    assert (approved["verdict"]["payout"], approved["verdict"]["overdue"]) == (50_000, None)
    assert "6000" not in str(approved)
    assert (approved["verdict"]["reason"], approved["verdict"]["articles"], approved["verdict"]["figures"]) == (
        None,
        [],
        {},
    )


async def test_what_the_dead_had_declared_and_was_called_on_them_is_told_to_nobody_in_their_name(
    database: Database,
) -> None:
    await gather(database)
    other = await granted(database, AWA, claim(EventKind.DEATH_MOTHER, AWA, on=date(2026, 11, 1)))
    birth = await granted(database, CEDRIC, claim(EventKind.BIRTH, CEDRIC, on=date(2026, 10, 20)), document=True)
    wedding = await declares(database, CEDRIC, claim(EventKind.MARRIAGE, CEDRIC, on=date(2026, 10, 20)), document=True)
    before = await told(database, CEDRIC)

    await granted(database, AWA, claim(EventKind.DEATH_MEMBER, CEDRIC, on=TODAY))
    await paid(database, birth.id)
    await agree(database, wedding.id)
    await database.run(undoing(other.id))

    assert await told(database, CEDRIC) == before
    assert await levied(database, other.event) == {}
