"""What every service of meetings needs: the meeting itself, its lock, how each member stands on a day.

Locks are taken in one order everywhere: claims, then orders, then the meeting, then the ledger.
"""

from __future__ import annotations

from datetime import date

from assistant.domain.convening import Meeting, MeetingState
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.meetings import Mandate, Party
from assistant.domain.members import GONE, Member, Status
from assistant.ports import UnitOfWork
from assistant.rules.meetings import proxies
from assistant.rules.rights import rights
from assistant.services import books

CALENDAR = "meetings"
"""The lock of the calendar: who convenes takes it, so that a month has one meeting."""


def lock(work: UnitOfWork, meeting: int) -> None:
    """Hold that meeting for the rest of the unit; take it before reading what it protects."""
    work.lock(f"meeting:{meeting}")


def get(work: UnitOfWork, meeting: int) -> Meeting:
    """The meeting. MbongiError where there is none."""
    found = work.meetings.get(meeting)
    if found is None:
        raise MbongiError(f"there is no meeting {meeting}")
    return found


def ahead(work: UnitOfWork) -> list[Meeting]:
    """Those convened and not begun, the next one first; one whose day has passed is no longer ahead."""
    convened = [meeting for meeting in work.meetings.ahead() if meeting.state is MeetingState.CONVENED]
    return [meeting for meeting in convened if meeting.on >= work.today]


def open_today(work: UnitOfWork) -> list[Meeting]:
    """Those that sit now; one of another day that nobody has closed is not among them."""
    return [each for each in work.meetings.all() if each.state is MeetingState.OPEN and each.on == work.today]


def party(work: UnitOfWork, member: Member, day: date) -> Party:
    """How the member stands that day (art. 8 and 16)."""
    membership = member.status_on(day)
    money = books.situation_of(work, member, day)
    open_ = rights(membership, money, work.bylaws, member.joined_on)
    return Party(member.number, membership, money.up_to_date, open_.vote)


def parties(work: UnitOfWork, day: date) -> dict[str, Party]:
    """How everybody on the register stands that day, but those who left and candidates."""
    money = books.all_situations(work, day)
    found: dict[str, Party] = {}
    for member in work.members.all():
        membership = member.status_on(day)
        if membership not in {*GONE, Status.CANDIDATE}:
            open_ = rights(membership, money[member.number], work.bylaws, member.joined_on)
            found[member.number] = Party(member.number, membership, money[member.number].up_to_date, open_.vote)
    return found


def mandates(work: UnitOfWork, meeting: Meeting) -> tuple[Mandate, ...]:
    """Those in force before the opening, in the order given; in a second assembly with what carries over (AMB-43)."""
    own = _given(work, meeting.id)
    first = _given(work, meeting.first) if meeting.first is not None else []
    return proxies.in_force(meeting.session, own, first, work.bylaws)


def refuse_entry(work: UnitOfWork, member: Member, **figures: object) -> None:
    """Who is in arrears comes in, without a vote (art. 7).

    RefusedError with those figures: SUSPENDED; NOT_A_MEMBER for whoever has no right to be there.
    """
    status = member.status_on(work.today)
    if status is Status.SUSPENDED:
        raise no(work, Reason.SUSPENDED, "suspension", **figures)
    money = books.situation_of(work, member, work.today)
    if not rights(status, money, work.bylaws, member.joined_on).attend:
        raise no(work, Reason.NOT_A_MEMBER, "rights", **figures)


def no(work: UnitOfWork, reason: Reason, *topics: str, **figures: object) -> RefusedError:
    """What to raise: the reason, by the articles of those topics."""
    articles = tuple(dict.fromkeys(map(work.bylaws.cite, topics)))
    return RefusedError(Decision(allowed=False, reason=reason, articles=articles, figures=figures))


def _given(work: UnitOfWork, meeting: int) -> list[Mandate]:
    return [Mandate(proxy.giver, proxy.holder) for proxy in work.proxies.of_meeting(meeting) if proxy.ended_at is None]
