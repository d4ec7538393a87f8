"""What the text leaves to the bureau: for which kind a claim is taken, which claims are one, when it was announced."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from assistant.clocks import StandingClock
from assistant.domain.aid import EventKind, Tie
from assistant.domain.claims import ClaimState, FiledClaim
from assistant.domain.decisions import Reason
from assistant.domain.documents import Document
from assistant.domain.orders import Choice
from assistant.ports import Database, UnitOfWork
from assistant.services.aid import deciding
from assistant.services.tick import tick
from tests.services.aid.claimants import (
    CEDRIC,
    DIANE,
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
    verdict,
)
from tests.services.aid.deciders import agree, cards, delivered, granted, levied, order_of, problems, saying
from tests.services.bureau import AWA, BINTOU, PAUL, ROSINE, SYLVIE, TODAY, acting, later, refusal

HALF_BROTHER = claim(EventKind.OTHER, AWA, tie=Tie.HALF_SIBLING, relative="Marius")
IN_LAW = claim(EventKind.OTHER, AWA, tie=Tie.IN_LAW, relative="Marius")
SHARED = claim(EventKind.DEATH_BROTHER, BINTOU, relative="Prosper Ibara")
"""Bintou mourns as a brother whom Awa mourns as a father."""


def ruling(claim: int, kind: EventKind) -> Callable[[UnitOfWork], FiledClaim]:
    return lambda work: deciding.rule(work, acting(PAUL), claim, kind)


def linking(claim: int, other: int) -> Callable[[UnitOfWork], FiledClaim]:
    return lambda work: deciding.link(work, acting(PAUL), claim, other)


def parting(claim: int) -> Callable[[UnitOfWork], FiledClaim]:
    return lambda work: deciding.part(work, acting(PAUL), claim)


def dating(claim: int, day: date) -> Callable[[UnitOfWork], FiledClaim]:
    return lambda work: deciding.date_announcement(work, acting(PAUL), claim, day)


def seeing(claim: int) -> Callable[[UnitOfWork], list[Document]]:
    return lambda work: deciding.see(work, acting(SYLVIE), claim)


async def test_an_open_tie_is_paid_once_the_bureau_has_said_what_it_takes_it_for(database: Database) -> None:
    await gather(database)
    made = await declares(database, AWA, HALF_BROTHER)
    early = await refusal(database, saying(PAUL, made.id))

    ruled = await database.run(ruling(made.id, EventKind.DEATH_BROTHER))
    left = await agree(database, made.id)

    assert early.reason is Reason.BUREAU_DECISION_REQUIRED
    assert (ruled.ruled, ruled.round, ruled.state) == (EventKind.DEATH_BROTHER, 1, ClaimState.DECLARED)
    assert left.state is ClaimState.APPROVED
    order = await order_of(database, made.id)
    assert order is not None
    assert (order.cents, order.title) == (50_000, "death_brother")
    assert set((await levied(database)).values()) == {2500}


async def test_the_bureau_takes_nothing_for_what_the_text_does_not_leave_open(database: Database) -> None:
    await gather(database)
    in_law = await declares(database, AWA, IN_LAW)
    father = await declares(database, BINTOU, claim(EventKind.DEATH_FATHER, BINTOU))
    half = await declares(database, ESTHER, claim(EventKind.OTHER, ESTHER, tie=Tie.HALF_SIBLING))

    decisions = [
        await refusal(database, ruling(in_law.id, EventKind.DEATH_FATHER)),
        await refusal(database, ruling(father.id, EventKind.DEATH_CHILD)),
        await refusal(database, ruling(half.id, EventKind.DEATH_CHILD)),
        await refusal(database, ruling(half.id, EventKind.DEATH_MEMBER)),
    ]

    assert {decision.reason for decision in decisions} == {Reason.BUREAU_DECISION_REQUIRED}


async def test_the_bureau_may_rule_again_and_the_votes_start_again(database: Database) -> None:
    await gather(database)
    made = await declares(database, AWA, claim(EventKind.OTHER, AWA, tie=Tie.STILLBORN))
    await database.run(ruling(made.id, EventKind.DEATH_CHILD))
    await agree(database, made.id, PAUL, ROSINE)

    again = await database.run(ruling(made.id, EventKind.BIRTH))

    standing = await database.run(lambda work: deciding.stand(work, again))
    assert (again.ruled, again.round) == (EventKind.BIRTH, 2)
    assert standing.counts == {"yes": 0, "no": 0, "waiting": 4}
    assert again.verdict is not None
    assert again.verdict.reason == Reason.MISSING_DOCUMENT


async def test_who_stands_to_receive_rules_nothing(database: Database) -> None:
    await gather(database)
    made = await declares(database, PAUL, claim(EventKind.OTHER, PAUL, tie=Tie.PARTNER))

    decisions = [
        await refusal(database, ruling(made.id, EventKind.DEATH_SPOUSE)),
        await refusal(database, parting(made.id)),
        await refusal(database, linking(made.id, made.id)),
        await refusal(database, dating(made.id, TODAY)),
    ]

    assert {decision.reason for decision in decisions} == {Reason.SELF_CONFIRMATION}


async def test_nothing_is_ruled_on_what_is_decided(database: Database) -> None:
    await gather(database)
    made = await granted(database, AWA, FATHER)

    decisions = [
        await refusal(database, ruling(made.id, EventKind.DEATH_CHILD)),
        await refusal(database, parting(made.id)),
        await refusal(database, linking(made.id, made.id)),
        await refusal(database, dating(made.id, TODAY)),
    ]

    assert {decision.reason for decision in decisions} == {Reason.ALREADY_DECIDED}


async def test_of_several_bereaved_the_second_is_paid_by_the_bureaus_word_alone_and_the_death_is_levied_once(
    database: Database,
) -> None:
    await gather(database)
    first = await granted(database, AWA, FATHER)
    second = await declares(database, BINTOU, SHARED)
    early = await refusal(database, saying(PAUL, second.id))

    await database.run(ruling(second.id, EventKind.DEATH_BROTHER))
    left = await agree(database, second.id)

    assert early.reason is Reason.POSSIBLE_DUPLICATE
    assert (left.state, left.event) == (ClaimState.APPROVED, first.event)
    assert [(await order_of(database, each.id)).cents for each in (first, left)] == [100_000, 50_000]  # type: ignore[union-attr]
    owed = await levied(database)
    assert set(owed.values()) == {5000}
    assert owed.keys() & {AWA.number, BINTOU.number} == set()
    assert await notices(database, "levy_lifted") == [BINTOU.number]
    assert await problems(database) == []


async def test_linked_claims_are_one_event_whose_contribution_the_linked_one_no_longer_owes(database: Database) -> None:
    await gather(database)
    first = await granted(database, AWA, FATHER)
    other = await mourns(database, BINTOU, on=YESTERDAY, relative="Prosper I.")
    owed_before = await levied(database)

    linked = await database.run(linking(other.id, first.id))

    assert owed_before[BINTOU.number] == 5000
    assert linked.event == first.event
    assert BINTOU.number not in await levied(database)
    assert (await verdict(database, other.id)).reason == Reason.POSSIBLE_DUPLICATE
    assert await notices(database, "levy_lifted") == [BINTOU.number]


async def test_claims_are_linked_to_others_that_stand(database: Database) -> None:
    await gather(database)
    first = await declares(database, AWA, FATHER)
    other = await mourns(database, BINTOU)
    await database.run(saying(PAUL, other.id, Choice.REFUSE, "Non"))

    decisions = [
        await refusal(database, linking(first.id, first.id)),
        await refusal(database, linking(first.id, other.id)),
        await refusal(database, linking(first.id, 99)),
    ]

    assert {decision.reason for decision in decisions} == {Reason.BUREAU_DECISION_REQUIRED}
    assert (await filed(database, first.id)).event != other.event


async def test_a_parted_claim_is_about_an_event_of_its_own_which_calls_its_own_contribution(database: Database) -> None:
    await gather(database)
    first = await granted(database, AWA, FATHER)
    second = await declares(database, BINTOU, SHARED)

    parted = await database.run(parting(second.id))
    left = await agree(database, second.id)

    assert second.event == first.event != parted.event
    assert left.state is ClaimState.APPROVED
    assert set((await levied(database, first.event)).values()) == {5000}
    assert set((await levied(database, left.event)).values()) == {2500}
    assert await problems(database) == []


async def test_parted_from_an_event_that_was_called_a_member_owes_its_contribution_after_all(
    database: Database,
) -> None:
    await gather(database)
    first = await granted(database, AWA, FATHER)
    second = await declares(database, BINTOU, SHARED)
    dispensed = await levied(database, first.event)

    await database.run(parting(second.id))

    assert BINTOU.number not in dispensed
    assert (await levied(database, first.event))[BINTOU.number] == 5000
    assert await problems(database) == []


async def test_the_day_of_the_announcement_lies_between_the_event_and_the_declaration(database: Database) -> None:
    await gather(database)
    made = await mourns(database, AWA, on=date(2026, 11, 10))

    late = await refusal(database, dating(made.id, TOMORROW))
    early = await refusal(database, dating(made.id, date(2026, 11, 9)))
    first = await database.run(dating(made.id, date(2026, 11, 10)))
    last = await database.run(dating(made.id, TODAY))

    assert (late.reason, early.reason) == (Reason.FUTURE_DATE, Reason.PAST_DATE)
    assert (first.announced_on, last.announced_on) == (date(2026, 11, 10), TODAY)


async def test_what_is_planned_may_have_been_announced_before_its_day(database: Database, clock: StandingClock) -> None:
    await gather(database)
    made = await declares(database, AWA, claim(EventKind.BIRTHDAY, on=TODAY + timedelta(days=9), ceremony=True))
    later(clock, days=2)

    dated = await database.run(dating(made.id, TODAY))
    decision = await refusal(database, dating(made.id, YESTERDAY))

    assert (dated.announced_on, decision.reason) == (TODAY, Reason.PAST_DATE)


async def test_what_was_paid_from_the_announcement_on_betters_nothing(database: Database) -> None:
    """Article 9, strictly before: the day before counts, the day itself does not."""
    await gather(database, M012=-7500)
    await pays(database, AWA, 2000, date(2026, 11, 12))
    made = await mourns(database, AWA, on=date(2026, 11, 10))
    await mourns(database, BINTOU, on=date(2026, 11, 3))

    after = await database.run(dating(made.id, date(2026, 11, 13)))
    same = await database.run(dating(made.id, date(2026, 11, 12)))

    assert after.verdict is not None
    assert same.verdict is not None
    assert (after.verdict.allowed, after.verdict.overdue) == (True, 4500)
    assert (same.verdict.allowed, same.verdict.overdue) == (False, 6500)


@pytest.mark.parametrize("reverse", [False, True])
async def test_linked_claims_were_announced_when_the_first_of_them_was(
    database: Database, clock: StandingClock, *, reverse: bool
) -> None:
    """What Bintou paid after Awa had told of the death betters nothing, though her own claim came later."""
    await gather(database, M013=-7500)
    first = await declares(database, AWA, FATHER)
    await mourns(database, AWA, on=date(2026, 11, 3))
    later(clock, days=4)
    await pays(database, BINTOU, 2000, TODAY + timedelta(days=2))
    second = await declares(database, BINTOU, claim(EventKind.DEATH_BROTHER, BINTOU, relative="P. Ibara"))

    await database.run(linking(first.id, second.id) if reverse else linking(second.id, first.id))

    linked = await filed(database, second.id)
    assert second.verdict is not None
    assert linked.verdict is not None
    assert (second.verdict.overdue, linked.verdict.overdue) == (4500, 6500)
    assert (linked.announced_on, linked.declared_on) == (TODAY, TODAY + timedelta(days=4))


async def test_who_saw_the_documents_and_when_is_noted_and_shown(database: Database) -> None:
    await gather(database)
    made = await declares(database, AWA, claim(EventKind.BIRTH, relative="Noé"), document=True)
    await delivered(database)

    (shown,) = await database.run(seeing(made.id))

    views = await database.run(lambda work: work.documents.views(made.subject))
    assert [(view.document, view.viewer) for view in views] == [(shown.id, SYLVIE.number)]
    rows = await database.run(lambda work: [row["action"] for row in work.audit.about(AWA.number)])
    assert rows.count("documents_seen") == 1
    newest = (await cards(database, PAUL))[-1]
    assert newest["views"] == [["Sylvie Ibara", "2026-11-21T12:00:00+01:00"]]
    assert newest["documents"] == [[shown.id, "image/jpeg"]]


async def test_a_decided_claim_shows_no_document_and_still_who_saw_it(database: Database) -> None:
    await gather(database)
    made = await declares(database, AWA, claim(EventKind.BIRTH, relative="Noé"), document=True)
    (shown,) = await database.run(seeing(made.id))
    await agree(database, made.id)
    await database.run(tick)

    again = await database.run(seeing(made.id))

    assert again == []
    assert await database.run(lambda work: work.documents.read(shown.id)) is None
    assert len(await database.run(lambda work: work.documents.views(made.subject))) == 1


async def test_a_death_that_the_bureau_rules_covered_may_make_a_month_of_two(database: Database) -> None:
    """Awa's claim was refused on the money of the day; the second death of the month has it judged on October's."""
    await gather(database, M012=-6500)
    first = await declares(database, AWA, FATHER)
    half = await declares(database, BINTOU, claim(EventKind.OTHER, BINTOU, tie=Tie.HALF_SIBLING, relative="Marius"))
    before = await verdict(database, first.id)

    await database.run(ruling(half.id, EventKind.DEATH_SISTER))

    assert (before.allowed, (await verdict(database, first.id)).allowed) == (False, True)
    assert await notices(database, "claim_judged") == [BINTOU.number, AWA.number] or await notices(
        database, "claim_judged"
    ) == [AWA.number, BINTOU.number]


async def test_a_spouse_and_a_member_who_claim_for_one_death_share_it(database: Database) -> None:
    """Diane's claim for her husband waits for the bureau; the aid for the member's own death comes first."""
    await gather(database)
    widow = await declares(database, DIANE, claim(EventKind.DEATH_SPOUSE, DIANE, relative="Cédric Mabiala"))
    own = await declares(database, AWA, claim(EventKind.DEATH_MEMBER, CEDRIC))

    left = await agree(database, own.id)

    assert widow.event == own.event
    assert left.state is ClaimState.APPROVED
    assert (await verdict(database, widow.id)).reason == Reason.POSSIBLE_DUPLICATE
    owed = await levied(database, own.event)
    assert set(owed.values()) == {10_000}
    assert owed.keys() & {CEDRIC.number, DIANE.number} == set()


async def test_the_death_is_levied_once_in_whatever_order_its_claims_are_approved(database: Database) -> None:
    await gather(database)
    first = await declares(database, AWA, FATHER)
    second = await declares(database, BINTOU, SHARED)
    await database.run(ruling(second.id, EventKind.DEATH_BROTHER))

    await agree(database, second.id)
    between = await levied(database)
    left = await database.run(lambda work: deciding.get(work, acting(PAUL), first.id))
    assert left is not None
    if left.verdict is not None and not left.verdict.allowed:
        await database.run(ruling(first.id, EventKind.DEATH_FATHER))
    await agree(database, first.id)

    assert between
    owed = await levied(database)
    assert owed.keys() & {AWA.number, BINTOU.number} == set()
    assert len(set(owed.values())) == 1
    assert await problems(database) == []


async def test_who_shares_a_death_is_not_told_again_for_what_the_others_contribute(database: Database) -> None:
    await gather(database)
    first = await declares(database, AWA, FATHER)
    second = await declares(database, BINTOU, SHARED)
    await database.run(ruling(second.id, EventKind.DEATH_BROTHER))
    before = await notices(database, "claim_judged")

    await agree(database, first.id)

    left = await filed(database, second.id)
    assert left.verdict is not None
    assert (left.verdict.allowed, left.verdict.levy, left.round) == (True, 0, 2)
    assert await notices(database, "claim_judged") == before == [BINTOU.number]
