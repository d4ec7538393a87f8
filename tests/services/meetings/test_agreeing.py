"""Assemblies leave with the yes of others of the bureau, and extraordinary ones with enough of those who ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR
from assistant.domain.convening import MeetingState
from assistant.domain.decisions import Reason
from assistant.domain.errors import MbongiError
from assistant.domain.meetings import Purpose, SessionKind
from assistant.domain.members import Role
from assistant.domain.petitions import PetitionState
from assistant.ports import Database, UnitOfWork
from assistant.services.meetings import convening, previewing
from assistant.services.meetings.convening import Proposal
from assistant.services.tick import tick
from tests.services.bureau import AWA, BINTOU, BUREAU, HILAIRE, PAUL, ROSINE, SYLVIE, acting, found, refusal, told
from tests.services.meetings.convoked import (
    MARCH,
    agreeing,
    changing,
    proposing,
    sent,
    stored,
    wanted,
)
from tests.services.people import person, register

AGO, AGE = SessionKind.AGO, SessionKind.AGE
EXCEPTIONAL, MONTHLY = SessionKind.EXCEPTIONAL, SessionKind.MONTHLY
EVERYBODY = sorted(member.number for member in (*BUREAU, AWA, BINTOU))


async def test_an_assembly_waits_for_the_yes_of_somebody_else_of_the_bureau(database: Database) -> None:
    await found(database)

    done = await database.run(proposing(kind=AGO, on=MARCH))

    assert done.meeting.state is MeetingState.PROPOSED
    assert done.round.counts == {"yes": 1, "no": 0, "waiting": 3}
    assert await sent(database, "meeting_convened") == {}
    assert sorted(await sent(database, "meeting_card")) == [HILAIRE.number, ROSINE.number, PAUL.number]


async def test_whoever_proposes_it_is_not_the_second_one(database: Database) -> None:
    await found(database)
    await database.run(proposing(kind=AGO, on=MARCH))

    decision = await refusal(database, agreeing(SYLVIE))

    assert decision.reason is Reason.SECOND_YES_REQUIRED
    assert (await stored(database)).state is MeetingState.PROPOSED


@pytest.mark.parametrize("member", [AWA, person("M014", "Clara", Role.COMMUNICATION)])
async def test_nobody_outside_the_bureau_says_yes_or_no(database: Database, member: Any) -> None:
    await found(database, member)
    await database.run(proposing(kind=AGO, on=MARCH))

    yes = await refusal(database, agreeing(member))
    no = await refusal(database, lambda work: convening.refuse(work, acting(member), 1, "Non"))

    assert yes.reason is no.reason is Reason.NOT_AUTHORISED


async def test_the_second_yes_sends_it_to_those_who_are_members_then(database: Database) -> None:
    await found(database)
    await database.run(proposing(kind=AGO, on=MARCH))
    await database.run(lambda work: register(work, person("M030", "Nadège")))

    done = await database.run(agreeing(HILAIRE))

    assert (done.meeting.state, done.meeting.convened_by) == (MeetingState.CONVENED, HILAIRE.number)
    assert sorted(await sent(database, "meeting_convened")) == [*EVERYBODY, "M030"]
    assert (await sent(database, "meeting_card"))[SYLVIE.number]["state"] == "convened"


async def test_where_the_recipients_are_others_than_those_seen_nothing_is_sent(database: Database) -> None:
    await found(database)
    await database.run(proposing(kind=AGO, on=MARCH))
    seen = await database.run(lambda work: _seen(work, 1))
    await database.run(lambda work: work.members.save(person("M030", "Nadège")))

    decision = await refusal(database, agreeing(HILAIRE, seen=seen))
    again = await database.run(lambda work: _seen(work, 1))
    done = await database.run(agreeing(HILAIRE, seen=again))

    assert decision.reason is Reason.AUDIENCE_CHANGED
    assert decision.figures == {"recipients": 7}
    assert done.recipients == 7


def _seen(work: UnitOfWork, meeting: int) -> str:
    known = work.meetings.get(meeting)
    assert known is not None
    return previewing.approval(work, acting(HILAIRE), known).outline.seen


async def test_a_no_is_told_to_who_proposed_it_and_the_others_may_still_agree(database: Database) -> None:
    await found(database)
    await database.run(proposing(kind=AGO, on=MARCH))

    refused = await database.run(lambda work: convening.refuse(work, acting(HILAIRE), 1, "Trop tôt"))
    news = (await sent(database, "meeting_card"))[SYLVIE.number]
    done = await database.run(agreeing(ROSINE))

    assert refused.meeting.state is MeetingState.PROPOSED
    assert (news["reason"], news["by"], news["asks"]) == ("Trop tôt", HILAIRE.name, False)
    assert done.meeting.state is MeetingState.CONVENED


async def test_it_falls_once_nobody_is_left_who_could_agree(database: Database) -> None:
    await found(database)
    await database.run(proposing(kind=AGO, on=MARCH))

    for member in (HILAIRE, ROSINE, PAUL):
        refused = await database.run(_refusing(member))

    assert refused.meeting.state is MeetingState.CALLED_OFF
    assert await sent(database, "meeting_convened") == {}
    assert await sent(database, "meeting_called_off") == {}


def _refusing(member: Any) -> Callable[[UnitOfWork], Proposal]:
    return lambda work: convening.refuse(work, acting(member), 1, "Non")


async def test_a_no_needs_its_reason(database: Database) -> None:
    await found(database)
    await database.run(proposing(kind=AGO, on=MARCH))

    decision = await refusal(database, lambda work: convening.refuse(work, acting(HILAIRE), 1, "  "))

    assert decision.reason is Reason.REASON_REQUIRED


async def test_an_answer_to_what_is_decided_reads_who_decided_and_when(database: Database) -> None:
    await found(database)
    await database.run(proposing(kind=AGO, on=MARCH))
    await database.run(agreeing(HILAIRE))

    decision = await refusal(database, agreeing(ROSINE))

    assert decision.reason is Reason.ALREADY_DECIDED
    assert (decision.figures["state"], decision.figures["by"]) == ("meeting_convened", HILAIRE.name)


async def test_a_yes_to_an_earlier_edition_counts_for_nothing(database: Database) -> None:
    await found(database)
    await database.run(proposing(kind=AGO, on=MARCH))
    changed = await database.run(changing(HILAIRE, place="Salle Jaurès"))

    stale = await refusal(database, agreeing(ROSINE, edition=0))
    done = await database.run(agreeing(SYLVIE, edition=1))

    assert (changed.meeting.edition, changed.round.counts["yes"]) == (1, 1)
    assert stale.reason is Reason.MEETING_CHANGED
    assert done.meeting.state is MeetingState.CONVENED
    assert (await sent(database, "meeting_convened"))["M012"]["place"] == "Salle Jaurès"


async def test_what_the_operator_proposes_needs_one_of_the_bureau(database: Database) -> None:
    await found(database)
    monthly = await database.run(lambda work: convening.propose(work, OPERATOR, wanted(work)))

    assembly = await database.run(lambda work: convening.propose(work, OPERATOR, wanted(work, AGO, MARCH)))
    done = await database.run(agreeing(PAUL, assembly.meeting.id))

    assert monthly.meeting.state is MeetingState.CONVENED
    assert assembly.meeting.state is MeetingState.PROPOSED
    assert done.meeting.state is MeetingState.CONVENED


async def test_a_day_that_has_passed_while_it_waited_is_not_convened_any_more(
    database: Database, clock: StandingClock
) -> None:
    await found(database)
    await database.run(proposing(kind=AGO, on=MARCH))
    clock.instant = datetime(2027, 3, 13, 13, 30, tzinfo=clock.now().tzinfo)

    decision = await refusal(database, agreeing(HILAIRE))

    assert decision.reason is Reason.PAST_DATE


# The extraordinary assembly


async def test_an_extraordinary_assembly_has_a_purpose(database: Database) -> None:
    await found(database)

    decision = await refusal(database, proposing(kind=AGE))

    assert decision.reason is Reason.PURPOSE_NOT_ALLOWED
    assert decision.articles == ("NDZ art. 20",)


async def test_no_other_meeting_has_one(database: Database) -> None:
    await found(database)

    with pytest.raises(MbongiError, match="a purpose and a request are for extraordinary assemblies"):
        await database.run(proposing(purpose=Purpose.TEXTS))


async def test_where_the_bureau_asks_for_it_three_quarters_of_it_agree(database: Database) -> None:
    await found(database)
    await database.run(proposing(kind=AGE, purpose=Purpose.TEXTS))

    second = await database.run(agreeing(HILAIRE))
    third = await database.run(agreeing(ROSINE))

    assert second.meeting.state is MeetingState.PROPOSED
    assert third.meeting.state is MeetingState.CONVENED


async def test_where_enough_members_ask_for_it_two_of_the_bureau_are_enough_and_the_request_is_met(
    database: Database,
) -> None:
    await found(database)
    await database.run(lambda work: _petition(work, Purpose.TEXTS, reached=True))
    await database.run(proposing(kind=AGE, purpose=Purpose.TEXTS, petition=1))

    done = await database.run(agreeing(HILAIRE))

    assert done.meeting.state is MeetingState.CONVENED
    met = await database.run(lambda work: work.petitions.get(1))
    assert met is not None
    assert met.state is PetitionState.CONVENED


async def test_a_request_whose_assembly_is_called_off_is_to_be_met_by_another_one(database: Database) -> None:
    await found(database)
    await database.run(lambda work: _petition(work, Purpose.TEXTS, reached=True))
    await database.run(proposing(kind=AGE, purpose=Purpose.TEXTS, petition=1))
    await database.run(agreeing(HILAIRE))

    await database.run(lambda work: convening.call_off(work, acting(SYLVIE), 1, "Salle fermée"))

    known = await database.run(lambda work: work.petitions.get(1))
    assert known is not None
    assert known.state is PetitionState.REACHED
    await database.run(proposing(kind=AGE, purpose=Purpose.TEXTS, petition=1))
    done = await database.run(agreeing(HILAIRE, 2))
    assert done.meeting.state is MeetingState.CONVENED


async def test_a_request_met_by_one_assembly_stays_met_when_another_that_was_never_sent_falls(
    database: Database,
) -> None:
    await found(database)
    await database.run(lambda work: _petition(work, Purpose.TEXTS, reached=True))
    for _ in range(2):
        await database.run(proposing(kind=AGE, purpose=Purpose.TEXTS, petition=1))
    await database.run(agreeing(HILAIRE))

    await database.run(lambda work: convening.call_off(work, acting(SYLVIE), 2, "Une seule suffit"))

    known = await database.run(lambda work: work.petitions.get(1))
    assert known is not None
    assert known.state is PetitionState.CONVENED


@pytest.mark.parametrize(
    ("asked", "reached", "reason"),
    [
        (Purpose.TEXTS, False, Reason.THRESHOLD_NOT_REACHED),
        (Purpose.DISCIPLINE, True, Reason.PURPOSE_NOT_ALLOWED),
    ],
)
async def test_a_request_counts_for_its_own_purpose_once_enough_have_signed(
    database: Database, asked: Purpose, reason: Reason, *, reached: bool
) -> None:
    await found(database)
    await database.run(lambda work: _petition(work, asked, reached=reached))

    decision = await refusal(database, proposing(kind=AGE, purpose=Purpose.TEXTS, petition=1))

    assert decision.reason is reason


def _petition(work: UnitOfWork, purpose: Purpose, *, reached: bool) -> None:
    number = work.petitions.add(purpose, "Changer l'article 12", AWA.number)
    if reached:
        work.petitions.reach(number)


# The bureau changes while it is asked


async def test_who_joins_the_bureau_is_asked_too_and_once(database: Database) -> None:
    await found(database)
    await database.run(proposing(kind=AGO, on=MARCH))
    await database.run(lambda work: register(work, replace(AWA, roles=frozenset({Role.VICE_PRESIDENT}))))

    for _ in range(2):
        await database.run(tick)

    assert (await told(database, AWA)).count("meeting_card") == 1
    assert (await told(database, HILAIRE)).count("meeting_card") == 1


async def test_where_somebody_leaves_the_bureau_those_who_have_agreed_may_be_enough(database: Database) -> None:
    await found(database, *(person(f"M03{n}", "Luc", Role.DEPUTY_SECRETARY) for n in range(2)))
    await database.run(proposing(kind=AGE, purpose=Purpose.TEXTS))
    for member in (HILAIRE, ROSINE):
        await database.run(agreeing(member))
    waiting = await stored(database)

    await database.run(lambda work: register(work, person("M030", "Luc"), person("M031", "Luc")))
    await database.run(tick)

    assert waiting.state is MeetingState.PROPOSED
    kept = await stored(database)
    assert (kept.state, kept.convened_by) == (MeetingState.CONVENED, "scheduler")


async def test_an_assembly_whose_hour_has_passed_is_left_as_it_is(database: Database, clock: StandingClock) -> None:
    await found(database)
    await database.run(proposing(kind=AGO, on=MARCH))
    await database.run(lambda work: work.members.save(replace(AWA, roles=frozenset({Role.VICE_PRESIDENT}))))
    clock.instant = datetime(2027, 3, 13, 13, 30, tzinfo=clock.now().tzinfo)

    await database.run(tick)

    assert "meeting_card" not in await told(database, AWA)
