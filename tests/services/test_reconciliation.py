"""What a treasurer's yes books from a bank's statement, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import date
from typing import Any

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR, Actor, ActorKind
from assistant.domain.decisions import Reason
from assistant.domain.errors import RefusedError
from assistant.domain.ledger import Kind, Method
from assistant.domain.payments import Payment, PaymentState
from assistant.domain.statements import BankLine, BankStatement, LineReason, LineState, Match
from assistant.ports import Database, UnitOfWork
from assistant.services import bank, payments, reconciliation
from assistant.services.imports.common import SHEET_ON
from assistant.services.reconciliation import HandedIn, Reconciliation
from tests.services.bank_lines import (
    AWA,
    BRICE,
    CERTAIN,
    CHANTAL,
    COUPLE,
    DOUBTFUL,
    FIFTH,
    GILLES,
    IBAN,
    NOON,
    PEOPLE,
    line,
    statement,
    treasurer,
)
from tests.services.people import BYLAWS, open_books, register


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NOON)


def found(work: UnitOfWork) -> None:
    register(work, *PEOPLE)
    open_books(work, date(2025, 12, 31))


@pytest.fixture
async def processes(url: str, clock: StandingClock) -> AsyncIterator[list[Database]]:
    """Two processes on the same database, in which the association is registered."""
    opened = [storage.open_database(url, bylaws=BYLAWS, clock=clock, timezone="Europe/Paris") for _ in range(2)]
    await opened[0].run(found)
    yield opened
    for database in opened:
        await database.close()


@pytest.fixture
def database(processes: list[Database]) -> Database:
    return processes[0]


async def handed(database: Database, *lines: BankLine, **more: Any) -> HandedIn:
    """What names the lines once they are handed in."""
    return await database.run(lambda work: reconciliation.hand_in(work, treasurer(), statement(*lines, **more)))


async def proposed(database: Database, what: HandedIn, actor: Actor | None = None) -> Reconciliation:
    return await database.run(lambda work: reconciliation.propose(work, actor or treasurer(), what))


async def accepted(database: Database, what: HandedIn, actor: Actor | None = None) -> list[Payment]:
    return await database.run(lambda work: reconciliation.accept(work, actor or treasurer(), what))


async def received(database: Database, numbers: Iterable[str] = ("M003", "M005", "M006")) -> dict[str, list[int]]:
    """The payments in the books, in cents by member."""

    def read(work: UnitOfWork) -> dict[str, list[int]]:
        return {
            number: [entry.cents for entry in work.ledger.entries(number) if entry.kind is Kind.PAYMENT]
            for number in numbers
        }

    return await database.run(read)


def states(found: Reconciliation) -> dict[str, str]:
    return {each.proposal.line.ref: each.proposal.state.value for each in found.lines}


def line_id(found: Reconciliation, ref: str) -> int:
    return next(each.id for each in found.lines if each.proposal.line.ref == ref)


BEFORE = {
    "B1": "matched",
    "B2": "matched",
    "B3": "doubtful",
    "B4": "unmatched",
    "B5": "ignored",
    "B6": "unmatched",
}
AFTER = BEFORE | {"B1": "ignored", "B2": "ignored"}


async def test_a_statement_handed_in_books_nothing(database: Database) -> None:
    what = await handed(database)

    assert states(await proposed(database, what)) == BEFORE
    assert await received(database) == {"M003": [], "M005": [], "M006": []}
    assert await database.run(bank.entered_until) is None


async def test_a_yes_books_the_matched_lines_with_receipts_and_tells_the_members(database: Database) -> None:
    what = await handed(database)

    booked = await accepted(database, what)

    assert await received(database) == {"M003": [1000], "M005": [2000], "M006": [2000]}
    assert [(each.member, each.state, each.value_on, each.method) for each in booked] == [
        ("M003", PaymentState.CONFIRMED, FIFTH, Method.TRANSFER),
        ("M005", PaymentState.CONFIRMED, FIFTH, Method.TRANSFER),
        ("M006", PaymentState.CONFIRMED, FIFTH, Method.TRANSFER),
    ]
    assert [each.receipt for each in booked] == ["2026-0001", "2026-0002", "2026-0003"]
    told = await database.run(lambda work: [(row.kind, row.body["member"]) for row in work.outbox.since(0)])
    assert told == [("payment_confirmed", number) for number in ("M003", "M005", "M006")]


async def test_what_was_booked_is_ignored_with_its_payment_when_the_file_comes_again(database: Database) -> None:
    booked = await accepted(database, await handed(database))

    again = await proposed(database, await handed(database))

    assert states(again) == AFTER
    named = {each.proposal.line.ref: each.proposal.booked for each in again.lines}
    assert (named["B1"], named["B2"]) == ((booked[0].id,), (booked[1].id, booked[2].id))
    assert again.lines[0].proposal.reason is LineReason.BOOKED


async def test_the_same_file_twice_and_overlapping_files_in_any_order_book_the_same(database: Database) -> None:
    later = line("B7", "NGOMA DIDIER", "COTIS M004", on=date(2026, 11, 9))
    for lines in ((CERTAIN, DOUBTFUL), (later, COUPLE, CERTAIN), (DOUBTFUL, CERTAIN), (COUPLE, later)):
        await accepted(database, await handed(database, *lines))

    assert await received(database, ["M003", "M004", "M005", "M006"]) == {
        "M003": [1000],
        "M004": [1000],
        "M005": [2000],
        "M006": [2000],
    }


async def test_a_declared_payment_is_confirmed_and_not_booked_beside(database: Database) -> None:
    def declare(work: UnitOfWork) -> int:
        added = work.payments.add(
            "M003",
            cents=1000,
            method=Method.TRANSFER,
            value_on=date(2026, 11, 4),
            reference="",
            state=PaymentState.DECLARED,
            key=None,
        )
        assert added is not None
        return added

    payment = await database.run(declare)

    booked = await accepted(database, await handed(database, CERTAIN))

    assert [(each.id, each.state) for each in booked] == [(payment, PaymentState.CONFIRMED)]
    assert await received(database, ["M003"]) == {"M003": [1000]}
    again = await proposed(database, await handed(database, CERTAIN))
    assert again.lines[0].proposal.booked == (payment,)


async def test_a_doubtful_line_is_booked_as_the_treasurer_reads_it(database: Database) -> None:
    what = await handed(database)
    doubtful = line_id(await proposed(database, what), "B3")

    reading = (Match("M003", 400), Match("M004", 600))
    await database.run(lambda work: reconciliation.decide(work, treasurer(), doubtful, reading))

    assert await received(database, ["M003", "M004"]) == {"M003": [400], "M004": [600]}
    assert states(await proposed(database, what))["B3"] == "ignored"


async def refusal(database: Database, doubtful: int, *reading: Match, actor: Actor | None = None) -> Reason | None:
    with pytest.raises(RefusedError) as refused:
        await database.run(lambda work: reconciliation.decide(work, actor or treasurer(), doubtful, reading))
    return refused.value.decision.reason


async def test_parts_must_add_up_to_the_line(database: Database) -> None:
    doubtful = line_id(await proposed(database, await handed(database)), "B3")

    assert await refusal(database, doubtful, Match("M003", 999)) is Reason.BAD_AMOUNT
    assert await refusal(database, doubtful, Match("M003", 1001)) is Reason.BAD_AMOUNT
    assert await refusal(database, doubtful) is Reason.BAD_AMOUNT


async def test_a_debit_is_nobodys_payment(database: Database) -> None:
    debit = line_id(await proposed(database, await handed(database)), "B5")

    assert await refusal(database, debit, Match("M003", -500)) is Reason.BAD_AMOUNT


async def test_a_line_is_decided_once(database: Database) -> None:
    what = await handed(database)
    doubtful = line_id(await proposed(database, what), "B3")
    reading = (Match("M003", 1000),)
    await database.run(lambda work: reconciliation.decide(work, treasurer(), doubtful, reading))

    assert await refusal(database, doubtful, Match("M004", 1000)) is Reason.ALREADY_DECIDED
    with pytest.raises(RefusedError, match="ALREADY_DECIDED"):
        await database.run(lambda work: reconciliation.leave(work, treasurer(), doubtful))
    assert await received(database, ["M003", "M004"]) == {"M003": [1000], "M004": []}


async def test_a_declaration_of_another_member_or_decided_meanwhile_is_settled_by_no_line(database: Database) -> None:
    doubtful = line_id(await proposed(database, await handed(database)), "B3")

    assert await refusal(database, doubtful, Match("M003", 1000, 99)) is Reason.ALREADY_DECIDED
    assert await refusal(database, doubtful, Match("M999", 1000)) is Reason.ALREADY_DECIDED
    assert await refusal(database, 99, Match("M003", 1000)) is Reason.ALREADY_DECIDED


async def test_a_line_that_is_said_to_be_nobodys_is_left_alone_ever_after(database: Database) -> None:
    what = await handed(database)
    doubtful = line_id(await proposed(database, what), "B3")

    await database.run(lambda work: reconciliation.leave(work, treasurer(), doubtful))

    (left,) = [each for each in (await proposed(database, await handed(database))).lines if each.id == doubtful]
    assert (left.proposal.state, left.proposal.reason) == (LineState.UNMATCHED, LineReason.LEFT)


async def test_a_treasurers_own_line_waits_for_the_other_one(database: Database) -> None:
    what = await handed(database, line("B8", "IBARA AWA", "COTIS M001"), CERTAIN)

    mine = await proposed(database, what)
    booked = await accepted(database, what)
    theirs = await accepted(database, what, treasurer(BRICE))

    assert {each.proposal.line.ref: each.held for each in mine.lines} == {
        "B8": Reason.SELF_CONFIRMATION,
        "B1": None,
    }
    assert [each.member for each in booked] == ["M003"]
    assert [each.member for each in theirs] == ["M001"]


async def test_a_treasurer_does_not_decide_their_own_doubtful_line(database: Database) -> None:
    (own,) = (await proposed(database, await handed(database, line("B8", "IBARA", "COTIS")))).lines

    assert own.proposal.state is LineState.DOUBTFUL
    assert await refusal(database, own.id, Match("M001", 1000)) is Reason.SELF_CONFIRMATION


@pytest.mark.parametrize(("day", "booked"), [(date(2026, 11, 21), 1), (date(2026, 11, 22), 0)])
async def test_money_that_counts_from_a_day_to_come_waits_for_it(database: Database, day: date, booked: int) -> None:
    what = await handed(database, line("B1", "NGOMA CHANTAL", "COTIS M003", on=day))

    assert len(await accepted(database, what)) == booked


async def test_a_payment_that_is_undone_puts_its_line_back_in_doubt_and_it_can_be_booked_again(
    database: Database,
) -> None:
    what = await handed(database, CERTAIN)
    (payment,) = await accepted(database, what)
    await database.run(lambda work: payments.reverse(work, treasurer(), payment.id, "for Didier"))

    (undone,) = (await proposed(database, what)).lines
    assert (undone.proposal.state, undone.proposal.reason) == (LineState.DOUBTFUL, LineReason.UNDONE)
    await database.run(lambda work: reconciliation.decide(work, treasurer(), undone.id, (Match("M003", 1000),)))

    assert await received(database, ["M003"]) == {"M003": [1000, -1000, 1000]}
    assert await database.run(lambda work: work.audit.problems()) == []


@pytest.mark.parametrize(
    ("before", "until", "after"),
    [
        (None, date(2026, 11, 20), date(2026, 11, 20)),
        (date(2026, 11, 1), date(2026, 11, 20), date(2026, 11, 20)),
        (date(2026, 11, 21), date(2026, 11, 20), date(2026, 11, 21)),
        (None, date(2026, 11, 30), date(2026, 11, 21)),
    ],
)
async def test_the_bank_is_entered_up_to_the_statements_last_day_never_set_back_nor_ahead(
    database: Database, before: date | None, until: date, after: date
) -> None:
    if before is not None:
        await database.run(lambda work: bank.set_entered_until(work, treasurer(), before))

    await accepted(database, await handed(database, CERTAIN, until=until))

    assert await database.run(bank.entered_until) == after


async def test_a_month_in_which_nothing_moved_is_entered_too(database: Database) -> None:
    def empty(work: UnitOfWork) -> list[Payment]:
        kept = reconciliation.hand_in(work, treasurer(), BankStatement(IBAN, (), date(2026, 10, 31)))
        return reconciliation.accept(work, treasurer(), kept)

    assert await database.run(empty) == []
    assert await database.run(bank.entered_until) == date(2026, 10, 31)


async def test_what_the_opening_balances_hold_is_not_booked_again(database: Database) -> None:
    await database.run(lambda work: work.book.put(SHEET_ON, FIFTH.isoformat()))
    before, on_it = line("B1", "NGOMA CHANTAL", "M003", on=date(2026, 11, 4)), line("B2", "NGOMA DIDIER", "M004")

    what = await handed(database, before, on_it)

    assert states(await proposed(database, what)) == {"B1": "ignored", "B2": "matched"}


async def test_a_list_of_which_anything_has_changed_is_another_list(database: Database) -> None:
    what = await handed(database)
    shown = (await proposed(database, what)).digest()
    same = (await proposed(database, what)).digest()

    await accepted(database, await handed(database, CERTAIN), treasurer(BRICE))

    assert shown == same
    assert (await proposed(database, what)).digest() != shown


async def test_a_line_of_another_account_is_another_line(database: Database) -> None:
    await accepted(database, await handed(database, CERTAIN))

    other = await proposed(database, await handed(database, line("B1", "NGOMA DIDIER", "M004"), account="FR99"))

    assert states(other) == {"B1": "matched"}


async def test_the_same_movement_on_an_account_without_a_name_is_known_by_its_payment(database: Database) -> None:
    (payment,) = await accepted(database, await handed(database, CERTAIN))

    again = await proposed(database, await handed(database, line("~1", "NGOMA CHANTAL", "COTIS M003"), account=None))

    assert (states(again), again.lines[0].proposal.booked) == ({"~1": "ignored"}, (payment.id,))


@pytest.mark.parametrize("who", [CHANTAL, GILLES])
async def test_only_treasurers_reconcile(database: Database, who: Any) -> None:
    def tried(work: UnitOfWork) -> object:
        return reconciliation.hand_in(work, Actor(ActorKind.MEMBER, who), statement())

    with pytest.raises(RefusedError, match="NOT_AUTHORISED"):
        await database.run(tried)


async def test_the_operator_may_accept_for_all(database: Database) -> None:
    booked = await accepted(database, await handed(database, line("B8", "IBARA AWA", "M001")), OPERATOR)

    assert [each.decisions[0].decided_by for each in booked] == ["operator"]


@pytest.mark.parametrize("time", range(20))
async def test_two_treasurers_who_accept_at_once_book_each_line_once(processes: list[Database], time: int) -> None:
    what = await handed(processes[0])
    actors = [treasurer(AWA), treasurer(BRICE)] * 2

    booked = await asyncio.gather(
        *(accepted(database, what, actor) for database, actor in zip(processes * 2, actors, strict=True))
    )

    assert sorted(len(each) for each in booked) == [0, 0, 0, 3]
    assert await received(processes[1]) == {"M003": [1000], "M005": [2000], "M006": [2000]}
    assert await processes[0].run(lambda work: work.audit.problems()) == []


async def test_a_line_decided_by_two_at_once_is_booked_as_one_of_them_said(processes: list[Database]) -> None:
    doubtful = line_id(await proposed(processes[0], await handed(processes[0])), "B3")

    async def say(database: Database, member: str) -> bool:
        try:
            await database.run(lambda work: reconciliation.decide(work, treasurer(), doubtful, (Match(member, 1000),)))
        except RefusedError:
            return False
        return True

    said = await asyncio.gather(*(say(processes[place % 2], f"M00{3 + place % 2}") for place in range(10)))

    assert said.count(True) == 1
    paid = await received(processes[0], ["M003", "M004"])
    assert sorted(paid.values()) == [[], [1000]]
