"""Paying what the bureau has approved: who signs, when, booked once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.decisions import Reason
from assistant.domain.errors import MbongiError
from assistant.domain.ledger import Kind, Method
from assistant.domain.members import Member
from assistant.domain.orders import NewOrder, OrderKind, OrderState
from assistant.ports import Database
from tests.services.bureau import (
    AWA,
    HILAIRE,
    HOST,
    PAUL,
    ROSINE,
    SYLVIE,
    TODAY,
    found,
    later,
    orders_payment,
    paying,
    refusal,
    stored,
    told,
)
from tests.services.people import JOINED, voted

TOMORROW = TODAY + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)


async def approved(database: Database, new: NewOrder = HOST) -> int:
    await found(database)
    return (await orders_payment(database, new, approved=True)).id


@pytest.mark.parametrize(
    ("payer", "method"), [(ROSINE, Method.TRANSFER), (PAUL, Method.TRANSFER), (HILAIRE, Method.CHEQUE)]
)
async def test_a_transfer_is_the_treasurers_and_a_cheque_the_president_s(
    database: Database, payer: Member, method: Method
) -> None:
    order = await approved(database)

    paid = await database.run(paying(payer, order, method))

    assert paid.state is OrderState.PAID
    assert paid.payout is not None
    assert (paid.payout.method, paid.payout.reference, paid.payout.paid_on) == (method, "VIR 77", TODAY)
    assert await told(database, AWA) == ["order_paid"]


@pytest.mark.parametrize(
    ("payer", "method"),
    [
        (HILAIRE, Method.TRANSFER),
        (SYLVIE, Method.TRANSFER),
        (AWA, Method.TRANSFER),
        (ROSINE, Method.CHEQUE),
        (PAUL, Method.CHEQUE),
        (SYLVIE, Method.CHEQUE),
    ],
)
async def test_nobody_else_signs(database: Database, payer: Member, method: Method) -> None:
    order = await approved(database)

    decision = await refusal(database, paying(payer, order, method))

    assert (decision.reason, decision.articles) == (Reason.NOT_AUTHORISED, ("NDZ art. 25",))
    assert (await stored(database, order)).state is OrderState.APPROVED


async def test_money_does_not_leave_in_cash(database: Database) -> None:
    order = await approved(database)

    decision = await refusal(database, paying(ROSINE, order, Method.CASH))

    assert (decision.reason, decision.articles) == (Reason.METHOD_NOT_ACCEPTED, ("NDZ art. 25",))


async def test_before_the_bureau_s_yes_nothing_is_paid(database: Database) -> None:
    await found(database)
    order = await orders_payment(database)

    decision = await refusal(database, paying(ROSINE, order.id))

    assert (decision.reason, decision.articles) == (Reason.BUREAU_APPROVAL_REQUIRED, ("NDZ art. 25",))


async def test_the_day_of_the_payment_lies_between_the_yes_and_today(database: Database, clock: StandingClock) -> None:
    order = await approved(database)
    later(clock, days=1)

    early = await refusal(database, paying(ROSINE, order, paid_on=YESTERDAY))
    late = await refusal(database, paying(ROSINE, order, paid_on=TOMORROW + timedelta(days=1)))
    paid = await database.run(paying(ROSINE, order, paid_on=TODAY))

    assert (early.reason, late.reason) == (Reason.BUREAU_APPROVAL_REQUIRED, Reason.FUTURE_DATE)
    assert paid.state is OrderState.PAID


async def test_nobody_pays_themselves_and_another_who_signs_does(database: Database) -> None:
    order = await approved(database, replace(HOST, beneficiary=ROSINE.number))

    own = await refusal(database, paying(ROSINE, order))
    paid = await database.run(paying(PAUL, order))

    assert own.reason is Reason.SELF_CONFIRMATION
    assert paid.state is OrderState.PAID
    assert "order_approved" not in await told(database, ROSINE)


async def test_the_president_s_cheque_to_themselves_is_a_transfer_instead(database: Database) -> None:
    order = await approved(database, replace(HOST, beneficiary=HILAIRE.number))

    cheque = await refusal(database, paying(HILAIRE, order, Method.CHEQUE))
    transfer = await database.run(paying(ROSINE, order))

    assert cheque.reason is Reason.SELF_CONFIRMATION
    assert transfer.state is OrderState.PAID


async def test_where_the_bylaws_let_treasurers_confirm_their_own_they_pay_themselves_too(
    tmp_path: Path, clock: StandingClock
) -> None:
    bylaws = voted("payments", "self_confirm", value=True, since=JOINED)
    database = storage.throwaway(tmp_path / "own.db", bylaws=bylaws, clock=clock, timezone="Europe/Paris")
    order = await approved(database, replace(HOST, beneficiary=ROSINE.number))

    paid = await database.run(paying(ROSINE, order))

    assert paid.state is OrderState.PAID
    await database.close()


@pytest.mark.parametrize(
    ("kind", "account", "booked"),
    [
        (OrderKind.PAYOUT, "fund:aid", Kind.PAYOUT),
        (OrderKind.HELP, "fund:aid", Kind.HELP),
        (OrderKind.HOST, "fund:meals", Kind.HOST),
    ],
)
async def test_a_payment_is_booked_once_out_of_the_bank(
    database: Database, kind: OrderKind, account: str, booked: Kind
) -> None:
    order = await approved(database, replace(HOST, kind=kind))

    await database.run(paying(ROSINE, order))

    (row,) = await database.run(lambda work: work.ledger.transfers())
    assert (row.credit, row.cents, row.value_on, row.author) == ("bank", 10000, TODAY, ROSINE.number)
    assert row.cause == row.key == f"order:{order}"
    assert (row.debit, row.kind) == (account, booked)
    assert await database.run(lambda work: work.ledger.entries(AWA.number)) == []
    assert await database.run(lambda work: work.audit.problems()) == []


async def test_a_payment_without_a_reference_is_not_noted(database: Database) -> None:
    order = await approved(database)

    with pytest.raises(MbongiError, match="reference"):
        await database.run(paying(ROSINE, order, reference="  "))

    assert (await stored(database, order)).state is OrderState.APPROVED


async def test_the_second_to_pay_reads_who_was_first(database: Database) -> None:
    order = await approved(database)
    await database.run(paying(ROSINE, order))

    decision = await refusal(database, paying(HILAIRE, order, Method.CHEQUE))

    assert (decision.reason, decision.figures["by"]) == (Reason.ALREADY_DECIDED, "Rosine Ibara")
    assert len(await database.run(lambda work: work.ledger.transfers())) == 1
    assert await told(database, HILAIRE) == []
