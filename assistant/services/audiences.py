"""Whom a message may be for: everybody, who is up to date or is not, a section, a commission, the bureau, by hand.

What a reader may not know of others (art. 5) is no audience of theirs: only the bureau writes to those in arrears.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

from assistant.domain.actors import Actor
from assistant.domain.errors import MbongiError
from assistant.domain.members import BUREAU, GONE, Member, Role, Status
from assistant.ports import UnitOfWork
from assistant.services import books
from assistant.services.permissions import Action, may, require
from assistant.words import fold

ALL, UP_TO_DATE, ARREARS, OFFICERS, BY_HAND = "all", "up_to_date", "arrears", "bureau", "hand"
SECTION, COMMISSION = "section:", "commission:"
COMMISSIONS = (Role.CONTROL, Role.CULTURE, Role.COMMUNICATION, Role.SOCIAL, Role.PROJECTS)
TELLING = frozenset({UP_TO_DATE, ARREARS})
"""To be written to at all tells how one stands with money."""
_ASKS = {UP_TO_DATE: Action.SEE_ARREARS, ARREARS: Action.SEE_ARREARS, BY_HAND: Action.SEE_REGISTER}


def offered(work: UnitOfWork, actor: Actor) -> list[str]:
    """The audiences that the actor may choose and that somebody is in, by hand last."""
    members = _active(work)
    sections = sorted({member.section for member in members if member.section})
    sitting = {role for member in members for role in member.roles}
    named = [
        *(ALL, UP_TO_DATE, ARREARS, OFFICERS),
        *(f"{SECTION}{section}" for section in sections),
        *(f"{COMMISSION}{role}" for role in COMMISSIONS if role in sitting),
        BY_HAND,
    ]
    return [name for name in named if name not in _ASKS or may(actor, _ASKS[name])]


def audience(work: UnitOfWork, actor: Actor, name: str, by_hand: Sequence[str] = ()) -> list[Member]:
    """Who is in it now, by number. `by_hand`: the numbers, where it is by hand.

    RefusedError: NOT_AUTHORISED. MbongiError where there is no such audience, or no such member.
    """
    require(work, actor, _ASKS.get(name, Action.DRAFT_BROADCAST))
    return _chosen(work, by_hand) if name == BY_HAND else current(work, name)


def current(work: UnitOfWork, name: str) -> list[Member]:
    """Who is in it now, whoever asks; not for one by hand. Who calls has asked what permits it."""
    belongs = _belonging(work, name)
    return [member for member in _active(work) if belongs(member)]


def fingerprint(members: Iterable[Member]) -> str:
    """The same for the same people and for no others: what a yes was said to."""
    return hashlib.sha256("\n".join(sorted(member.number for member in members)).encode()).hexdigest()


def _active(work: UnitOfWork) -> list[Member]:
    return [member for member in work.members.all() if member.status_on(work.today) is Status.ACTIVE]


def _chosen(work: UnitOfWork, numbers: Iterable[str]) -> list[Member]:
    register = {member.number: member for member in work.members.all() if member.status not in GONE}
    unknown = [number for number in numbers if number not in register]
    if unknown:
        raise MbongiError(f"not on the register, or gone: {', '.join(unknown)}")
    return [register[number] for number in sorted(set(numbers))]


def _belonging(work: UnitOfWork, name: str) -> Callable[[Member], bool]:
    if name.startswith(SECTION):
        section = fold(name.removeprefix(SECTION))
        return lambda member: fold(member.section or "") == section
    if name.startswith(COMMISSION) and name.removeprefix(COMMISSION) in COMMISSIONS:
        role = Role(name.removeprefix(COMMISSION))
        return lambda member: role in member.roles
    if name in TELLING:
        return _standing(work, up_to_date=name == UP_TO_DATE)
    if name == ALL:
        return lambda _member: True
    if name == OFFICERS:
        return lambda member: bool(member.roles & BUREAU)
    raise MbongiError(f"there is no audience {name!r}")


def _standing(work: UnitOfWork, *, up_to_date: bool) -> Callable[[Member], bool]:
    """Up to date as art. 8 has it; in arrears: something overdue beyond that, not who has paid and waits (art. 9)."""
    money = books.all_situations(work, work.today)
    if up_to_date:
        return lambda member: money[member.number].up_to_date
    return lambda member: not money[member.number].up_to_date and money[member.number].overdue > 0
