"""Calling the members to a meeting: proposed, agreed by the bureau where it must be, sent; then changed or called off.

Whom it is sent to is frozen at the yes; they, and who has answered since, are told what becomes of it. Locks: the
orders', the calendar's, then the meeting's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time

from assistant.domain.actors import SCHEDULER, Actor
from assistant.domain.broadcasts import Broadcast
from assistant.domain.convening import AHEAD, Meeting, MeetingState, NewMeeting
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import RefusedError
from assistant.domain.orders import Choice, Vote
from assistant.ports import UnitOfWork
from assistant.rules.approval import Outcome, Round
from assistant.services import receipts
from assistant.services.audiences import fingerprint
from assistant.services.meetings import calling, common, meals, rollcall, telling
from assistant.services.meetings.telling import meeting_body, recipients
from assistant.services.permissions import Action, own_number, require

__all__ = [
    "Proposal",
    "approve",
    "call_off",
    "change",
    "check_answer",
    "may_follow",
    "meeting_body",
    "propose",
    "recipients",
    "reconvene",
    "refuse",
    "settle",
    "standing",
    "upcoming",
]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A meeting as a step left it."""

    meeting: Meeting
    round: Round
    needed: int
    """How many yes of the bureau it takes."""
    broadcast: Broadcast | None = None
    """What left with that step."""
    recipients: int = 0
    """For how many."""


def upcoming(work: UnitOfWork, actor: Actor) -> list[Meeting]:
    """Those proposed or convened whose day has not passed, the next one first. RefusedError: NOT_AUTHORISED."""
    require(work, actor, Action.CONVENE)
    return [meeting for meeting in work.meetings.ahead() if meeting.on >= work.today]


def propose(work: UnitOfWork, actor: Actor, new: NewMeeting, *, seen: str | None = None) -> Proposal:
    """Put it into the calendar, and send it at once where nobody else's yes is needed; else ask the bureau.

    `seen`: for whom its author saw that it is, as `previewing` says. RefusedError: NOT_AUTHORISED, what `calling.check`
    says, and AUDIENCE_CHANGED with `recipients`, how many, where it would leave to others.
    """
    require(work, actor, Action.CONVENE)
    _lock_calendar(work)
    wanted = calling.complete(work, new)
    calling.check(work, wanted)
    return _add(work, actor, wanted, seen)


def reconvene(  # noqa: PLR0917 - which assembly, then when and where
    work: UnitOfWork, actor: Actor, first: int, on: date, at: time, place: str
) -> Meeting:
    """Call the second assembly, where the first had no quorum: the same agenda, soon (art. 18).

    RefusedError: NOT_AUTHORISED, ASSEMBLY_REQUIRED where the first is none, NOT_OPEN where it has not been held,
    BUREAU_DECISION_REQUIRED after a second one, ALREADY_SCHEDULED, and what `calling.check_second` says.
    """
    require(work, actor, Action.CONVENE)
    _lock_calendar(work)
    common.lock(work, first)
    found = common.get(work, first)
    _check_first(work, found)
    starts_at = work.local(work.instant(on, at))
    new = NewMeeting(
        kind=found.kind,
        on=on,
        starts_at=starts_at,
        place=place,
        agenda=found.agenda,
        purpose=found.purpose,
        petition=found.petition,
        first=found.id,
    )
    calling.check_second(work, found, new, reached=_had_quorum(work, found))
    calling.check_hour(work, new)
    return _add(work, actor, new, None).meeting


def may_reconvene(work: UnitOfWork, actor: Actor, first: int) -> Meeting:
    """The assembly that a second one may follow. Raises as `reconvene`, but for the day."""
    require(work, actor, Action.CONVENE)
    found = common.get(work, first)
    _check_first(work, found)
    if _had_quorum(work, found):
        raise common.no(work, Reason.QUORUM_WAS_REACHED, "general_assembly")
    return found


def may_follow(work: UnitOfWork, first: Meeting) -> bool:
    """Whether a second assembly could still come after it, as far as the calendar says: none is there yet."""
    off = MeetingState.CALLED_OFF
    followed = any(each.first == first.id and each.state is not off for each in work.meetings.all())
    return first.assembly and first.first is None and not followed


def approve(
    work: UnitOfWork, actor: Actor, meeting: int, *, edition: int | None = None, seen: str | None = None
) -> Proposal:
    """The yes of somebody of the bureau; the last one needed sends it.

    RefusedError: NOT_AUTHORISED; ALREADY_DECIDED where it is no longer proposed; MEETING_CHANGED where `edition` is not
    the one that stands; SECOND_YES_REQUIRED for who has said yes; what `calling.check` says by now; AUDIENCE_CHANGED.
    """
    found = _held(work, actor, meeting)
    check_answer(work, actor, found, edition)
    calling.check(work, found, known=found)
    _check_audience(work, seen)
    _cast(work, actor, found, Choice.APPROVE, None)
    return _settle(work, actor, found)


def check_answer(work: UnitOfWork, actor: Actor, meeting: Meeting, edition: int | None) -> None:
    """Raises RefusedError where the actor's yes would not count: as `approve` says, but for what `calling` does."""
    _require_proposed(work, actor, meeting, edition)
    if actor.name in telling.stand(work, meeting).yes:
        raise common.no(work, Reason.SECOND_YES_REQUIRED, "open_point")


def refuse(work: UnitOfWork, actor: Actor, meeting: int, reason: str, *, edition: int | None = None) -> Proposal:
    """The no of somebody of the bureau; it falls once there can no longer be enough yes.

    RefusedError: as `approve`, and REASON_REQUIRED.
    """
    found = _held(work, actor, meeting)
    _require_proposed(work, actor, found, edition)
    why = reason.strip()
    if not why:
        raise common.no(work, Reason.REASON_REQUIRED, "open_point")
    _cast(work, actor, found, Choice.REFUSE, why)
    return _settle(work, actor, found)


def change(work: UnitOfWork, actor: Actor, meeting: int, new: NewMeeting, *, edition: int | None = None) -> Proposal:
    """Another day, hour, place, host or agenda. A convened one tells the same people once what is different; one that
    is only proposed asks the bureau anew.

    RefusedError: NOT_AUTHORISED; ALREADY_DECIDED where it is no longer ahead; MEETING_CHANGED; what `calling.check`
    says, for a second assembly what `calling.check_second` says.
    """
    found = _held(work, actor, meeting)
    _require_ahead(work, found, edition)
    wanted = replace(new, kind=found.kind, purpose=found.purpose, petition=found.petition, first=found.first)
    if _same(found, wanted):
        return _left(work, found)
    calling.check_changed(work, found, wanted)
    work.meetings.change(found.id, wanted)
    changed = common.get(work, found.id)
    told = {"meeting": changed.id, "edition": changed.edition, "on": changed.on.isoformat()}
    work.audit.record(actor, "meeting_changed", told)
    if changed.state is MeetingState.PROPOSED:
        return _ask_again(work, actor, changed)
    _move_host_order(work, actor, found, changed)
    broadcast = telling.tell_change(work, actor, found, changed)
    return _sent(work, changed, broadcast)


def call_off(work: UnitOfWork, actor: Actor, meeting: int, reason: str, *, edition: int | None = None) -> Proposal:
    """It will not be held: those convened are told once, and why; nobody is paid for receiving it.

    RefusedError: NOT_AUTHORISED, REASON_REQUIRED, ALREADY_DECIDED where it is no longer ahead, MEETING_CHANGED.
    """
    found = _held(work, actor, meeting)
    _require_ahead(work, found, edition)
    why = reason.strip()
    if not why:
        raise common.no(work, Reason.REASON_REQUIRED, "open_point")
    broadcast = _end(work, actor, found, why)
    off = common.get(work, found.id)
    return _left(work, off) if broadcast is None else _sent(work, off, broadcast)


def settle(work: UnitOfWork) -> None:
    """Ask who has joined the bureau since, and end rounds that nobody else is asked in: somebody has left it."""
    _lock_calendar(work)
    for meeting in work.meetings.ahead():
        if meeting.state is MeetingState.PROPOSED and meeting.starts_at > work.now:
            common.lock(work, meeting.id)
            _settle_waiting(work, meeting)


def standing(work: UnitOfWork, meeting: Meeting) -> RefusedError:
    """ALREADY_DECIDED: figures `state`, `by`, `at` of what was done last."""
    steps = {
        MeetingState.PROPOSED: (meeting.proposed_by, meeting.proposed_at),
        MeetingState.CONVENED: (meeting.convened_by, meeting.convened_at),
        MeetingState.OPEN: (meeting.opened_by, meeting.opened_at),
        MeetingState.CLOSED: (meeting.closed_by, meeting.closed_at),
        MeetingState.CALLED_OFF: (meeting.called_off_by, meeting.called_off_at),
    }
    by, at = steps[meeting.state]
    assert at is not None  # noqa: S101 - each state has its instant
    who = work.members.get(by or "")
    figures = {"state": f"meeting_{meeting.state}", "by": who.name if who else "", "at": work.local(at)}
    return RefusedError(Decision(allowed=False, reason=Reason.ALREADY_DECIDED, figures=figures))


def _lock_calendar(work: UnitOfWork) -> None:
    work.lock(receipts.LOCK)
    work.lock(common.CALENDAR)


def _held(work: UnitOfWork, actor: Actor, meeting: int) -> Meeting:
    """The meeting as it stands now that nobody else can change it, for who may convene."""
    require(work, actor, Action.CONVENE)
    _lock_calendar(work)
    common.lock(work, meeting)
    return common.get(work, meeting)


def _require_proposed(work: UnitOfWork, actor: Actor, meeting: Meeting, edition: int | None) -> None:
    """It waits for answers, in that edition, and the actor is a member who may give one."""
    own_number(actor)
    if meeting.state is not MeetingState.PROPOSED:
        raise standing(work, meeting)
    _require_ahead(work, meeting, edition)


def _require_ahead(work: UnitOfWork, meeting: Meeting, edition: int | None) -> None:
    if meeting.state not in AHEAD:
        raise standing(work, meeting)
    if edition is not None and edition != meeting.edition:
        raise common.no(work, Reason.MEETING_CHANGED)


def _check_first(work: UnitOfWork, first: Meeting) -> None:
    if not first.assembly:
        raise common.no(work, Reason.ASSEMBLY_REQUIRED, "general_assembly")
    if first.state not in {MeetingState.OPEN, MeetingState.CLOSED}:
        raise common.no(work, Reason.NOT_OPEN, "general_assembly")
    if first.first is not None:
        raise common.no(work, Reason.BUREAU_DECISION_REQUIRED, "open_point")
    if not may_follow(work, first):
        raise common.no(work, Reason.ALREADY_SCHEDULED, "general_assembly")


def _had_quorum(work: UnitOfWork, meeting: Meeting) -> bool:
    """Whether it could deliberate: at the end, or at any vote that was counted."""
    counted = (each for each in work.resolutions.of_meeting(meeting.id) if each.tally is not None)
    return rollcall.roll(work, meeting).quorum.reached or any(each.quorum.reached for each in counted)


def _check_audience(work: UnitOfWork, seen: str | None) -> None:
    found = recipients(work, work.today)
    if seen is not None and fingerprint(found) != seen:
        figures = {"recipients": len(found)}
        raise RefusedError(Decision(allowed=False, reason=Reason.AUDIENCE_CHANGED, figures=figures))


def _same(found: Meeting, wanted: NewMeeting) -> bool:
    kept = (found.on, found.starts_at, found.place, found.hosts, found.agenda)
    return kept == (wanted.on, wanted.starts_at, wanted.place, wanted.hosts, wanted.agenda)


def _add(work: UnitOfWork, actor: Actor, new: NewMeeting, seen: str | None) -> Proposal:
    """Proposed, with its author's yes; then as far as that goes."""
    _check_audience(work, seen)
    number = work.meetings.add(new, actor.name)
    assert number is not None  # noqa: S101 - the calendar is held, and nothing was reconvened twice
    told = {"meeting": number, "kind": new.kind, "on": new.on.isoformat(), "first": new.first}
    work.audit.record(actor, "meeting_proposed", told)
    return _ask_again(work, actor, common.get(work, number))


def _ask_again(work: UnitOfWork, actor: Actor, meeting: Meeting) -> Proposal:
    """Who proposes, or proposes otherwise, says yes by it; the others are asked where that is not enough."""
    if actor.member is not None:
        work.votes.cast(Vote(telling.motion(meeting).subject, actor.name, Choice.APPROVE, None, work.now))
    if telling.needed(work, meeting) <= len(telling.stand(work, meeting).yes):
        return _convene(work, actor, meeting)
    telling.superseded(work, meeting, actor)
    telling.ask_bureau(work, meeting)
    return _left(work, meeting)


def _cast(work: UnitOfWork, actor: Actor, meeting: Meeting, choice: Choice, why: str | None) -> None:
    subject = telling.motion(meeting).subject
    work.votes.cast(Vote(subject, actor.name, choice, why, work.now))
    work.audit.record(actor, "vote", {"subject": subject, "choice": choice})


def _settle(work: UnitOfWork, actor: Actor, meeting: Meeting) -> Proposal:
    """What the round has come to with the actor's answer."""
    said = telling.stand(work, meeting)
    if said.outcome is Outcome.APPROVED:
        return _convene(work, actor, meeting)
    telling.answered(work, meeting, actor.name)
    if said.outcome is Outcome.REFUSED:
        why = next(vote.reason for vote in work.votes.on(telling.motion(meeting).subject) if vote.voter == actor.name)
        _end(work, actor, meeting, why or "")
    return _left(work, common.get(work, meeting.id))


def _settle_waiting(work: UnitOfWork, meeting: Meeting) -> None:
    outcome = telling.stand(work, meeting).outcome
    if outcome is Outcome.WAITING:
        telling.ask_bureau(work, meeting)
    elif outcome is Outcome.REFUSED:
        _end(work, SCHEDULER, meeting, "")
    elif calling.allowed(work, meeting):
        _convene(work, SCHEDULER, meeting)


def _convene(work: UnitOfWork, actor: Actor, meeting: Meeting) -> Proposal:
    """It is sent, to those who are active members now."""
    work.meetings.convene(meeting.id, actor.name)
    convened = common.get(work, meeting.id)
    if convened.petition is not None and convened.first is None:
        work.petitions.convene(convened.petition)
    work.audit.record(actor, "meeting_convened", {"meeting": convened.id, "edition": convened.edition})
    numbers = [member.number for member in recipients(work, work.today)]
    broadcast = telling.convoke(work, actor, convened, numbers)
    meals.propose_host_order(work, actor, convened)
    telling.moved_on(work, convened, actor)
    return _sent(work, convened, broadcast)


def _sent(work: UnitOfWork, meeting: Meeting, broadcast: Broadcast) -> Proposal:
    told = len(work.broadcasts.members(broadcast.id))
    return replace(_left(work, meeting), broadcast=broadcast, recipients=told)


def _left(work: UnitOfWork, meeting: Meeting) -> Proposal:
    """As a step that sent nothing left it."""
    return Proposal(meeting, telling.stand(work, meeting), telling.needed(work, meeting))


def _end(work: UnitOfWork, actor: Actor, meeting: Meeting, why: str) -> Broadcast | None:
    """Called off, or refused before it was sent; None where nobody had been convened."""
    work.meetings.call_off(meeting.id, actor.name, why)
    off = common.get(work, meeting.id)
    work.audit.record(actor, "meeting_called_off", {"meeting": off.id})
    if off.petition is not None and off.first is None and off.convened_at is not None:
        work.petitions.reopen(off.petition)
    meals.cancel_host_order(work, actor, off, why)
    telling.moved_on(work, off, actor)
    return telling.tell_calling_off(work, actor, off) if off.convened_at is not None else None


def _move_host_order(work: UnitOfWork, actor: Actor, before: Meeting, after: Meeting) -> None:
    """Another host is paid in the place of the first one."""
    if before.hosts != after.hosts:
        meals.cancel_host_order(work, actor, before, "")
        meals.propose_host_order(work, actor, after)
