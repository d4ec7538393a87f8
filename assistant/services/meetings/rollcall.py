"""Who is there, who votes for whom, and whether that is enough: before the opening as things stand, then as frozen.

Once a meeting is open nobody's standing matters any more but that of the opening. Of the mandates that stood then, one
counts while its holder is in the room; it lapses for good when its giver comes in person (art. 16).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assistant.domain.actors import Actor
from assistant.domain.attending import Presence
from assistant.domain.convening import Frozen, Meeting
from assistant.domain.meetings import Mandate, Party, Quorum, Roll
from assistant.domain.members import BUREAU, Member, Role, Status
from assistant.domain.resolutions import CastBallot
from assistant.ports import UnitOfWork
from assistant.rules.meetings import attendance, calendar, proxies
from assistant.rules.rights import rights
from assistant.rules.standing import once_paid, situation
from assistant.services import books
from assistant.services.meetings import common
from assistant.services.permissions import Action, require
from assistant.words import fold

State = Literal["present", "represented", "absent"]


@dataclass(frozen=True, slots=True)
class Line:
    """One member of the sheet. `arrived_at` is the first time, `left_at` the last; None: not there, or to the end."""

    member: Member
    state: State
    votes: int
    """In the member's hands now."""
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    holder: Member | None = None
    """Who is there in the member's name."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everybody convened, by name, and the count as it stands, or stood at the end."""

    meeting: Meeting
    lines: tuple[Line, ...]
    roll: Roll

    @property
    def present(self) -> int:
        """How many were there, be it for a while."""
        return sum(line.state == "present" for line in self.lines)


def roll(work: UnitOfWork, meeting: Meeting) -> Roll:
    """Who votes for whom with those in the room now, or at the end."""
    return _counted(work, meeting, frozenset(there(work, meeting)), work.now)


def in_hand(work: UnitOfWork, meeting: Meeting) -> dict[str, tuple[str, ...]]:
    """Whose votes each of those in the room holds now, by number: their own, then their giver's."""
    counted = roll(work, meeting)
    held: dict[str, tuple[str, ...]] = {number: (number,) for number in counted.votes}
    for mandate in _mandates(work, meeting):
        if mandate.giver in counted.represented:
            held[mandate.holder] = (*held[mandate.holder], mandate.giver)
    return held


def standing(work: UnitOfWork, meeting: Meeting, ballots: Iterable[CastBallot]) -> list[CastBallot]:
    """Those whose right is in the room, exercised by who has it now: not by the former holder of who has come."""
    held, since = in_hand(work, meeting), there_since(work, meeting)
    carried = {elector for voter, electors in held.items() for elector in electors if elector != voter}
    return [
        ballot
        for ballot in ballots
        if ballot.elector in carried
        or (ballot.elector in held and (ballot.cast_by == ballot.elector or ballot.at > since[ballot.elector]))
    ]


def quorum_of_votes(work: UnitOfWork, meeting: Meeting) -> Quorum:
    """The quorum that a vote needs: that of the moment, or of the opening where the bylaws leave it at that."""
    if meeting.opened_at is None or work.bylaws.meetings.recheck_quorum_each_vote.on(meeting.on):
        return roll(work, meeting).quorum
    opened = meeting.opened_at
    stays = work.attendances.presences(meeting.id)
    present = frozenset(stay.member for stay in stays if stay.arrived_at <= opened and not _left_by(stay, opened))
    return _counted(work, meeting, present, opened).quorum


def freeze(work: UnitOfWork, meeting: Meeting) -> Frozen:
    """What an opening now would keep: everybody's standing, those whose number the quorum is of, the mandates."""
    mandates = common.mandates(work, meeting)
    parties = _with_strangers(work, common.parties(work, work.today), mandates)
    base = proxies.electors(parties.values(), meeting.session, work.bylaws)
    return Frozen(parties, base, mandates)


def there(work: UnitOfWork, meeting: Meeting) -> list[str]:
    """Who is in the room now, or was at the end, in the order of arrival."""
    return [stay.member for stay in work.attendances.presences(meeting.id) if stay.left_at is None]


def there_since(work: UnitOfWork, meeting: Meeting) -> dict[str, datetime]:
    """Since when each of them has had a right to vote there: their first arrival, or the opening if later, by number.

    Who had left before the opening and came back counts from coming back.
    """
    opened = meeting.opened_at or work.now
    first: dict[str, datetime] = {}
    for stay in work.attendances.presences(meeting.id):
        if not _left_by(stay, opened):
            first.setdefault(stay.member, max(stay.arrived_at, opened))
    return first


def in_the_room(work: UnitOfWork, meeting: Meeting) -> list[Member]:
    """The same people as the register has them now."""
    register = {member.number: member for member in work.members.all()}
    return [register[number] for number in there(work, meeting)]


def in_and_out(work: UnitOfWork, meeting: Meeting) -> tuple[list[Member], list[Member]]:
    """Who is in the room, and who of those convened is not, by last name."""
    here = in_the_room(work, meeting)
    numbers = set(attendance.convened(work.members.all(), work.today)) - {member.number for member in here}
    away = [member for member in work.members.all() if member.number in numbers]
    return sorted(here, key=_alphabetical), sorted(away, key=_alphabetical)


def bureau_there(work: UnitOfWork, meeting: Meeting) -> list[Member]:
    """Those of the bureau who are in the room; a mandate stands for nobody here (art. 19)."""
    return [member for member in in_the_room(work, meeting) if _offices([member])]


def chairs(work: UnitOfWork, meeting: Meeting) -> list[Member]:
    """Who may preside, of those in the room: the president, else the deputy, else any of the bureau (art. 18, 19)."""
    here = bureau_there(work, meeting)
    first = set(calendar.presiding(_offices(here)))
    return [member for member in here if member.roles & first]


def could_count(work: UnitOfWork, meeting: Meeting, counted: Roll) -> Mapping[str, int]:
    """Who is in the room and could count by paying, with the cents that each lacks; nobody once the roll is frozen.

    `counted`: the roll of the moment.
    """
    if meeting.frozen is not None:
        return {}
    here = (member for member in in_the_room(work, meeting) if member.number not in counted.votes)
    return {member.number: cents for member in here if (cents := _lacks(work, member))}


def sheet(work: UnitOfWork, actor: Actor, meeting: int) -> Sheet:
    """Everybody convened, and whoever came all the same; before the opening a holder is taken to come.

    RefusedError: NOT_AUTHORISED. MbongiError where there is no such meeting.
    """
    require(work, actor, Action.HOLD_MEETING)
    return sheet_of(work, common.get(work, meeting))


def sheet_of(work: UnitOfWork, meeting: Meeting) -> Sheet:
    """The same for who has asked already what permits it."""
    members = {member.number: member for member in work.members.all()}
    stays: dict[str, list[Presence]] = {}
    for stay in work.attendances.presences(meeting.id):
        stays.setdefault(stay.member, []).append(stay)
    counted = roll(work, meeting)
    held = {mandate.giver: members[mandate.holder] for mandate in _mandates(work, meeting)}
    expected = {holder.number for holder in held.values()} if meeting.opened_at is None else set()
    carried = set(_counted(work, meeting, frozenset(stays) | expected, work.now).represented)
    numbers = {*_active(meeting, members.values()), *stays}
    lines = [
        _line(members[number], stays.get(number, ()), held[number] if number in carried else None, counted)
        for number in numbers
    ]
    return Sheet(meeting, tuple(sorted(lines, key=lambda line: _alphabetical(line.member))), counted)


def _active(meeting: Meeting, members: Iterable[Member]) -> tuple[str, ...]:
    """The active members of its day, by number; once it was opened, those whom the opening found."""
    if meeting.frozen is None:
        return attendance.convened(members, meeting.on)
    return tuple(party.number for party in meeting.frozen.parties.values() if party.membership is Status.ACTIVE)


def _line(member: Member, stays: Iterable[Presence], holder: Member | None, counted: Roll) -> Line:
    votes = counted.votes.get(member.number, 0)
    mine = list(stays)
    if mine:
        return Line(member, "present", votes, mine[0].arrived_at, mine[-1].left_at)
    return Line(member, "represented" if holder else "absent", votes, holder=holder)


def _alphabetical(member: Member) -> tuple[str, str, str]:
    return fold(member.last_name), fold(member.first_name), member.number


def _counted(work: UnitOfWork, meeting: Meeting, present: Collection[str], by: datetime) -> Roll:
    """With those in the room; who has come in person by then, once it was open, is nobody's giver any more."""
    frozen = meeting.frozen or freeze(work, meeting)
    came = _came(work, meeting, by)
    mandates = [each for each in frozen.mandates if each.giver not in came or each.giver in present]
    return proxies.roll(frozen.parties, mandates, meeting.session, work.bylaws, present=present, base=frozen.base)


def _mandates(work: UnitOfWork, meeting: Meeting) -> tuple[Mandate, ...]:
    return meeting.frozen.mandates if meeting.frozen is not None else common.mandates(work, meeting)


def _came(work: UnitOfWork, meeting: Meeting, by: datetime) -> frozenset[str]:
    """Who was in the room at some time between the opening and then; nobody where it is not open."""
    if meeting.opened_at is None:
        return frozenset()
    stays = work.attendances.presences(meeting.id)
    return frozenset(stay.member for stay in stays if stay.arrived_at <= by and not _left_by(stay, meeting.opened_at))


def _left_by(stay: Presence, instant: datetime) -> bool:
    return stay.left_at is not None and stay.left_at <= instant


def _with_strangers(work: UnitOfWork, parties: Mapping[str, Party], mandates: Iterable[Mandate]) -> dict[str, Party]:
    """With whoever gave or holds a mandate and has left the association since."""
    named = {number for mandate in mandates for number in (mandate.giver, mandate.holder)}
    gone = (work.members.get(number) for number in sorted(named - parties.keys()))
    left = {
        member.number: Party(member.number, member.status_on(work.today), up_to_date=False, votes=False)
        for member in gone
        if member is not None
    }
    return {**parties, **left}


def _offices(members: Iterable[Member]) -> frozenset[Role]:
    """Those of the bureau that these active members hold."""
    held = frozenset(role for member in members if member.status is Status.ACTIVE for role in member.roles)
    return held & BUREAU


def _lacks(work: UnitOfWork, member: Member) -> int:
    """What the member would have to pay today to count, in cents; 0 where paying opens nothing."""
    entries = books.entries_on(work, member, work.today)
    money = situation(entries, work.bylaws, work.today)
    paid = once_paid(entries, work.bylaws, money)
    if paid is None or not paid.up_to_date:
        return 0
    opens = rights(member.status, paid, work.bylaws, member.joined_on).vote
    return money.overdue - money.tolerance if opens else 0
