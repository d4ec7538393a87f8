"""Who is left without dues reminders by the bureau: for a bereavement, until a day, or until further notice.

Nobody is told of it; it stands in the member's own file. A member's own choice is a setting (`services.preferences`).
"""

from __future__ import annotations

from datetime import date, timedelta

from assistant.domain.actors import Actor
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.reminding import Pause, PauseReason
from assistant.ports import UnitOfWork
from assistant.rules.reminders import bereavement_pause_until
from assistant.services.permissions import Action, require


def bereaved(work: UnitOfWork, actor: Actor, member: str, day: date) -> Pause:
    """Leave who is bereaved that day in peace for as long as the bylaws say; said twice, it stands once.

    Members may say it of themselves.
    """
    own = actor.member is not None and actor.member.number == member
    require(work, actor, Action.USE_OWN_FILE if own else Action.PAUSE_REMINDERS)
    number = _held(work, member)
    last = bereavement_pause_until(day, work.bylaws)
    said = (PauseReason.BEREAVED, day, last)
    known = work.pauses.of_member(number)
    return next((each for each in known if (each.reason, each.since, each.until) == said), None) or _mark(
        work, actor, number, PauseReason.BEREAVED, since=day, last=last
    )


def until(work: UnitOfWork, actor: Actor, member: str, last: date, note: str = "") -> Pause:
    """No reminder from today to that day, as agreed with the member. RefusedError: PAST_DATE."""
    require(work, actor, Action.PAUSE_REMINDERS)
    if last < work.today:
        raise RefusedError(Decision(allowed=False, reason=Reason.PAST_DATE))
    return _mark(work, actor, _held(work, member), PauseReason.ASKED, since=work.today, last=last, note=note)


def stop(work: UnitOfWork, actor: Actor, member: str, note: str = "") -> Pause:
    """No reminder from today until it is lifted."""
    require(work, actor, Action.PAUSE_REMINDERS)
    return _mark(work, actor, _held(work, member), PauseReason.OTHER, since=work.today, last=None, note=note)


def resume(work: UnitOfWork, actor: Actor, member: str) -> int:
    """Lift every pause of the member from today on; returns how many there were."""
    require(work, actor, Action.PAUSE_REMINDERS)
    number = _held(work, member)
    lifted = work.pauses.end(number, work.today - timedelta(days=1))
    if lifted:
        work.audit.record(actor, "resume_reminders", {"member": number})
    return lifted


def standing(work: UnitOfWork, actor: Actor) -> list[Pause]:
    """All that hold today."""
    require(work, actor, Action.PAUSE_REMINDERS)
    return work.pauses.on(work.today)


def in_force(work: UnitOfWork, day: date) -> dict[str, PauseReason]:
    """Why each member who is marked gets no reminder that day, by number; a bereavement before anything else."""
    found: dict[str, PauseReason] = {}
    for pause in work.pauses.on(day):
        if found.get(pause.member) is not PauseReason.BEREAVED:
            found[pause.member] = pause.reason
    return found


def _held(work: UnitOfWork, member: str) -> str:
    """The number as on the register, whose pauses nobody else can change meanwhile."""
    known = work.members.get(member)
    if known is None:
        raise MbongiError(f"no member has the number {member}")
    work.lock(f"pauses:{known.number}")
    return known.number


def _mark(
    work: UnitOfWork,
    actor: Actor,
    member: str,
    reason: PauseReason,
    *,
    since: date,
    last: date | None,
    note: str = "",
) -> Pause:
    pause = work.pauses.add(member, reason, since, last, note=note, marked_by=actor.name)
    told = {"member": member, "reason": reason, "since": since.isoformat(), "until": last.isoformat() if last else None}
    work.audit.record(actor, "pause_reminders", told)
    return pause
