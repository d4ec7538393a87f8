"""The code that a member shows at the door on the day of a meeting, and that the bureau types."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.domain.actors import Actor
from assistant.domain.convening import Meeting, MeetingState
from assistant.domain.decisions import Reason
from assistant.domain.members import Member
from assistant.ports import UnitOfWork
from assistant.services.meetings import common
from assistant.services.permissions import Action, own_number, require

DIGITS = 6
TRIES = 10
PAUSE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Code:
    """A member's code for today's meeting."""

    meeting: Meeting
    digits: str
    there_since: datetime | None
    """Since when they have been checked in; None while they are not."""


def own(work: UnitOfWork, actor: Actor) -> Code:
    """The actor's, for the meeting that is open or of today.

    RefusedError: NOT_A_MEMBER, SUSPENDED; NOT_YET with `day` of the next meeting, None where none is convened.
    """
    require(work, actor, Action.USE_OWN_FILE)
    number = own_number(actor)
    assert actor.member is not None  # noqa: S101 - own_number has refused it
    common.refuse_entry(work, actor.member, known=True)
    meeting = _today(work)
    if meeting is None:
        ahead = common.ahead(work)
        raise common.no(work, Reason.NOT_YET, "monthly_meeting", day=ahead[0].on if ahead else None)
    common.lock(work, meeting.id)
    stays = work.attendances.presences(meeting.id)
    since = next((work.local(stay.arrived_at) for stay in stays if stay.member == number and not stay.left_at), None)
    return Code(meeting, _digits(_secret(work, meeting), number), since)


def read(work: UnitOfWork, actor: Actor, meeting: Meeting, typed: str) -> str:
    """Whose code it is, by number. Who calls has asked for permission and holds the meeting.

    RefusedError: CODE_UNKNOWN, also where two members share it; TOO_MANY_ATTEMPTS with `until` after ten wrong ones.
    """
    tries = _Tries(work, f"checkin_tries:{meeting.id}:{actor.name}")
    tries.refuse_too_many()
    secret = work.book.get(_name(meeting))
    found = [member.number for member in work.members.all() if secret and _fits(secret, member, typed)]
    if len(found) != 1:
        tries.count()
        raise common.no(work, Reason.CODE_UNKNOWN, "monthly_meeting")
    tries.forget()
    return found[0]


def forget(work: UnitOfWork, meeting: Meeting) -> None:
    """No code opens the door any more."""
    work.book.put(_name(meeting), None)


@dataclass(frozen=True, slots=True)
class _Tries:
    """Wrong codes in a row, and until when no more are taken, under one name of the book."""

    work: UnitOfWork
    name: str

    def refuse_too_many(self) -> None:
        wrong, last = self._kept()
        until = last + PAUSE
        if wrong >= TRIES and until > self.work.now:
            raise common.no(self.work, Reason.TOO_MANY_ATTEMPTS, until=self.work.local(until))

    def count(self) -> None:
        wrong, last = self._kept()
        fresh = 0 if last + PAUSE <= self.work.now else wrong
        self.work.book.put(self.name, f"{fresh + 1} {self.work.now.isoformat()}")

    def forget(self) -> None:
        self.work.book.put(self.name, None)

    def _kept(self) -> tuple[int, datetime]:
        stored = self.work.book.get(self.name)
        if stored is None:
            return 0, self.work.now
        wrong, last = stored.split()
        return int(wrong), datetime.fromisoformat(last)


def _today(work: UnitOfWork) -> Meeting | None:
    """That of the day, the one that is open first; else the last one that is open, as one that goes past midnight."""
    meetings = [each for each in work.meetings.all() if each.state in {MeetingState.OPEN, MeetingState.CONVENED}]
    opened = [meeting for meeting in meetings if meeting.state is MeetingState.OPEN]
    of_today = [meeting for meeting in (*opened, *meetings) if meeting.on == work.today]
    return next(iter((*of_today, *reversed(opened))), None)


def _secret(work: UnitOfWork, meeting: Meeting) -> str:
    """The meeting's, made when the first code is asked for."""
    known = work.book.get(_name(meeting))
    if known is not None:
        return known
    made = secrets.token_hex()
    work.book.put(_name(meeting), made)
    return made


def _name(meeting: Meeting) -> str:
    return f"checkin:{meeting.id}"


def _fits(secret: str, member: Member, typed: str) -> bool:
    return hmac.compare_digest(_digits(secret, member.number), typed)


def _digits(secret: str, number: str) -> str:
    made = hmac.new(secret.encode(), number.encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(made[:8]) % 10**DIGITS:0{DIGITS}}"
