"""Which claims are about one and the same thing that happened, which comes first, and which deaths a month has.

One death is levied once and counted once, whoever claims for it, in whatever words. Where that cannot be told from
what was declared, the bureau links claims or parts them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from assistant.domain.aid import DEATHS, OPEN_TIES, Death, EventKind, Tie
from assistant.domain.bylaws import Bylaws
from assistant.domain.claims import STANDING, ClaimState, FiledClaim, NewClaim
from assistant.domain.members import GONE, Member, Status
from assistant.rules.aid.duplicates import ONCE
from assistant.rules.aid.money import covered
from assistant.words import fold

_OF_COUPLES = frozenset({EventKind.MARRIAGE, EventKind.BIRTH, EventKind.BAPTISM, EventKind.DEATH_CHILD})
_TIES_OF_COUPLES = frozenset({Tie.STILLBORN, Tie.ADOPTION})
_WORD = re.compile(r"\w+")

Register = Mapping[str, Member]
"""Everybody, by number."""


def same_event(new: NewClaim, others: Iterable[FiledClaim], register: Register) -> int | None:
    """The event that what is declared is about too, of those claimed for; the first where several may be meant."""
    mine = _Told.of(new)
    standing = (other for other in others if other.state in STANDING)
    return next((other.event for other in standing if _one(mine, _Told.of(other.told), register)), None)


def precedence(filed: FiledClaim) -> tuple[bool, int]:
    """What claims are judged by, one after the other: a member's own death comes first, then what was made earlier."""
    return (filed.told.kind is not EventKind.DEATH_MEMBER, filed.id)


def deaths(claims: Iterable[FiledClaim], register: Register) -> tuple[Death, ...]:
    """Those that stand and touch somebody who belonged to the association that day, honorary or not, by event.

    A father's or mother's second death is a mistake until the bureau says otherwise.
    """
    standing = sorted((filed for filed in claims if filed.state in STANDING), key=precedence)
    once: set[tuple[str, EventKind]] = set()
    found: dict[str, Death] = {}
    for filed in standing:
        death, whose = filed.claim({}).death, (filed.told.concerns, filed.told.kind)
        double = filed.told.kind in ONCE and whose in once and filed.ruled is None
        once.add(whose)
        if death.kind in DEATHS and not double and _of_the_association(death, filed.told.concerns, register):
            found.setdefault(death.event, death)
    return tuple(found.values())


def bereaved(claims: Iterable[FiledClaim], register: Register, bylaws: Bylaws) -> frozenset[str]:
    """Whom the event bereaves that these claims are about, however they were decided: they owe no contribution.

    Those with a tie that the annex lists, and the spouse of a member who has died.
    """
    undone = {ClaimState.WITHDRAWN, ClaimState.CANCELLED}
    found: set[str] = set()
    for filed in claims:
        if filed.state not in undone and covered(filed.ruled or filed.told.kind, bylaws):
            found.add(filed.told.concerns)
            if filed.told.kind is EventKind.DEATH_MEMBER:
                found |= spouses(filed.told.concerns, register)
    return frozenset(found)


def spouses(number: str, register: Register) -> frozenset[str]:
    """Whom the register knows as that member's spouse, on whichever side it stands."""
    return frozenset(other for other in register if _couple(number, other, register))


@dataclass(frozen=True, slots=True)
class _Told:
    """What tells one event from another."""

    kind: EventKind
    tie: Tie | None
    concerns: str
    on: date
    name: frozenset[str]
    """The folded words of it."""

    @classmethod
    def of(cls, told: NewClaim) -> _Told:
        tie = told.tie if told.kind is EventKind.OTHER else None
        return cls(told.kind, tie, told.concerns, told.event_on, _name(told.relative))

    @property
    def mourns(self) -> bool:
        """Whether a relative has died, as far as it says."""
        return self.tie in OPEN_TIES or (self.kind in DEATHS and self.kind is not EventKind.DEATH_MEMBER)


def _of_the_association(death: Death, concerned: str, register: Register) -> bool:
    member = register.get(concerned)
    if member is None or member.joined_on is None or member.joined_on > death.event_on:
        return False
    return member.membership_on(death.event_on) not in {*GONE, Status.CANDIDATE}


def _one(mine: _Told, other: _Told, register: Register) -> bool:
    if EventKind.DEATH_MEMBER in {mine.kind, other.kind}:
        return _one_member(mine, other, register)
    if mine.on != other.on:
        return False
    alike = (mine.kind, mine.tie) == (other.kind, other.tie)
    named = bool(mine.name) and mine.name == other.name
    if named and (alike or (mine.mourns and other.mourns)):
        return True
    if mine.concerns == other.concerns:
        return alike and not _apart(mine.name, other.name)
    return alike and _of_both(mine, other, register)


def _one_member(mine: _Told, other: _Told, register: Register) -> bool:
    """Whether the member who has died is whom the other claim mourns, or is mourned by two members."""
    if mine.kind is other.kind:
        return mine.concerns == other.concerns
    dead, mourner = (mine, other) if mine.kind is EventKind.DEATH_MEMBER else (other, mine)
    name = _name(register[dead.concerns].name) if dead.concerns in register else frozenset()
    if mourner.kind is EventKind.DEATH_SPOUSE and _couple(dead.concerns, mourner.concerns, register):
        return not _apart(name, mourner.name)
    return mourner.mourns and mourner.on == dead.on and bool(name) and mourner.name == name


def _of_both(mine: _Told, other: _Told, register: Register) -> bool:
    """Whether what happened alike to two members that day happened to them as a couple."""
    if mine.kind is EventKind.MARRIAGE and (_weds(mine, other, register) or _weds(other, mine, register)):
        return True
    shared = mine.kind in _OF_COUPLES or mine.tie in _TIES_OF_COUPLES
    if not shared or not _couple(mine.concerns, other.concerns, register):
        return False
    return mine.kind is EventKind.MARRIAGE or not _apart(mine.name, other.name)


def _weds(one: _Told, other: _Told, register: Register) -> bool:
    """Whether one has named the other."""
    member = register.get(other.concerns)
    return member is not None and one.name == _name(member.name)


def _couple(one: str, other: str, register: Register) -> bool:
    pairs = ((one, other), (other, one))
    return any(number in register and register[number].spouse == spouse for number, spouse in pairs)


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names cannot be one person's, written out or not."""
    return not (one <= other or other <= one)


def _name(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(text).replace("'", "")))
