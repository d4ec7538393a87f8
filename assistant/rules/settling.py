"""What a bank's line settles: a payment that is booked already, or one declared and not decided yet.

A payment and a declaration are taken by one line at most, and what was booked from another line of the same statement
is never taken for this one. The bank's own references tell movements apart; a computed one may stand for the same
movement as a bank's, where the treasurer sends one file as CSV and the next as camt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, combinations

from assistant.domain.bylaws import Bylaws
from assistant.domain.ledger import Method
from assistant.domain.statements import (
    COMPUTED,
    BankLine,
    Booked,
    Declared,
    Known,
    LineReason,
    LineState,
    Match,
    Proposal,
    Reading,
)

DECLARED_WITHIN = timedelta(days=31)
"""How far apart a transfer's declaration and its line may lie; no bylaw speaks of it."""

Proposals = dict[str, Proposal]
"""By the line's reference, in the order of time."""


class Settling:
    """The payments and declarations that the lines of a statement may settle."""

    def __init__(self, lines: Iterable[BankLine], known: Known, bylaws: Bylaws) -> None:
        self._bylaws = bylaws
        self._here = {line.ref for line in lines}
        self._from: dict[str, list[int]] = defaultdict(list)
        self._booked: dict[str, list[Booked]] = defaultdict(list)
        self._declared: dict[str, list[Declared]] = defaultdict(list)
        for payment in known.booked:
            if payment.ref is not None:
                self._from[payment.ref].append(payment.payment)
            if payment.ref not in self._here:
                self._booked[payment.member].append(payment)
        for declared in known.declared:
            self._declared[declared.member].append(declared)

    def booked_from(self, line: BankLine) -> tuple[int, ...]:
        """The payments that were booked from this very line."""
        return tuple(sorted(self._from[line.ref])) if line.ref in self._from else ()

    def declared(self, line: BankLine, member: str) -> int | None:
        """The member's nearest declaration of a transfer of that amount."""
        found = sorted(self._distance(line, each) for each in self._of(line, member, line.cents))
        return found[0][-1] if found else None

    def declared_parts(self, line: BankLine, members: Sequence[str]) -> Reading:
        """The parts that two members declared, where one declaration of each adds up to the line."""
        one, other = ([each for each in self._declared[member] if _is_near(line, each)] for member in members)
        pairs = [(a, b) for a in one for b in other if a.cents + b.cents == line.cents and _transfers(a, b)]
        if not pairs:
            return ()
        pair = min(pairs, key=lambda pair: [self._distance(line, each) for each in pair])
        return tuple(Match(each.member, each.cents, each.payment) for each in pair)

    def settled(self, first: Proposals) -> Proposals:
        """The proposals with what they settle, those in doubt that a payment or a declaration speaks against."""
        return self._with_declarations(self._without_booked(first))

    def _without_booked(self, first: Proposals) -> Proposals:
        """Lines whose payment is booked are ignored; those whose payment may be are doubtful."""
        taken: set[int] = set()
        contested: set[int] = set()
        settled = {}
        for ref, proposal in first.items():
            near = list(self._near(proposal))
            exact = [ids for ids, sure in near if sure and proposal.state is LineState.MATCHED]
            free = next((ids for ids in exact if taken.isdisjoint(ids)), ())
            if free:
                taken.update(free)
                settled[ref] = replace(
                    proposal, state=LineState.IGNORED, reason=LineReason.BOOKED, matches=(), booked=free
                )
            else:
                contested.update(chain.from_iterable(exact))
                settled[ref] = _perhaps(proposal, near[0][0]) if near else proposal
        return {
            ref: _perhaps(first[ref], proposal.booked) if not contested.isdisjoint(proposal.booked) else proposal
            for ref, proposal in settled.items()
        }

    def _near(self, proposal: Proposal) -> Iterator[tuple[tuple[int, ...], bool]]:
        """The payments, one or two together, that may be this line; and whether they surely are."""
        line = proposal.line
        within = timedelta(days=self._bylaws.payments.duplicate_declaration_days.on(line.value_on))
        payments = [
            payment
            for member in _members(proposal)
            for payment in self._booked[member]
            if min(abs(payment.value_on - day) for day in _days(line)) <= within
        ]
        groups = chain(combinations(payments, 1), combinations(payments, 2))
        found = [
            (all(_is_line(payment, line) for payment in group), tuple(sorted(payment.payment for payment in group)))
            for group in groups
            if sum(payment.cents for payment in group) == line.cents
        ]
        for sure, ids in sorted(found, key=lambda each: (not each[0], len(each[1]), each[1])):
            yield ids, sure

    def _with_declarations(self, proposals: Proposals) -> Proposals:
        """Each declaration with the line nearest to it; a line that was declared otherwise is doubtful."""
        taken: dict[tuple[str, int], int] = {}
        settled: set[int] = set()
        matched = [proposal for proposal in proposals.values() if proposal.state is LineState.MATCHED]
        for _, ref, place, payment in sorted(self._pairs(matched)):
            if (ref, place) not in taken and payment not in settled:
                taken[ref, place] = payment
                settled.add(payment)
        return {
            ref: self._declared_otherwise(_settling(proposal, taken), settled)
            if proposal.state is LineState.MATCHED
            else proposal
            for ref, proposal in proposals.items()
        }

    def _pairs(self, matched: Iterable[Proposal]) -> Iterator[tuple[tuple[timedelta, date, int], str, int, int]]:
        """Each part of a line with each declaration that it may settle."""
        for proposal in matched:
            for place, part in enumerate(proposal.matches):
                for declared in self._of(proposal.line, part.member, part.cents):
                    yield self._distance(proposal.line, declared), proposal.line.ref, place, declared.payment

    def _of(self, line: BankLine, member: str, cents: int) -> list[Declared]:
        """The member's declarations of a transfer of that amount at about that time."""
        near = (each for each in self._declared[member] if _is_near(line, each) and _transfers(each))
        return [each for each in near if each.cents == cents]

    def _distance(self, line: BankLine, declared: Declared) -> tuple[timedelta, date, int]:
        return (abs(declared.value_on - line.value_on), declared.value_on, declared.payment)

    def _declared_otherwise(self, proposal: Proposal, taken: set[int]) -> Proposal:
        """The member declared another amount, or a cheque of this one: a human says whether that is this line."""
        line = proposal.line
        others = [
            Match(part.member, part.cents, declared.payment)
            for part in proposal.matches
            for declared in self._declared[part.member]
            if part.payment is None and declared.payment not in taken and _is_near(line, declared)
            if (declared.method is Method.TRANSFER) is (declared.cents != part.cents)
            if declared.method is not Method.CASH
        ]
        if not others:
            return proposal
        readings = [*((other,) for other in others if other.cents == line.cents), proposal.matches]
        return Proposal(line, LineState.DOUBTFUL, LineReason.DECLARED_OTHERWISE, candidates=tuple(readings))


def _members(proposal: Proposal) -> list[str]:
    """All who come into question, once each."""
    parts = chain(proposal.matches, chain.from_iterable(proposal.candidates))
    return list(dict.fromkeys(part.member for part in parts))


def _days(line: BankLine) -> tuple[date, date]:
    return (line.value_on, line.booked_on)


def _is_line(payment: Booked, line: BankLine) -> bool:
    """Whether a payment of the right amount is this very movement, known by another name or by none."""
    elsewhere = payment.ref is not None and payment.ref.startswith(COMPUTED) is line.ref.startswith(COMPUTED)
    return payment.value_on in _days(line) and payment.method is Method.TRANSFER and not elsewhere


def _is_near(line: BankLine, declared: Declared) -> bool:
    return abs(declared.value_on - line.value_on) <= DECLARED_WITHIN


def _transfers(*declared: Declared) -> bool:
    return all(each.method is Method.TRANSFER for each in declared)


def _perhaps(proposal: Proposal, booked: tuple[int, ...]) -> Proposal:
    candidates = proposal.candidates or (proposal.matches,)
    return Proposal(proposal.line, LineState.DOUBTFUL, LineReason.PERHAPS_BOOKED, candidates=candidates, booked=booked)


def _settling(proposal: Proposal, taken: dict[tuple[str, int], int]) -> Proposal:
    """The parts with the declarations that they settle."""
    parts = tuple(
        replace(part, payment=taken.get((proposal.line.ref, place))) for place, part in enumerate(proposal.matches)
    )
    return replace(proposal, matches=parts)
