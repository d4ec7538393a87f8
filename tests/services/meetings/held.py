"""Monthly meetings that are over, and who was not there; noon on 21 November 2026 in Paris."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from assistant.domain.attending import Answer, Excuse
from assistant.domain.convening import Frozen, NewMeeting
from assistant.domain.meetings import Mandate, Party, SessionKind, Writing
from assistant.domain.members import GONE, Status
from assistant.ports import UnitOfWork

DAYS = tuple(date(2026, month, 10) for month in (1, 2, 3, 4, 5, 6, 9, 10, 11))
"""Those of the year's nine monthly meetings."""


def meeting(
    work: UnitOfWork,
    on: date,
    absent: Collection[str] = (),
    *,
    kind: SessionKind = SessionKind.MONTHLY,
    reasons: Mapping[str, str] | None = None,
    mandates: Sequence[tuple[str, str]] = (),
    closed: bool = True,
) -> int:
    """One of that day, its id: all active members came but those absent, some of whom had said why not."""
    starts_at = work.instant(on, (work.local(work.now) + timedelta(hours=2)).time())
    number = work.meetings.add(
        NewMeeting(kind=kind, on=on, starts_at=starts_at, place="Lyon", agenda=()), work.members.all()[0].number
    )
    assert number is not None
    work.meetings.convene(number, "M001")
    for member, reason in (reasons or {}).items():
        work.attendances.answer(number, member, Answer.ABSENT, reason, received_at=work.now, by=member)
    for giver, holder in mandates:
        work.proxies.give(number, giver, holder, Writing.LETTER, by=giver)
    parties = _parties(work, on)
    active = tuple(each.number for each in parties.values() if each.membership is Status.ACTIVE)
    for each in active:
        if each not in absent:
            work.attendances.check_in(number, each, "M001")
    frozen = Frozen(parties, active, tuple(Mandate(*each) for each in mandates))
    work.meetings.open(number, "M001", frozen, chair=None, secretary=None)
    if closed:
        work.meetings.close(number, "M001")
    return number


def missed(work: UnitOfWork, number: str, times: int, *, excused: int = 0) -> list[int]:
    """So many meetings from January on which that member alone missed, the last of them excused; their ids."""
    made = [meeting(work, day, [number]) for day in DAYS[:times]]
    for each in made[times - excused :]:
        excuse(work, each, number, accepted=True)
    return made


def excuse(work: UnitOfWork, at: int, number: str, *, accepted: bool) -> None:
    """What the bureau says of an absence, whoever of it."""
    work.attendances.excuse(Excuse(at, number, accepted, "M001", work.now))


def _parties(work: UnitOfWork, on: date) -> dict[str, Party]:
    """Everybody on the register by then, all up to date."""
    found = {}
    for member in work.members.all():
        status = member.status_on(on)
        if status not in {*GONE, Status.CANDIDATE}:
            found[member.number] = Party(member.number, status, True, status is Status.ACTIVE)
    return found
