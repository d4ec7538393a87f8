"""Who mourns gets no reminder of dues for a while (art. 34), and nobody gets one in the name of the dead."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.domain.actors import SCHEDULER, Actor
from assistant.domain.aid import DEATHS, EventKind
from assistant.domain.claims import ClaimState, FiledClaim, NewClaim
from assistant.domain.members import Member
from assistant.domain.reminding import PauseReason
from assistant.ports import UnitOfWork
from assistant.rules import aid
from assistant.services import pauses


def begin(work: UnitOfWork, actor: Actor, told: NewClaim, register: Mapping[str, Member]) -> None:
    """Reminders pause for whom the death touches, whoever has said so."""
    for number in _touched(told, register):
        pauses.bereaved(work, actor if actor.name == number else SCHEDULER, number, told.event_on)


def end(work: UnitOfWork, actor: Actor, filed: FiledClaim) -> None:
    """Reminders come back to who was left in peace for this death alone, which turns out not to have happened."""
    if filed.told.kind not in DEATHS or _mourned(work, filed.told.concerns, filed):
        return
    register = {member.number: member for member in work.members.all()}
    for number in _touched(filed.told, register):
        held = [pause for pause in work.pauses.on(work.today) if pause.member == number]
        alone = all((pause.reason, pause.since) == (PauseReason.BEREAVED, filed.told.event_on) for pause in held)
        if held and alone and not _mourned(work, number, filed):
            pauses.resume(work, actor, number)


def _touched(told: NewClaim, register: Mapping[str, Member]) -> list[str]:
    """The member concerned, and the spouse of one who has died."""
    of_member = told.kind is EventKind.DEATH_MEMBER
    spouses = aid.spouses(told.concerns, register) if of_member else frozenset()
    return sorted({told.concerns, *spouses})


def _mourned(work: UnitOfWork, member: str, filed: FiledClaim) -> bool:
    """Whether another claim says that a death of that day has touched the member."""
    undone = {ClaimState.CANCELLED, ClaimState.WITHDRAWN}
    return any(
        other.told.concerns == member and other.told.kind in DEATHS and other.state not in undone
        for other in work.claims.between(filed.told.event_on, filed.told.event_on)
    )
