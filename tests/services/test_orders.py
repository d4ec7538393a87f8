"""Payments out: who is asked, when it is approved or refused, who is told, and what is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR
from assistant.domain.decisions import Reason
from assistant.domain.members import Member, Role, Status, StatusChange
from assistant.domain.orders import Choice, NewOrder, OrderKind, OrderState
from assistant.ports import Database
from assistant.services import orders
from assistant.services.tick import tick
from tests.services.bureau import (
    AWA,
    BINTOU,
    BUREAU,
    HILAIRE,
    HOST,
    PAUL,
    ROSINE,
    SYLVIE,
    TODAY,
    acting,
    agree,
    found,
    later,
    orders_payment,
    paying,
    refusal,
    saying,
    stored,
    told,
)
from tests.services.people import BYLAWS, JOINED, person, register, voted

TOMORROW = TODAY + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)


async def approved(database: Database, new: NewOrder = HOST) -> int:
    await found(database)
    return (await orders_payment(database, new, approved=True)).id


async def test_a_payment_proposed_asks_everybody_who_sits_on_the_bureau(database: Database) -> None:
    await found(database, person("M020", "Rufin", Role.SECRETARY, status=Status.SUSPENDED))

    order = await orders_payment(database)

    assert (order.state, order.decision) == (OrderState.PROPOSED, None)
    assert [await told(database, member) for member in BUREAU] == [["order_card"]] * 4
    assert await told(database, AWA) == []
    assert await told(database, person("M020", "Rufin")) == []


async def test_the_last_yes_approves_and_who_signs_is_asked_to_pay(database: Database) -> None:
    await found(database)
    order = await orders_payment(database)

    before = await agree(database, order.id, HILAIRE, SYLVIE, ROSINE)
    after = await database.run(saying(PAUL, order.id))

    assert (before.state, after.state) == (OrderState.PROPOSED, OrderState.APPROVED)
    assert after.decision is not None
    assert after.decision.decided_by == PAUL.number
    assert [await told(database, member) for member in BUREAU] == [
        ["order_approved"],
        [],
        ["order_approved"],
        ["order_approved"],
    ]


async def test_one_refusal_closes_the_round_and_its_reason_is_told(database: Database) -> None:
    await found(database)
    order = await orders_payment(database)
    await agree(database, order.id, HILAIRE)

    refused = await database.run(saying(SYLVIE, order.id, Choice.REFUSE, "  Trop tôt "))

    assert refused.state is OrderState.REFUSED
    assert refused.decision is not None
    assert refused.decision.reason == "Trop tôt"
    assert await told(database, AWA) == ["order_refused"]
    assert "order_approved" not in await told(database, ROSINE)


@pytest.mark.parametrize("why", [None, "", "  "])
async def test_a_refusal_without_a_reason_is_not_taken(database: Database, why: str | None) -> None:
    await found(database)
    order = await orders_payment(database)

    decision = await refusal(database, saying(SYLVIE, order.id, Choice.REFUSE, why))

    assert decision.reason is Reason.REASON_REQUIRED
    assert (await stored(database, order.id)).state is OrderState.PROPOSED


async def test_while_the_round_is_open_an_answer_may_be_changed_and_counts_once(database: Database) -> None:
    await found(database)
    order = await orders_payment(database)

    _, first = await database.run(lambda work: orders.vote(work, acting(SYLVIE), order.id, Choice.APPROVE))
    _, again = await database.run(lambda work: orders.vote(work, acting(SYLVIE), order.id, Choice.APPROVE))
    refused = await database.run(saying(SYLVIE, order.id, Choice.REFUSE, "Réflexion faite, non"))

    assert first.counts == again.counts == {"yes": 1, "no": 0, "waiting": 3}
    assert refused.state is OrderState.REFUSED


async def test_who_stands_to_receive_is_neither_asked_nor_heard(database: Database) -> None:
    await found(database)
    order = await orders_payment(database, replace(HOST, beneficiary=SYLVIE.number))

    decision = await refusal(database, saying(SYLVIE, order.id))
    last = await agree(database, order.id, HILAIRE, ROSINE, PAUL)

    assert decision.reason is Reason.SELF_CONFIRMATION
    assert decision.articles == ("NDZ art. 25", "NDZ art. 34")
    assert await told(database, SYLVIE) == []
    assert last.state is OrderState.APPROVED


async def test_where_the_bylaws_leave_nobody_out_the_beneficiary_votes_too(
    tmp_path: Path, clock: StandingClock
) -> None:
    bylaws = voted("payments", "payout_excludes_beneficiary", value=False, since=JOINED)
    database = storage.throwaway(tmp_path / "all.db", bylaws=bylaws, clock=clock, timezone="Europe/Paris")
    await found(database)
    order = await orders_payment(database, replace(HOST, beneficiary=SYLVIE.number))

    three = await agree(database, order.id, HILAIRE, ROSINE, PAUL)
    four = await database.run(saying(SYLVIE, order.id))

    assert (three.state, four.state) == (OrderState.PROPOSED, OrderState.APPROVED)
    await database.close()


async def test_where_the_bylaws_ask_for_a_majority_three_of_four_approve(tmp_path: Path, clock: StandingClock) -> None:
    bylaws = voted("payments", "payout_approval", "majority", JOINED)
    database = storage.throwaway(tmp_path / "most.db", bylaws=bylaws, clock=clock, timezone="Europe/Paris")
    await found(database)
    order = await orders_payment(database)
    await database.run(saying(PAUL, order.id, Choice.REFUSE, "Trop cher"))

    two = await agree(database, order.id, HILAIRE, SYLVIE)
    three = await database.run(saying(ROSINE, order.id))

    assert (two.state, three.state) == (OrderState.PROPOSED, OrderState.APPROVED)
    await database.close()


@pytest.mark.parametrize("member", [AWA, person("M020", "Rufin", Role.CONTROL)])
async def test_who_does_not_sit_on_the_bureau_does_not_vote(database: Database, member: Member) -> None:
    await found(database, member)
    order = await orders_payment(database)

    decision = await refusal(database, saying(member, order.id))

    assert (decision.reason, decision.articles) == (Reason.NOT_AUTHORISED, ("NDZ art. 25",))


async def test_who_has_left_the_bureau_is_no_longer_heard_and_no_longer_waited_for(database: Database) -> None:
    await found(database)
    order = await orders_payment(database)
    await agree(database, order.id, HILAIRE, SYLVIE, ROSINE)
    left = replace(PAUL, roles=frozenset())
    await database.run(lambda work: work.members.save(left))

    decision = await refusal(database, saying(left, order.id))
    await database.run(tick)

    assert decision.reason is Reason.NOT_AUTHORISED
    settled = await stored(database, order.id)
    assert settled.state is OrderState.APPROVED
    assert settled.decision is not None
    assert settled.decision.decided_by == "scheduler"


async def test_who_joins_the_bureau_while_the_round_is_open_is_asked_at_the_next_tick(database: Database) -> None:
    await found(database)
    order = await orders_payment(database)
    await agree(database, order.id, HILAIRE)
    await database.run(lambda work: register(work, replace(BINTOU, roles=frozenset({Role.VICE_PRESIDENT}))))

    await database.run(tick)
    await database.run(tick)

    assert await told(database, BINTOU) == ["order_card"]
    assert (await told(database, SYLVIE)) == ["order_card"]
    assert (await stored(database, order.id)).state is OrderState.PROPOSED


async def test_a_bureau_of_nobody_but_the_beneficiary_approves_nothing(database: Database) -> None:
    await database.run(lambda work: register(work, HILAIRE))
    order = await orders_payment(database, replace(HOST, beneficiary=HILAIRE.number))

    await database.run(tick)

    assert (await stored(database, order.id)).state is OrderState.PROPOSED


async def test_a_decided_round_says_who_decided_and_when(database: Database, clock: StandingClock) -> None:
    await found(database)
    order = await orders_payment(database)
    await database.run(saying(SYLVIE, order.id, Choice.REFUSE, "Trop cher"))
    later(clock, hours=1)

    decision = await refusal(database, saying(ROSINE, order.id))

    assert decision.reason is Reason.ALREADY_DECIDED
    assert (decision.figures["state"], decision.figures["by"]) == ("refused", "Sylvie Ibara")
    assert f"{decision.figures['at']:%H:%M}" == "12:00"


async def test_there_is_one_order_for_each_cause(database: Database) -> None:
    await found(database)

    first, second = await orders_payment(database), await orders_payment(database, replace(HOST, cents=99))

    assert second == first
    assert await told(database, ROSINE) == ["order_card"]


async def test_an_order_from_a_round_of_its_own_is_approved_at_once_and_asks_nobody_to_vote(database: Database) -> None:
    await found(database)

    order = await orders_payment(database, replace(HOST, kind=OrderKind.PAYOUT, cause="claim:4"), approved=True)

    assert order.state is OrderState.APPROVED
    assert await told(database, ROSINE) == ["order_approved"]
    assert await told(database, SYLVIE) == []


async def test_what_is_not_paid_may_be_taken_back_by_who_proposed_it_and_by_whom_it_pays(database: Database) -> None:
    await found(database)
    mine = await orders_payment(database)
    other = await orders_payment(database, replace(HOST, cause="meeting:8"), approved=True)
    third = await orders_payment(database, replace(HOST, cause="meeting:9"))

    stranger = await refusal(database, lambda work: orders.cancel(work, acting(SYLVIE), mine.id))
    cancelled = [
        await database.run(lambda work: orders.cancel(work, acting(HILAIRE), mine.id)),
        await database.run(lambda work: orders.cancel(work, acting(AWA), other.id)),
        await database.run(lambda work: orders.cancel(work, OPERATOR, third.id)),
    ]

    assert stranger.reason is Reason.NOT_AUTHORISED
    assert [order.state for order in cancelled] == [OrderState.CANCELLED] * 3
    assert await told(database, ROSINE) == []
    assert await database.run(lambda work: work.orders.open()) == []


async def test_what_a_claim_has_led_to_is_taken_back_by_nobody_alone(database: Database) -> None:
    await found(database)
    order = await orders_payment(database, replace(HOST, kind=OrderKind.PAYOUT, cause="claim:4"), approved=True)

    decisions = [
        await refusal(database, lambda work: orders.cancel(work, acting(HILAIRE), order.id)),
        await refusal(database, lambda work: orders.cancel(work, acting(AWA), order.id)),
    ]

    assert {decision.reason for decision in decisions} == {Reason.NOT_AUTHORISED}
    assert (await stored(database, order.id)).state is OrderState.APPROVED


async def test_what_is_paid_is_not_taken_back(database: Database) -> None:
    order = await approved(database)
    await database.run(paying(ROSINE, order))

    decision = await refusal(database, lambda work: orders.cancel(work, acting(AWA), order))

    assert decision.reason is Reason.ALREADY_DECIDED


async def test_a_suspended_treasurer_neither_votes_nor_pays(database: Database) -> None:
    order = await approved(database)
    suspended = replace(ROSINE, history=(*ROSINE.history, StatusChange(TODAY, Status.SUSPENDED)))
    await database.run(lambda work: work.members.save(suspended))

    decision = await refusal(database, paying(suspended, order))

    assert decision.reason is Reason.NOT_AUTHORISED
    assert BYLAWS.cite("payment") in decision.articles
