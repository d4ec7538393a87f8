from __future__ import annotations

import asyncio
import itertools
from datetime import date, timedelta
from typing import Any

import pytest

from assistant.clocks import StandingClock
from assistant.domain.ledger import Method
from assistant.domain.payments import Payment, PaymentDecision, PaymentState
from assistant.ports import Database, UnitOfWork
from tests.storage.conftest import NOON
from tests.storage.people import AMINA, BRICE, registered

FOURTH = date(2026, 4, 4)
CONFIRMED, REJECTED = PaymentState.CONFIRMED, PaymentState.REJECTED
WITHDRAWN, REVERSED, DECLARED = PaymentState.WITHDRAWN, PaymentState.REVERSED, PaymentState.DECLARED


@pytest.fixture(autouse=True)
async def people(database: Database) -> None:
    await database.run(registered(AMINA, BRICE))


def add(work: UnitOfWork, member: str = "M012", key: str | None = None, **more: Any) -> int | None:
    known: dict[str, Any] = {
        "cents": 2000,
        "method": Method.CASH,
        "value_on": FOURTH,
        "reference": "",
        "state": DECLARED,
    } | more
    return work.payments.add(member, key=key, **known)


async def declared(database: Database, member: str = "M012", **more: Any) -> int:
    number = await database.run(lambda work: add(work, member, **more))
    assert number is not None
    return number


async def decided(database: Database, payment: int, state: PaymentState, **more: Any) -> bool:
    known: dict[str, Any] = {"cents": 2000, "decided_by": "M005", "decided_at": NOON} | more
    return await database.run(lambda work: work.payments.decide(payment, PaymentDecision(state, **known)))


async def stored(database: Database, payment: int) -> Payment:
    found = await database.run(lambda work: work.payments.get(payment))
    assert found is not None
    return found


async def test_a_declaration_is_kept_whole(database: Database) -> None:
    number = await declared(database, reference="COTIS é“")

    assert await stored(database, number) == Payment(
        number, "M012", 2000, Method.CASH, FOURTH, "COTIS é“", DECLARED, NOON
    )
    assert await database.run(lambda work: work.payments.get(number + 1)) is None


async def test_what_has_a_key_is_added_once(database: Database) -> None:
    first = await database.run(lambda work: add(work, key="bank:B1"))
    again = await database.run(lambda work: add(work, "M014", key="bank:B1"))
    other = await database.run(lambda work: add(work, key="bank:B2"))

    assert again is None
    assert first != other


async def test_the_queue_is_everybody_s_undecided_oldest_first(database: Database) -> None:
    first, second = await declared(database), await declared(database, "M014", value_on=date(2026, 1, 1))
    third = await declared(database)
    await decided(database, second, REJECTED, reason="no transfer")

    queue = await database.run(lambda work: work.payments.queue())
    mine = await database.run(lambda work: work.payments.pending("M012"))

    assert [payment.id for payment in queue] == [first, third]
    assert [payment.id for payment in mine] == [first, third]
    assert await database.run(lambda work: work.payments.all_pending()) == {"M012": 4000}
    assert await database.run(lambda work: work.payments.pending("M014")) == []


async def test_what_was_declared_stands_beside_what_was_confirmed(database: Database) -> None:
    number = await declared(database)

    await decided(database, number, CONFIRMED, cents=1500, reason="no bank open", receipt="2026-0001")

    payment = await stored(database, number)
    step = PaymentDecision(CONFIRMED, 1500, "M005", NOON, "no bank open", "2026-0001")
    assert (payment.cents, payment.amount, payment.receipt, payment.state) == (2000, 1500, "2026-0001", CONFIRMED)
    assert payment.decisions == (step,)


@pytest.mark.parametrize(("first", "second"), [*itertools.permutations([CONFIRMED, REJECTED, WITHDRAWN], 2)])
async def test_a_declaration_is_decided_once(database: Database, first: PaymentState, second: PaymentState) -> None:
    number = await declared(database)

    wins, loses = await decided(database, number, first), await decided(database, number, second)

    assert (wins, loses) == (True, False)
    assert [step.state for step in (await stored(database, number)).decisions] == [first]


@pytest.mark.parametrize("state", [None, REJECTED, WITHDRAWN])
async def test_only_what_is_confirmed_is_reversed(database: Database, state: PaymentState | None) -> None:
    number = await declared(database)
    if state is not None:
        await decided(database, number, state)

    assert await decided(database, number, REVERSED) is False


async def test_what_is_reversed_keeps_both_steps_in_order_and_its_receipt(database: Database) -> None:
    number = await declared(database)
    await decided(database, number, CONFIRMED, receipt="2026-0001")

    undone = await decided(database, number, REVERSED, reason="bounced")
    again = await decided(database, number, REVERSED)

    payment = await stored(database, number)
    assert (undone, again, payment.state, payment.receipt) == (True, False, REVERSED, "2026-0001")
    assert [step.state for step in payment.decisions] == [CONFIRMED, REVERSED]
    assert payment.decision
    assert payment.decision.reason == "bounced"


async def test_a_payment_that_is_not_there_is_not_decided(database: Database) -> None:
    assert await decided(database, 99, CONFIRMED) is False


async def test_receipts_are_counted_by_the_year_they_were_given_in(database: Database) -> None:
    for receipt in ("2025-0001", "2026-0001", "2026-0002"):
        await decided(database, await declared(database), CONFIRMED, receipt=receipt)
    await decided(database, await declared(database), REJECTED)

    years = (2024, 2025, 2026)
    counts = await database.run(lambda work: [work.payments.last_receipt(year) for year in years])

    assert counts == [0, 1, 2]


async def test_booked_are_the_confirmed_ones_since_a_day(database: Database) -> None:
    before, on = await declared(database, value_on=date(2026, 4, 3)), await declared(database)
    after, open_still = await declared(database, value_on=date(2026, 4, 5)), await declared(database)
    for number in (before, on, after):
        await decided(database, number, CONFIRMED, cents=1999)

    booked = await database.run(lambda work: work.payments.booked(FOURTH))

    assert [(payment.id, payment.amount) for payment in booked] == [(on, 1999), (after, 1999)]
    assert open_still not in {payment.id for payment in booked}


async def test_of_two_processes_that_decide_at_once_one_wins(
    database: Database, other: Database, clock: StandingClock
) -> None:
    for round_ in range(10):
        clock.instant = NOON + timedelta(minutes=round_)
        number = await declared(database)

        won = await asyncio.gather(
            decided(database, number, CONFIRMED), decided(other, number, REJECTED), decided(database, number, WITHDRAWN)
        )

        assert sorted(won) == [False, False, True]
        assert len((await stored(database, number)).decisions) == 1
