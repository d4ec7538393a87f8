"""Minutes say what was recorded and what the secretary wrote, and nothing that is nobody's business."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from assistant.clocks import StandingClock
from assistant.domain.attending import Excuse
from assistant.domain.decisions import Reason
from assistant.domain.errors import MbongiError
from assistant.domain.members import Member
from assistant.domain.minutes import MinutesState
from assistant.ports import Database
from assistant.services.meetings import holding, recording
from assistant.services.meetings.recording import LONGEST
from tests.services.bureau import AWA, HILAIRE, PAUL, ROSINE, SYLVIE, acting, later, refusal
from tests.services.meetings.mandates import CLARA, DENIS, ODILE
from tests.services.meetings.minuted import (
    FIRST,
    HELD,
    QUESTION,
    SITS,
    approved,
    approving,
    audited,
    convene,
    drafted,
    hold,
    opens,
    sending,
    writing,
)


async def test_a_draft_says_who_was_there_who_was_represented_and_who_was_not(
    database: Database, clock: StandingClock
) -> None:
    await hold(database, clock)

    facts = (await drafted(database)).facts

    assert [who["name"] for who in facts["present"]] == [
        "Bintou Ibara",
        "Clara Ibara",
        "Hilaire Ibara",
        "Rosine Ibara",
        "Sylvie Ibara",
    ]
    assert facts["represented"] == [{"name": "Awa Ibara", "holder": "Bintou Ibara", "reference": "P-2026-0001"}]
    assert (facts["excused"], facts["absent"]) == (["Paul Ibara"], ["Denis Ibara"])
    assert (facts["chair"], facts["secretary"]) == ("Hilaire Ibara", "Sylvie Ibara")
    assert (facts["opened_at"], facts["closed_at"]) == ("2026-10-10T14:30:00+02:00", "2026-10-10T16:40:00+02:00")
    assert facts["quorum"] == {"base": 8, "required": 5, "count": 5, "reached": True}


async def test_who_comes_late_or_leaves_early_is_noted_with_the_time(database: Database, clock: StandingClock) -> None:
    await convene(database, clock)
    await opens(database, clock, 1, SITS.replace(month=10, day=10, hour=12), *FIRST)
    later(clock, minutes=10)
    await database.run(lambda work: holding.check_in(work, acting(HILAIRE), 1, CLARA.number))
    later(clock, minutes=10)
    await database.run(lambda work: holding.check_out(work, acting(HILAIRE), 1, ROSINE.number))
    later(clock, hours=1)
    await database.run(lambda work: holding.close(work, acting(HILAIRE), 1))

    present = {who["name"]: (who["from"], who["until"]) for who in (await drafted(database)).facts["present"]}

    assert present["Clara Ibara"] == ("2026-10-10T14:40:00+02:00", None)
    assert present["Rosine Ibara"] == (None, "2026-10-10T14:50:00+02:00")
    assert present["Hilaire Ibara"] == (None, None)


async def test_what_was_voted_stands_with_its_point_and_what_was_dropped_does_not(
    database: Database, clock: StandingClock
) -> None:
    await hold(database, clock)

    facts = (await drafted(database)).facts

    assert [len(item["resolutions"]) for item in facts["items"]] == [0, 1]
    resolution = facts["items"][1]["resolutions"][0]
    assert (resolution["text"], resolution["adopted"]) == (QUESTION, True)
    assert (resolution["in_favour"], resolution["against"], resolution["abstaining"]) == (5, 0, 1)
    assert facts["other"] == []


async def test_an_absence_that_the_bureau_refuses_is_no_longer_excused(
    database: Database, clock: StandingClock
) -> None:
    await hold(database, clock)
    await database.run(lambda work: work.attendances.excuse(Excuse(1, PAUL.number, False, "M001", work.now)))

    facts = (await drafted(database)).facts

    assert (facts["excused"], facts["absent"]) == ([], ["Denis Ibara", "Paul Ibara"])


async def test_who_is_periodically_away_by_agreement_is_excused(database: Database, clock: StandingClock) -> None:
    await hold(database, clock)
    await database.run(
        lambda work: work.attendances.exempt(DENIS.number, HELD, date(2026, 12, 31), reason="Chantier", by="M001")
    )

    assert (await drafted(database)).facts["excused"] == ["Denis Ibara", "Paul Ibara"]


async def test_nothing_of_telephones_arrears_reasons_or_suspensions_is_drafted(
    database: Database, clock: StandingClock
) -> None:
    await hold(database, clock, replace(DENIS, phone="+33639980137", email="denis@exemple.fr"))

    written = json.dumps((await drafted(database)).facts, ensure_ascii=False)

    assert [
        word for word in ("Dakar", "+336", "@exemple", ODILE.first_name, "overdue", "balance") if word in written
    ] == []


async def test_a_meeting_without_a_quorum_or_a_vote_has_minutes_that_say_so(
    database: Database, clock: StandingClock
) -> None:
    await convene(database, clock)
    await opens(database, clock, 1, SITS.replace(month=10, day=10, hour=12), HILAIRE, SYLVIE)
    await database.run(lambda work: holding.close(work, acting(HILAIRE), 1))

    facts = (await drafted(database)).facts

    assert facts["quorum"] == {"base": 8, "required": 5, "count": 2, "reached": False}
    assert facts["represented"] == []
    assert [item["resolutions"] for item in facts["items"]] == [[], []]


async def test_minutes_begin_with_the_meeting_and_not_before(database: Database, clock: StandingClock) -> None:
    await convene(database, clock)

    early = await refusal(database, lambda work: recording.draft(work, acting(SYLVIE), 1))
    await opens(database, clock, 1, SITS.replace(month=10, day=10, hour=12), *FIRST)
    begun = await drafted(database)

    assert (early.reason, early.articles) == (Reason.NOT_YET, ("NDZ art. 19",))
    assert (begun.minutes.state, begun.facts["closed_at"]) == (MinutesState.DRAFT, None)
    assert [each.id for each in await database.run(lambda work: recording.readable(work, acting(SYLVIE)))] == [1]


async def test_reading_a_draft_twice_begins_it_once(database: Database, clock: StandingClock) -> None:
    await hold(database, clock)

    first, second = await drafted(database), await drafted(database, member=ROSINE)

    assert first.minutes == second.minutes
    assert await audited(database, "minutes_drafted") == [{"minutes": 1, "meeting": 1}]


async def test_the_secretary_writes_on_each_point_and_takes_words_out(database: Database, clock: StandingClock) -> None:
    await hold(database, clock)

    await database.run(writing("opening", "  Une minute de silence.\n"))
    await database.run(writing("1", "Un buffet."))
    await database.run(writing("1", "Un grand buffet."))
    await database.run(writing("opening", " "))

    found = await drafted(database)
    assert found.minutes.words == {"1": "Un grand buffet."}
    assert found.facts["words"] == {"1": "Un grand buffet."}
    assert [row["place"] for row in await audited(database, "minutes_written")] == ["opening", "1", "1", "opening"]


@pytest.mark.parametrize("place", ["2", "-1", "", "other", "title:0"])
async def test_there_are_no_other_places_to_write(database: Database, clock: StandingClock, place: str) -> None:
    await hold(database, clock)

    with pytest.raises(MbongiError, match="have no place"):
        await database.run(writing(place, "Ici"))


@pytest.mark.parametrize(("length", "taken"), [(LONGEST, True), (LONGEST + 1, False)])
async def test_a_point_is_no_longer_than_can_be_read(
    database: Database, clock: StandingClock, length: int, *, taken: bool
) -> None:
    await hold(database, clock)

    try:
        await database.run(writing("0", "x" * length))
    except MbongiError:
        assert not taken
    else:
        assert taken


@pytest.mark.parametrize("member", [AWA, CLARA])
async def test_only_the_bureau_writes_approves_and_sends(
    database: Database, clock: StandingClock, member: Member
) -> None:
    await approved(database, clock)

    units = (
        writing("0", "Ici", member),
        approving(member=member),
        sending(member),
        lambda work: recording.readable(work, acting(member)),
        lambda work: recording.draft(work, acting(member), 1),
        lambda work: recording.check_approvable(work, acting(member), 1),
        lambda work: recording.check_sendable(work, acting(member), 1),
    )

    decisions = [await refusal(database, unit) for unit in units]
    assert {(decision.reason, decision.articles) for decision in decisions} == {
        (Reason.NOT_AUTHORISED, ("NDZ art. 22",))
    }
