"""A payout for what is cancelled comes back."""

from __future__ import annotations

from collections.abc import Callable

from assistant.domain.claims import FiledClaim
from assistant.domain.decisions import Reason
from assistant.domain.ledger import Account
from assistant.domain.members import Member
from assistant.domain.orders import OrderState
from assistant.ports import Database, UnitOfWork
from assistant.services import exports, reports
from assistant.services.aid import cancelling
from tests.services.aid.claimants import (
    FATHER,
    YESTERDAY,
    gather,
    notices,
)
from tests.services.aid.deciders import (
    granted,
    order_of,
    paid,
    problems,
    rows,
    undoing,
)
from tests.services.bureau import (
    AWA,
    PAUL,
    ROSINE,
    SYLVIE,
    TODAY,
    acting,
    refusal,
)


def returning(claim: int, by: Member = ROSINE) -> Callable[[UnitOfWork], FiledClaim]:
    """The unit in which its payout is noted as come back."""
    return lambda work: cancelling.repaid(work, acting(by), claim)


async def account(database: Database, name: str) -> int:
    """What is in it, in cents: debits less credits."""
    return sum(row.cents * ((row.debit == name) - (row.credit == name)) for row in await rows(database))


async def test_what_was_paid_stays_paid_until_it_is_back_and_the_treasurers_are_told(database: Database) -> None:
    await gather(database)
    made = await granted(database, AWA, FATHER)
    await paid(database, made.id)

    await database.run(undoing(made.id))
    order = await order_of(database, made.id)
    bank_before = await account(database, Account.BANK)
    await database.run(returning(made.id))

    assert order is not None
    assert order.state is OrderState.PAID
    assert sorted(await notices(database, "claim_repay")) == [ROSINE.number, PAUL.number]
    assert await notices(database, "claim_cancelled") == [AWA.number]
    assert await account(database, Account.BANK) == bank_before + 100_000
    assert await account(database, Account.AID) == 0
    assert await problems(database) == []


async def test_a_payout_comes_back_once_and_is_noted_by_a_treasurer(database: Database) -> None:
    await gather(database)
    made = await granted(database, AWA, FATHER)
    early = await refusal(database, returning(made.id))
    await paid(database, made.id)
    standing = await refusal(database, returning(made.id))
    await database.run(undoing(made.id))

    secretary = await refusal(database, returning(made.id, SYLVIE))
    await database.run(returning(made.id))
    again = await refusal(database, returning(made.id, PAUL))

    assert [each.reason for each in (early, standing, secretary, again)] == [
        Reason.NOT_CONFIRMED,
        Reason.NOT_CONFIRMED,
        Reason.NOT_AUTHORISED,
        Reason.NOT_CONFIRMED,
    ]
    assert await problems(database) == []


async def test_nothing_comes_back_for_what_was_never_paid(database: Database) -> None:
    await gather(database)
    made = await granted(database, AWA, FATHER)
    await database.run(undoing(made.id))

    decision = await refusal(database, returning(made.id))

    assert decision.reason is Reason.NOT_CONFIRMED


async def test_reports_and_exports_add_up_to_nothing_after_it(database: Database) -> None:
    await gather(database)
    made = await granted(database, AWA, FATHER)
    await paid(database, made.id)
    await database.run(undoing(made.id))
    await database.run(returning(made.id))

    overview = await database.run(lambda work: reports.overview(work, acting(ROSINE), TODAY))
    exported = await database.run(lambda work: exports.export(work, acting(ROSINE), "ledger", "beancount", TODAY))

    assert (overview.total.cents, overview.not_overdue.cents) == (0, 0)
    assert exported.decode().count("  reverses: ") == 9
    assert await database.run(lambda work: work.ledger.turnovers([Account.AID], None, YESTERDAY)) == []
