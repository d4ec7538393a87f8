"""Who missed which ordinary meetings of the calendar year, and what that comes to (art. 7, 19, 30).

A meeting counts once it is closed. Who stayed for any part of it was there; who was represented has done the duty of
art. 7, unless the bylaws say otherwise, and so nothing is counted where the holder of the mandate was there too.
A mandate that nobody carried is a reason that the bureau has to judge, as any reason that was announced.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.domain.attending import Answer, Excuse, Exemption
from assistant.domain.convening import Frozen, Meeting, MeetingState
from assistant.domain.decisions import Decision
from assistant.domain.meetings import Attendance, SessionKind
from assistant.domain.members import GONE, Member, Status
from assistant.domain.reminding import WarningKind, WarningLetter
from assistant.ports import UnitOfWork
from assistant.rules.meetings import absences as rules
from assistant.rules.meetings.attendance import MISSED, Absences, classify, review
from assistant.rules.meetings.proxies import roll
from assistant.services import warnings
from assistant.services.meetings import rollcall


@dataclass(frozen=True, slots=True)
class Attended:
    """What an ordinary meeting counts as for one who was convened to it."""

    meeting: int
    on: date
    member: str
    counts_as: Attendance
    reason: str = ""
    """Announced by the member, in their words; empty where there is none, or it is forgotten."""
    forgotten: bool = False
    """A reason was announced, and is no longer kept."""
    uncarried: bool = False
    """They had given their vote to somebody who did not come, or could not vote for them."""
    excuse: Excuse | None = None
    """What the bureau has said of it."""


@dataclass(frozen=True, slots=True)
class AbsenceFile:
    """A member's absences of the calendar year, and what they call for."""

    member: Member
    absences: tuple[Attended, ...]
    """By day; those of an exemption are among them, and do not count."""
    counts: Absences
    letters: tuple[WarningLetter, ...]
    """Written warnings about absences, of whatever year, oldest first."""
    exemptions: tuple[Exemption, ...]
    """In the order agreed."""
    decision: Decision
    """Whether a warning may be issued today."""

    def counted(self) -> tuple[Attended, ...]:
        """The absences that make up the two counts."""
        return tuple(each for each in self.absences if each.counts_as in MISSED and not self.exempt(each.on))

    def waiting(self) -> tuple[Attended, ...]:
        """Those that the bureau has to judge."""
        undecided = (each for each in self.absences if each.counts_as is Attendance.UNDECIDED)
        return tuple(each for each in undecided if not self.exempt(each.on))

    def exempt(self, day: date) -> bool:
        """Whether the bureau has agreed that the member is away that day."""
        return any(exemption.covers(day) for exemption in self.exemptions)


@dataclass(slots=True)
class _Paper:
    """What is on file about a member's absences."""

    letters: list[WarningLetter] = field(default_factory=list)
    exemptions: list[Exemption] = field(default_factory=list)


def held(work: UnitOfWork, day: date) -> list[Meeting]:
    """The ordinary meetings of that day's calendar year that are over, the earliest first."""
    return [meeting for meeting in work.meetings.held(day.year) if meeting.kind is SessionKind.MONTHLY]


def of_one(work: UnitOfWork, member: Member, day: date) -> AbsenceFile:
    """The member's file as of that day."""
    found = attended(work, held(work, day), {member.number: member})
    letters = [letter for letter in work.warnings.of_member(member.number) if letter.kind is WarningKind.ABSENCES]
    paper = _Paper(letters, work.attendances.exemptions(member.number))
    return _file(work, member, found.get(member.number, ()), paper, day)


def of_all(work: UnitOfWork, day: date, wanted: Callable[[AbsenceFile], bool]) -> list[AbsenceFile]:
    """The files of that day that are wanted, by number; those of who has missed nothing are not looked at."""
    members = {member.number: member for member in work.members.all()}
    papers: dict[str, _Paper] = defaultdict(_Paper)
    for exemption in work.attendances.exemptions():
        papers[exemption.member].exemptions.append(exemption)
    for letter in work.warnings.of_kind(WarningKind.ABSENCES):
        papers[letter.member].letters.append(letter)
    found = attended(work, held(work, day), members)
    files = (
        _file(work, members[number], entries, papers[number], day)
        for number, entries in sorted(found.items())
        if any(entry.counts_as is not Attendance.PRESENT for entry in entries)
    )
    return [file for file in files if wanted(file)]


def to_judge(work: UnitOfWork, meeting: Meeting, members: Mapping[str, Member]) -> set[str]:
    """Of those members, whose absence from that meeting waits for the bureau; of the ordinary meetings alone."""
    if meeting.kind is not SessionKind.MONTHLY or meeting.state is not MeetingState.CLOSED:
        return set()
    exempt = {each.member for each in work.attendances.exemptions() if each.covers(meeting.on)}
    entries = (entry for each in attended(work, [meeting], members).values() for entry in each)
    waiting = {entry.member for entry in entries if entry.counts_as is Attendance.UNDECIDED}
    return {number for number in waiting - exempt if members[number].status not in GONE}


def attended(
    work: UnitOfWork, meetings: Iterable[Meeting], members: Mapping[str, Member]
) -> dict[str, tuple[Attended, ...]]:
    """What each meeting counts as, for each of those members who was convened to it; by number, in order."""
    found: dict[str, tuple[Attended, ...]] = {}
    for meeting in meetings:
        for entry in _of_meeting(work, meeting, members):
            found[entry.member] = (*found.get(entry.member, ()), entry)
    return found


def _of_meeting(work: UnitOfWork, meeting: Meeting, members: Mapping[str, Member]) -> Iterable[Attended]:
    frozen = meeting.frozen
    assert frozen is not None  # noqa: S101 - it was opened
    there = set(rollcall.there_since(work, meeting))
    represented = _represented(work, meeting, frozen, there)
    givers = {mandate.giver for mandate in frozen.mandates}
    answers, excuses = work.attendances.answers(meeting.id), work.attendances.excuses(meeting.id)
    for number in _convened(meeting, frozen, members):
        done = rules.fulfilled(
            attended=number in there, represented=number in represented, bylaws=work.bylaws, day=meeting.on
        )
        answer, excuse = answers.get(number), excuses.get(number)
        away = answer if answer and answer.answer is Answer.ABSENT else None
        uncarried = number in givers and number not in represented
        counts_as = classify(
            attended=done,
            explained=uncarried or (away is not None and away.explained),
            accepted=excuse.accepted if excuse else None,
        )
        entry = Attended(meeting.id, meeting.on, number, counts_as, uncarried=uncarried, excuse=excuse)
        yield replace(entry, reason=away.reason, forgotten=away.forgotten) if away else entry


def _convened(meeting: Meeting, frozen: Frozen, members: Mapping[str, Member]) -> Iterable[str]:
    """Those who were active members that day, as the opening found them."""
    for number, party in frozen.parties.items():
        member = members.get(number)
        joined = member.joined_on if member else None
        if party.membership is Status.ACTIVE and joined is not None and joined <= meeting.on:
            yield number


def _represented(work: UnitOfWork, meeting: Meeting, frozen: Frozen, there: set[str]) -> frozenset[str]:
    """Whose mandate was carried by somebody who was there."""
    known = [each for each in frozen.mandates if {each.giver, each.holder} <= frozen.parties.keys()]
    found = roll(frozen.parties, known, meeting.session, work.bylaws, present=there, base=frozen.base)
    return frozenset(found.represented)


def _file(work: UnitOfWork, member: Member, entries: Sequence[Attended], paper: _Paper, day: date) -> AbsenceFile:
    told = [told_on for letter in paper.letters if (told_on := warnings.told_on(work, letter))]
    counts = review(
        {entry.on: entry.counts_as for entry in entries},
        told,
        [(exemption.first, exemption.last) for exemption in paper.exemptions],
        work.bylaws,
        day,
    )
    about = [rules.AbsenceLetter(letter.issued_on, _beyond(letter)) for letter in paper.letters]
    return AbsenceFile(
        member=member,
        absences=tuple(entry for entry in entries if entry.counts_as is not Attendance.PRESENT),
        counts=counts,
        letters=tuple(paper.letters),
        exemptions=tuple(paper.exemptions),
        decision=rules.may_warn(member.status_on(day), counts, about, work.bylaws, day),
    )


def _beyond(letter: WarningLetter) -> frozenset[Attendance]:
    """The counts that a letter was about."""
    return frozenset(map(Attendance, letter.body["beyond"]))
