"""After the decision: receipts, what is undone or withdrawn, what is forgotten when, and whatever order it comes in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import storage
from assistant.clocks import StandingClock
from assistant.domain.decisions import Reason
from assistant.domain.errors import NoSecretKeyError, RefusedError
from assistant.domain.members import Member
from assistant.domain.payments import NewPayment, PaymentState
from assistant.ports import Database, UnitOfWork
from assistant.services import drafts, payments
from assistant.services.tick import tick
from tests.services.bureau import (
    AWA,
    BINTOU,
    HILAIRE,
    PAUL,
    PHOTO,
    ROSINE,
    acting,
    found,
    refusal,
    told,
)
from tests.services.payers import (
    DAY,
    YESTERDAY,
    Unit,
    body,
    booked,
    confirming,
    declared,
    kept,
    owes,
    proofs,
    rejecting,
    reversing,
    stored,
    withdrawing,
)
from tests.services.people import BYLAWS


@pytest.fixture
async def database(tmp_path: Path, clock: StandingClock) -> AsyncIterator[Database]:
    async with kept(tmp_path / "books.db", clock) as opened:
        yield opened


async def test_receipts_are_numbered_without_a_gap_whatever_happens_in_between(database: Database) -> None:
    numbers = [await declared(database, NewPayment(1000 + place, "transfer", YESTERDAY)) for place in range(6)]

    await database.run(confirming(numbers[0]))
    await refusal(database, confirming(numbers[0], PAUL))
    await database.run(rejecting(numbers[1]))
    await refusal(database, confirming(numbers[2], cents=0))
    await database.run(withdrawing(numbers[3]))
    await database.run(reversing(numbers[0]))
    for number in (numbers[5], numbers[2], numbers[4]):
        await database.run(confirming(number, PAUL))

    receipts = {number: (await stored(database, number)).receipt for number in numbers}
    assert receipts == dict(zip(numbers, ["2026-0001", None, "2026-0003", None, "2026-0004", "2026-0002"], strict=True))


async def test_receipts_begin_again_with_the_year_that_the_treasurer_lives_in(
    database: Database, clock: StandingClock
) -> None:
    first, second, third = [await declared(database) for _ in range(3)]
    clock.instant = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    await database.run(confirming(first))
    clock.instant = datetime(2026, 12, 31, 23, tzinfo=UTC)

    await database.run(confirming(second))
    await database.run(confirming(third))

    receipts = [(await stored(database, number)).receipt for number in (first, second, third)]
    assert receipts == ["2026-0001", "2027-0001", "2027-0002"]


# Undone


async def test_a_reversal_counts_from_the_payment_s_own_day_and_the_member_is_told(database: Database) -> None:
    number = await declared(database)
    await database.run(confirming(number, cents=1500))

    payment = await database.run(reversing(number, PAUL))

    first, second = await booked(database)
    assert (second.debit, second.credit, second.cents) == (first.credit, first.debit, 1500)
    assert (second.value_on, second.reverses) == (YESTERDAY, first.id)
    assert (payment.state, payment.amount, payment.receipt) == (PaymentState.REVERSED, 1500, "2026-0001")
    assert await owes(database) == 6000
    notice = await body(database, "payment_reversed")
    assert (notice["reason"], notice["balance"]) == ("chèque revenu impayé", -6000)
    assert await database.run(lambda work: work.audit.problems()) == []


@pytest.mark.parametrize("undone", [False, True])
async def test_what_was_undone_or_never_confirmed_is_not_undone(database: Database, undone: bool) -> None:
    number = await declared(database)
    if undone:
        await database.run(confirming(number))
        await database.run(reversing(number))

    decision = await refusal(database, reversing(number, PAUL))

    assert decision.reason is (Reason.ALREADY_DECIDED if undone else Reason.NOT_CONFIRMED)


# Withdrawn


async def test_a_member_withdraws_what_is_undecided_and_nobody_is_bothered(database: Database) -> None:
    number = await declared(database)

    payment = await database.run(withdrawing(number))

    assert payment.state is PaymentState.WITHDRAWN
    assert await told(database, AWA) == []
    assert await database.run(lambda work: payments.queue(work, acting(ROSINE))) == []


@pytest.mark.parametrize("who", [BINTOU, ROSINE, HILAIRE])
async def test_nobody_withdraws_somebody_else_s(database: Database, who: Member) -> None:
    number = await declared(database)

    decision = await refusal(database, withdrawing(number, who))

    assert (decision.reason, decision.articles) == (Reason.NOT_AUTHORISED, ("NDZ art. 5",))
    assert (await stored(database, number)).state is PaymentState.DECLARED


async def test_a_payment_that_is_not_there_is_neither_withdrawn_nor_decided(database: Database) -> None:
    assert (await refusal(database, withdrawing(99))).reason is Reason.NOT_AUTHORISED
    assert (await refusal(database, confirming(99))).reason is Reason.NOT_CONFIRMED


# The proof


async def test_a_proof_is_kept_until_thirty_days_after_the_decision(database: Database, clock: StandingClock) -> None:
    number = await declared(database, proof=True)
    clock.instant = clock.now() + 20 * DAY
    await database.run(tick)
    await database.run(confirming(number))

    clock.instant = clock.now() + 30 * DAY - timedelta(seconds=1)
    await database.run(tick)
    before = await proofs(database, number)
    clock.instant = clock.now() + timedelta(seconds=1)
    await database.run(tick)

    assert (before, await proofs(database, number)) == ([PHOTO.content], [None])
    assert (await database.run(lambda work: payments.get(work, acting(ROSINE), number))) is not None


@pytest.mark.parametrize("unit", [rejecting, withdrawing])
async def test_a_proof_goes_whatever_was_decided(
    database: Database, clock: StandingClock, unit: Callable[[int], Unit]
) -> None:
    number = await declared(database, proof=True)
    await database.run(unit(number))

    clock.instant = clock.now() + 30 * DAY
    await database.run(tick)

    assert await proofs(database, number) == [None]


async def test_a_proof_that_ends_up_proving_nothing_goes_after_a_day(database: Database, clock: StandingClock) -> None:
    document = await database.run(lambda work: drafts.keep(work, acting(AWA), PHOTO))
    clock.instant = clock.now() + DAY

    kept = await database.run(lambda work: drafts.still_kept(work, acting(AWA), document))
    await database.run(tick)

    assert kept is True
    assert await database.run(lambda work: drafts.still_kept(work, acting(AWA), document)) is False
    assert await database.run(lambda work: work.documents.read(document)) is None


async def test_a_draft_is_its_own_member_s_alone(database: Database) -> None:
    document = await database.run(lambda work: drafts.keep(work, acting(AWA), PHOTO))

    assert await database.run(lambda work: drafts.still_kept(work, acting(BINTOU), document)) is False


async def test_the_card_names_the_proof_and_holds_nothing_of_it(database: Database) -> None:
    number = await declared(database, proof=True)

    card = await body(database, "payment_card", ROSINE)

    (document,) = await database.run(lambda work: work.documents.about(payments.about(number)))
    assert card["proofs"] == [[document.id, "image/jpeg"]]
    assert "ticket" not in str(card)


async def test_without_a_key_no_proof_is_kept(tmp_path: Path, clock: StandingClock) -> None:
    database = storage.throwaway(tmp_path / "bare.db", bylaws=BYLAWS, clock=clock, timezone="Europe/Paris")
    await found(database)

    with pytest.raises(NoSecretKeyError):
        await declared(database, proof=True)

    assert await database.run(lambda work: work.payments.of_member("M012")) == []
    await database.close()


# Whatever is done with it


async def attempted(database: Database, unit: Callable[[UnitOfWork], object]) -> None:
    """Done, or refused."""
    with suppress(RefusedError):
        await database.run(unit)


DOINGS: dict[str, Callable[[UnitOfWork, int], object]] = {
    "confirm": lambda work, number: payments.confirm(work, acting(ROSINE), number, reason="r"),
    "amend": lambda work, number: payments.confirm(work, acting(PAUL), number, cents=700, reason="r"),
    "reject": lambda work, number: payments.reject(work, acting(PAUL), number, "r"),
    "reverse": lambda work, number: payments.reverse(work, acting(ROSINE), number, "r"),
    "withdraw": lambda work, number: payments.withdraw(work, acting(AWA), number),
    "as a member": lambda work, number: payments.confirm(work, acting(BINTOU), number, reason="r"),
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(sorted(DOINGS))), max_size=14))
async def test_whatever_is_done_in_whatever_order_the_books_hold_what_is_confirmed_and_receipts_have_no_gap(
    tmp_path_factory: pytest.TempPathFactory, clock: StandingClock, steps: list[tuple[int, str]]
) -> None:
    path = tmp_path_factory.mktemp("life") / "books.db"
    database = storage.throwaway(path, bylaws=BYLAWS, clock=clock, timezone="Europe/Paris")
    await found(database)
    numbers = [await declared(database, NewPayment(1000 * place, "transfer", YESTERDAY)) for place in (1, 2, 3)]
    for place, doing in steps:
        await attempted(database, lambda work, doing=doing, place=place: DOINGS[doing](work, numbers[place]))  # type: ignore[misc]

    lives = [await stored(database, number) for number in numbers]
    rows = await booked(database)
    problems = await database.run(lambda work: work.audit.problems())
    await database.close()

    held = sum(row.cents if row.reverses is None else -row.cents for row in rows)
    receipts = sorted(life.receipt for life in lives if life.receipt)
    assert held == sum(life.amount for life in lives if life.state is PaymentState.CONFIRMED)
    assert receipts == [f"2026-{place:04}" for place in range(1, len(receipts) + 1)]
    assert all(len(life.decisions) <= 1 + (life.state is PaymentState.REVERSED) for life in lives)
    assert problems == []
