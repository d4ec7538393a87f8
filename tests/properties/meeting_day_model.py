"""What a meeting should be at each moment, worked out anew from what has happened: nothing of the program is used."""

from __future__ import annotations

from dataclasses import dataclass, field

ACCEPTED = 6000
"""Cents of arrears with which one is up to date."""
Rights = dict[str, list[str]]
"""By who is in the room: whose votes they hold."""


@dataclass
class Who:
    """A member."""

    suspended: bool = False
    owed: int = 0

    @property
    def counted(self) -> bool:
        """Active and up to date."""
        return not self.suspended and self.owed <= ACCEPTED


@dataclass
class Ballot:
    """What was last cast for an elector, and whether it was by the elector or in their presence."""

    choice: str
    by: str
    in_person: bool


@dataclass
class Day:
    """One meeting, from the morning to the closing."""

    people: dict[str, Who]
    bureau: frozenset[str]
    room: list[str] = field(default_factory=list)
    mandates: dict[str, str] = field(default_factory=dict)
    """By giver."""
    opened: bool = False
    closed: bool = False
    counted: frozenset[str] = frozenset()
    """As frozen."""
    came: set[str] = field(default_factory=set)
    """Who was in the room since the opening."""
    vote: int | None = None
    by_hands: bool = False
    ballots: dict[str, Ballot] = field(default_factory=dict)

    def base(self) -> frozenset[str]:
        """Whose number the quorum is of."""
        if self.opened:
            return self.counted
        return frozenset(number for number, who in self.people.items() if who.counted)

    def represented(self) -> dict[str, str]:
        """Who is represented, by whom."""
        base = self.base()
        return {
            giver: holder
            for giver, holder in self.mandates.items()
            if {giver, holder} <= base and holder in self.room and giver not in {*self.room, *self.came}
        }

    def rights(self) -> Rights:
        """Whose votes each in the room holds."""
        base, represented = self.base(), self.represented()
        return {
            number: [number, *(giver for giver, holder in represented.items() if holder == number)]
            for number in self.room
            if number in base
        }

    def count(self) -> int:
        """Present and represented."""
        return sum(map(len, self.rights().values()))

    def required(self) -> int:
        """Half plus one."""
        return len(self.base()) // 2 + 1

    def may_give(self, giver: str, holder: str) -> bool:
        """Both up to date, one in each hand, no chain, before the opening."""
        busy = {*self.mandates, *self.mandates.values()}
        fit = self.people[giver].counted and self.people[holder].counted
        return not self.opened and giver != holder and fit and not {giver, holder} & busy

    def why_not_in(self, number: str) -> str | None:
        """Why somebody cannot be checked in."""
        if self.closed:
            return "NOT_OPEN"
        if self.people[number].suspended:
            return "SUSPENDED"
        return "ALREADY_THERE" if number in self.room else None

    def why_not_open(self) -> str | None:
        """Why it cannot be opened."""
        if self.closed:
            return "NOT_OPEN"
        if self.opened:
            return "ALREADY_DECIDED"
        return None if len(self.bureau & {*self.room}) >= len("AB") else "BUREAU_QUORUM"

    def why_not_put(self) -> str | None:
        """Why no question can be put."""
        if not self.opened:
            return "NOT_OPEN"
        if self.closed:
            return "ALREADY_DECIDED"
        if self.count() < self.required():
            return "QUORUM_NOT_REACHED"
        return "STILL_OPEN" if self.vote else None

    def why_not_cast(self, voter: str, elector: str) -> str | None:
        """Why that vote cannot be cast in chat by that member."""
        if voter not in self.room:
            return "NOT_THERE"
        return None if elector in self.rights().get(voter, []) and not self.by_hands else "NO_VOTE"

    def why_not_note(self, elector: str) -> str | None:
        """Why the bureau cannot note that hand."""
        holder = next((voter for voter, held in self.rights().items() if elector in held), None)
        if holder is None:
            return "NO_VOTE"
        known = self.counting().get(elector)
        return "ALREADY_DECIDED" if known is not None and known.by == holder else None

    def counting(self) -> dict[str, Ballot]:
        """The ballots whose right is in the room, cast by who has it: for who is there in person, since they were."""
        own = set(self.rights())
        held = {elector for electors in self.rights().values() for elector in electors}
        return {
            elector: ballot
            for elector, ballot in self.ballots.items()
            if elector in held and (ballot.in_person or elector not in own)
        }

    def tally(self) -> tuple[int, int, int]:
        """For, against, abstaining."""
        choices = [ballot.choice for ballot in self.counting().values()]
        return choices.count("for"), choices.count("against"), choices.count("abstain")

    def open(self) -> None:
        """What the opening freezes."""
        self.counted = self.base()
        self.opened = True
        self.came = {*self.room}

    def enter(self, number: str) -> None:
        """They are there."""
        self.room.append(number)
        if self.opened:
            self.came.add(number)
