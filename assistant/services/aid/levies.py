"""The contribution that a death calls (art. 14): one row a member, once an event; lifted and undone by reversals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.domain.actors import Actor
from assistant.domain.aid import Assessment
from assistant.domain.claims import AidEvent, ClaimState, FiledClaim, LevyCall
from assistant.domain.ledger import Account, Entry, Kind, NewTransfer, effective, member_account
from assistant.domain.members import Member
from assistant.ports import UnitOfWork
from assistant.rules import aid
from assistant.services.aid import news


def call(work: UnitOfWork, actor: Actor, filed: FiledClaim, made: Assessment) -> bool:
    """Charge everybody who owes it, and tell each; False where nobody does, or where the event has called it before.

    Who calls has asked what permits it, and holds the lock of claims.
    """
    if not made.levied or not made.levy:
        return False
    terms = LevyCall(work.today, made.levy, aid.due_on(work.today, work.bylaws))
    if not work.claims.call(filed.event, terms):
        return False
    event = _event(work, filed.event)
    work.ledger.record(_rows(work, event, terms, made.levied), actor)
    told = {"claim": filed.id, "event": event.id, "cents": terms.cents, "members": len(made.levied)}
    work.audit.record(actor, "levy_called", {**told, "due_on": terms.due_on.isoformat()})
    news.levy_called(work, event, filed, made.levied)
    return True


def lift(work: UnitOfWork, actor: Actor, event: AidEvent, member: str) -> bool:
    """Who turns out bereaved after the call owes nothing; False where nothing was charged."""
    lifted = _lift(work, actor, event, member)
    if lifted:
        news.levy_lifted(work, event, member)
    return lifted


def settle(work: UnitOfWork, actor: Actor, event: int, member: str) -> None:
    """After the call: whoever turns out bereaved owes nothing, and the member does who turns out not to be."""
    found, claims = _event(work, event), work.claims.on_event(event)
    cause = next((filed for filed in claims if filed.state is ClaimState.APPROVED), None)
    if found.call is None or cause is None:
        return
    register = {each.number: each for each in work.members.all()}
    bereaved = aid.bereaved(claims, register, work.bylaws)
    for number in sorted(bereaved):
        lift(work, actor, found, number)
    if aid.liable([register[member]], bereaved, work.bylaws, cause.told.event_on, found.call.called_on):
        _charge(work, actor, found, cause, member)


def follow(work: UnitOfWork, actor: Actor, member: Member, since: date) -> None:
    """What was called from that day on is owed as the register now has it: by nobody who had died by then.

    It is lifted without a word: nobody is written to in the name of the dead.
    """
    register = {each.number: each for each in work.members.all()}
    for event in work.claims.events():
        claims = work.claims.on_event(event.id)
        cause = next((filed for filed in claims if filed.state is ClaimState.APPROVED), None)
        if event.call is None or event.call.called_on < since or cause is None:
            continue
        bereaved = aid.bereaved(claims, register, work.bylaws)
        if aid.liable([member], bereaved, work.bylaws, cause.told.event_on, event.call.called_on):
            _charge(work, actor, event, cause, member.number)
        else:
            _lift(work, actor, event, member.number)


def undo(work: UnitOfWork, actor: Actor, event: AidEvent, reason: str) -> tuple[str, ...]:
    """Reverse it for everybody who was charged, and tell each; returns their numbers."""
    charged = {
        member: rows for member, entries in work.ledger.all_entries().items() if (rows := _charged(entries, event))
    }
    work.ledger.record([_reversal(member, entry) for member, rows in charged.items() for entry in rows], actor)
    work.audit.record(actor, "levy_undone", {"event": event.id, "members": len(charged), "reason": reason})
    if event.call is not None:
        news.levy_cancelled(work, event, sorted(charged), reason)
    work.claims.uncall(event.id)
    return tuple(sorted(charged))


def _lift(work: UnitOfWork, actor: Actor, event: AidEvent, member: str) -> bool:
    charged = _charged(work.ledger.entries(member), event)
    if charged:
        work.ledger.record([_reversal(member, entry) for entry in charged], actor)
        work.audit.record(actor, "levy_lifted", {"member": member, "event": event.id})
    return bool(charged)


def _charge(work: UnitOfWork, actor: Actor, event: AidEvent, cause: FiledClaim, member: str) -> None:
    """Whom the call left out, or who was let off since, owes it as it was called."""
    assert event.call is not None  # noqa: S101 - who charges has looked
    if _charged(work.ledger.entries(member), event):
        return
    work.ledger.record(_rows(work, event, event.call, (member,)), actor)
    work.audit.record(actor, "levy_charged", {"member": member, "event": event.id, "cents": event.call.cents})
    news.levy_called(work, event, cause, (member,))


def _rows(work: UnitOfWork, event: AidEvent, terms: LevyCall, levied: Sequence[str]) -> list[NewTransfer]:
    suffix = _suffix(work, event, levied)
    return [
        NewTransfer(
            debit=member_account(number),
            credit=Account.AID,
            cents=terms.cents,
            kind=Kind.LEVY,
            value_on=terms.called_on,
            cause=event.subject,
            key=f"levy:{event.id}:{number}{suffix}",
            due_on=terms.due_on,
        )
        for number in levied
    ]


def _suffix(work: UnitOfWork, event: AidEvent, levied: Sequence[str]) -> str:
    """What tells this call from earlier ones that were undone: nothing for the first, then `:2`, `:3`."""
    times = 1
    while work.ledger.known([f"levy:{event.id}:{number}{_ending(times)}" for number in levied]):
        times += 1
    return _ending(times)


def _ending(times: int) -> str:
    return f":{times}" if times > 1 else ""


def _charged(entries: Sequence[Entry], event: AidEvent) -> list[Entry]:
    """The event's charges that stand."""
    return [entry for entry in effective(entries) if entry.kind is Kind.LEVY and entry.cause == event.subject]


def _reversal(member: str, entry: Entry) -> NewTransfer:
    return NewTransfer(
        debit=Account.AID,
        credit=member_account(member),
        cents=-entry.cents,
        kind=Kind.LEVY,
        value_on=entry.value_on,
        cause=entry.cause,
        reverses=entry.transfer,
    )


def _event(work: UnitOfWork, event: int) -> AidEvent:
    found = work.claims.event(event)
    assert found is not None  # noqa: S101 - the claim names it
    return found
