"""Payments declared and decided: who may do what, what it does to the books, and who is told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.actors import STRANGER, Actor
from assistant.domain.decisions import Reason
from assistant.domain.errors import BeforeBooksError
from assistant.domain.ledger import member_account
from assistant.domain.members import Member, Role, Status
from assistant.domain.payments import NewPayment, Payment, PaymentState
from assistant.ports import Database, UnitOfWork
from assistant.services import balance, payments
from tests.services.bureau import (
    AWA,
    BINTOU,
    HILAIRE,
    PAUL,
    ROSINE,
    SYLVIE,
    TODAY,
    acting,
    found,
    refusal,
    told,
)
from tests.services.payers import (
    CASH,
    DAY,
    OPENED,
    TWENTY,
    YESTERDAY,
    Unit,
    body,
    booked,
    confirming,
    declared,
    declaring,
    kept,
    owes,
    rejecting,
    reversing,
    stored,
    withdrawing,
)
from tests.services.people import BYLAWS, person, voted


@pytest.fixture
async def database(tmp_path: Path, clock: StandingClock) -> AsyncIterator[Database]:
    async with kept(tmp_path / "books.db", clock) as opened:
        yield opened


async def test_a_declaration_moves_no_balance_and_both_treasurers_get_a_card(database: Database) -> None:
    payment = await database.run(declaring())

    assert (payment.state, payment.cents, payment.value_on) == (PaymentState.DECLARED, 2000, YESTERDAY)
    assert await owes(database) == 6000
    assert await booked(database) == []
    assert [await told(database, one) for one in (ROSINE, PAUL)] == [["payment_card"]] * 2
    assert [await told(database, one) for one in (AWA, HILAIRE, SYLVIE)] == [[]] * 3
    mine = await database.run(lambda work: balance.mine(work, acting(AWA)))
    assert [each.id for each in mine.pending] == [payment.id]


async def test_a_treasurer_s_own_payment_goes_to_the_other_alone(database: Database) -> None:
    await declared(database, who=ROSINE)

    assert (await told(database, ROSINE), await told(database, PAUL)) == ([], ["payment_card"])


async def test_a_treasurer_who_is_suspended_gets_no_card(database: Database) -> None:
    suspended = person(PAUL.number, PAUL.first_name, Role.DEPUTY_TREASURER, status=Status.SUSPENDED)
    await database.run(lambda work: work.members.save(suspended))

    await declared(database)

    assert (await told(database, ROSINE), await told(database, PAUL)) == (["payment_card"], [])


async def test_cash_is_taken_and_flagged(database: Database) -> None:
    _, decision = await database.run(lambda work: payments.declare(work, acting(AWA), CASH))

    assert (decision.figures, decision.articles) == ({"flag": Reason.CASH_EXCEPTIONAL}, ("NDZ art. 25",))
    assert (await body(database, "payment_card", ROSINE))["exceptional"] is True


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (NewPayment(0, "transfer", YESTERDAY), Reason.BAD_AMOUNT),
        (NewPayment(500_001, "transfer", YESTERDAY), Reason.BAD_AMOUNT),
        (NewPayment(2000, "transfer", TODAY + DAY), Reason.FUTURE_DATE),
        (NewPayment(2000, "transfer", date(2019, 12, 31)), Reason.BEFORE_MEMBERSHIP),
        (NewPayment(2000, "shells", YESTERDAY), Reason.METHOD_NOT_ACCEPTED),
    ],
)
async def test_what_the_rule_refuses_is_not_kept(database: Database, new: NewPayment, reason: Reason) -> None:
    decision = await refusal(database, declaring(new))

    assert decision.reason is reason
    assert await database.run(lambda work: work.payments.of_member("M012")) == []


async def test_a_stranger_declares_nothing(database: Database) -> None:
    decision = await refusal(database, lambda work: payments.declare(work, STRANGER, TWENTY))

    assert decision.reason is Reason.NOT_A_MEMBER


async def test_the_same_amount_within_days_is_known_to_its_member_alone(database: Database) -> None:
    number = await declared(database)

    twins = [
        await database.run(lambda work, who=who: payments.likely_duplicate(work, acting(who), 2000, TODAY))  # type: ignore[misc]
        for who in (AWA, BINTOU)
    ]

    assert [twin and twin.id for twin in twins] == [number, None]


# Decided


async def test_a_confirmed_payment_is_booked_once_on_the_day_it_changed_hands(database: Database) -> None:
    number = await declared(database)

    payment = await database.run(confirming(number))

    (row,) = await booked(database)
    assert (row.debit, row.credit, row.cents, row.value_on) == ("bank", member_account("M012"), 2000, YESTERDAY)
    assert (row.cause, row.author) == (f"payment:{number}", ROSINE.number)
    assert (payment.state, payment.receipt) == (PaymentState.CONFIRMED, "2026-0001")
    assert await owes(database) == 4000
    assert await told(database, AWA) == ["payment_confirmed"]
    assert await database.run(lambda work: work.audit.problems()) == []


@pytest.mark.parametrize(("method", "account"), [("transfer", "bank"), ("cheque", "bank"), ("cash", "cash")])
async def test_money_is_received_where_its_means_brings_it(database: Database, method: str, account: str) -> None:
    number = await declared(database, NewPayment(2000, method, YESTERDAY))

    await database.run(confirming(number, reason="guichet fermé"))

    assert [row.debit for row in await booked(database)] == [account]


async def test_the_receipt_says_all_that_the_member_needs(database: Database) -> None:
    number = await declared(database)

    await database.run(confirming(number, cents=1500))

    receipt = (await body(database, "payment_confirmed"))["receipt"]
    assert receipt == {
        "association": BYLAWS.name,
        "payee": None,
        "number": "2026-0001",
        "member": {"number": "M012", "name": AWA.name},
        "cents": 1500,
        "declared": 2000,
        "currency": "EUR",
        "paid_on": YESTERDAY.isoformat(),
        "method": "transfer",
        "balance": -4500,
        "article": "art. 22",
        "issued_on": TODAY.isoformat(),
    }


async def test_another_amount_is_booked_and_both_are_kept(database: Database) -> None:
    number = await declared(database)

    await database.run(confirming(number, cents=1500))

    payment = await stored(database, number)
    assert (payment.cents, payment.amount) == (2000, 1500)
    assert [row.cents for row in await booked(database)] == [1500]
    told_member = await body(database, "payment_confirmed")
    assert (told_member["cents"], told_member["declared"]) == (1500, 2000)


@pytest.mark.parametrize("cents", [0, -1])
async def test_nothing_is_confirmed_for_nothing(database: Database, cents: int) -> None:
    number = await declared(database)

    decision = await refusal(database, confirming(number, cents=cents))

    assert decision.reason is Reason.BAD_AMOUNT
    assert (await stored(database, number)).state is PaymentState.DECLARED


@pytest.mark.parametrize("reason", [None, "", "  "])
async def test_cash_is_confirmed_with_a_reason_alone(database: Database, reason: str | None) -> None:
    number = await declared(database, CASH)

    decision = await refusal(database, confirming(number, reason=reason))
    confirmed = await database.run(confirming(number, reason="guichet fermé"))

    assert (decision.reason, decision.articles) == (Reason.REASON_REQUIRED, ("NDZ art. 25",))
    assert confirmed.decision
    assert confirmed.decision.reason == "guichet fermé"


async def test_a_rejected_payment_books_nothing_and_the_member_reads_why(database: Database) -> None:
    number = await declared(database)

    await database.run(rejecting(number))

    assert await booked(database) == []
    assert await owes(database) == 6000
    assert (await body(database, "payment_rejected"))["reason"] == "aucun virement reçu"


@pytest.mark.parametrize("unit", [rejecting, reversing])
@pytest.mark.parametrize("reason", ["", "\n "])
async def test_who_says_no_says_why(database: Database, unit: Callable[..., Unit], reason: str) -> None:
    number = await declared(database)
    if unit is reversing:
        await database.run(confirming(number))

    decision = await refusal(database, unit(number, reason=reason))

    assert decision.reason is Reason.REASON_REQUIRED


@pytest.mark.parametrize("actor", [AWA, BINTOU, HILAIRE, SYLVIE])
@pytest.mark.parametrize("unit", [confirming, rejecting, reversing])
async def test_only_the_treasurers_decide(database: Database, actor: Member, unit: Callable[..., Unit]) -> None:
    number = await declared(database)

    decision = await refusal(database, unit(number, actor))

    assert (decision.reason, decision.articles) == (Reason.NOT_TREASURER, ("NDZ art. 22",))


@pytest.mark.parametrize(
    "changed", [replace(ROSINE, roles=frozenset()), person("M003", "Rosine", Role.TREASURER, status=Status.SUSPENDED)]
)
async def test_a_treasurer_who_lost_the_role_decides_no_more(database: Database, changed: Member) -> None:
    number = await declared(database)
    await database.run(lambda work: work.members.save(changed))

    decision = await refusal(database, confirming(number, changed))

    assert decision.reason is Reason.NOT_TREASURER


@pytest.mark.parametrize("actor", [STRANGER, acting(AWA), acting(SYLVIE)])
async def test_nobody_else_reads_the_queue(database: Database, actor: Actor) -> None:
    for look in (
        payments.queue,
        lambda work, who: payments.get(work, who, 1),
        lambda work, who: payments.of_member(work, who, "M012"),
    ):
        decision = await refusal(database, lambda work, look=look: look(work, actor))  # type: ignore[misc]
        assert decision.reason in {Reason.NOT_TREASURER, Reason.NOT_A_MEMBER}


async def test_nobody_decides_on_their_own_payment(database: Database) -> None:
    number = await declared(database, who=ROSINE)

    refused = [await refusal(database, unit(number)) for unit in (confirming, rejecting)]
    await database.run(confirming(number, PAUL))
    refused.append(await refusal(database, reversing(number)))

    assert {decision.reason for decision in refused} == {Reason.SELF_CONFIRMATION}


async def test_bylaws_may_let_a_treasurer_decide_on_their_own(tmp_path: Path, clock: StandingClock) -> None:
    terms = voted("payments", "self_confirm", True, date(2026, 1, 1))
    database = storage.throwaway(tmp_path / "own.db", bylaws=terms, clock=clock, timezone="Europe/Paris")
    await found(database)
    number = await declared(database, who=ROSINE)
    asked = await told(database, ROSINE)

    payment = await database.run(confirming(number))

    assert payment.state is PaymentState.CONFIRMED
    assert (asked, await told(database, ROSINE)) == (["payment_card"], ["payment_confirmed"])
    await database.close()


async def test_the_second_of_two_reads_who_decided_how_and_when(database: Database, clock: StandingClock) -> None:
    number = await declared(database)
    await database.run(confirming(number, PAUL))
    clock.instant = clock.now() + timedelta(hours=2)

    decisions = [await refusal(database, unit(number)) for unit in (confirming, rejecting)]
    withdrawn = await refusal(database, withdrawing(number))

    at = datetime(2026, 11, 21, 11, tzinfo=UTC)
    for decision in (*decisions, withdrawn):
        assert decision.reason is Reason.ALREADY_DECIDED
        assert (decision.figures["state"], decision.figures["by"], decision.figures["at"]) == (
            PaymentState.CONFIRMED,
            PAUL.name,
            at,
        )


@pytest.mark.parametrize(
    ("unit", "marked"), [(confirming, "confirmed"), (rejecting, "rejected"), (withdrawing, "withdrawn")]
)
async def test_both_cards_change_at_once(database: Database, unit: Callable[[int], Unit], marked: str) -> None:
    number = await declared(database)
    shown = await database.run(lambda work: [row.id for row in work.outbox.since(0)])
    for row in shown:
        await database.run(lambda work, row=row: work.outbox.sent(row, f"shown {row}"))  # type: ignore[misc]

    await database.run(unit(number))

    edits = [row for row in await database.run(lambda work: work.outbox.since(shown[-1])) if row.edits]
    assert [(row.member, row.body["state"], row.edits) for row in edits] == [
        (ROSINE.number, marked, f"row:{shown[0]}"),
        (PAUL.number, marked, f"row:{shown[1]}"),
    ]


async def test_money_is_not_booked_on_a_day_to_come(database: Database, clock: StandingClock) -> None:
    number = await declared(database)
    clock.instant = clock.now() - 2 * DAY

    decision = await refusal(database, confirming(number))

    assert decision.reason is Reason.FUTURE_DATE


async def test_money_from_before_the_books_counts_from_their_first_day(database: Database) -> None:
    number = await declared(database, NewPayment(2000, "transfer", OPENED - DAY))

    await database.run(confirming(number))

    assert [row.value_on for row in await booked(database)] == [OPENED]
    assert (await body(database, "payment_card", ROSINE))["before_books"] is True
    assert (await body(database, "payment_confirmed"))["receipt"]["paid_on"] == (OPENED - DAY).isoformat()


@pytest.mark.parametrize("unit", [confirming, reversing])
async def test_in_books_still_to_open_nothing_is_booked(database: Database, unit: Callable[[int], Unit]) -> None:
    number = await declared(database)
    if unit is reversing:
        await database.run(confirming(number))
    before, state = await booked(database), (await stored(database, number)).state
    await database.run(lambda work: work.book.put("books_open_on", (TODAY + DAY).isoformat()))

    with pytest.raises(BeforeBooksError):
        await database.run(unit(number))

    assert (await booked(database), (await stored(database, number)).state) == (before, state)


async def test_money_that_was_not_declared_is_booked_once_by_its_key(database: Database) -> None:
    def receiving(work: UnitOfWork) -> Payment | None:
        return payments.receive(work, acting(ROSINE), "M012", TWENTY, "bank:B1")

    first, second = await database.run(receiving), await database.run(receiving)

    assert first
    assert (first.state, first.receipt, second) == (PaymentState.CONFIRMED, "2026-0001", None)
    assert [row.cents for row in await booked(database)] == [2000]
