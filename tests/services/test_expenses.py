"""Members' expenses: proposed before they are made, proved by a receipt, refunded."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.decisions import Reason
from assistant.domain.expenses import Category, Expense, ExpenseState, NewExpense, Purchase, TravelCase
from assistant.domain.members import Member, Status
from assistant.domain.orders import Choice, OrderState
from assistant.ports import Database, UnitOfWork
from assistant.services import drafts, expenses, receipts
from assistant.services.receipts import NewReceipt
from tests.services.bureau import (
    AWA,
    BINTOU,
    HILAIRE,
    PAINT,
    PAUL,
    PHOTO,
    ROSINE,
    SYLVIE,
    TODAY,
    acting,
    agree,
    claims,
    found,
    later,
    paying,
    refusal,
    saying,
    told,
)
from tests.services.people import BYLAWS, person

DAY = timedelta(days=1)
MISSION = NewExpense(3000, Category.MISSION, "Préfecture", TODAY)
PROJECT = NewExpense(8000, Category.TRAVEL, "École de Brazzaville", TODAY, TravelCase.PROJECT)


@pytest.fixture
async def database(tmp_path: Path, clock: StandingClock) -> AsyncIterator[Database]:
    opened = storage.throwaway(
        tmp_path / "books.db", bylaws=BYLAWS, clock=clock, timezone="Europe/Paris", secret_key="secret"
    )
    await found(opened)
    yield opened
    await opened.close()


def handing_in(
    member: Member, expense: Expense, cents: int = 4590, bought_on: date = TODAY
) -> Callable[[UnitOfWork], Expense]:
    def unit(work: UnitOfWork) -> Expense:
        document = drafts.keep(work, acting(member), PHOTO)
        return receipts.hand_in(work, acting(member), expense.id, NewReceipt(bought_on, cents, document))

    return unit


def sending_back(member: Member, expense: Expense, lacking: str = "Le magasin") -> Callable[[UnitOfWork], Expense]:
    return lambda work: receipts.send_back(work, acting(member), expense.id, lacking)


def taking_back(member: Member, expense: Expense) -> Callable[[UnitOfWork], Expense]:
    return lambda work: expenses.withdraw(work, acting(member), expense.id)


async def stored(database: Database, expense: Expense) -> Expense:
    kept = await database.run(lambda work: work.expenses.get(expense.id))
    assert kept is not None
    return kept


async def test_a_member_s_proposal_asks_the_bureau(database: Database) -> None:
    expense = await claims(database, AWA)

    order = await database.run(lambda work: work.orders.get(expense.order))
    assert expense.state is ExpenseState.PROPOSED
    assert order is not None
    assert (order.cause, order.beneficiary, order.cents, order.ready) == ("expense:1", "M012", 4590, False)
    assert await told(database, SYLVIE) == ["order_card"]


@pytest.mark.parametrize("new", [PAINT, MISSION, PROJECT])
async def test_a_bureau_member_proposes_as_any_other_and_does_not_vote(database: Database, new: NewExpense) -> None:
    expense = await claims(database, SYLVIE, new)

    own = await refusal(database, saying(SYLVIE, expense.order))
    approved = await agree(database, expense.order, HILAIRE, ROSINE, PAUL)

    assert own.reason is Reason.SELF_CONFIRMATION
    assert approved.state is OrderState.APPROVED


@pytest.mark.parametrize(
    ("status", "reason", "article"),
    [
        (Status.SUSPENDED, Reason.SUSPENDED, "NDZ art. 30"),
        (Status.CANDIDATE, Reason.NOT_AUTHORISED, "NDZ art. 23"),
        (Status.RESIGNED, Reason.NOT_AUTHORISED, "NDZ art. 23"),
    ],
)
async def test_who_is_not_an_active_member_proposes_nothing(
    database: Database, status: Status, reason: Reason, article: str
) -> None:
    who = person("M030", "Rufin", status=status)
    await database.run(lambda work: work.members.save(who))

    decision = await refusal(database, lambda work: expenses.propose(work, acting(who), PAINT))

    assert (decision.reason, decision.articles) == (reason, (article,))


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (replace(PAINT, spent_on=TODAY - DAY), Reason.BUREAU_APPROVAL_REQUIRED),
        (replace(PROJECT, travel=TravelCase.OTHER), Reason.TRAVEL_NOT_COVERED),
        (replace(PROJECT, travel=None), Reason.TRAVEL_NOT_COVERED),
        (replace(MISSION, what=" "), Reason.MISSION_REQUIRED),
        (replace(PAINT, cents=0), Reason.BAD_AMOUNT),
    ],
)
async def test_what_could_not_be_refunded_is_refused_at_once_and_asks_nobody(
    database: Database, new: NewExpense, reason: Reason
) -> None:
    decision = await refusal(database, lambda work: expenses.propose(work, acting(AWA), new))

    assert decision.reason is reason
    assert await told(database, SYLVIE) == []
    assert await database.run(lambda work: work.expenses.of_member(AWA.number)) == []


async def test_after_the_yes_the_member_may_buy_and_nobody_pays_before_the_receipt(database: Database) -> None:
    expense = await claims(database, AWA)

    await agree(database, expense.order)
    decision = await refusal(database, paying(ROSINE, expense.order))

    assert (await stored(database, expense)).state is ExpenseState.APPROVED
    assert await told(database, AWA) == ["expense_approved"]
    assert "order_approved" not in await told(database, ROSINE)
    assert (decision.reason, decision.articles) == (Reason.RECEIPT_REQUIRED, ("NDZ art. 23",))


async def test_with_its_receipt_the_expense_is_paid_for_what_was_spent(database: Database) -> None:
    expense = await claims(database, AWA)
    await agree(database, expense.order)

    documented = await database.run(handing_in(AWA, expense, 4210))
    paid = await database.run(paying(ROSINE, expense.order))

    (row,) = await database.run(lambda work: work.ledger.transfers())
    assert (documented.state, documented.purchase) == (ExpenseState.DOCUMENTED, Purchase(TODAY, 4210))
    assert await told(database, ROSINE) == []
    assert paid.cents == row.cents == 4210
    assert (row.debit, row.credit) == ("expenses", "bank")
    assert await database.run(lambda work: work.ledger.entries(AWA.number)) == []
    assert (await told(database, AWA))[-1] == "expense_paid"
    assert (await stored(database, expense)).state is ExpenseState.PAID


async def test_the_receipt_is_kept_under_seal_with_the_expense(database: Database) -> None:
    expense = await claims(database, AWA)
    await agree(database, expense.order)

    await database.run(handing_in(AWA, expense))

    (kept,) = await database.run(lambda work: work.documents.about(expense.subject))
    assert await database.run(lambda work: work.documents.read(kept.id)) == PHOTO.content


@pytest.mark.parametrize(
    ("cents", "shift", "reason"),
    [
        (4590, -1, Reason.BUREAU_APPROVAL_REQUIRED),
        (4590, 2, Reason.FUTURE_DATE),
        (4591, 0, Reason.BAD_AMOUNT),
        (0, 0, Reason.BAD_AMOUNT),
        (4590, 0, None),
        (1, 1, None),
    ],
)
async def test_the_purchase_lies_between_the_yes_and_today_and_within_what_was_approved(
    database: Database, clock: StandingClock, cents: int, shift: int, reason: Reason | None
) -> None:
    expense = await claims(database, AWA)
    await agree(database, expense.order)
    later(clock, days=1)
    unit = handing_in(AWA, expense, cents, TODAY + shift * DAY)

    found_reason = None if reason is None else (await refusal(database, unit)).reason

    assert found_reason is reason
    if reason is None:
        assert (await database.run(unit)).state is ExpenseState.DOCUMENTED


async def test_a_receipt_comes_after_the_yes_and_once(database: Database) -> None:
    expense = await claims(database, AWA)

    early = await refusal(database, handing_in(AWA, expense))
    await agree(database, expense.order)
    await database.run(handing_in(AWA, expense))
    twice = await refusal(database, handing_in(AWA, expense))

    assert early.reason is Reason.BUREAU_APPROVAL_REQUIRED
    assert (twice.reason, twice.figures["state"]) == (Reason.ALREADY_DECIDED, "documented")


async def test_somebody_else_s_expense_is_out_of_reach(database: Database) -> None:
    expense = await claims(database, AWA)
    await agree(database, expense.order)

    tries = [
        await refusal(database, handing_in(BINTOU, expense)),
        await refusal(database, taking_back(BINTOU, expense)),
        await refusal(database, lambda work: expenses.withdraw(work, acting(AWA), 99)),
    ]

    assert [decision.reason for decision in tries] == [Reason.NOT_AUTHORISED] * 3
    assert await database.run(lambda work: expenses.without_receipt(work, acting(BINTOU))) == []


async def test_a_receipt_that_lacks_something_is_sent_back_and_another_one_is_paid(
    database: Database, clock: StandingClock
) -> None:
    expense = await claims(database, AWA)
    await agree(database, expense.order)
    await database.run(handing_in(AWA, expense, 4000))

    returned = await database.run(sending_back(ROSINE, expense))
    unpaid = await refusal(database, paying(ROSINE, expense.order))
    later(clock, days=1)
    await database.run(handing_in(AWA, expense, 4590))
    paid = await database.run(paying(ROSINE, expense.order))

    assert (returned.state, returned.sent_back) == (ExpenseState.APPROVED, "Le magasin")
    assert await told(database, AWA) == ["expense_approved", "receipt_returned", "expense_paid"]
    assert unpaid.reason is Reason.RECEIPT_REQUIRED
    assert paid.cents == 4590
    assert await told(database, ROSINE) == []


async def test_only_a_treasurer_sends_a_receipt_back_with_what_it_lacks(database: Database) -> None:
    expense = await claims(database, AWA)
    await agree(database, expense.order)
    await database.run(handing_in(AWA, expense))

    president = await refusal(database, sending_back(HILAIRE, expense))
    silent = await refusal(database, sending_back(ROSINE, expense, " "))
    await database.run(sending_back(ROSINE, expense))
    twice = await refusal(database, sending_back(ROSINE, expense))

    reasons = [decision.reason for decision in (president, silent, twice)]
    assert reasons == [Reason.NOT_AUTHORISED, Reason.REASON_REQUIRED, Reason.ALREADY_DECIDED]


async def test_a_receipt_that_comes_with_the_claim_counts_on_the_day_of_the_yes(database: Database) -> None:
    expense = await claims(database, AWA, photo=True)

    await agree(database, expense.order)

    assert (await stored(database, expense)).state is ExpenseState.DOCUMENTED
    assert "order_approved" in await told(database, ROSINE)


@pytest.mark.parametrize(("planned", "wait"), [(TODAY, 1), (TODAY + DAY, 0)])
async def test_a_paper_of_another_day_than_the_yes_is_no_receipt(
    database: Database, clock: StandingClock, planned: date, wait: int
) -> None:
    expense = await claims(database, AWA, replace(PAINT, spent_on=planned), photo=True)
    later(clock, days=wait)

    await agree(database, expense.order)

    assert (await stored(database, expense)).state is ExpenseState.APPROVED
    assert "order_approved" not in await told(database, ROSINE)


async def test_a_claim_may_be_taken_back_until_it_is_paid(database: Database) -> None:
    proposed, agreed, paid = [await claims(database, AWA, photo=True) for _ in range(3)]
    for expense in (agreed, paid):
        await agree(database, expense.order)
    await database.run(paying(ROSINE, paid.order))

    for expense in (proposed, agreed):
        await database.run(taking_back(AWA, expense))
    decision = await refusal(database, taking_back(AWA, paid))

    assert [(await stored(database, one)).state for one in (proposed, agreed)] == [ExpenseState.CANCELLED] * 2
    assert decision.reason is Reason.ALREADY_DECIDED


async def test_a_refused_claim_is_told_with_its_reason_and_never_paid(database: Database) -> None:
    expense = await claims(database, AWA)

    await database.run(saying(SYLVIE, expense.order, Choice.REFUSE, "Nous en avons déjà"))
    decision = await refusal(database, paying(ROSINE, expense.order))

    assert (await stored(database, expense)).state is ExpenseState.REFUSED
    assert await told(database, AWA) == ["expense_refused"]
    assert decision.reason is Reason.ALREADY_DECIDED
