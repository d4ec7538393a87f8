"""A line of the bank's statement in words: what it is, why it has its state, whose it may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup

from assistant.chat import Option, Turn
from assistant.domain.money import Money
from assistant.domain.statements import LineReason, Proposal, Reading
from assistant.marks import N_
from assistant.services.reconciliation import Proposed

SHOWN = 12
WHY = {
    LineReason.SEVERAL_PEOPLE: N_("Several members may be meant."),
    LineReason.NAME_PARTLY: N_("The name is not quite a member's."),
    LineReason.JOINT_ACCOUNT: N_("It comes from a couple's account and does not say for whom."),
    LineReason.SPLIT_UNCLEAR: N_("It names several members and does not say how much is for whom."),
    LineReason.NAME_CONTRADICTS: N_("The number and the name are not the same person's."),
    LineReason.NUMBER_UNKNOWN: N_("Nobody has the number that it gives."),
    LineReason.REFERENCE_WRONG: N_("The check digits of its reference are wrong: is there a slip in it?"),
    LineReason.AMOUNT_UNUSUAL: N_("The amount is none that dues add up to."),
    LineReason.DECLARED_OTHERWISE: N_("The member declared another amount, or a cheque."),
    LineReason.ALIKE: N_("Another line of that day is just like it: is it the same payment?"),
    LineReason.PERHAPS_BOOKED: N_("It may be booked already: compare the payments below."),
    LineReason.UNDONE: N_("It was booked, and that payment was undone since."),
    LineReason.FORMER_MEMBER: N_("It names somebody who is no longer a member."),
}
"""Why a line is doubtful."""
REMARKS = {
    LineReason.UNKNOWN_PAYER: N_("unknown"),
    LineReason.NUMBER_UNKNOWN: N_("a number that nobody has"),
    LineReason.FORMER_MEMBER: N_("no longer a member"),
    LineReason.REVERSAL: N_("given back by the bank"),
    LineReason.LEFT: N_("put aside before"),
}
"""Why a line is left alone."""


def money(turn: Turn, cents: int) -> Money:
    """In the association's currency."""
    return Money(cents, turn.work.bylaws.currency)


def short(turn: Turn, proposal: Proposal) -> Markup:
    """Day, amount, who and what."""
    line = proposal.line
    said = ", ".join(part for part in (line.payer, line.text) if part)
    day = turn.language.short_day(line.value_on)
    return turn.t("{day}, {amount}, {said}", day=day, amount=money(turn, line.cents), said=said)


def matched(turn: Turn, proposal: Proposal) -> Markup:
    """Whose it is."""
    line = proposal.line
    day = turn.language.short_day(line.value_on)
    return turn.t("{day}: {parts}", day=day, parts=Markup(", ").join(parts(turn, proposal.matches)))


def parts(turn: Turn, reading: Reading) -> Iterator[Markup]:
    """Who has how much."""
    for match in reading:
        yield turn.t(
            "{name} ({number}) {amount}",
            name=name(turn, match.member),
            number=match.member,
            amount=money(turn, match.cents),
        )


def name(turn: Turn, number: str) -> str:
    """The member's name; the number where there is none."""
    member = turn.work.members.get(number)
    return member.name if member else number


def doubt(turn: Turn, item: Proposed, remaining: int) -> Markup:
    """The line, why it is doubtful, and what it may be booked as already."""
    line = item.proposal.line
    said = " ".join(part for part in (line.payer, line.text) if part)
    first = turn.t("<b>{amount}</b>, {day}: “{said}”.", amount=money(turn, line.cents), day=line.value_on, said=said)
    lines = [first, turn.t(WHY[item.proposal.reason]), *(_booked(turn, number) for number in item.proposal.booked)]
    if remaining:
        lines.append(turn.tn("One more comes after this one.", "{n} more come after this one.", remaining))
    return Markup("\n").join([*lines, turn.t("Whose payment is it?")])


def remarked(turn: Turn, proposal: Proposal) -> Markup:
    """A line that is left alone, and why."""
    return turn.t("{line} ({remark})", line=short(turn, proposal), remark=turn.t(REMARKS[proposal.reason]))


def known(turn: Turn, proposal: Proposal) -> Markup:
    """A line whose payment is booked already, with that payment."""
    payments = [found for number in proposal.booked if (found := turn.work.payments.get(number)) is not None]
    named = [turn.t("No. {payment} of {name}", payment=each.id, name=name(turn, each.member)) for each in payments]
    return turn.t("{line} = {payments}", line=short(turn, proposal), payments=Markup(", ").join(named))


def shortened(turn: Turn, lines: Iterable[Markup], most: int = SHOWN) -> list[Markup]:
    """The first ones, and how many more there are."""
    found = [Markup("• ") + line for line in lines]
    if len(found) <= most:
        return found
    return [*found[:most], turn.tn("… and one more", "… and {n} more", len(found) - most)]


def options(turn: Turn, readings: Sequence[Reading]) -> dict[str, tuple[Reading, Option]]:
    """The readings by the id of their option: the numbers, told apart where two readings have the same."""
    found: dict[str, tuple[Reading, Option]] = {}
    for reading in readings:
        key = "+".join(match.member for match in reading)
        unique = key if key not in found else f"{key}:{len(found) + 1}"
        found[unique] = (reading, Option(unique, str(_label(turn, reading)), tuple(match.member for match in reading)))
    return found


def _label(turn: Turn, reading: Reading) -> Markup:
    if len(reading) > 1:
        return Markup(" + ").join(parts(turn, reading))
    (match,) = reading
    known_as = {"name": name(turn, match.member), "number": match.member}
    payment = turn.work.payments.get(match.payment) if match.payment is not None else None
    if payment is None:
        return turn.t("{name} ({number})", **known_as)
    day = turn.language.short_day(payment.value_on)
    return turn.t("{name} ({number}), declared {day}: {amount}", day=day, amount=money(turn, payment.cents), **known_as)


def _booked(turn: Turn, number: int) -> Markup:
    payment = turn.work.payments.get(number)
    assert payment is not None  # noqa: S101 - a proposal names payments that are there
    return turn.t(
        "Booked: {amount}, {day}, {name} (payment {payment}).",
        amount=money(turn, payment.amount),
        day=payment.value_on,
        name=name(turn, payment.member),
        payment=payment.id,
    )
