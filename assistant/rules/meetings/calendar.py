"""When sessions are held (art. 18-20): the months of meetings, the assembly's, the second assembly; who presides."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from assistant.domain.bylaws import Bylaws
from assistant.domain.calendar import add_months, first_of_month
from assistant.domain.decisions import Decision, Reason
from assistant.domain.meetings import Session, SessionKind
from assistant.domain.members import BUREAU, Role

_PRESIDING = (Role.PRESIDENT, Role.VICE_PRESIDENT)
_WEEK = timedelta(days=7)
_YEAR = 12


def meeting_months(year: int, bylaws: Bylaws) -> tuple[int, ...]:
    """The months of the year that have an ordinary meeting (art. 19)."""
    return tuple(month for month in range(1, 13) if _meets(date(year, month, 1), bylaws))


def next_meeting_month(day: date, calendar: Iterable[Session], bylaws: Bylaws) -> date | None:
    """The first day of the month, that of `day` at the earliest, whose ordinary meeting is still to be called.

    `calendar`: the sessions that are not called off. None where no month within a year has one.
    """
    taken = {first_of_month(session.on) for session in calendar if session.kind is SessionKind.MONTHLY}
    months = (add_months(first_of_month(day), later) for later in range(_YEAR + 1))
    return next((month for month in months if _meets(month, bylaws) and month not in taken), None)


def nth_weekday(year: int, month: int, place: int, weekday: int) -> date:
    """As the second Saturday: place 2, weekday 5 (Monday is 0)."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7) + (place - 1) * _WEEK


def may_convene(session: Session, calendar: Iterable[Session], bylaws: Bylaws) -> Decision:
    """Whether the session may be put into the calendar; `calendar`: the sessions that are not called off."""
    match session.kind:
        case SessionKind.MONTHLY:
            return _may_meet(session, calendar, bylaws)
        case SessionKind.AGO if session.on.month != bylaws.meetings.ago_month.on(session.on) and not session.second:
            return _decided(bylaws, "general_assembly", Reason.NOT_IN_MARCH)
        case SessionKind.AGO:
            return _decided(bylaws, "general_assembly")
        case SessionKind.AGE:
            return _decided(bylaws, "extraordinary_assembly")
        case SessionKind.EXCEPTIONAL:
            return _decided(bylaws, "monthly_meeting")


def short_notice(session: Session, sent_on: date, bylaws: Bylaws) -> Decision:
    """Whether a convocation may leave that day. Figures: `short_notice` where the bureau is warned, `days`."""
    days, terms = (session.on - sent_on).days, bylaws.meetings
    late = days < terms.convocation_notice_days.on(session.on)
    advised = days < terms.convocation_notice_advice_days.on(session.on)
    return Decision(
        allowed=not late,
        reason=Reason.DEADLINE_PASSED if late else None,
        articles=(bylaws.cite("open_point"),),
        figures={"short_notice": advised, "days": days},
    )


def may_reconvene(
    first: Session, second_on: date, agenda: Sequence[str], new_agenda: Sequence[str], bylaws: Bylaws, *, reached: bool
) -> Decision:
    """A second assembly, where the first had no quorum: the same agenda, soon after (art. 18). Figures: `latest`."""
    latest = first.on + timedelta(days=bylaws.meetings.reconvene_days.on(first.on))
    reason = None
    if reached:
        reason = Reason.QUORUM_WAS_REACHED
    elif second_on <= first.on:
        reason = Reason.PAST_DATE
    elif second_on > latest:
        reason = Reason.RECONVENE_TOO_LATE
    elif list(agenda) != list(new_agenda):
        reason = Reason.AGENDA_CHANGED
    return _decided(bylaws, "general_assembly", reason, latest=latest)


def may_hold(bureau_present: int, session: Session, bylaws: Bylaws) -> Decision:
    """Whether enough of the bureau are there in person, not by mandate (art. 19). Figures: `present`, `required`."""
    needed = bylaws.meetings.bureau_minimum.on(session.on)
    reason = None if bureau_present >= needed else Reason.BUREAU_QUORUM
    return _decided(bylaws, "monthly_meeting", reason, present=bureau_present, required=needed)


def presiding(roles: Collection[Role]) -> tuple[Role, ...]:
    """Who presides, of the offices present: the president, else the deputy, else one of the bureau (art. 18, 19)."""
    chair = next((role for role in _PRESIDING if role in roles), None)
    return (chair,) if chair else tuple(sorted(role for role in roles if role in BUREAU))


def _may_meet(session: Session, calendar: Iterable[Session], bylaws: Bylaws) -> Decision:
    month = (session.on.year, session.on.month)
    if not _meets(session.on, bylaws):
        return _decided(bylaws, "monthly_meeting", Reason.NO_MEETING_MONTH)
    taken = any(other.kind is SessionKind.MONTHLY and (other.on.year, other.on.month) == month for other in calendar)
    return _decided(bylaws, "monthly_meeting", Reason.ALREADY_SCHEDULED if taken else None)


def _meets(day: date, bylaws: Bylaws) -> bool:
    return day.month in bylaws.meetings.meeting_months.on(day)


def _decided(bylaws: Bylaws, topic: str, reason: Reason | None = None, **figures: object) -> Decision:
    return Decision(allowed=reason is None, reason=reason, articles=(bylaws.cite(topic),), figures=figures)
