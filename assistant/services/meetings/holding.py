"""Holding a meeting: who comes and who leaves, opening it, where the quorum stands, closing it (art. 17 to 19).

All is done by the bureau. Whether a member counts is settled at the opening; a check-in before it settles nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assistant.domain.actors import Actor
from assistant.domain.attending import ProxyState
from assistant.domain.convening import Meeting, MeetingState
from assistant.domain.decisions import Reason
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.meetings import Roll
from assistant.domain.members import Member, Role
from assistant.domain.resolutions import ResolutionState
from assistant.ports import UnitOfWork
from assistant.rules.meetings import calendar
from assistant.rules.meetings.attendance import Meal
from assistant.services.meetings import codes, common, meals, representing, rollcall, voting_news
from assistant.services.permissions import Action, require

_WRITERS = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
_OVER = frozenset({MeetingState.CLOSED, MeetingState.CALLED_OFF})


@dataclass(frozen=True, slots=True)
class Count:
    """Where a meeting stands now."""

    meeting: Meeting
    roll: Roll
    there: int
    """How many are in the room, whether they may vote or not."""
    could_count: int
    """How many of them would count if they paid today what they lack; 0 once it is open."""
    bureau: int
    """How many of the bureau are in the room."""
    member: Member | None = None
    """Who has just come or left."""

    @property
    def present(self) -> int:
        """How many of those in the room are counted."""
        return self.roll.quorum.count - len(self.roll.represented)


def sessions(work: UnitOfWork, actor: Actor) -> list[Meeting]:
    """What may be held, printed or convened again, the earliest first: not called off, nor too long ago."""
    require(work, actor, Action.HOLD_MEETING)
    return [meeting for meeting in work.meetings.all() if _concerns(work, meeting)]


def at_hand(work: UnitOfWork, meetings: Sequence[Meeting]) -> list[Meeting]:
    """Those of today, but for what follows one that is open; and those left open on another day, to be closed."""
    opened = [meeting for meeting in meetings if meeting.state is MeetingState.OPEN]
    begun = any(meeting.on == work.today for meeting in opened)
    waiting = [meeting for meeting in meetings if meeting.on == work.today and meeting not in opened]
    return opened if begun else [*opened, *waiting]


def quorum(work: UnitOfWork, actor: Actor, meeting: int) -> Count:
    """Where the meeting stands. RefusedError: NOT_AUTHORISED. MbongiError where there is no such meeting."""
    require(work, actor, Action.HOLD_MEETING)
    return _count(work, common.get(work, meeting))


def at_the_door(work: UnitOfWork, actor: Actor, meeting: int) -> Count:
    """The same of a meeting that people come to and leave now. RefusedError as `check_in`, but of nobody's person."""
    require(work, actor, Action.HOLD_MEETING)
    return _count(work, _at_the_door(work, meeting))


def check_in(work: UnitOfWork, actor: Actor, meeting: int, number: str) -> Count:
    """The member is there from now on. Who comes to an open meeting votes in person: their mandate lapses.

    RefusedError: NOT_AUTHORISED; NOT_YET before the day, NOT_OPEN after it; SUSPENDED, NOT_A_MEMBER; ALREADY_THERE with
    `name` and `at`. MbongiError where there is no such meeting or member.
    """
    require(work, actor, Action.HOLD_MEETING)
    return _arrive(work, actor, meeting, number, by=actor.name)


def check_in_by_code(work: UnitOfWork, actor: Actor, meeting: int, code: str) -> Count:
    """The member whose telephone shows that code is there. Raises as `check_in`; CODE_UNKNOWN, TOO_MANY_ATTEMPTS."""
    require(work, actor, Action.HOLD_MEETING)
    common.lock(work, meeting)
    number = codes.read(work, actor, common.get(work, meeting), code)
    return _arrive(work, actor, meeting, number, by=number)


def check_out(work: UnitOfWork, actor: Actor, meeting: int, number: str) -> Count:
    """The member has left; a mandate in their hands does not count meanwhile.

    RefusedError: NOT_AUTHORISED; NOT_YET, NOT_OPEN; NOT_THERE with `name`. MbongiError as `check_in`.
    """
    require(work, actor, Action.HOLD_MEETING)
    found = _at_the_door(work, meeting)
    member = _member(work, number)
    if not work.attendances.check_out(found.id, member.number):
        raise common.no(work, Reason.NOT_THERE, "monthly_meeting", name=member.name)
    work.audit.record(actor, "checked_out", {"meeting": found.id, "member": member.number})
    voting_news.refresh(work, found, [member.number])
    return _count(work, found, member)


def own_code(work: UnitOfWork, actor: Actor) -> codes.Code:
    """What the actor shows at the door today. Raises as `codes.own`."""
    return codes.own(work, actor)


def may_open(work: UnitOfWork, actor: Actor, meeting: int) -> Meeting:
    """The meeting, where it can be opened now. Raises as `open`."""
    require(work, actor, Action.HOLD_MEETING)
    found = common.get(work, meeting)
    _refuse_opened(work, found)
    _refuse_another_day(work, found)
    decision = calendar.may_hold(len(rollcall.bureau_there(work, found)), found.session, work.bylaws)
    if not decision.allowed:
        raise RefusedError(decision)
    return found


def open(  # noqa: A001 - it is called as `holding.open`, as people say it
    work: UnitOfWork, actor: Actor, meeting: int, chair: str | None = None, secretary: str | None = None
) -> Count:
    """It begins, with or without a quorum: standings, mandates and who is counted no longer change.

    `chair`: one of `rollcall.chairs`, the first of them unless said; `secretary`: anybody there, one of the secretariat
    unless said. RefusedError: NOT_AUTHORISED; ALREADY_DECIDED; NOT_YET, NOT_OPEN; BUREAU_QUORUM with `present` and
    `required`; NOT_THERE. MbongiError where there is no such meeting.
    """
    common.lock(work, meeting)
    found = may_open(work, actor, meeting)
    presiding = _one_of(work, rollcall.chairs(work, found), chair)
    writing = secretary and _one_of(work, rollcall.in_the_room(work, found), secretary)
    frozen = rollcall.freeze(work, found)
    done = work.meetings.open(found.id, actor.name, frozen, chair=presiding, secretary=writing or _writer(work, found))
    if not done:
        raise MbongiError(f"meeting {meeting} cannot be opened: it is {found.state.value}")
    _lapse(work, actor, found, rollcall.there(work, found))
    count = _count(work, common.get(work, meeting))
    noted = {"meeting": found.id, "base": count.roll.quorum.base, "count": count.roll.quorum.count, "chair": presiding}
    work.audit.record(actor, "meeting_opened", noted)
    return count


def preside(
    work: UnitOfWork, actor: Actor, meeting: int, *, chair: str | None = None, secretary: str | None = None
) -> Count:
    """Another takes the chair of an open meeting, as a president who comes late (art. 19), or writes its minutes.

    RefusedError: NOT_AUTHORISED, NOT_OPEN; NOT_THERE for who is not in the room, or may not preside now.
    """
    require(work, actor, Action.HOLD_MEETING)
    common.lock(work, meeting)
    found = opened(work, meeting)
    presiding = _one_of(work, rollcall.chairs(work, found), chair) if chair else found.chair
    writing = _one_of(work, rollcall.in_the_room(work, found), secretary) if secretary else found.secretary
    work.meetings.preside(found.id, chair=presiding, secretary=writing)
    work.audit.record(actor, "meeting_presided", {"meeting": found.id, "chair": presiding, "secretary": writing})
    return _count(work, common.get(work, meeting))


def latest_second(work: UnitOfWork, meeting: Meeting) -> date:
    """The last day on which an assembly without quorum may be held again (art. 18)."""
    return meeting.on + timedelta(days=work.bylaws.meetings.reconvene_days.on(meeting.on))


def check_second_day(work: UnitOfWork, meeting: Meeting, on: date) -> None:
    """RefusedError: PAST_DATE, RECONVENE_TOO_LATE with `latest`, where the second assembly cannot be held that day."""
    decision = calendar.may_reconvene(meeting.session, on, (), (), work.bylaws, reached=False)
    if not decision.allowed:
        raise RefusedError(decision)


def may_close(work: UnitOfWork, actor: Actor, meeting: int) -> Meeting:
    """The meeting, where it can be closed now. Raises as `close`."""
    require(work, actor, Action.HOLD_MEETING)
    found = opened(work, meeting)
    if any(vote.state is ResolutionState.OPEN for vote in work.resolutions.of_meeting(found.id)):
        raise common.no(work, Reason.STILL_OPEN, "quorum")
    return found


def close(work: UnitOfWork, actor: Actor, meeting: int) -> tuple[rollcall.Sheet, Meal]:
    """It ends: who is there stayed to the end, the meal is called. Returns who was there, and the meal's account.

    RefusedError: NOT_AUTHORISED; NOT_OPEN, ALREADY_DECIDED; STILL_OPEN where a vote is. MbongiError: no such meeting.
    """
    common.lock(work, meeting)
    found = may_close(work, actor, meeting)
    work.meetings.close(found.id, actor.name)
    codes.forget(work, found)
    sheet = rollcall.sheet_of(work, common.get(work, meeting))
    work.audit.record(actor, "meeting_closed", {"meeting": found.id, "present": sheet.present})
    return sheet, meals.charge(work, actor, found)


def opened(work: UnitOfWork, meeting: int) -> Meeting:
    """The meeting, which is open. RefusedError: NOT_OPEN, ALREADY_DECIDED where it is closed."""
    found = common.get(work, meeting)
    if found.state is MeetingState.CLOSED and found.closed_at is not None:
        raise _done(work, found, found.closed_by, found.closed_at)
    if found.state is not MeetingState.OPEN:
        raise common.no(work, Reason.NOT_OPEN, "monthly_meeting")
    return found


def _arrive(work: UnitOfWork, actor: Actor, meeting: int, number: str, *, by: str) -> Count:
    found = _at_the_door(work, meeting)
    member = _member(work, number)
    common.refuse_entry(work, member, name=member.name)
    if not work.attendances.check_in(found.id, member.number, by):
        at = work.local(rollcall.there_since(work, found)[member.number])
        raise common.no(work, Reason.ALREADY_THERE, "monthly_meeting", name=member.name, at=at)
    work.audit.record(actor, "checked_in", {"meeting": found.id, "member": member.number})
    if found.state is MeetingState.OPEN:
        former = _lapse(work, actor, found, [member.number])
        voting_news.refresh(work, found, [member.number, *former])
    return _count(work, found, member)


def _lapse(work: UnitOfWork, actor: Actor, meeting: Meeting, there: Collection[str]) -> list[str]:
    """Who is there in person is represented by nobody any more (art. 16): both read it. Returns the former holders."""
    former, givers = [], frozenset(there)
    for proxy in representing.in_force(work, meeting):
        if proxy.giver in givers and work.proxies.end(proxy.id, ProxyState.LAPSED, actor.name):
            noted = {"member": proxy.giver, "holder": proxy.holder, "meeting": meeting.id, "proxy": proxy.id}
            work.audit.record(actor, "proxy_lapsed", noted)
            voting_news.lapsed(work, meeting, proxy)
            former.append(proxy.holder)
    return former


def _count(work: UnitOfWork, meeting: Meeting, member: Member | None = None) -> Count:
    counted = rollcall.roll(work, meeting)
    return Count(
        meeting=meeting,
        roll=counted,
        there=len(rollcall.there(work, meeting)),
        could_count=len(rollcall.could_count(work, meeting, counted)),
        bureau=len(rollcall.bureau_there(work, meeting)),
        member=member,
    )


def _concerns(work: UnitOfWork, meeting: Meeting) -> bool:
    """Ahead, open, or held within the days in which an assembly may be convened again."""
    if meeting.state is MeetingState.CONVENED:
        return meeting.on >= work.today
    if meeting.state is MeetingState.CLOSED:
        return work.today <= latest_second(work, meeting)
    return meeting.state is MeetingState.OPEN


def _at_the_door(work: UnitOfWork, meeting: int) -> Meeting:
    """The meeting, which people come to and leave now: convened for today, or open."""
    common.lock(work, meeting)
    found = common.get(work, meeting)
    _refuse_another_day(work, found)
    return found


def _refuse_another_day(work: UnitOfWork, meeting: Meeting) -> None:
    if meeting.state is MeetingState.OPEN or (meeting.state is MeetingState.CONVENED and meeting.on == work.today):
        return
    early = meeting.state not in _OVER and meeting.on > work.today
    raise common.no(work, Reason.NOT_YET if early else Reason.NOT_OPEN, "monthly_meeting", day=meeting.on)


def _refuse_opened(work: UnitOfWork, meeting: Meeting) -> None:
    if meeting.state is MeetingState.OPEN and meeting.opened_at is not None:
        raise _done(work, meeting, meeting.opened_by, meeting.opened_at)


def _done(work: UnitOfWork, meeting: Meeting, by: str | None, at: datetime) -> RefusedError:
    who = work.members.get(by) if by else None
    figures = {"state": f"meeting_{meeting.state.value}", "by": who.name if who else "", "at": work.local(at)}
    return common.no(work, Reason.ALREADY_DECIDED, "monthly_meeting", **figures)


def _one_of(work: UnitOfWork, people: Sequence[Member], number: str | None) -> str:
    """That one of them; the first unless said."""
    if number is None:
        return people[0].number
    if all(member.number != number for member in people):
        raise common.no(work, Reason.NOT_THERE, "monthly_meeting", name=_member(work, number).name)
    return number


def _writer(work: UnitOfWork, meeting: Meeting) -> str | None:
    """Of the secretariat, whoever of them is there (art. 22)."""
    here = rollcall.in_the_room(work, meeting)
    return next((member.number for role in _WRITERS for member in here if role in member.roles), None)


def _member(work: UnitOfWork, number: str) -> Member:
    found = work.members.get(number)
    if found is None:
        raise MbongiError(f"no member has the number {number}")
    return found
