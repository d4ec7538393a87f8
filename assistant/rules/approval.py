"""The bureau's round (art. 25): everybody who sits is asked, except whom the decision would pay.

`unanimous`: every voter's yes approves, one refusal ends it. `majority`: more than half of the voters approve; it is
refused once that can no longer be reached. A round without a voter is never approved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from assistant.domain.orders import Choice, Vote

UNANIMOUS = "unanimous"


class Outcome(StrEnum):
    """What a round has come to."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Round:
    """The outcome, and who has said what: member numbers."""

    outcome: Outcome
    yes: frozenset[str]
    no: frozenset[str]
    waiting: frozenset[str]

    @property
    def counts(self) -> dict[str, int]:
        """`{yes, no, waiting}`, in people."""
        return {"yes": len(self.yes), "no": len(self.no), "waiting": len(self.waiting)}


def round_of(sitting: Iterable[str], votes: Iterable[Vote], mode: str, excluded: Iterable[str] = ()) -> Round:
    """Where the round stands, by the numbers of those who sit; a vote of anybody else plays no part.

    `mode`: `unanimous` or `majority`. `excluded`: who is not asked.
    """
    voters = frozenset(sitting) - frozenset(excluded)
    return round_needing(voters, votes, len(voters) if mode == UNANIMOUS else len(voters) // 2 + 1)


def round_needing(voters: Iterable[str], votes: Iterable[Vote], needed: int) -> Round:
    """Where a round stands that so many yes approve; it is refused once there can no longer be as many."""
    asked = frozenset(voters)
    said = {vote.voter: vote.choice for vote in votes if vote.voter in asked}
    yes = frozenset(voter for voter, choice in said.items() if choice is Choice.APPROVE)
    no = frozenset(said.keys() - yes)
    return Round(_outcome(len(asked), len(yes), len(no), needed), yes, no, asked - yes - no)


def _outcome(voters: int, yes: int, no: int, needed: int) -> Outcome:
    if not voters:
        return Outcome.WAITING
    if yes >= needed:
        return Outcome.APPROVED
    return Outcome.REFUSED if no > max(voters - needed, 0) else Outcome.WAITING
