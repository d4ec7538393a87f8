"""Who acts: a member through a chat account, the operator at the command line, the scheduler, or a stranger."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.domain.members import Member, Role


class ActorKind(StrEnum):
    """Where an action comes from."""

    MEMBER = "member"
    OPERATOR = "operator"
    SCHEDULER = "scheduler"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts; the audit names them by `name`."""

    kind: ActorKind
    member: Member | None = None

    @property
    def name(self) -> str:
        """`M012`, or `operator`, `scheduler`, `stranger`."""
        return self.member.number if self.member else self.kind.value

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held now; none for who is not a member."""
        return self.member.roles if self.member else frozenset()


OPERATOR = Actor(ActorKind.OPERATOR)
SCHEDULER = Actor(ActorKind.SCHEDULER)
STRANGER = Actor(ActorKind.STRANGER)
