from __future__ import annotations

import pytest

import storage
from assistant.domain.actors import OPERATOR
from assistant.domain.broadcasts import BroadcastKind, NewBroadcast
from assistant.domain.convening import Frozen, NewMeeting
from assistant.domain.ledger import Account, Kind, NewTransfer, member_account
from assistant.domain.meetings import SessionKind, Writing
from assistant.domain.minutes import Approval
from assistant.domain.resolutions import Tally
from assistant.ports import Database, UnitOfWork
from assistant.services.notify import tell
from tests.storage.people import AMINA, BRICE, CELINE, registered
from tests.storage.raw import execute


@pytest.fixture(autouse=True)
async def people(database: Database) -> None:
    await database.run(registered(AMINA, BRICE, CELINE))
    await database.run(_story)


def _story(work: UnitOfWork) -> None:
    """A meeting at a member's home, from a mandate to the minutes."""
    new = NewMeeting(
        kind=SessionKind.MONTHLY, on=work.today, starts_at=work.now, place="Paris", agenda=(), hosts=("M014",)
    )
    meeting = work.meetings.add(new, "M012")
    assert meeting is not None
    work.proxies.give(meeting, "M012", "M014", Writing.SMS, by="M012")
    work.meetings.convene(meeting, "M012")
    work.meetings.open(meeting, "M012", Frozen({}, (), ()), chair=None, secretary=None)
    work.meetings.close(meeting, "M012")
    charge = NewTransfer(
        member_account("M012"), Account.MEALS, 500, Kind.MEAL, work.today, f"meeting:{meeting}", key="meal:1:M012"
    )
    work.ledger.record([charge], OPERATOR)
    minutes = work.minutes.write(meeting, {}, "M012")
    assert minutes is not None
    work.minutes.approve(minutes, Approval(meeting, "M012", work.now, Tally(1, 0, 0), {}))
    sent = work.broadcasts.add(
        NewBroadcast(kind=BroadcastKind.MINUTES, audience="all", body={}), "M012", ["M012", "M014"]
    )
    for member in ("M012", "M014"):
        tell(work, member, "minutes_sent", {}, key=f"broadcast:{sent}:{member}")
    work.broadcasts.sent(sent)
    work.minutes.sent(minutes, sent, "M012")


async def test_a_meeting_kept_as_the_services_keep_it_is_well(url: str) -> None:
    assert storage.verify(url) == []


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (
            """INSERT INTO proxy (meeting, giver, holder, writing, given_at, entered_by, state)
 VALUES (1, 'M014', 'M016', 'chat', 0, 'M014', 'given')""",
            "The holder of proxy 1 has given proxy 2 for the same meeting 1.",
        ),
        (
            "UPDATE meeting SET hosts = '[]'",
            "Transfer 1 charges a meal of meeting:1, which is no closed meeting at a member's home.",
        ),
        (
            "UPDATE meeting SET state = 'open', closed_at = NULL",
            "Transfer 1 charges a meal of meeting:1, which is no closed meeting at a member's home.",
        ),
        (
            "UPDATE outbox SET key = 'broadcast:10:M014' WHERE key = 'broadcast:1:M014'",
            "Broadcast 1 was sent, and there is no message of it for M014.",
        ),
        ("UPDATE broadcast SET kind = 'message'", "The minutes 1 were sent, and no broadcast carried them."),
    ],
)
async def test_what_can_not_be_of_a_meeting_is_found_and_named(url: str, wrong: str, problem: str) -> None:
    execute(url, wrong)

    assert storage.verify(url) == [problem]


async def test_a_meal_that_was_taken_back_needs_no_meeting(database: Database, url: str) -> None:
    def take_back(work: UnitOfWork) -> None:
        undone = NewTransfer(Account.MEALS, member_account("M012"), 500, Kind.MEAL, work.today, "meeting:1", reverses=1)
        work.ledger.record([undone], OPERATOR)

    await database.run(take_back)
    execute(url, "UPDATE meeting SET hosts = '[]'")

    assert storage.verify(url) == []
