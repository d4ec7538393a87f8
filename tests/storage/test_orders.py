from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from assistant.domain.expenses import Category, Expense, ExpenseState, NewExpense, Purchase, TravelCase
from assistant.domain.ledger import Method
from assistant.domain.orders import Choice, NewOrder, Order, OrderDecision, OrderKind, OrderState, Payout, Vote
from assistant.ports import Database, UnitOfWork
from tests.storage.conftest import NOON
from tests.storage.people import AMINA, BRICE, registered
from tests.storage.raw import execute

LATER = NOON + timedelta(hours=1)
HOST = NewOrder(OrderKind.HOST, "M012", 10000, "April", "meeting:4")
APPROVED = OrderDecision(OrderState.APPROVED, "M014", NOON)
REFUSED = OrderDecision(OrderState.REFUSED, "M014", NOON, "too much")
CANCELLED = OrderDecision(OrderState.CANCELLED, "M012", LATER)
PAID = Payout(Method.TRANSFER, date(2026, 4, 5), "VIR 77", "M014", LATER)
JOURNEY = NewExpense(8000, Category.TRAVEL, "A school", date(2026, 4, 9), TravelCase.PROJECT)


@pytest.fixture(autouse=True)
async def people(database: Database) -> None:
    await database.run(registered(AMINA, BRICE))


def _propose(work: UnitOfWork) -> int:
    order = work.orders.add(HOST, "M014")
    assert order is not None
    return order


async def _get(database: Database, order: int) -> Order | None:
    return await database.run(lambda work: work.orders.get(order))


async def test_an_order_is_kept_as_it_was_proposed(database: Database) -> None:
    order = await database.run(_propose)

    expected = Order(
        order, OrderKind.HOST, "M012", 10000, "April", "meeting:4", True, OrderState.PROPOSED, "M014", NOON
    )
    assert await _get(database, order) == expected
    assert await database.run(lambda work: work.orders.caused_by("meeting:4")) == expected
    assert await database.run(lambda work: work.orders.open()) == [expected]
    assert await database.run(lambda work: work.orders.of_member("M012")) == [expected]
    assert await _get(database, order + 1) is None


async def test_a_cause_has_one_order(database: Database) -> None:
    first = await database.run(_propose)

    second = await database.run(lambda work: work.orders.add(replace(HOST, cents=1), "M012"))

    assert second is None
    assert [order.id for order in await database.run(lambda work: work.orders.open())] == [first]


@pytest.mark.parametrize(
    ("first", "second", "done"),
    [
        (APPROVED, REFUSED, False),
        (REFUSED, APPROVED, False),
        (APPROVED, CANCELLED, True),
        (REFUSED, CANCELLED, False),
        (CANCELLED, APPROVED, False),
    ],
)
async def test_a_round_ends_once_and_only_what_is_open_is_taken_back(
    database: Database, first: OrderDecision, second: OrderDecision, done: bool
) -> None:
    order = await database.run(_propose)

    assert await database.run(lambda work: work.orders.decide(order, first))
    assert await database.run(lambda work: work.orders.decide(order, second)) is done

    found = await _get(database, order)
    assert found is not None
    assert found.decision == (second if done else first)


async def test_an_approved_order_is_paid_once_and_keeps_its_approval(database: Database) -> None:
    order = await database.run(_propose)

    early = await database.run(lambda work: work.orders.pay(order, PAID))
    await database.run(lambda work: work.orders.decide(order, APPROVED))
    paid = await database.run(lambda work: work.orders.pay(order, PAID))
    again = await database.run(lambda work: work.orders.pay(order, replace(PAID, reference="VIR 78")))

    found = await _get(database, order)
    assert (early, paid, again) == (False, True, False)
    assert found is not None
    assert (found.state, found.decision, found.payout) == (OrderState.PAID, APPROVED, PAID)
    assert await database.run(lambda work: work.orders.open()) == []


async def test_whether_it_is_ready_and_for_how_much_is_changed_while_it_is_open(database: Database) -> None:
    order = await database.run(_propose)

    await database.run(lambda work: work.orders.set_ready(order, ready=False, cents=9000))
    changed = await _get(database, order)
    await database.run(lambda work: work.orders.decide(order, REFUSED))
    await database.run(lambda work: work.orders.set_ready(order, ready=True, cents=1))
    kept = await _get(database, order)

    assert changed is not None
    assert kept is not None
    assert (changed.ready, changed.cents) == (kept.ready, kept.cents) == (False, 9000)


def _cast(vote: Vote) -> Callable[[UnitOfWork], None]:
    return lambda work: work.votes.cast(vote)


async def test_a_later_answer_replaces_the_earlier_one(database: Database) -> None:
    votes = [
        Vote("order:1", "M014", Choice.APPROVE, None, NOON),
        Vote("order:1", "M012", Choice.APPROVE, None, NOON),
        Vote("order:10", "M012", Choice.APPROVE, None, NOON),
        Vote("order:1", "M012", Choice.REFUSE, "too much", LATER),
    ]

    for vote in votes:
        await database.run(_cast(vote))

    assert await database.run(lambda work: work.votes.on("order:1")) == [votes[3], votes[0]]
    assert await database.run(lambda work: work.votes.of_member("M012")) == [votes[2], votes[3]]


def _claim(work: UnitOfWork) -> Expense:
    number = work.expenses.add("M012", JOURNEY)
    work.orders.add(NewOrder(OrderKind.EXPENSE, "M012", 8000, "A school", f"expense:{number}", ready=False), "M012")
    found = work.expenses.get(number)
    assert found is not None
    return found


async def test_an_expense_stands_where_its_order_stands(database: Database) -> None:
    claim = await database.run(_claim)

    await database.run(lambda work: work.orders.decide(claim.order, APPROVED))
    approved = await database.run(lambda work: work.expenses.of_member("M012"))
    await database.run(lambda work: work.expenses.document(claim.id, Purchase(date(2026, 4, 9), 7950)))
    documented = await database.run(lambda work: work.expenses.get(claim.id))
    await database.run(lambda work: work.expenses.send_back(claim.id, "the shop"))
    returned = await database.run(lambda work: work.expenses.get(claim.id))

    order_state = OrderState.PROPOSED
    assert claim == Expense(
        claim.id, "M012", 8000, Category.TRAVEL, "A school", date(2026, 4, 9), TravelCase.PROJECT, NOON, None, None,
        claim.order, order_state,
    )  # fmt: skip
    assert [found.state for found in approved] == [ExpenseState.APPROVED]
    assert documented is not None
    assert (documented.state, documented.purchase) == (ExpenseState.DOCUMENTED, Purchase(date(2026, 4, 9), 7950))
    assert returned is not None
    assert (returned.state, returned.purchase, returned.sent_back) == (ExpenseState.APPROVED, None, "the shop")


async def test_an_expense_without_its_order_is_not_found(database: Database) -> None:
    number = await database.run(lambda work: work.expenses.add("M012", JOURNEY))

    assert await database.run(lambda work: work.expenses.get(number)) is None


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE payment_order SET state = 'paid', paid_at = 1, reference = '', decided_at = 1",
        "UPDATE payment_order SET state = 'approved'",
        "UPDATE payment_order SET method = 'cash'",
        "UPDATE payment_order SET cents = 0",
        "UPDATE expense SET bought_cents = 8001",
        "INSERT INTO vote (subject, voter, choice, reason, at) VALUES ('order:1', 'M012', 'refuse', '', 1)",
        "INSERT INTO vote (subject, voter, choice, reason, at) VALUES ('order:1', 'M012', 'refuse', NULL, 1)",
        "UPDATE payment_order SET state = 'paid', decided_at = 1",
    ],
)
async def test_the_database_itself_refuses_what_cannot_be(database: Database, url: str, wrong: str) -> None:
    await database.run(_claim)

    with pytest.raises(IntegrityError):
        execute(url, wrong)
