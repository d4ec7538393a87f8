"""Minutes (art. 19 and 22): drafted from what was recorded, written by the secretary, approved at a meeting, then sent.

From their approval on they no longer change; before it nothing leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assistant.domain.actors import Actor
from assistant.domain.broadcasts import BroadcastKind, NewBroadcast
from assistant.domain.convening import Meeting, MeetingState
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.members import Member
from assistant.domain.minutes import Approval, Minutes, MinutesState
from assistant.domain.resolutions import Tally
from assistant.ports import UnitOfWork
from assistant.rules.meetings import minutes as rules
from assistant.services import broadcasting
from assistant.services.meetings import common, convening
from assistant.services.meetings.recounting import Facts, facts, votes_of_all
from assistant.services.permissions import Action, require

OPENING = "opening"
CLOSING = "closing"
LONGEST = 3000
"""Characters that the secretary writes on one point."""
_BEGUN = frozenset({MeetingState.OPEN, MeetingState.CLOSED})


@dataclass(frozen=True, slots=True)
class Draft:
    """Minutes with all that they say: as recorded by now while they are a draft, as frozen once they are approved."""

    minutes: Minutes
    meeting: Meeting
    facts: Facts


def readable(work: UnitOfWork, actor: Actor) -> list[Meeting]:
    """The meetings that have minutes, or can have them: open or closed, the latest first. RefusedError:
    NOT_AUTHORISED.
    """
    require(work, actor, Action.WRITE_MINUTES)
    return [meeting for meeting in reversed(work.meetings.all()) if meeting.state in _BEGUN]


def draft(work: UnitOfWork, actor: Actor, meeting: int) -> Draft:
    """The minutes of that meeting, begun where there are none.

    RefusedError: NOT_AUTHORISED; NOT_YET with `starts_at` where the meeting has not begun. MbongiError where
    there is no such meeting.
    """
    require(work, actor, Action.WRITE_MINUTES)
    common.lock(work, meeting)
    held = _begun(work, meeting)
    if work.minutes.of_meeting(meeting) is None:
        number = work.minutes.write(meeting, {}, actor.name)
        work.audit.record(actor, "minutes_drafted", {"minutes": number, "meeting": meeting})
    return _read(work, held)


def check_writable(work: UnitOfWork, actor: Actor, meeting: int) -> Draft:
    """The minutes, begun where there are none, where the secretary can still write in them.

    RefusedError: as `draft`; ALREADY_DECIDED with `state`, `by` and `at` once they are approved.
    """
    found = draft(work, actor, meeting)
    _still_draft(work, found.minutes)
    return found


def write(work: UnitOfWork, actor: Actor, meeting: int, place: str, words: str) -> Draft:
    """Put the secretary's words there, in the place of what stood; none take them out.

    `place`: one of `places`. Raises as `check_writable`; MbongiError for another place, or for more than `LONGEST`
    characters.
    """
    found = check_writable(work, actor, meeting)
    said = words.strip()
    if place not in places(found.meeting):
        raise MbongiError(f"the minutes of meeting {meeting} have no place {place}")
    if len(said) > LONGEST:
        raise MbongiError(f"a point of the minutes has at most {LONGEST} characters, not {len(said)}")
    others = {key: text for key, text in found.minutes.words.items() if key != place}
    work.minutes.write(meeting, others | {place: said} if said else others, actor.name)
    work.audit.record(actor, "minutes_written", {"minutes": found.minutes.id, "meeting": meeting, "place": place})
    return _read(work, found.meeting)


def places(meeting: Meeting) -> list[str]:
    """Where the secretary may write, in order: the opening, each point of the agenda by its place from 0, the end."""
    return [OPENING, *map(str, range(len(meeting.agenda))), CLOSING]


def readings(work: UnitOfWork, meeting: Meeting) -> list[Meeting]:
    """The meetings at which its minutes can be approved now, the latest first."""
    return [other for other in reversed(work.meetings.all()) if _may_read(work, meeting, other).allowed]


def check_approvable(work: UnitOfWork, actor: Actor, meeting: int) -> Draft:
    """The minutes, begun where there are none, where they can be approved now.

    RefusedError: as `draft`; ALREADY_DECIDED with `state`, `by` and `at`; NOT_YET with `held`, the day of the meeting.
    """
    require(work, actor, Action.WRITE_MINUTES)
    held, minutes = _begun(work, meeting), work.minutes.of_meeting(meeting)
    if minutes is not None:
        _still_draft(work, minutes)
    if not readings(work, held):
        raise common.no(work, Reason.NOT_YET, "monthly_meeting", held=held.on)
    return draft(work, actor, meeting)


def approve(work: UnitOfWork, actor: Actor, minutes: int, reading: int, tally: Tally) -> Minutes:
    """Those present at that meeting have approved them: from now on they are what was read.

    RefusedError: NOT_AUTHORISED; ALREADY_DECIDED with `state`, `by` and `at`; NOT_YET with `held` where that is no
    later meeting, or not today's; TOO_MANY_VOTES with `cast` and `votes`, those of whoever was there;
    MINUTES_NOT_APPROVED with `against` where there are not more for than against. MbongiError for less than no vote.
    """
    require(work, actor, Action.WRITE_MINUTES)
    if min(tally.in_favour, tally.against, tally.abstaining) < 0:
        raise MbongiError("a count of votes is zero or more")
    for meeting in sorted({get(work, minutes).meeting, reading}):
        common.lock(work, meeting)
    found = get(work, minutes)
    held, at = common.get(work, found.meeting), common.get(work, reading)
    _still_draft(work, found)
    _allow(_may_read(work, held, at))
    _allow(rules.may_approve(tally, votes_of_all(work, at), work.bylaws))
    whole = {**_read(work, held).facts, "approved": _approved(work, at, tally)}
    work.minutes.approve(minutes, Approval(reading, actor.name, work.now, tally, whole))
    noted = {"minutes": minutes, "meeting": held.id, "read_at": reading}
    counts = {"in_favour": tally.in_favour, "against": tally.against, "abstaining": tally.abstaining}
    work.audit.record(actor, "minutes_approved", noted | counts)
    return get(work, minutes)


def check_sendable(work: UnitOfWork, actor: Actor, meeting: int) -> Draft:
    """The minutes, where they can be sent now. Raises as `send`; MINUTES_NOT_APPROVED where there are none."""
    require(work, actor, Action.WRITE_MINUTES)
    if work.minutes.of_meeting(meeting) is None:
        raise RefusedError(rules.may_send(MinutesState.DRAFT, work.bylaws))
    found = _read(work, common.get(work, meeting))
    _unsent(work, found.minutes)
    return found


def out_of_reach(work: UnitOfWork) -> list[Member]:
    """Who would get them, and whom neither chat nor e-mail reaches."""
    told = convening.recipients(work, work.today)
    chats = work.accounts.addresses([member.number for member in told])
    return [who for who in told if who.number not in chats and not (who.email and work.can_mail)]


def send(work: UnitOfWork, actor: Actor, minutes: int) -> Minutes:
    """Send them whole to all members, privately, by chat and by e-mail, once.

    RefusedError: NOT_AUTHORISED; MINUTES_NOT_APPROVED; ALREADY_DECIDED with `state`, `by` and `at`. MbongiError where
    there are no such minutes.
    """
    require(work, actor, Action.WRITE_MINUTES)
    common.lock(work, get(work, minutes).meeting)
    found = get(work, minutes)
    _unsent(work, found)
    assert found.approval is not None  # noqa: S101 - it was checked
    new = NewBroadcast(kind=BroadcastKind.MINUTES, audience="all", body=found.approval.facts, meeting=found.meeting)
    broadcast = broadcasting.send(
        work, actor, new, [member.number for member in convening.recipients(work, work.today)]
    )
    work.minutes.sent(minutes, broadcast.id, actor.name)
    work.audit.record(actor, "minutes_sent", {"minutes": minutes, "meeting": found.meeting, "broadcast": broadcast.id})
    return get(work, minutes)


def get(work: UnitOfWork, minutes: int) -> Minutes:
    """The minutes. MbongiError where there are none."""
    found = work.minutes.get(minutes)
    if found is None:
        raise MbongiError(f"there are no minutes {minutes}")
    return found


def _begun(work: UnitOfWork, meeting: int) -> Meeting:
    found = common.get(work, meeting)
    if found.state not in _BEGUN:
        raise common.no(work, Reason.NOT_YET, "monthly_meeting", starts_at=work.local(found.starts_at))
    return found


def _read(work: UnitOfWork, meeting: Meeting) -> Draft:
    found = work.minutes.of_meeting(meeting.id)
    assert found is not None  # noqa: S101 - they were begun
    if found.approval is not None:
        return Draft(found, meeting, dict(found.approval.facts))
    return Draft(found, meeting, {**facts(work, meeting), "words": dict(found.words), "approved": None})


def _may_read(work: UnitOfWork, held: Meeting, at: Meeting) -> Decision:
    closed_on = work.local(at.closed_at).date() if at.closed_at else None
    return rules.may_read(held, at, closed_on, work.today, work.bylaws)


def _approved(work: UnitOfWork, at: Meeting, tally: Tally) -> dict[str, Any]:
    return {
        "at": work.local(work.now).isoformat(),
        "kind": at.kind.value,
        "second": at.first is not None,
        "starts_at": work.local(at.starts_at).isoformat(),
        "in_favour": tally.in_favour,
        "against": tally.against,
        "abstaining": tally.abstaining,
    }


def _unsent(work: UnitOfWork, minutes: Minutes) -> None:
    _allow(rules.may_send(minutes.state, work.bylaws))
    if minutes.state is MinutesState.SENT:
        raise _done(work, minutes)


def _still_draft(work: UnitOfWork, minutes: Minutes) -> None:
    if minutes.state is not MinutesState.DRAFT:
        raise _done(work, minutes)


def _done(work: UnitOfWork, minutes: Minutes) -> RefusedError:
    """Approved or sent: by whom, when."""
    approval = minutes.approval
    assert approval is not None  # noqa: S101 - they are no draft
    sent = minutes.state is MinutesState.SENT and minutes.sent_at is not None
    who, at = (minutes.sent_by, minutes.sent_at) if sent else (approval.approved_by, approval.approved_at)
    assert who is not None  # noqa: S101 - kept with the instant
    assert at is not None  # noqa: S101 - kept with the state
    member = work.members.get(who)
    figures = {"state": f"minutes_{minutes.state}", "by": member.name if member else None, "at": work.local(at)}
    return common.no(work, Reason.ALREADY_DECIDED, "monthly_meeting", **figures)


def _allow(decision: Decision) -> None:
    if not decision.allowed:
        raise RefusedError(decision)
