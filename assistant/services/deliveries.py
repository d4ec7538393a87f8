"""What could not be delivered, and sending it again with one tap."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.actors import Actor
from assistant.domain.messages import OutboxState, Queued
from assistant.ports import UnitOfWork
from assistant.services.permissions import Action, require


@dataclass(frozen=True, slots=True)
class Deliveries:
    """Messages that may or may not have arrived, that never will, and members who have no chat to write to."""

    unsure: tuple[Queued, ...]
    dead: tuple[Queued, ...]
    unreachable: tuple[str, ...]


def problems(work: UnitOfWork, actor: Actor) -> Deliveries:
    """All of them, oldest first."""
    require(work, actor, Action.SEND_AGAIN)
    return Deliveries(
        unsure=tuple(work.outbox.in_state(OutboxState.UNSURE)),
        dead=tuple(work.outbox.in_state(OutboxState.DEAD)),
        unreachable=tuple(work.accounts.unreachable()),
    )


def send_again(work: UnitOfWork, actor: Actor, row: int) -> bool:
    """Queue it once more; False where somebody else has done so or it has arrived meanwhile."""
    require(work, actor, Action.SEND_AGAIN)
    done = work.outbox.resend(row)
    if done:
        work.audit.record(actor, "send_again", {"message": row})
    return done
