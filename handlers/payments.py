"""`/paiements`: the treasurers decide what members declared, oldest first; a confirmed payment can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from assistant.chat import Amount, Button, Choice, FreeText, Option, Reply, Turn
from assistant.domain.members import Member
from assistant.domain.money import Money
from assistant.domain.payments import Payment, PaymentState
from assistant.services import payment_news, payments
from assistant.words import fold
from handlers.methods import NAMES
from handlers.payment_cards import card, proofs

REVERSE = frozenset({"reverse", "annuler", "contrepasser"})
SHOWN = 10


def decide_payments(turn: Turn) -> Reply:
    """Choose one, decide; the reason where one is needed. `/paiements M012` looks through a member's payments."""
    found = _chosen(turn)
    if found is None:
        return Reply(turn.t("No payment waits for your decision."), result={"payment": None, "state": None})
    data = payment_news.card_of(turn.work, found)
    if found.state is not PaymentState.DECLARED:
        return _reverse(turn, found, data)
    payments.check_decision(turn.work, turn.actor, found)
    decision = turn.ask("decision", _decision(turn, data))
    cents = turn.ask("amount", _amount(turn, found)) if decision == "amend" else None
    if decision == "reject":
        why = turn.t("{name}, {amount}: why is it rejected? The member will read it.", **_whose(turn, found))
        reason = turn.ask("reason", FreeText(why))
        decided = payments.reject(turn.work, turn.actor, found.id, reason)
    else:
        asked = FreeText(turn.t("{name}, {amount}: why was cash taken?", **_whose(turn, found)))
        why_cash = turn.ask("reason", asked) if data["exceptional"] else None
        decided = payments.confirm(turn.work, turn.actor, found.id, cents=cents, reason=why_cash)
    return _done(turn, decided)


def _chosen(turn: Turn) -> Payment | None:
    """The payment named by its id, or chosen from the queue or among one member's."""
    of = _member(turn)
    named = _named(turn)
    if named is not None:
        return named
    if of is not None:
        offered = payments.of_member(turn.work, turn.actor, of.number)[-SHOWN:]
        prompt = turn.t("The latest payments of {name}:", name=of.name)
    else:
        offered, prompt = _queue(turn)
    if not offered and "payment" not in turn.answers:
        return None
    chosen = turn.ask("payment", Choice(prompt, _options(turn, offered)))
    return payments.get(turn.work, turn.actor, int(chosen))


def _named(turn: Turn) -> Payment | None:
    """An id given with the command: that of a card's button, perhaps decided long since."""
    if "payment" in turn.answers or not turn.arguments or not turn.arguments[0].isdecimal():
        return None
    found = payments.get(turn.work, turn.actor, int(turn.arguments[0][:18]))
    if found is not None:
        turn.arguments.pop(0)
        turn.answers["payment"] = str(found.id)
    return found


def _member(turn: Turn) -> Member | None:
    """A member whose payments are looked through, kept among the answers."""
    if turn.arguments and "of" not in turn.answers:
        member = turn.work.members.get(turn.arguments[0])
        if member is not None:
            turn.arguments.pop(0)
            turn.answers["of"] = member.number
    return turn.work.members.get(turn.answers["of"]) if "of" in turn.answers else None


def _queue(turn: Turn) -> tuple[list[Payment], Markup]:
    waiting = payments.queue(turn.work, turn.actor)
    total = _money(turn, sum(payment.cents for payment in waiting))
    prompt = turn.tn(
        "<b>One payment waits: {total}.</b>", "<b>{n} payments wait, {total} in all.</b>", len(waiting), total=total
    )
    mine = [payment for payment in waiting if not _may_decide(turn, payment)]
    if mine:
        amount = _money(turn, sum(payment.cents for payment in mine))
        prompt += " " + turn.t("Your own ({amount}) waits for the other treasurer.", amount=amount)
    return [payment for payment in waiting if payment not in mine], prompt


def _may_decide(turn: Turn, payment: Payment) -> bool:
    own = turn.work.bylaws.payments.self_confirm.on(turn.work.today)
    return own or payment.member != turn.actor.name


def _options(turn: Turn, offered: Sequence[Payment]) -> tuple[Option, ...]:
    return tuple(Option(str(payment.id), str(_label(turn, payment))) for payment in offered)


def _label(turn: Turn, payment: Payment) -> Markup:
    return turn.t(
        "{name}, {amount}, {method}, {day}",
        **_whose(turn, payment),
        method=turn.t(NAMES[payment.method]),
        day=turn.language.short_day(payment.value_on),
    )


def _whose(turn: Turn, payment: Payment) -> dict[str, object]:
    """Whose money it is, and how much."""
    member = turn.work.members.get(payment.member)
    return {"name": member.name if member else payment.member, "amount": _money(turn, payment.amount)}


def _decision(turn: Turn, data: dict[str, Any]) -> Choice:
    options = (
        Option("confirm", str(turn.t("Confirm"))),
        Option("reject", str(turn.t("Reject"))),
        Option("amend", str(turn.t("Another amount"))),
    )
    return Choice(card(turn.language, data), options, files=proofs(turn.language, data))


def _amount(turn: Turn, found: Payment) -> Amount:
    most = turn.work.bylaws.payments.declaration_maximum.on(turn.work.today)
    prompt = turn.t("{name} declared {amount}. How much came in?", **_whose(turn, found))
    return Amount(prompt, most, turn.work.bylaws.currency)


def _reverse(turn: Turn, found: Payment, data: dict[str, Any]) -> Reply:
    """A decided payment is shown; a confirmed one can be undone, if that is what was asked for.

    Whoever meant to decide on it reads that somebody has.
    """
    asked = "decision" in turn.answers or bool(turn.arguments) or turn.answer is not None
    if turn.arguments and fold(turn.arguments[0]) in REVERSE:
        turn.arguments.pop(0)
        turn.answers["decision"] = "reverse"
    undo = turn.answers.get("decision") == "reverse"
    if asked and not undo:
        payments.check_decision(turn.work, turn.actor, found)
    if not undo:
        return Reply(card(turn.language, data), _undo_button(turn, found), result=_result(found))
    payments.check_reversal(turn.work, turn.actor, found)
    why = turn.t("{name}, {amount}: why is it undone? The member will read it.", **_whose(turn, found))
    reason = turn.ask("reason", FreeText(why))
    return _done(turn, payments.reverse(turn.work, turn.actor, found.id, reason))


def _undo_button(turn: Turn, payment: Payment) -> tuple[Button, ...]:
    if payment.state is not PaymentState.CONFIRMED or not _may_decide(turn, payment):
        return ()
    return (Button(str(turn.t("Undo")), "payments", (str(payment.id), "reverse")),)


def _done(turn: Turn, payment: Payment) -> Reply:
    """What was decided, and what waits still."""
    text = Markup("\n").join([_outcome(turn, payment), *_left(turn)])
    following = (Button(str(turn.t("Next")), "payments"),) if _left(turn) else ()
    return Reply(text, (*following, *_undo_button(turn, payment)), result=_result(payment))


def _outcome(turn: Turn, payment: Payment) -> Markup:
    known = _whose(turn, payment)
    if payment.state is PaymentState.CONFIRMED:
        return turn.t("Confirmed: {name}, {amount}. Receipt No. {number}.", number=payment.receipt, **known)
    if payment.state is PaymentState.REJECTED:
        return turn.t("Rejected: {amount}. {name} has been told why.", **known)
    return turn.t("Undone: {amount}. {name} has been told why.", **known)


def _left(turn: Turn) -> list[Markup]:
    waiting = [payment for payment in payments.queue(turn.work, turn.actor) if _may_decide(turn, payment)]
    if not waiting:
        return []
    total = _money(turn, sum(payment.cents for payment in waiting))
    return [
        turn.tn("One more waits: {total}.", "{n} more wait, {total} in all.", len(waiting), total=total),
    ]


def _result(payment: Payment) -> dict[str, object]:
    return {"payment": str(payment.id), "state": payment.state.value}


def _money(turn: Turn, cents: int) -> Money:
    return Money(cents, turn.work.bylaws.currency)
