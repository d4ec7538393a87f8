"""Why members stayed away is forgotten once it has served (art. 5); that they said why, and what was decided, stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from assistant.domain.convening import Meeting, MeetingState
from assistant.domain.members import Member
from assistant.ports import UnitOfWork
from assistant.rules.meetings.absences import reason_served
from assistant.services.meetings import absence_files, common


def forget_reasons(work: UnitOfWork, before: datetime, last: date, most: int) -> int:
    """Forget the reasons that were decided on by that instant, or that nobody will decide on and whose meeting was on
    that day or an earlier one. Returns how many; a few more than `most` where a member gave several.
    """
    count, register = 0, {member.number: member for member in work.members.all()}
    for number, members in work.attendances.explained(last).items():
        meeting, excuses = common.get(work, number), work.attendances.excuses(number)
        waiting = _waiting(work, meeting, members, register)
        for member in members:
            if count >= most:
                return count
            decided_at = excuses[member].decided_at if member in excuses else None
            if reason_served(meeting.on, before, last, decided_at=decided_at, waits=member in waiting):
                count += work.attendances.forget_reasons(number, member)
    return count


def _waiting(
    work: UnitOfWork, meeting: Meeting, members: Iterable[str], register: Mapping[str, Member]
) -> frozenset[str]:
    """Of the members, those on whose reason the bureau has to decide; while the meeting sits, that may be each."""
    if meeting.state is MeetingState.OPEN:
        return frozenset(members)
    return frozenset(absence_files.to_judge(work, meeting, register))
