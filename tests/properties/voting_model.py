"""Who may hold whose vote, told again from art. 16: a yardstick for mandates.

Nothing of the code under test is used here. Amounts are cents; a member's status and arrears are those of today.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

ACCEPTED = 6000
PAPER = {"letter", "email", "sms"}
BUREAU = {"M001", "M002"}


@dataclass
class Voter:
    """A member as art. 16 looks at them."""

    number: str
    owed: int = 0
    status: str = "active"

    @property
    def votes(self) -> bool:
        return self.status == "active" and self.owed <= ACCEPTED


@dataclass
class Assembly:
    """A meeting and its mandates."""

    number: int
    starts_at: datetime
    hours: int
    opened: bool = False
    called_off: bool = False
    mandates: list[Held] = field(default_factory=list)

    def takes(self, now: datetime) -> bool:
        """Until it opens, or some hours before it should; at the latest on its day."""
        if self.opened or self.called_off or now.date() > self.starts_at.date():
            return False
        return self.hours == 0 or now <= self.starts_at - timedelta(hours=self.hours)

    def standing(self) -> list[Held]:
        return [each for each in self.mandates if each.state == "given"]


@dataclass
class Held:
    """A mandate, and what became of it."""

    number: int
    giver: str
    holder: str
    state: str = "given"


class VotingModel:
    """An association of a few, and its meetings."""

    def __init__(self, numbers: tuple[str, ...]) -> None:
        self.voters = {number: Voter(number) for number in numbers}
        self.assemblies: list[Assembly] = []
        self.told: set[tuple[int, str]] = set()
        """Of which mandate, and about which of the two, the giver was told."""

    def why_not(  # noqa: PLR0917 - all that the article looks at
        self, assembly: Assembly, by: str, giver: str, holder: str | None, writing: str, now: datetime
    ) -> str | None:
        """The first obstacle, in the order of the bylaws; None where it stands."""
        return next(self._obstacles(assembly, by, giver, holder, writing, now), None)

    def counting(self, assembly: Assembly) -> set[str]:
        """Whose vote would be held if all but the givers were there: both still good, on the day."""
        return {
            each.giver
            for each in assembly.standing()
            if self.voters[each.giver].votes and self.voters[each.holder].votes
        }

    def tells(self, now: datetime) -> None:
        """Each giver hears once of each of the two who falls out, the giver first, while there is time."""
        for assembly in self.assemblies:
            for each in assembly.standing() if assembly.takes(now) else ():
                fallen = next((who for who in (each.giver, each.holder) if not self.voters[who].votes), None)
                if fallen is not None and self.voters[each.giver].status != "resigned":
                    self.told.add((each.number, "giver" if fallen == each.giver else "holder"))

    def _obstacles(  # noqa: PLR0917 - the same
        self, assembly: Assembly, by: str, giver: str, holder: str | None, writing: str, now: datetime
    ) -> Iterator[str]:
        own = by == giver and writing == "chat"
        if not own and not (by in BUREAU and self.voters[by].status == "active"):
            yield "NOT_AUTHORISED"
        if not assembly.takes(now):
            yield "DEADLINE_PASSED"
        if writing == "oral" or (by != giver and writing not in PAPER):
            yield "WRITING_REQUIRED"
        if holder is None:
            yield "HOLDER_MISSING"
            return
        if holder == giver:
            yield "SELF_PROXY"
        both = self.voters[giver], self.voters[holder]
        statuses = {voter.status for voter in both}
        if statuses - {"active", "suspended"}:
            yield "NOT_A_MEMBER"
        if "suspended" in statuses:
            yield "SUSPENDED"
        for voter, behind in zip(both, ("GIVER_NOT_UP_TO_DATE", "HOLDER_NOT_UP_TO_DATE"), strict=True):
            if not voter.votes:
                yield behind
        yield from self._taken(assembly, giver, holder)

    def _taken(self, assembly: Assembly, giver: str, holder: str) -> Iterator[str]:
        givers = {each.giver for each in assembly.standing()}
        holders = {each.holder for each in assembly.standing()}
        if giver in givers:
            yield "GIVER_ALREADY_GAVE"
        if holder in givers:
            yield "HOLDER_GAVE_PROXY"
        if giver in holders:
            yield "GIVER_HOLDS_PROXY"
        if holder in holders:
            yield "HOLDER_ALREADY_HAS_PROXY"
