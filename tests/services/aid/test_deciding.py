"""The bureau's round on a claim: who is asked, what counts, what it comes to, and what follows from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.aid import EventKind
from assistant.domain.bylaws import Bylaws
from assistant.domain.claims import ClaimState
from assistant.domain.decisions import Reason
from assistant.domain.ledger import Kind
from assistant.domain.members import Member, Role, Status, StatusChange
from assistant.domain.orders import Choice, OrderKind, OrderState
from assistant.ports import Database
from assistant.services.aid import deciding
from assistant.services.tick import tick
from tests.services.aid.claimants import (
    CEDRIC,
    ESTHER,
    FATHER,
    TOMORROW,
    YESTERDAY,
    claim,
    declares,
    filed,
    gather,
    mourns,
    notices,
    pays,
)
from tests.services.aid.deciders import agree, cards, delivered, granted, order_of, problems, rows, saying
from tests.services.bureau import (
    AWA,
    BINTOU,
    BUREAU,
    HILAIRE,
    PAUL,
    ROSINE,
    SYLVIE,
    TODAY,
    acting,
    later,
    refusal,
)
from tests.services.people import JOINED, person, voted

CEDRIC_DIED = claim(EventKind.DEATH_MEMBER, CEDRIC)
EARLIER = date(2026, 11, 3)


def opened(path: Path, clock: StandingClock, bylaws: Bylaws) -> Database:
    """A database under other bylaws, that keeps documents."""
    return storage.throwaway(
        path / "other.db", bylaws=bylaws, clock=clock, timezone="Europe/Paris", secret_key="secret"
    )


async def test_the_last_yes_of_the_whole_bureau_approves_and_makes_the_payment_already_approved(
    database: Database,
) -> None:
    await gather(database)
    made = await declares(database, AWA, FATHER)

    three = await agree(database, made.id, HILAIRE, SYLVIE, ROSINE)
    before = await order_of(database, made.id)
    four = await agree(database, made.id, PAUL)

    assert (three.state, before) == (ClaimState.DECLARED, None)
    assert four.state is ClaimState.APPROVED
    assert four.decision is not None
    assert (four.decision.decided_by, four.decision.reason) == (PAUL.number, None)
    order = await order_of(database, made.id)
    assert order is not None
    assert (order.kind, order.state, order.beneficiary) == (OrderKind.PAYOUT, OrderState.APPROVED, AWA.number)
    assert (order.cents, order.title, order.cause) == (100_000, "death_father", made.subject)
    assert await notices(database, "claim_approved") == [AWA.number]
    assert await problems(database) == []


async def test_everybody_who_sits_gets_one_card_and_nobody_else(database: Database) -> None:
    await gather(database, person("M020", "Rufin", Role.SECRETARY, status=Status.SUSPENDED))

    await declares(database, AWA, FATHER)
    await database.run(tick)
    await database.run(tick)

    assert sorted(await notices(database, "claim_card")) == [member.number for member in BUREAU]


async def test_who_stands_to_receive_is_not_asked_and_has_no_say(database: Database) -> None:
    await gather(database)
    made = await mourns(database, ROSINE)

    decision = await refusal(database, saying(ROSINE, made.id))
    left = await agree(database, made.id, HILAIRE, SYLVIE, PAUL)

    assert decision.reason is Reason.SELF_CONFIRMATION
    assert sorted(await notices(database, "claim_card")) == [HILAIRE.number, SYLVIE.number, PAUL.number]
    assert left.state is ClaimState.APPROVED


async def test_where_the_bylaws_leave_nobody_out_who_stands_to_receive_is_asked_too(
    tmp_path: Path, clock: StandingClock
) -> None:
    bylaws = voted("payments", "payout_excludes_beneficiary", value=False, since=JOINED)
    database = opened(tmp_path, clock, bylaws)
    await gather(database)
    made = await mourns(database, ROSINE)

    three = await agree(database, made.id, HILAIRE, SYLVIE, PAUL)
    four = await agree(database, made.id, ROSINE)

    assert (three.state, four.state) == (ClaimState.DECLARED, ClaimState.APPROVED)
    await database.close()


async def test_the_spouse_of_the_dead_has_no_say_on_either_side_of_the_register(database: Database) -> None:
    husband = replace(PAUL, spouse="M014")
    await gather(database, husband, replace(CEDRIC, spouse=""))
    made = await declares(database, AWA, CEDRIC_DIED)

    decision = await refusal(database, saying(PAUL, made.id))
    left = await agree(database, made.id, HILAIRE, SYLVIE, ROSINE)

    assert decision.reason is Reason.SELF_CONFIRMATION
    assert left.state is ClaimState.APPROVED


async def test_one_refusal_closes_it_with_its_reason_whatever_the_others_have_said(database: Database) -> None:
    await gather(database)
    made = await declares(database, AWA, FATHER)
    await delivered(database)
    await agree(database, made.id, HILAIRE, SYLVIE, ROSINE)

    left = await database.run(saying(PAUL, made.id, Choice.REFUSE, " Déjà versé par la section "))

    assert left.state is ClaimState.REFUSED
    assert left.decision is not None
    assert (left.decision.decided_by, left.decision.reason) == (PAUL.number, "Déjà versé par la section")
    assert await order_of(database, made.id) is None
    assert await rows(database, Kind.LEVY) == []
    assert await notices(database, "claim_refused") == [AWA.number]
    assert [card["reason"] for voter in BUREAU for card in await cards(database, voter)] == [left.decision.reason] * 4


@pytest.mark.parametrize("why", [None, "", "  "])
async def test_a_refusal_needs_its_reason(database: Database, why: str | None) -> None:
    await gather(database)
    made = await declares(database, AWA, FATHER)

    decision = await refusal(database, saying(PAUL, made.id, Choice.REFUSE, why))

    assert decision.reason is Reason.REASON_REQUIRED
    assert (await filed(database, made.id)).state is ClaimState.DECLARED


@pytest.mark.parametrize("member", [AWA, replace(PAUL, history=(StatusChange(JOINED, Status.SUSPENDED),))])
async def test_who_does_not_sit_has_no_say_and_no_sight(database: Database, member: Member) -> None:
    await gather(database)
    made = await declares(database, BINTOU, claim(EventKind.DEATH_MOTHER, BINTOU))

    decisions = [
        await refusal(database, saying(member, made.id)),
        await refusal(database, lambda work: deciding.queue(work, acting(member))),
        await refusal(database, lambda work: deciding.get(work, acting(member), made.id)),
        await refusal(database, lambda work: deciding.see(work, acting(member), made.id)),
        await refusal(database, lambda work: deciding.rule(work, acting(member), made.id, EventKind.DEATH_CHILD)),
        await refusal(database, lambda work: deciding.link(work, acting(member), made.id, made.id)),
        await refusal(database, lambda work: deciding.part(work, acting(member), made.id)),
        await refusal(database, lambda work: deciding.date_announcement(work, acting(member), made.id, TODAY)),
    ]

    assert {decision.reason for decision in decisions} == {Reason.NOT_AUTHORISED}


async def test_a_vote_after_the_decision_says_who_decided_and_when(database: Database, clock: StandingClock) -> None:
    await gather(database)
    made = await granted(database, AWA, FATHER)
    later(clock, hours=2)

    decision = await refusal(database, saying(HILAIRE, made.id, Choice.REFUSE, "Trop tard"))

    assert decision.reason is Reason.ALREADY_DECIDED
    assert (decision.figures["state"], decision.figures["by"]) == ("approved", "Paul Ibara")
    assert str(decision.figures["at"]).startswith("2026-11-21 12:00")


async def test_a_voter_may_think_again_while_the_round_is_open(database: Database) -> None:
    await gather(database)
    made = await declares(database, AWA, FATHER)
    await agree(database, made.id, HILAIRE)

    left = await database.run(saying(HILAIRE, made.id, Choice.REFUSE, "Je me suis trompé"))

    assert left.state is ClaimState.REFUSED


async def test_votes_on_what_the_bylaws_no_longer_say_do_not_count_and_the_cards_say_so(database: Database) -> None:
    """Awa is up to date today; by the end of the month before she was not: a second death closes her claim."""
    await gather(database, M012=-7500)
    await pays(database, AWA, 2000, YESTERDAY)
    made = await mourns(database, AWA, on=YESTERDAY)
    await database.run(lambda work: deciding.date_announcement(work, acting(PAUL), made.id, YESTERDAY))
    await delivered(database)
    await agree(database, made.id, HILAIRE, SYLVIE, ROSINE)

    await mourns(database, BINTOU, EARLIER)
    decision = await refusal(database, saying(PAUL, made.id))

    left = await filed(database, made.id)
    standing = await database.run(lambda work: deciding.stand(work, left))
    assert (left.round, left.state, standing.counts["yes"]) == (1, ClaimState.DECLARED, 0)
    assert decision.reason is Reason.NOT_UP_TO_DATE
    own = [card for card in await cards(database, PAUL) if card["claim"] == made.id]
    assert [card.get("superseded", False) for card in own] == [True, False]
    assert own[1]["votes"] == {"yes": 0, "no": 0, "waiting": 4}


async def test_a_card_shows_its_voters_answer_whatever_becomes_known_meanwhile(database: Database) -> None:
    await gather(database)
    made = await declares(database, AWA, FATHER)
    await delivered(database)
    await agree(database, made.id, PAUL)

    await database.run(lambda work: deciding.date_announcement(work, acting(HILAIRE), made.id, YESTERDAY))

    shown = {voter.number: (await cards(database, voter))[0] for voter in BUREAU}
    assert {card["announced_on"] for card in shown.values()} == {"2026-11-20"}
    assert [shown[voter.number].get("voted") for voter in (PAUL, HILAIRE)] == ["approve", None]


async def test_a_card_that_has_not_left_yet_leaves_as_it_is_known_by_then(database: Database) -> None:
    await gather(database)
    made = await declares(database, AWA, FATHER)

    await database.run(lambda work: deciding.date_announcement(work, acting(HILAIRE), made.id, YESTERDAY))

    assert [[card["announced_on"] for card in await cards(database, voter)] for voter in BUREAU] == [["2026-11-20"]] * 4


async def test_the_answer_to_a_card_of_an_earlier_round_is_not_taken(database: Database) -> None:
    await gather(database)
    made = await declares(database, AWA, FATHER)
    await mourns(database, BINTOU, EARLIER)
    left = await filed(database, made.id)

    old = await refusal(database, saying(PAUL, made.id, round_=left.round - 1))
    new = await database.run(saying(PAUL, made.id, round_=left.round))

    assert left.round == 1
    assert old.reason is Reason.JUDGED_AGAIN
    assert new.state is ClaimState.DECLARED


async def test_a_round_opened_again_asks_everybody_again(database: Database) -> None:
    await gather(database)
    made = await declares(database, AWA, FATHER)
    await agree(database, made.id, HILAIRE, SYLVIE, ROSINE)
    await mourns(database, BINTOU, EARLIER)

    three = await agree(database, made.id, PAUL, HILAIRE, SYLVIE)
    four = await agree(database, made.id, ROSINE)

    assert (three.state, four.state) == (ClaimState.DECLARED, ClaimState.APPROVED)
    assert await problems(database) == []


@pytest.mark.parametrize("choice", Choice)
async def test_what_the_bylaws_refuse_is_not_voted_on(database: Database, choice: Choice) -> None:
    await gather(database, M012=-6001)
    made = await declares(database, AWA, FATHER)

    decision = await refusal(database, saying(PAUL, made.id, choice, "Non"))

    assert decision.reason is Reason.NOT_UP_TO_DATE
    assert (await filed(database, made.id)).state is ClaimState.DECLARED


async def test_what_waits_for_a_document_may_be_refused_and_not_approved(database: Database) -> None:
    await gather(database)
    made = await declares(database, AWA, claim(EventKind.BIRTH, relative="Noé"))

    approving = await refusal(database, saying(PAUL, made.id))
    left = await database.run(saying(PAUL, made.id, Choice.REFUSE, "L'enfant n'est pas né"))

    assert approving.reason is Reason.MISSING_DOCUMENT
    assert left.state is ClaimState.REFUSED


async def test_a_planned_event_is_voted_on_from_its_day_on(database: Database, clock: StandingClock) -> None:
    await gather(database)
    wedding = claim(EventKind.MARRIAGE, on=TOMORROW, relative="Marius")
    made = await declares(database, AWA, wedding, document=True)

    early = await refusal(database, saying(PAUL, made.id))
    cards_before = await notices(database, "claim_card")
    later(clock, days=1)
    await database.run(tick)
    cards_after = await notices(database, "claim_card")
    left = await agree(database, made.id)

    assert (early.reason, early.figures) == (Reason.FUTURE_DATE, {"opens_on": TOMORROW})
    assert (cards_before, len(cards_after)) == ([], 4)
    assert left.state is ClaimState.APPROVED


async def test_the_queue_has_what_needs_the_bureau_first(database: Database) -> None:
    await gather(database, M013=-6001)
    refused = await mourns(database, BINTOU)
    waits = await declares(database, AWA, claim(EventKind.BIRTH, relative="Noé"))
    ready = await mourns(database, ESTHER, on=date(2026, 10, 20))
    done = await granted(database, AWA, claim(EventKind.DEATH_CHILD, AWA, on=date(2026, 9, 30)))

    queued = await database.run(lambda work: deciding.queue(work, acting(PAUL)))

    assert [each.id for each in queued] == [ready.id, refused.id, waits.id]
    assert done.id not in {each.id for each in queued}


async def test_a_claim_is_read_by_what_is_known_now(database: Database) -> None:
    await gather(database, M012=-6500)
    made = await declares(database, AWA, FATHER)
    await pays(database, AWA, 500, YESTERDAY)

    read = await database.run(lambda work: deciding.get(work, acting(PAUL), made.id))
    none = await database.run(lambda work: deciding.get(work, acting(PAUL), 99))

    assert read is not None
    assert read.verdict is not None
    assert (made.verdict and made.verdict.allowed, read.verdict.allowed) == (False, True)
    assert none is None
