"""Asking again who has not answered a convocation, and nobody else: some days before the meeting, as the bylaws say.

What a late run has missed is caught up by the latest of those days alone, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta

from assistant.domain.actors import SCHEDULER
from assistant.domain.convening import Meeting, MeetingState
from assistant.domain.members import Member, Status
from assistant.domain.messages import Delivery, Json, Lane, Outgoing, Queued
from assistant.domain.reminding import PauseReason
from assistant.ports import UnitOfWork
from assistant.services import pauses
from assistant.services.meetings import answering, common, telling
from assistant.services.quiet import in_sending_window

KIND = "rsvp_nudge"


def nudge(work: UnitOfWork) -> int:
    """Ask those who have to be asked by now; how many were."""
    if not in_sending_window(work, work.now):
        return 0
    return sum(_ask(work, meeting, days) for meeting in common.ahead(work) for days in _due(work, meeting))


def still_due(work: UnitOfWork, row: Queued) -> bool:
    """Whether a queued one still asks what is open as it leaves."""
    meeting = work.meetings.get(int(row.body["meeting"]["meeting"]))
    member = work.members.get(row.member) if row.member else None
    if meeting is None or member is None or meeting.state is not MeetingState.CONVENED:
        return False
    same = row.body["meeting"]["edition"] == meeting.edition
    return same and work.now < meeting.starts_at and _silent(work, meeting, member)


def _due(work: UnitOfWork, meeting: Meeting) -> Iterator[int]:
    """So many days before: the latest time to ask that has come, if it came after they were told of the day."""
    if work.now >= meeting.starts_at:
        return
    for days in sorted(work.bylaws.meetings.nudge_days.on(meeting.on)):
        day = meeting.on - timedelta(days=days)
        if work.now >= _at(work, day):
            told_on = work.local(telling.day_told_at(work, meeting)).date()
            if day > told_on and not _done(work, meeting, days):
                yield days
            return


def _done(work: UnitOfWork, meeting: Meeting, days: int) -> bool:
    key = _run_key(meeting, days)
    return key in work.book.seen(key)


def _run_key(meeting: Meeting, days: int) -> str:
    """With its day: one put off is asked about anew."""
    return f"{KIND}:{meeting.id}:{meeting.on}:{days}"


def _at(work: UnitOfWork, day: date) -> datetime:
    """The hour of reminders by the local clock."""
    return work.instant(day, time(work.bylaws.reminders.reminder_hour.on(day)))


def _ask(work: UnitOfWork, meeting: Meeting, days: int) -> int:
    if not work.book.once(_run_key(meeting, days)):
        return 0
    silent = _convened(work, meeting)
    reached = work.accounts.addresses([member.number for member in silent])
    asked = [member for member in silent if member.number in reached]
    bodies = _bodies(work, meeting, asked)
    work.outbox.put_many(
        [
            Outgoing(
                to=reached[member.number],
                kind=KIND,
                body=bodies[member.number],
                lane=Lane.BULK,
                delivery=Delivery.AT_MOST_ONCE,
                member=member.number,
                key=f"{_run_key(meeting, days)}:{member.number}",
                expires_at=meeting.starts_at,
            )
            for member in asked
        ]
    )
    if asked:
        told = {"meeting": meeting.id, "days": days, "members": len(asked)}
        work.audit.record(SCHEDULER, "answers_asked_for", told)
    return len(asked)


def _convened(work: UnitOfWork, meeting: Meeting) -> list[Member]:
    """Those who were convened and are to be asked again."""
    convened, paused = set(telling.convened_members(work, meeting)), pauses.in_force(work, work.today)
    states = answering.states_of(work, meeting)
    return [
        member
        for member in work.members.all()
        if member.number in convened and _asked(work, meeting, member, paused) and states[member.number] is None
    ]


def _silent(work: UnitOfWork, meeting: Meeting, member: Member) -> bool:
    """Whether one who was convened is still to be asked."""
    asked = _asked(work, meeting, member, pauses.in_force(work, work.today))
    return asked and answering.state_of(work, meeting, member.number) is None


def _asked(work: UnitOfWork, meeting: Meeting, member: Member, paused: Mapping[str, PauseReason]) -> bool:
    """Whether they are active, today and on that day, and not left in peace."""
    active = member.status_on(work.today) is Status.ACTIVE and member.status_on(meeting.on) is Status.ACTIVE
    return active and paused.get(member.number) is not PauseReason.BEREAVED


def _bodies(work: UnitOfWork, meeting: Meeting, members: Iterable[Member]) -> dict[str, Json]:
    """What each of them reads, by number: the meeting, whether the meal can still be saved, and whether they may be
    represented. Who reads the same shares one body.
    """
    facts = telling.meeting_body(work, meeting)
    shared: dict[tuple[bool, bool], Json] = {}
    found: dict[str, Json] = {}
    for seen in answering.as_seen_by_all(work, meeting, members):
        meal = seen.meal is not None and seen.meal.owed > 0 and work.today <= seen.meal.free_until
        body = {"meeting": facts, "meal_at_stake": meal, "proxy_offered": seen.proxy_offered}
        found[seen.member] = shared.setdefault((meal, seen.proxy_offered), body)
    return found
