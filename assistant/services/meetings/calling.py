"""Whether a meeting may be called as it is wanted: its day, its notice, its purpose, its hosts, its agenda."""

from __future__ import annotations

from dataclasses import replace

from assistant.domain.convening import AHEAD, Meeting, MeetingState, NewMeeting
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.meetings import Session, SessionKind
from assistant.domain.members import Status
from assistant.domain.petitions import PetitionState
from assistant.ports import UnitOfWork
from assistant.rules.meetings import calendar, convoking
from assistant.services.meetings import common

COUPLE = 2


def complete(work: UnitOfWork, new: NewMeeting) -> NewMeeting:
    """With every point that the bylaws put on its agenda."""
    return replace(new, agenda=convoking.completed(new.session, new.agenda, work.bylaws))


def check(work: UnitOfWork, new: NewMeeting, *, known: Meeting | None = None) -> Decision:
    """Raises RefusedError where it may not be called so; else what the rule of notice says: `short_notice`, `days`.

    `known`: the meeting that it changes. PAST_DATE, NOT_IN_MARCH, NO_MEETING_MONTH, ALREADY_SCHEDULED, DEADLINE_PASSED
    (too short a notice), PURPOSE_NOT_ALLOWED, THRESHOLD_NOT_REACHED, HOST_NOT_ACTIVE, AGENDA_INCOMPLETE.
    """
    notice = check_hour(work, new, known=known)
    _check_purpose(work, new, known)
    _check_hosts(work, new)
    _allow(convoking.may_have(new.session, new.agenda, work.bylaws))
    return notice


def check_hour(work: UnitOfWork, new: NewMeeting, *, known: Meeting | None = None) -> Decision:
    """The same for its day and hour alone."""
    if work.local(new.starts_at).date() != new.on:
        raise MbongiError(f"a meeting on {new.on} cannot start at {new.starts_at.isoformat()}")
    if new.starts_at <= work.now:
        raise common.no(work, Reason.PAST_DATE, convoking.topic(new.session))
    return check_day(work, new.session, known=known)


def check_day(work: UnitOfWork, session: Session, *, known: Meeting | None = None) -> Decision:
    """The same for its day alone. The notice is not asked for again where the day stays, nor of a second assembly,
    which the bylaws want soon.
    """
    if session.on < work.today:
        raise common.no(work, Reason.PAST_DATE, convoking.topic(session))
    _allow(calendar.may_convene(session, sessions(work, but=known), work.bylaws))
    notice = calendar.short_notice(session, work.today, work.bylaws)
    stays = known is not None and known.state is MeetingState.CONVENED and known.on == session.on
    if not (stays or session.second):
        _allow(notice)
    return notice


def sessions(work: UnitOfWork, *, but: Meeting | None = None) -> list[Session]:
    """Those that are not called off, nor let pass without being opened: a month is free again then."""
    other = but.id if but else None
    return [each.session for each in work.meetings.all() if each.id != other and not _came_to_nothing(work, each)]


def check_second(work: UnitOfWork, first: Meeting, new: NewMeeting, *, reached: bool) -> None:
    """Raises RefusedError where the second assembly may not be called so (art. 18): QUORUM_WAS_REACHED, PAST_DATE,
    RECONVENE_TOO_LATE, AGENDA_CHANGED.
    """
    old, agenda = ([str(sorted(item.titles.items())) for item in each.agenda] for each in (first, new))
    _allow(calendar.may_reconvene(first.session, new.on, old, agenda, work.bylaws, reached=reached))


def allowed(work: UnitOfWork, meeting: Meeting) -> bool:
    """Whether one that waits for the bureau may still be called as it is."""
    try:
        check(work, meeting, known=meeting)
    except RefusedError:
        return False
    return True


def check_changed(work: UnitOfWork, found: Meeting, wanted: NewMeeting) -> Decision:
    """The same where `found` is to become `wanted`: a second assembly stays one."""
    notice = check(work, wanted, known=found)
    if found.first is not None:
        check_second(work, common.get(work, found.first), wanted, reached=False)
    return notice


def _came_to_nothing(work: UnitOfWork, meeting: Meeting) -> bool:
    missed = meeting.state in AHEAD and meeting.on < work.today
    return missed or meeting.state is MeetingState.CALLED_OFF


def _check_purpose(work: UnitOfWork, new: NewMeeting, known: Meeting | None) -> None:
    """An extraordinary assembly has one of those of art. 20 and 21, and answers whom it answers for that very one."""
    if new.kind is not SessionKind.AGE:
        if new.purpose is not None or new.petition is not None:
            raise MbongiError(f"a purpose and a request are for extraordinary assemblies, not for {new.kind}")
        return
    if new.purpose is None:
        raise common.no(work, Reason.PURPOSE_NOT_ALLOWED, "extraordinary_assembly")
    if new.petition is not None and new.first is None and not _convened_for(new, known):
        petition = work.petitions.get(new.petition)
        if petition is None or petition.purpose is not new.purpose:
            raise common.no(work, Reason.PURPOSE_NOT_ALLOWED, "extraordinary_assembly")
        if petition.state is not PetitionState.REACHED:
            raise common.no(work, Reason.THRESHOLD_NOT_REACHED, "extraordinary_assembly")


def _convened_for(new: NewMeeting, known: Meeting | None) -> bool:
    """Whether that request led to this very meeting already."""
    return known is not None and known.state is MeetingState.CONVENED and known.petition == new.petition


def _check_hosts(work: UnitOfWork, new: NewMeeting) -> None:
    """One active member, or two who are a couple (art. 15)."""
    hosts = [work.members.get(number) for number in new.hosts]
    active = all(host is not None and host.status is Status.ACTIVE for host in hosts)
    if not active:
        raise common.no(work, Reason.HOST_NOT_ACTIVE, "meal")
    if len(hosts) > COUPLE or (len(hosts) == COUPLE and (hosts[0] is None or hosts[0].spouse != new.hosts[1])):
        raise MbongiError(f"{', '.join(new.hosts)} are no couple: a meeting is received by a member, or by a couple")


def _allow(decision: Decision) -> None:
    if not decision.allowed:
        raise RefusedError(decision)
