"""Which member a bank's line comes from: a proposal, never a booking (art. 22).

Number, name and amount are three witnesses: two of them must agree and none may contradict, or a human looks. A
creditor reference with the right check digits needs no second; the amount alone names nobody. The order of the lines
changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.domain.bylaws import Bylaws
from assistant.domain.statements import (
    COMPUTED,
    BankLine,
    Decided,
    Known,
    LineReason,
    LineState,
    Match,
    Proposal,
    Reading,
    Seen,
)
from assistant.rules.naming import Named, Roll
from assistant.rules.settling import Settling

COUPLE = 2
_FOR_TWO = frozenset({LineReason.SPLIT_UNCLEAR, LineReason.JOINT_ACCOUNT})


@dataclass(frozen=True, slots=True)
class _Meant:
    """Whom a line means: those it is for, or, in doubt, those who come into question, the likeliest first."""

    members: tuple[str, ...]
    reason: LineReason
    doubt: bool = False
    sure: bool = False
    """Whatever the amount: a reference, or number and name."""


def propose(lines: Sequence[BankLine], known: Known, bylaws: Bylaws) -> list[Proposal]:
    """A proposal for each line, in the order given."""
    roll = Roll(known.people)
    settling = Settling(lines, known, bylaws)
    alike = _alike(lines, known)
    decided = {seen.ref: seen.decided for seen in known.seen}
    first = {
        line.ref: _before_books(line, known.sheet_on) or _first(line, roll, decided.get(line.ref), settling, bylaws)
        for line in _in_time(lines)
    }
    proposals = settling.settled(first)
    return [_looked_at(proposals[line.ref], alike) for line in lines]


def plausible(cents: int, line: BankLine, bylaws: Bylaws) -> bool:
    """Whether a member's dues may add up to that: whole months, with or without an annual fee."""
    annual, monthly = bylaws.dues.annual.on(line.value_on), bylaws.dues.monthly.on(line.value_on)
    return monthly > 0 and any(rest >= 0 and rest % monthly == 0 for rest in (cents, cents - annual)) and cents > 0


def _in_time(lines: Iterable[BankLine]) -> list[BankLine]:
    return sorted(lines, key=lambda line: (line.value_on, line.booked_on, line.ref))


def _before_books(line: BankLine, sheet_on: date | None) -> Proposal | None:
    """A credit that the balance sheet holds; what is paid on its day comes on top of it."""
    if line.cents <= 0 or sheet_on is None or line.value_on >= sheet_on:
        return None
    return Proposal(line, LineState.IGNORED, LineReason.BEFORE_BOOKS)


def _first(line: BankLine, roll: Roll, decided: Decided | None, settling: Settling, bylaws: Bylaws) -> Proposal:
    """What the line says by itself, and what was decided on it."""
    booked = settling.booked_from(line)
    if line.cents <= 0:
        return Proposal(line, LineState.IGNORED, LineReason.DEBIT)
    if booked:
        return Proposal(line, LineState.IGNORED, LineReason.BOOKED, booked=booked)
    if decided is Decided.LEFT:
        return Proposal(line, LineState.UNMATCHED, LineReason.LEFT)
    if line.reversal:
        return Proposal(line, LineState.UNMATCHED, LineReason.REVERSAL)
    proposal = _read(line, _meant(line, roll.named(line), roll), roll, settling, bylaws)
    if decided is Decided.ACCEPTED and proposal.state is LineState.MATCHED:
        return _doubted(proposal, LineReason.UNDONE)
    return proposal


def _meant(line: BankLine, named: Named, roll: Roll) -> _Meant:
    """Whom the line means, former members set aside."""
    meant = _named(line, named, roll)
    present = tuple(number for number in meant.members if not roll.people[number].former)
    if present == meant.members:
        return meant
    return _Meant(present, meant.reason if meant.doubt and present else LineReason.FORMER_MEMBER, doubt=True)


def _named(line: BankLine, named: Named, roll: Roll) -> _Meant:
    candidates = tuple(roll.in_order(named.likely, line))
    if not candidates:
        return _Meant((), LineReason.NUMBER_UNKNOWN if named.unknown_number else LineReason.UNKNOWN_PAYER, doubt=True)
    for doubt, reason in _doubts(named, roll):
        if doubt:
            return _Meant(candidates, reason, doubt=True)
    if named.referenced:
        return _Meant(tuple(sorted(named.referenced | named.numbered)), LineReason.REFERENCE, sure=True)
    if named.numbered:
        sure = bool(named.numbered & named.partly)
        return _Meant(tuple(sorted(named.numbered)), LineReason.NUMBER, sure=sure)
    if named.both:
        return _Meant(tuple(sorted(named.both)), LineReason.COUPLE)
    return _by_name(named, roll, candidates)


def _doubts(named: Named, roll: Roll) -> Iterable[tuple[bool, LineReason]]:
    """What contradicts what."""
    yield bool(named.misread), LineReason.REFERENCE_WRONG
    yield named.unknown_number, LineReason.NUMBER_UNKNOWN
    if named.numbered - named.referenced:
        yield not _name_agrees(named, roll), LineReason.NAME_CONTRADICTS


def _by_name(named: Named, roll: Roll, candidates: tuple[str, ...]) -> _Meant:
    fully = named.payer | named.text
    if len(fully) != 1 or named.loosely - fully:
        reason = LineReason.SEVERAL_PEOPLE if len(candidates) > 1 else LineReason.NAME_PARTLY
        return _Meant(candidates, reason, doubt=True)
    (number,) = fully
    spouse = roll.spouse(number)
    if named.joint and spouse is not None:
        return _Meant((number, spouse), LineReason.JOINT_ACCOUNT, doubt=True)
    return _Meant((number,), LineReason.NAME)


def _name_agrees(named: Named, roll: Roll) -> bool:
    """Whether the names beside a number are those of its members, or of their spouses as payers."""
    members = named.numbered | named.referenced
    family = members | {spouse for number in members if (spouse := roll.spouse(number)) is not None}
    if named.text - members or (named.payer and not named.payer & family):
        return False
    if named.has_payer or named.partly:
        return bool(named.partly & family)
    return True


def _read(line: BankLine, meant: _Meant, roll: Roll, settling: Settling, bylaws: Bylaws) -> Proposal:
    """The proposal that follows from whom the line means and from its amount."""
    if not meant.members:
        return Proposal(line, LineState.UNMATCHED, meant.reason)
    if meant.doubt:
        return _doubtful(line, meant.members, settling, meant.reason)
    if len(meant.members) > 1:
        return _shared(line, meant, roll, settling, bylaws)
    (number,) = meant.members
    if meant.sure or plausible(line.cents, line, bylaws) or settling.declared(line, number):
        return Proposal(line, LineState.MATCHED, meant.reason, (Match(number, line.cents),))
    return _doubtful(line, meant.members, settling, LineReason.AMOUNT_UNUSUAL)


def _shared(line: BankLine, meant: _Meant, roll: Roll, settling: Settling, bylaws: Bylaws) -> Proposal:
    """A couple's payment, in the parts they declared or else in halves."""
    parts: Reading = ()
    if len(meant.members) == COUPLE and roll.couple(*meant.members):
        parts = settling.declared_parts(line, meant.members)
        if not parts and line.cents % COUPLE == 0 and plausible(line.cents // COUPLE, line, bylaws):
            parts = _halves(line, meant.members)
    if not parts:
        return _doubtful(line, meant.members, settling, LineReason.SPLIT_UNCLEAR)
    reason = meant.reason if meant.reason is LineReason.REFERENCE else LineReason.COUPLE
    return Proposal(line, LineState.MATCHED, reason, parts)


def _doubtful(line: BankLine, members: Sequence[str], settling: Settling, reason: LineReason) -> Proposal:
    """All to one of them; half each, where the line is for two."""
    readings: list[Reading] = [(Match(number, line.cents, settling.declared(line, number)),) for number in members]
    if reason in _FOR_TWO and len(members) == COUPLE and line.cents % COUPLE == 0:
        readings.append(_halves(line, members))
    return Proposal(line, LineState.DOUBTFUL, reason, candidates=tuple(readings))


def _halves(line: BankLine, members: Sequence[str]) -> Reading:
    return tuple(Match(number, line.cents // COUPLE) for number in members)


def _doubted(proposal: Proposal, reason: LineReason) -> Proposal:
    """A matched line that a human looks at after all."""
    return replace(proposal, state=LineState.DOUBTFUL, reason=reason, matches=(), candidates=(proposal.matches,))


def _alike(lines: Sequence[BankLine], known: Known) -> set[str]:
    """The references of lines that another one resembles, in this statement or in an earlier one."""
    here = {line.ref for line in lines}
    looks = Counter(map(_look, lines))
    looks.update(_look(each) for each in known.seen if each.ref not in here)
    return {line.ref for line in lines if looks[_look(line)] > 1}


def _look(line: BankLine | Seen) -> tuple[bool, date, int, str]:
    """What lines alike share; a computed reference and a bank's may stand for the same movement."""
    return (line.ref.startswith(COMPUTED), line.value_on, line.cents, line.label)


def _looked_at(proposal: Proposal, alike: set[str]) -> Proposal:
    if proposal.state is LineState.MATCHED and proposal.line.ref in alike:
        return _doubted(proposal, LineReason.ALIKE)
    return proposal
