"""`/payer`: a member says what they have paid; `/payer retirer` takes it back while nobody has decided."""

from __future__ import annotations

from datetime import date, timedelta

from markupsafe import Markup

from assistant.chat import Amount, Button, Choice, Day, Option, Reply, Turn, UnfitError
from assistant.domain.ledger import Method
from assistant.domain.money import Money
from assistant.domain.payments import NewPayment, Payment, PaymentState
from assistant.rules.payments import accepted_methods, is_exceptional
from assistant.services import balance, payment_news, payments
from assistant.words import fold
from handlers import uploads
from handlers.citing import article as cited
from handlers.methods import BY, CALLED, NAMES
from handlers.paying import left_to_pay

WITHDRAW = frozenset({"withdraw", "retirer"})


def pay(turn: Turn) -> Reply:
    """Amount, method, day, proof, an echo; then it waits for the treasurers."""
    if turn.arguments and fold(turn.arguments[0]) in WITHDRAW:
        return _withdraw(turn)
    cents = turn.ask("amount", _amount(turn))
    method = Method(turn.ask("method", _method(turn)))
    paid_on = turn.ask("paid_on", _paid_on(turn))
    _check_membership(turn, paid_on)
    proof = uploads.proof(turn, "proof", turn.t("If you have a proof, send a photo or a PDF of it."))
    new = NewPayment(cents, method.value, paid_on)
    if not turn.confirm(_summary(turn, new, proof)):
        return Reply(turn.t("Cancelled: nothing was recorded."), result={"cancelled": "pay"})
    payment, _ = payments.declare(turn.work, turn.actor, new, proof)
    return _noted(turn, payment)


def _money(turn: Turn, cents: int) -> Money:
    return Money(cents, turn.work.bylaws.currency)


def _amount(turn: Turn) -> Amount:
    """What is enough to be up to date again, and all that is owed, are offered, less what is declared already."""
    mine = balance.mine(turn.work, turn.actor)
    money, declared = mine.situation, sum(payment.cents for payment in mine.pending)
    most = turn.work.bylaws.payments.declaration_maximum.on(turn.work.today)
    offered = left_to_pay((money.overdue - money.tolerance, -money.balance), declared)
    options = tuple(
        Option(f"{cents / 100:.2f}", turn.language.show(_money(turn, cents))) for cents in offered if cents <= most
    )
    return Amount(turn.t("How much have you paid?"), most, turn.work.bylaws.currency, options)


def _method(turn: Turn) -> Choice:
    accepted = accepted_methods(turn.work.bylaws, turn.work.today)
    options = tuple(Option(method.value, str(turn.t(NAMES[method])), also=CALLED[method]) for method in accepted)
    return Choice(turn.t("How did you pay?"), options)


def _paid_on(turn: Turn) -> Day:
    today = turn.work.today
    joined = turn.actor.member.joined_on if turn.actor.member else None
    options = (Option("today", str(turn.t("Today"))), Option("yesterday", str(turn.t("Yesterday"))))
    recent = options if joined is None or joined < today - timedelta(days=1) else options[:1]
    return Day(turn.t("On which day did the money change hands?"), recent, latest=today)


def _check_membership(turn: Turn, paid_on: date) -> None:
    """A day before the member joined is refused and asked for again."""
    joined = turn.actor.member.joined_on if turn.actor.member else None
    if joined is not None and paid_on < joined:
        sorry = turn.t("You became a member on {first}: a payment cannot be of an earlier day.", first=joined)
        raise turn.again("paid_on", _paid_on(turn), UnfitError("BEFORE_MEMBERSHIP", sorry))


def _summary(turn: Turn, new: NewPayment, proof: int | None) -> Markup:
    parts = [_said(turn, new)]
    if proof is not None:
        parts.append(turn.t("Your proof is attached."))
    if is_exceptional(Method(new.method), turn.work.bylaws, turn.work.today):
        article = cited(turn.work.bylaws.cite("payment"))
        parts.append(turn.t("Cash is to stay an exception ({article}): the treasurer will note why.", article=article))
    twin = payments.likely_duplicate(turn.work, turn.actor, new.cents, new.paid_on)
    parts.append(_twin(turn, twin) if twin else turn.t("Is that right?"))
    return Markup("\n").join(parts)


def _said(turn: Turn, new: NewPayment) -> Markup:
    amount = _money(turn, new.cents)
    return turn.t(
        "<b>{amount}</b> {method}, {day}.", amount=amount, method=turn.t(BY[Method(new.method)]), day=new.paid_on
    )


def _twin(turn: Turn, twin: Payment) -> Markup:
    known = {"amount": _money(turn, twin.amount), "day": twin.value_on}
    if twin.state is PaymentState.DECLARED:
        said = turn.t("You have already declared {amount} for {day}, and it waits for the treasurer.", **known)
    else:
        said = turn.t("A payment of {amount} for {day} is confirmed already.", **known)
    return said + " " + turn.t("Confirm only if this is another payment.")


def _noted(turn: Turn, payment: Payment) -> Reply:
    known = {
        "amount": _money(turn, payment.cents),
        "method": turn.t(BY[payment.method]),
        "day": payment.value_on,
    }
    noted = turn.t("Noted: {amount} {method}, {day}.", **known)
    if payment_news.deciders(turn.work, payment.member):
        after = turn.t("Your balance will change once the treasurer has confirmed it; you will read it here.")
    else:
        after = turn.t("Nobody else can confirm it for now: tell the bureau.")
    withdraw = Button(str(turn.t("Withdraw")), "pay", ("withdraw", str(payment.id)))
    balance_button = Button(str(turn.t("Balance")), "balance")
    return Reply(noted + " " + after, (withdraw, balance_button), result=_result(payment))


def _result(payment: Payment) -> dict[str, object]:
    return {"payment": str(payment.id), "state": payment.state.value}


def _withdraw(turn: Turn) -> Reply:
    """One's own declaration that nobody has decided; asked for where there are several."""
    named = next((word[:18] for word in turn.arguments[1:2] if word.isdecimal()), None)
    waiting = turn.work.payments.pending(turn.actor.name)
    if named is None and not waiting:
        turn.arguments.pop(0)
        return Reply(turn.t("No payment of yours waits for confirmation."), result={"payment": None, "state": None})
    chosen = named or (str(waiting[0].id) if len(waiting) == 1 else turn.ask("payment", _waiting(turn, waiting)))
    del turn.arguments[: 2 if named else 1]
    payment = payments.withdraw(turn.work, turn.actor, int(chosen))
    text = turn.t("Withdrawn: {amount} of {day} no longer counts as declared.", **_amount_and_day(turn, payment))
    return Reply(text, (Button(str(turn.t("Balance")), "balance"),), result=_result(payment))


def _waiting(turn: Turn, waiting: list[Payment]) -> Choice:
    options = tuple(
        Option(str(payment.id), str(turn.t("{amount} of {day}", **_amount_and_day(turn, payment))))
        for payment in waiting
    )
    return Choice(turn.t("Which payment do you withdraw?"), options)


def _amount_and_day(turn: Turn, payment: Payment) -> dict[str, object]:
    return {"amount": _money(turn, payment.cents), "day": payment.value_on}
