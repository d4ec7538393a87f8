from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assistant.domain.ledger import Method
from assistant.domain.payments import PaymentDecision, PaymentState
from assistant.domain.statements import BankLine, Decided, StatementLine
from assistant.ports import Database, UnitOfWork
from tests.storage.people import AMINA, BRICE, registered

FIFTH = date(2026, 11, 5)


def line(ref: str = "B1", on: date = FIFTH, **more: Any) -> BankLine:
    known: dict[str, Any] = {"cents": 1000, "payer": "OKEMBA AMINA", "text": "COTIS M012"} | more
    return BankLine(ref=ref, booked_on=on, value_on=on, **known)


def payment(work: UnitOfWork, member: str = "M012") -> int:
    """A declared transfer's id."""
    added = work.payments.add(
        member, cents=1000, method=Method.TRANSFER, value_on=FIFTH, reference="", state=PaymentState.DECLARED, key=None
    )
    assert added is not None
    return added


async def test_a_line_is_kept_whole(database: Database) -> None:
    whole = line(structured="RF96M012", reversal=True, cents=-1000, text="Côme œuvre “x”")

    (number,) = await database.run(lambda work: work.statements.keep("FR76", [whole]))

    kept = await database.run(lambda work: work.statements.between(number, number))
    assert kept == [StatementLine(number, "FR76", whole)]


async def test_a_line_seen_before_keeps_its_id_and_the_others_are_added(database: Database) -> None:
    first = await database.run(lambda work: work.statements.keep("FR76", [line("B1"), line("B2")]))
    moved = line("B2", on=date(2026, 11, 9))

    second = await database.run(lambda work: work.statements.keep("FR76", [line("B3"), moved]))

    assert second[1] == first[1]
    assert len({*first, *second}) == 3


async def test_the_same_reference_on_another_account_is_another_line(database: Database) -> None:
    here = await database.run(lambda work: work.statements.keep("FR76", [line()]))
    there = await database.run(lambda work: work.statements.keep("", [line()]))

    assert here != there


async def test_nothing_to_keep_is_nothing_kept(database: Database) -> None:
    assert await database.run(lambda work: work.statements.keep("FR76", [])) == []


@pytest.mark.parametrize(("day", "refs"), [(FIFTH, ["B1", "B2"]), (date(2026, 11, 6), ["B2"]), (date(2026, 11, 7), [])])
async def test_the_lines_of_an_account_since_a_day(database: Database, day: date, refs: list[str]) -> None:
    await database.run(lambda work: work.statements.keep("FR76", [line("B1"), line("B2", on=date(2026, 11, 6))]))
    await database.run(lambda work: work.statements.keep("FR77", [line("B9", on=date(2026, 11, 9))]))

    found = await database.run(lambda work: work.statements.since("FR76", day))

    assert [each.line.ref for each in found] == refs


async def test_a_decision_is_taken_once_unless_it_is_to_be_taken_again(database: Database) -> None:
    (number,) = await database.run(lambda work: work.statements.keep("FR76", [line()]))

    def decide(work: UnitOfWork) -> list[bool]:
        left = work.statements.decide(number, Decided.LEFT, "M012")
        late = work.statements.decide(number, Decided.ACCEPTED, "M014")
        again = work.statements.decide(number, Decided.ACCEPTED, "M014", again=True)
        return [left, late, again]

    assert await database.run(decide) == [True, False, True]
    (kept,) = await database.run(lambda work: work.statements.between(number, number))
    assert kept.decided is Decided.ACCEPTED


async def test_payments_know_their_line_and_lines_their_payments_and_members(database: Database) -> None:
    await database.run(registered(AMINA, BRICE))
    first, second = await database.run(lambda work: work.statements.keep("FR76", [line("B1"), line("B2")]))

    def book(work: UnitOfWork) -> list[int]:
        payments = [payment(work), payment(work, "M014")]
        for each in payments:
            work.statements.link(second, each)
        return payments

    payments = await database.run(book)

    kept = await database.run(lambda work: work.statements.between(first, second))
    sources = await database.run(lambda work: work.statements.sources(FIFTH))
    later = await database.run(lambda work: work.statements.sources(date(2026, 11, 6)))
    mine = await database.run(lambda work: work.statements.of_member("M014"))
    assert [each.payments for each in kept] == [(), tuple(payments)]
    assert sources == dict.fromkeys(payments, ("FR76", "B2"))
    assert later == {}
    assert [each.id for each in mine] == [second]


@pytest.mark.parametrize(
    ("cents", "problems"),
    [(1000, []), (999, []), (1001, ["Line 1 of the bank moved 1000 cents, and 1001 are booked from it."])],
)
async def test_more_than_a_line_brought_in_is_found_by_the_check(
    database: Database, cents: int, problems: list[str]
) -> None:
    await database.run(registered(AMINA))

    def book(work: UnitOfWork) -> None:
        (number,) = work.statements.keep("FR76", [line()])
        work.statements.link(number, booked := payment(work))
        work.payments.decide(booked, PaymentDecision(PaymentState.CONFIRMED, cents, "M014", work.now))

    await database.run(book)

    assert await database.run(lambda work: work.audit.problems()) == problems
