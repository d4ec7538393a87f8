from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from assistant.domain.actors import OPERATOR
from assistant.domain.errors import BookkeepingError
from assistant.domain.ledger import Account, Kind, Method, NewTransfer, Turnover, balance_of, member_account
from assistant.domain.members import Member
from assistant.domain.payments import PaymentState
from assistant.ports import Database, UnitOfWork
from storage import ledger
from tests.storage.people import AMINA, BRICE, dues, registered, reversal


@pytest.fixture(autouse=True)
async def register(database: Database) -> None:
    await database.run(registered(AMINA, BRICE))


def _record(row: NewTransfer, work: UnitOfWork) -> None:
    work.ledger.record([row], OPERATOR)


async def test_a_key_is_recorded_once_and_never_with_other_content(database: Database) -> None:
    first = await database.run(
        lambda work: work.ledger.record([dues(AMINA, 4), dues(BRICE, 4), dues(AMINA, 4)], OPERATOR)
    )
    again = await database.run(lambda work: work.ledger.record([dues(AMINA, 4), dues(AMINA, 5)], OPERATOR))

    assert first == [1, 2, None]
    assert again == [None, 3]
    with pytest.raises(BookkeepingError, match="due:M012:2026-04 is recorded already with cents 1000, not 900"):
        await database.run(lambda work: work.ledger.record([dues(AMINA, 4, cents=900)], OPERATOR))


async def test_of_the_keys_asked_for_those_that_are_recorded_are_known(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "AT_ONCE", 2)
    rows = [dues(AMINA, 4), dues(AMINA, 5), dues(BRICE, 4)]
    await database.run(lambda work: work.ledger.record(rows, OPERATOR))
    recorded = [row.key for row in rows if row.key]

    assert await database.run(lambda work: work.ledger.known([*recorded, "due:M999:2026-04"])) == set(recorded)
    assert await database.run(lambda work: work.ledger.known([])) == set()


async def test_recording_writes_one_audit_row_that_names_the_actor(database: Database) -> None:
    await database.run(lambda work: work.ledger.record([dues(AMINA, 4), dues(AMINA, 5)], OPERATOR))
    await database.run(lambda work: work.ledger.record([dues(AMINA, 4)], OPERATOR))

    rows = await database.run(lambda work: work.audit.about("M012"))

    assert [(row["actor"], row["action"], row["body"]["first"], row["body"]["last"]) for row in rows] == [
        ("operator", "transfer", 1, 2)
    ]


async def test_a_refused_record_leaves_neither_rows_nor_audit(database: Database) -> None:
    wrong = replace(dues(AMINA, 5), credit="member:M012")

    with pytest.raises(Exception, match=r"two_accounts"):
        await database.run(lambda work: work.ledger.record([dues(AMINA, 4), wrong], OPERATOR))

    assert await database.run(lambda work: work.ledger.transfers()) == []
    assert await database.run(lambda work: work.audit.about("M012")) == []


async def test_a_transfer_is_reversed_once_by_its_opposite(database: Database) -> None:
    await database.run(lambda work: work.ledger.record([dues(AMINA, 4)], OPERATOR))
    opposite = reversal(1, dues(AMINA, 4))

    for wrong in (replace(opposite, cents=999), replace(opposite, value_on=date(2026, 4, 2)), dues(AMINA, 4)):
        row = replace(wrong, key=None, reverses=1)
        with pytest.raises(BookkeepingError, match="must be its opposite"):
            await database.run(partial(_record, row))
    await database.run(lambda work: work.ledger.record([opposite], OPERATOR))

    with pytest.raises(BookkeepingError, match="transfer 1 is reversed already"):
        await database.run(lambda work: work.ledger.record([opposite], OPERATOR))
    assert balance_of(await database.run(lambda work: work.ledger.entries("M012")), date(2026, 12, 31)) == 0


async def test_entries_are_the_members_own_oldest_value_date_first_with_the_payments_method(database: Database) -> None:
    def pay(member: Member) -> NewTransfer:
        return NewTransfer(
            Account.BANK,
            member_account(member.number),
            1500,
            Kind.PAYMENT,
            date(2026, 4, 3),
            "payment:1",
            key="payment:1",
        )

    payment = await database.run(
        lambda work: work.payments.add(
            "M012",
            cents=1500,
            method=Method.CHEQUE,
            value_on=date(2026, 4, 3),
            reference="42",
            state=PaymentState.CONFIRMED,
            key="import:1",
        )
    )
    await database.run(
        lambda work: work.ledger.record([dues(AMINA, 5), pay(AMINA), dues(BRICE, 4), dues(AMINA, 4)], OPERATOR)
    )

    lines = await database.run(lambda work: work.ledger.entries("M012"))

    assert payment == 1
    assert [(line.value_on.day, line.value_on.month, line.cents, line.method) for line in lines] == [
        (1, 4, -1000, None),
        (3, 4, 1500, Method.CHEQUE),
        (1, 5, -1000, None),
    ]
    everybody = await database.run(lambda work: work.ledger.all_entries())
    assert everybody == {"M012": lines, "M014": await database.run(lambda work: work.ledger.entries("M014"))}
    some = await database.run(lambda work: work.ledger.entries_of(["M999", "M012"]))
    assert some == {"M012": lines}
    assert await database.run(lambda work: work.ledger.entries_of(["M014", "M012"])) == everybody
    assert await database.run(lambda work: work.ledger.entries_of([])) == {}


async def test_ten_thousand_rows_are_recorded_at_once_under_one_audit_row(database: Database) -> None:
    rows = [replace(dues(AMINA, 4), key=f"due:{number}", cause=f"month:{number}") for number in range(10_000)]

    first = await database.run(lambda work: work.ledger.record(rows, OPERATOR))
    again = await database.run(lambda work: work.ledger.record(rows, OPERATOR))

    assert first == list(range(1, 10_001))
    assert again == [None] * 10_000
    assert len(await database.run(lambda work: work.audit.about("M012"))) == 1
    assert [row.id for row in await database.run(lambda work: work.ledger.transfers(after=9_997, limit=2))] == [
        9_998,
        9_999,
    ]


async def test_a_payment_key_counts_once_and_pending_ones_are_told_by_member(database: Database) -> None:
    async def added(key: str | None, state: PaymentState, cents: int) -> int | None:
        return await database.run(
            lambda work: work.payments.add(
                "M012",
                cents=cents,
                method=Method.CASH,
                value_on=date(2026, 4, 1),
                reference="",
                state=state,
                key=key,
            )
        )

    numbers = [
        await added("a", PaymentState.DECLARED, 100),
        await added("a", PaymentState.DECLARED, 100),
        await added(None, PaymentState.DECLARED, 20),
        await added(None, PaymentState.CONFIRMED, 3),
    ]

    assert numbers[1] is None
    assert len({number for number in numbers if number}) == 3
    pending = await database.run(lambda work: work.payments.pending("M012"))
    assert [payment.cents for payment in pending] == [100, 20]
    assert await database.run(lambda work: work.payments.all_pending()) == {"M012": 120}
    assert len(await database.run(lambda work: work.payments.of_member("M012"))) == 3
    assert await database.run(lambda work: work.payments.get(numbers[0] or 0)) == pending[0]


def _moves(work: UnitOfWork) -> None:
    who, day = member_account(AMINA.number), date(2026, 4, 1)
    work.ledger.record(
        [
            NewTransfer(Account.BANK, Account.OPENING, 50000, Kind.OPENING, date(2025, 12, 31), "manual:1", key="a"),
            NewTransfer(Account.BANK, who, 2000, Kind.PAYMENT, day, "payment:1"),
            NewTransfer(Account.BANK, who, 1000, Kind.PAYMENT, day, "payment:2"),
            NewTransfer(Account.AID, Account.BANK, 30000, Kind.PAYOUT, date(2026, 4, 30), "order:1"),
            NewTransfer(Account.CASH, who, 700, Kind.PAYMENT, date(2026, 5, 1), "payment:3"),
        ],
        OPERATOR,
    )
    _record(NewTransfer(who, Account.BANK, 2000, Kind.PAYMENT, day, "payment:1", reverses=2), work)


async def test_turnovers_are_summed_by_account_and_kind_and_leave_out_what_was_reversed(database: Database) -> None:
    await database.run(_moves)

    found = await database.run(lambda work: work.ledger.turnovers([Account.BANK, Account.AID], None, date(2026, 4, 30)))

    assert found == [
        Turnover(Account.BANK, Kind.OPENING, 50000, 0),
        Turnover(Account.BANK, Kind.PAYMENT, 1000, 0),
        Turnover(Account.BANK, Kind.PAYOUT, 0, 30000),
        Turnover(Account.AID, Kind.PAYOUT, 30000, 0),
    ]


@pytest.mark.parametrize(
    ("since", "until", "cents"), [(1, 29, [1000]), (1, 30, [1000, 30000]), (2, 30, [30000]), (2, 29, [])]
)
async def test_turnovers_are_of_the_days_asked_for_both_included(
    database: Database, since: int, until: int, cents: list[int]
) -> None:
    await database.run(_moves)

    found = await database.run(
        lambda work: work.ledger.turnovers([Account.BANK], date(2026, 4, since), date(2026, 4, until))
    )

    assert [moved.debited + moved.credited for moved in found] == cents


async def test_a_row_is_found_by_its_key(database: Database) -> None:
    await database.run(_moves)

    found = await database.run(lambda work: work.ledger.keyed("a"))

    assert found
    assert (found.id, found.debit, found.cents) == (1, Account.BANK, 50000)
    assert await database.run(lambda work: work.ledger.keyed("b")) is None
