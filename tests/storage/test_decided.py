"""What a meeting decides and asks for: votes, minutes, requests for an assembly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from assistant.clocks import StandingClock
from assistant.domain.broadcasts import BroadcastKind, NewBroadcast
from assistant.domain.meetings import Purpose, Quorum
from assistant.domain.minutes import Approval, MinutesState
from assistant.domain.petitions import PetitionState
from assistant.domain.resolutions import Ballot, Method, ResolutionState, Tally
from assistant.ports import Database, UnitOfWork
from tests.storage.conftest import NOON
from tests.storage.people import AMINA, BRICE, CELINE, registered
from tests.storage.raw import execute
from tests.storage.sittings import MARCH, add, begun

SENT = NewBroadcast(kind=BroadcastKind.MINUTES, audience="all", body={})


@pytest.fixture(autouse=True)
async def people(database: Database) -> None:
    await database.run(registered(AMINA, BRICE, CELINE))


async def test_a_vote_counts_once_an_elector_and_only_while_it_is_open(database: Database) -> None:
    number = await database.run(begun)
    quorum = Quorum(20, 11, 12)

    def vote(work: UnitOfWork) -> tuple[int, list[bool]]:
        put = work.resolutions.open(
            number, "Approuver les comptes", item=1, method=Method.CHAT, quorum=quorum, by="M014"
        )
        cast = work.resolutions.cast
        done = [
            cast(put, "M012", Ballot.FOR, by="M012"),
            cast(put, "M014", Ballot.AGAINST, by="M012"),
            cast(put, "M012", Ballot.ABSTAIN, by="M012"),
            work.resolutions.close(put, Tally(0, 1, 1), "M014"),
            cast(put, "M016", Ballot.FOR, by="M016"),
            work.resolutions.close(put, Tally(9, 0, 0), "M012"),
            work.resolutions.drop(put, "M012"),
        ]
        return put, done

    put, done = await database.run(vote)

    found = await database.run(lambda work: work.resolutions.get(put))
    ballots = await database.run(lambda work: work.resolutions.ballots(put))
    assert done == [True, True, True, True, False, False, False]
    assert found is not None
    assert (found.state, found.tally, found.quorum, found.item) == (ResolutionState.CLOSED, Tally(0, 1, 1), quorum, 1)
    assert [(ballot.elector, ballot.cast_by, ballot.choice) for ballot in ballots] == [
        ("M012", "M012", Ballot.ABSTAIN),
        ("M014", "M012", Ballot.AGAINST),
    ]
    assert await database.run(lambda work: work.resolutions.ballots_of("M012")) == ballots
    assert await database.run(lambda work: work.resolutions.of_meeting(number)) == [found]


async def test_minutes_are_rewritten_until_they_are_approved_and_sent_once(database: Database) -> None:
    number = await database.run(begun)
    approval = Approval(number, "M014", NOON, Tally(12, 0, 1), {"present": ["M012"], "decisions": []})

    def life(work: UnitOfWork) -> tuple[int | None, int | None, list[bool], int | None]:
        first = work.minutes.write(number, {"opening": "Ouverte à 14 h"}, "M012")
        second = work.minutes.write(number, {"opening": "Ouverte à 14 h 30", "0": "Débattu"}, "M014")
        assert first is not None
        steps = [work.minutes.sent(first, 1, "M014"), work.minutes.approve(first, approval)]
        steps.append(work.minutes.approve(first, approval))
        late = work.minutes.write(number, {"opening": "Autre"}, "M012")
        return first, second, steps, late

    first, second, steps, late = await database.run(life)

    found = await database.run(lambda work: work.minutes.of_meeting(number))
    assert first == second
    assert steps == [False, True, False]
    assert late is None
    assert found is not None
    assert (found.state, found.approval, found.drafted_by) == (MinutesState.APPROVED, approval, "M014")
    assert found.words == {"opening": "Ouverte à 14 h 30", "0": "Débattu"}
    assert await database.run(lambda work: work.minutes.all()) == [found]
    assert await database.run(lambda work: work.minutes.get(found.id)) == found


async def test_approved_minutes_are_listed_from_the_latest_meeting_on_a_few_at_a_time(database: Database) -> None:
    def unit(work: UnitOfWork) -> list[int]:
        made = [add(work, replace(MARCH, starts_at=NOON + timedelta(days=day))) for day in (3, 1, 2, 2, 4)]
        for meeting in made:
            minutes = work.minutes.write(meeting, {}, "M012")
            assert minutes is not None
            if meeting != made[-1]:
                work.minutes.approve(minutes, Approval(meeting, "M014", NOON, Tally(1, 0, 0), {"on": str(meeting)}))
        work.minutes.sent(1, work.broadcasts.add(SENT, "M014", []), "M014")
        return made

    third, first, second, same_hour, draft = await database.run(unit)

    async def listed(limit: int, before: int | None = None) -> list[int]:
        return [each.meeting for each in await database.run(lambda work: work.minutes.approved(limit, before))]

    assert await listed(9) == [third, same_hour, second, first]
    assert await listed(2) == [third, same_hour]
    assert await listed(9, same_hour) == [second, first]
    assert await listed(1, second) == [first]
    assert await listed(9, draft) == [third, same_hour, second, first]
    assert (await listed(9, first), await listed(9, 99), await listed(0)) == ([], [], [])


async def test_a_request_for_an_assembly_is_signed_once_a_member_and_reached_once(
    database: Database, clock: StandingClock
) -> None:
    number = await database.run(lambda work: work.petitions.add(Purpose.TEXTS, "Revoir l'article 9", "M012"))

    def sign(work: UnitOfWork) -> list[bool]:
        return [
            work.petitions.sign(number, "M014"),
            work.petitions.sign(number, "M014"),
            work.petitions.sign(number, "M012"),
            work.petitions.unsign(number, "M012"),
            work.petitions.unsign(number, "M012"),
            work.petitions.convene(number),
            work.petitions.reach(number),
            work.petitions.reach(number),
            work.petitions.withdraw(number),
            work.petitions.reopen(number),
            work.petitions.convene(number),
            work.petitions.reopen(number),
            work.petitions.convene(number),
        ]

    done = await database.run(sign)

    found = await database.run(lambda work: work.petitions.get(number))
    assert done == [True, False, True, True, False, False, True, False, False, False, True, True, True]
    assert found is not None
    assert (found.state, found.signers, found.begun_by) == (PetitionState.CONVENED, frozenset({"M014"}), "M012")
    assert await database.run(lambda work: work.petitions.all()) == [found]


async def test_each_request_has_its_own_signatures_in_the_order_signed(
    database: Database, clock: StandingClock
) -> None:
    def begin(work: UnitOfWork) -> list[int]:
        return [work.petitions.add(Purpose.TEXTS, words, "M012") for words in ("Article 9", "Article 10", "Article 11")]

    first, second, unsigned = await database.run(begin)
    for number, who in ((second, "M014"), (first, "M014"), (second, "M012")):
        clock.instant = clock.now() + timedelta(minutes=1)
        await database.run(signing(number, who))

    found = await database.run(lambda work: work.petitions.all())

    signed = [(petition.id, [each.member for each in petition.signatures]) for petition in found]
    assert signed == [(first, ["M014"]), (second, ["M014", "M012"]), (unsigned, [])]


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE resolution SET state = 'dropped', closed_at = 1",
        "UPDATE broadcast SET state = 'planned'",
        "UPDATE minutes SET state = 'approved', approved_at = 1, facts = '{}'",
        "UPDATE minutes SET state = 'sent', approved_in = 1, approved_at = 1, facts = '{}', sent_at = 1",
    ],
)
async def test_the_database_itself_refuses_half_of_a_decision(database: Database, url: str, wrong: str) -> None:
    def fill(work: UnitOfWork) -> None:
        number = begun(work)
        quorum = Quorum(20, 11, 12)
        work.resolutions.open(number, "Approuver", item=None, method=Method.HANDS, quorum=quorum, by="M014")
        work.minutes.write(number, {}, "M012")
        work.broadcasts.add(SENT, "M014", [])

    await database.run(fill)

    with pytest.raises(IntegrityError):
        execute(url, wrong)


def signing(petition: int, member: str) -> Callable[[UnitOfWork], bool]:
    return lambda work: work.petitions.sign(petition, member)
