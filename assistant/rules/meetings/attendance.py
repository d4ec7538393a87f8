"""Coming or not (art. 7, 15, 19, 30): who is convened, who may answer, absences counted, the meal contribution."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.domain.bylaws import Bylaws
from assistant.domain.decisions import Decision, Reason
from assistant.domain.meetings import Attendance, SessionKind
from assistant.domain.members import Member, Status
from assistant.rules.rights import Rights

MISSED = frozenset({Attendance.UNJUSTIFIED, Attendance.JUSTIFIED})


@dataclass(frozen=True, slots=True)
class Absences:
    """A calendar year's absences from ordinary meetings, and what they call for."""

    unjustified: int
    justified: int
    beyond: frozenset[Attendance]
    """Which of the two counts is beyond its limit."""
    grave: bool
    """A grave fault may be seen in them (art. 30)."""

    @property
    def warning(self) -> bool:
        """Whether a written warning is proposed (art. 19); nothing is automatic."""
        return bool(self.beyond)

    @property
    def decided_by(self) -> SessionKind | None:
        """The assembly that alone may sanction a grave fault; None: the bureau decides."""
        return SessionKind.AGE if self.grave else None


@dataclass(frozen=True, slots=True)
class Meal:
    """The meal contributions for a meeting at a member's home (art. 15), in cents."""

    lump_sum: int
    payers: int
    each: int

    @property
    def total(self) -> int:
        """What comes in."""
        return self.payers * self.each


def convened(members: Iterable[Member], day: date) -> tuple[str, ...]:
    """Numbers of those who are convened to a session of that day: all active members, in arrears or not."""
    return tuple(member.number for member in members if member.status_on(day) is Status.ACTIVE)


def may_answer(membership: Status, rights: Rights, bylaws: Bylaws) -> Decision:
    """Whether a convocation may be answered: arrears are no hindrance, a suspension is. Figures: `may_vote`."""
    figures = {"may_vote": rights.vote}
    if membership is Status.SUSPENDED:
        articles = (bylaws.cite("suspension"),)
        return Decision(allowed=False, reason=Reason.SUSPENDED, articles=articles, figures=figures)
    reason = None if rights.rsvp else Reason.NOT_A_MEMBER
    return Decision(allowed=rights.rsvp, reason=reason, articles=(bylaws.cite("rights"),), figures=figures)


def classify(*, attended: bool, explained: bool, accepted: bool | None) -> Attendance:
    """What it counts as. `explained`: a reason was given; `accepted`: what the bureau says of it, None while it has not
    (art. 19).
    """
    if attended:
        return Attendance.PRESENT
    if accepted is not None:
        return Attendance.JUSTIFIED if accepted else Attendance.UNJUSTIFIED
    return Attendance.UNDECIDED if explained else Attendance.UNJUSTIFIED


def review(
    absences: Mapping[date, Attendance],
    letters: Iterable[date],
    exempt: Iterable[tuple[date, date]],
    bylaws: Bylaws,
    day: date,
) -> Absences:
    """The calendar year up to that day, of ordinary meetings held. `exempt`: spans for which the bureau has agreed that
    the member is away; `letters`: days of earlier written warnings for absences.
    """
    spans = list(exempt)
    counted = {
        on: what
        for on, what in sorted(absences.items())
        if on.year == day.year and on <= day and not any(first <= on <= last for first, last in spans)
    }
    terms = bylaws.meetings
    unjustified = _count(counted, {Attendance.UNJUSTIFIED}, bylaws, day)
    justified = _count(counted, {Attendance.JUSTIFIED}, bylaws, day)
    missed = _count(counted, MISSED, bylaws, day)
    warned = [on for on in letters if on <= day]
    if terms.absence_letter_same_year.on(day):
        warned = [on for on in warned if on.year == day.year]
    limits = {
        Attendance.UNJUSTIFIED: (unjustified, terms.absence_unjustified_limit.on(day)),
        Attendance.JUSTIFIED: (justified, terms.absence_justified_limit.on(day)),
    }
    beyond = frozenset(what for what, (count, most) in limits.items() if count > most)
    return Absences(unjustified, justified, beyond, bool(warned) and missed >= terms.absence_grave_limit.on(day))


def owes_meal(
    membership: Status, announced_on: date | None, meeting_on: date, bylaws: Bylaws, *, attended: bool, host: bool
) -> int:
    """What the member owes for the meal, in cents: nothing for a host, nor for who said a week ahead that they would
    not come, and did not. `announced_on`: the civil day on which the absence was announced.
    """
    terms = bylaws.meetings
    suspended = membership is Status.SUSPENDED and not terms.meal_suspended.on(meeting_on)
    last = meeting_on - timedelta(days=terms.meal_absence_days.on(meeting_on))
    excused = announced_on is not None and announced_on <= last and not attended
    exempt = host or suspended or excused or membership not in {Status.ACTIVE, Status.SUSPENDED}
    return 0 if exempt else terms.meal.on(meeting_on)


def meal_account(owed: Collection[int], hosts: int, bylaws: Bylaws, meeting_on: date) -> Meal:
    """The whole meal: `owed` as `owes_meal` says for each member. Nothing without a host (art. 15)."""
    terms = bylaws.meetings
    if not hosts:
        return Meal(0, 0, terms.meal.on(meeting_on))
    return Meal(terms.host_lump_sum.on(meeting_on), sum(cents > 0 for cents in owed), terms.meal.on(meeting_on))


def _count(counted: Mapping[date, Attendance], which: Collection[Attendance], bylaws: Bylaws, day: date) -> int:
    """How many, in all or in the longest row, as the bylaws count."""
    if bylaws.meetings.absence_mode.on(day) != "consecutive":
        return sum(what in which for what in counted.values())
    longest = run = 0
    for what in counted.values():
        run = run + 1 if what in which else 0
        longest = max(longest, run)
    return longest
