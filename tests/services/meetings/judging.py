"""How the bureau judges absences, and what it is told of them."""

from __future__ import annotations

from collections.abc import Callable

from assistant.domain.members import Member
from assistant.domain.messages import Json
from assistant.ports import Database, UnitOfWork
from assistant.services.meetings import absences
from assistant.services.meetings.absence_files import AbsenceFile
from tests.services.bureau import SYLVIE, acting


def of(member: Member) -> Callable[[UnitOfWork], AbsenceFile]:
    return lambda work: absences.file(work, acting(SYLVIE), member.number)


def judging(
    actor: Member, at: int, member: Member, *, accepted: bool, again: bool = False
) -> Callable[[UnitOfWork], AbsenceFile]:
    return lambda work: absences.excuse(work, acting(actor), at, member.number, accepted=accepted, again=again)


async def proposed(database: Database, member: Member) -> list[Json]:
    """What the bureau's notices say to that member, the first first."""

    def unit(work: UnitOfWork) -> list[Json]:
        rows = [row for row in work.outbox.since(0) if row.member == member.number]
        return [dict(row.body) for row in rows if row.kind == "absences_proposed"]

    return await database.run(unit)
