"""The receipt of an expense that the bureau has approved: what was spent, on which day, and the paper itself."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from assistant.chat import Amount, Day, Option, Reply, Turn, UnfitError
from assistant.domain.decisions import Decision
from assistant.domain.errors import RefusedError
from assistant.domain.expenses import Expense
from assistant.domain.money import Money
from assistant.services import receipts
from assistant.services.receipts import NewReceipt
from handlers import uploads
from handlers.citing import article as cited


def send_receipt(turn: Turn, expense: Expense, what: Markup) -> Reply:
    """The paper, the day of the purchase, what was paid; then it waits for whoever pays."""
    article = cited(turn.work.bylaws.cite("expense"))
    prompt = turn.t(
        "Send the receipt for {what}, as a photo or a PDF. It shows what was bought and where ({article}).",
        what=what,
        article=article,
    )
    document = uploads.proof(turn, "receipt", prompt, optional=False)
    assert document is not None  # noqa: S101 - it cannot be skipped
    bought_on = _day(turn, expense)
    cents = turn.ask("amount", _amount(turn, expense))
    new = NewReceipt(bought_on, cents, document)
    if not turn.confirm(_summary(turn, new, what)):
        return Reply(turn.t("Cancelled: nothing was recorded."), result={"cancelled": "expense"})
    done = receipts.hand_in(turn.work, turn.actor, expense.id, new)
    text = turn.t("Thank you. The refund of {amount} comes next; you will read it here.", amount=_money(turn, cents))
    return Reply(text, result={"expense": str(done.id), "state": done.state.value})


def _day(turn: Turn, expense: Expense) -> date:
    """A purchase before the bureau's yes is not refunded: the question is put again, saying why."""
    today = Option("today", str(turn.t("Today")))
    question = Day(turn.t("On which day did you buy it?"), (today,), latest=turn.work.today)
    bought_on = turn.ask("date", question)
    try:
        receipts.check_day(turn.work, expense, bought_on)
    except RefusedError as refusal:
        raise turn.again("date", question, _too_early(turn, expense, refusal.decision)) from None
    return bought_on


def _too_early(turn: Turn, expense: Expense, decision: Decision) -> UnfitError:
    text = turn.t(
        "The bureau agreed on {first}, and a purchase before that day is not refunded as things stand ({articles}). If "
        "it was bought earlier, write to the bureau.",
        first=receipts.approved_on(turn.work, expense),
        articles=", ".join(map(cited, decision.articles)),
    )
    return UnfitError(str(decision.reason), text)


def _amount(turn: Turn, expense: Expense) -> Amount:
    approved = _money(turn, expense.cents)
    offered = Option(f"{expense.cents / 100:.2f}", turn.language.show(approved))
    prompt = turn.t("How much did you pay? The bureau agreed to {approved} at most.", approved=approved)
    return Amount(prompt, expense.cents, turn.work.bylaws.currency, (offered,))


def _summary(turn: Turn, new: NewReceipt, what: Markup) -> Markup:
    return turn.t(
        "<b>{amount}</b> paid on {day}: {what}. Your receipt is attached. Is that right?",
        amount=_money(turn, new.cents),
        day=new.bought_on,
        what=what,
    )


def _money(turn: Turn, cents: int) -> Money:
    return Money(cents, turn.work.bylaws.currency)
