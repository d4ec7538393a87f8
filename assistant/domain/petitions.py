"""A request for an extraordinary assembly (art. 20): who asks for it, for what, and how many have signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.domain.meetings import Purpose


class PetitionState(StrEnum):
    """The life of a request."""

    OPEN = "open"
    """Signatures are collected."""
    REACHED = "reached"
    """Enough have signed: the bureau must convene."""
    CONVENED = "convened"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Signature:
    """One member's, counted once."""

    member: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Petition:
    """A request as it stands, with its signatures, the first first."""

    id: int
    purpose: Purpose
    words: str
    """What the assembly is asked for, in the words of who began it."""
    state: PetitionState
    begun_by: str
    begun_at: datetime
    signatures: tuple[Signature, ...] = ()

    @property
    def signers(self) -> frozenset[str]:
        """Their numbers."""
        return frozenset(signature.member for signature in self.signatures)
