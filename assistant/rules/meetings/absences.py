"""What absences from ordinary meetings lead to (art. 7, 19, 30): a written warning is proposed, never automatic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from assistant.domain.bylaws import Bylaws
from assistant.domain.decisions import Decision, Reason
from assistant.domain.meetings import Attendance
from assistant.domain.members import Status
from assistant.rules.meetings.attendance import Absences

_WARNED = frozenset({Status.ACTIVE, Status.SUSPENDED})


@dataclass(frozen=True, slots=True)
class AbsenceLetter:
    """A written warning about absences: its day, and the counts that it was about."""

    issued_on: date
    beyond: frozenset[Attendance]


def fulfilled(*, attended: bool, represented: bool, bylaws: Bylaws, day: date) -> bool:
    """Whether the duty of art. 7, to come or to be represented, was done at a meeting of that day."""
    return attended or (represented and not bylaws.meetings.represented_is_absent.on(day))


def may_warn(
    membership: Status, found: Absences, letters: Iterable[AbsenceLetter], bylaws: Bylaws, day: date
) -> Decision:
    """Whether a warning may be issued that day: a count is beyond its limit, and no letter of the calendar year was
    about it.

    Figures: `unjustified` and `justified`, in meetings; `unjustified_limit` and `justified_limit`, the most that brings
    no warning; `warned_on`, for ALREADY_WARNED.
    """
    terms = bylaws.meetings
    figures: dict[str, object] = {
        "unjustified": found.unjustified,
        "justified": found.justified,
        "unjustified_limit": terms.absence_unjustified_limit.on(day),
        "justified_limit": terms.absence_justified_limit.on(day),
    }
    of_the_year = [letter for letter in letters if letter.issued_on.year == day.year]
    reason = None
    if membership not in _WARNED:
        reason = Reason.NOT_A_MEMBER
    elif not found.beyond:
        reason = Reason.THRESHOLD_NOT_REACHED
    elif found.beyond <= frozenset[Attendance]().union(*(letter.beyond for letter in of_the_year)):
        reason = Reason.ALREADY_WARNED
        figures["warned_on"] = max(letter.issued_on for letter in of_the_year if letter.beyond & found.beyond)
    return Decision(allowed=reason is None, reason=reason, articles=(bylaws.cite("absence"),), figures=figures)


def reason_served(held_on: date, before: datetime, last: date, *, decided_at: datetime | None, waits: bool) -> bool:
    """Whether the reason of an absence from a meeting of that day is to be forgotten (art. 5): it was decided on by
    `before`; or nobody decided on it, the meeting was held by `last`, and the bureau has not to decide (`waits`), or no
    longer can, the calendar year being over by then (art. 19).
    """
    if decided_at is not None:
        return held_on <= last and decided_at <= before
    return held_on <= last and (not waits or held_on.year < last.year)
