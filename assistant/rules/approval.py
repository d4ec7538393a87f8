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
    said = {vote.voter: vote.choice for vote in votes if vote.voter in voters}
    yes = frozenset(voter for voter, choice in said.items() if choice is Choice.APPROVE)
    no = frozenset(said.keys() - yes)
    return Round(_outcome(len(voters), len(yes), len(no), mode), yes, no, voters - yes - no)


def _outcome(voters: int, yes: int, no: int, mode: str) -> Outcome:
    if not voters:
        return Outcome.WAITING
    needed = voters if mode == UNANIMOUS else voters // 2 + 1
    if yes >= needed:
        return Outcome.APPROVED
    return Outcome.REFUSED if no > voters - needed else Outcome.WAITING
