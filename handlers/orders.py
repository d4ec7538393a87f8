"""`/ordres`: the bureau votes on payments out, oldest first; who may sign notes how an approved one was paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from assistant.chat import Choice, Day, Either, FreeText, Option, Reply, Turn, UnfitError
from assistant.domain import orders as domain
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import RefusedError
from assistant.domain.ledger import Method
from assistant.domain.orders import NewPayout, Order, OrderKind, OrderState
from assistant.rules.approval import Round
from assistant.rules.paying import methods_out
from assistant.services import order_news, orders, receipts, rounds
from assistant.services.permissions import Action, denial, may
from assistant.words import fold
from handlers.citing import article as cited
from handlers.methods import BY, NAMES
from handlers.order_cards import Data, amount, card, documents, headline, outcome, votes, what

VOTES = frozenset({"approve", "refuse", "approuver", "refuser"})
INCOMPLETE = "incomplete"


def decide_orders(turn: Turn) -> Reply:
    """Choose one; then a vote while the round is open, the payment once the bureau has agreed."""
    found = _chosen(turn)
    if found is None:
        return Reply(turn.t("No payment waits for the bureau."), result={"order": None})
    data = order_news.card_of(turn.work, found)
    if found.state is OrderState.PROPOSED:
        return _vote(turn, found, data)
    if "vote" in turn.answers or (turn.arguments and fold(turn.arguments[0]) in VOTES) or not found.open:
        return _already(turn, found, data)
    if not _signs(turn):
        return Reply(card(turn.language, data), result=_result(turn, found))
    return _pay(turn, found, data)


def _chosen(turn: Turn) -> Order | None:
    """The order named by its id (that of a card's button, perhaps decided long since), or chosen of the open ones."""
    if "order" not in turn.answers and turn.arguments and turn.arguments[0].isdecimal():
        named = orders.get(turn.work, turn.actor, int(turn.arguments[0][:18]))
        if named is not None:
            turn.arguments.pop(0)
            turn.answers["order"] = str(named.id)
            return named
    waiting = orders.waiting(turn.work, turn.actor)
    if not waiting and "order" not in turn.answers:
        return None
    prompt = turn.tn("<b>One payment is open.</b>", "<b>{n} payments are open.</b> Which one?", len(waiting))
    chosen = turn.ask("order", Choice(prompt, _options(turn, waiting)))
    return orders.get(turn.work, turn.actor, int(chosen))


def _options(turn: Turn, waiting: Sequence[Order]) -> tuple[Option, ...]:
    return tuple(Option(str(order.id), str(_label(turn, order))) for order in waiting)


def _label(turn: Turn, order: Order) -> Markup:
    data = order_news.card_of(turn.work, order)
    known = {"amount": amount(data), "name": data["name"], "what": what(turn.language, data)}
    if order.state is OrderState.PROPOSED:
        return turn.t("Vote: {amount}, {name}, {what}", **known)
    if order.ready:
        return turn.t("Pay: {amount}, {name}, {what}", **known)
    return turn.t("Receipt awaited: {amount}, {name}, {what}", **known)


def _result(turn: Turn, order: Order, standing: Round | None = None) -> dict[str, object]:
    counts = (standing or rounds.stand(turn.work, order.motion)).counts
    return {"order": str(order.id), "votes": counts, "state": order.state.value}


def _refused(text: Markup, decision: Decision) -> Reply:
    return Reply(text, result={"refused": str(decision.reason), "articles": list(decision.articles)})


def _already(turn: Turn, order: Order, data: Data) -> Reply:
    """What a button of yesterday meets: who decided, and when."""
    said = [turn.t("That is done already."), headline(turn.language, data), *outcome(turn.language, data)]
    return _refused(Markup("\n").join(said), orders.stands(turn.work, order))


# The round


def _vote(turn: Turn, order: Order, data: Data) -> Reply:
    excluded = _stands_to_receive(turn, order)
    if excluded is not None:
        return excluded
    choice = domain.Choice(turn.ask("vote", _question(turn, order, data)))
    why = turn.ask("reason", _why(turn, data)) if choice is domain.Choice.REFUSE else None
    decided, standing = orders.vote(turn.work, turn.actor, order.id, choice, why)
    return Reply(_voted(turn, decided, choice), result=_result(turn, decided, standing))


def _stands_to_receive(turn: Turn, order: Order) -> Reply | None:
    """One sentence for whom the payment would pay."""
    try:
        rounds.require_voter(turn.work, turn.actor.name, order.motion)
    except RefusedError as refusal:
        articles = ", ".join(map(cited, refusal.decision.articles))
        text = turn.t("This payment is to you: the rest of the bureau decides on it ({articles}).", articles=articles)
        return _refused(text, refusal.decision)
    return None


def _question(turn: Turn, order: Order, data: Data) -> Choice:
    """The card, the paper that goes with it, and what the voter has said before."""
    earlier = next((vote for vote in turn.work.votes.on(order.subject) if vote.voter == turn.actor.name), None)
    prompt = card(turn.language, data)
    if earlier is not None:
        prompt += Markup("\n") + turn.t("You have answered already; you can still change your answer.")
    options = (
        Option(domain.Choice.APPROVE.value, str(turn.t("Approve")), also=("approuver",)),
        Option(domain.Choice.REFUSE.value, str(turn.t("Refuse")), also=("refuser",)),
    )
    return Choice(prompt, options, files=documents(turn.language, data))


def _why(turn: Turn, data: Data) -> FreeText:
    return FreeText(turn.t("Why not? {name} will read your reason.", name=data["name"]))


def _voted(turn: Turn, order: Order, choice: domain.Choice) -> Markup:
    data = order_news.card_of(turn.work, order)
    said = turn.t("You have agreed.") if choice is domain.Choice.APPROVE else turn.t("You have refused.")
    if order.state is OrderState.PROPOSED:
        return said + " " + votes(turn.language, data)
    if order.state is OrderState.REFUSED:
        return said + " " + turn.t("Nothing is paid; {name} is told why.", name=data["name"])
    return said + " " + _next(turn, order, data)


def _next(turn: Turn, order: Order, data: Data) -> Markup:
    agreed = turn.t("<b>The whole bureau agrees</b> ({article}).", article=cited(data["article"]))
    if not order.ready:
        return agreed + " " + turn.t("{name} can buy, and sends the receipt afterwards.", name=data["name"])
    return agreed + " " + turn.t("Those who sign have been told; {amount} is paid next.", amount=amount(data))


# The payment


def _signs(turn: Turn) -> bool:
    means = methods_out(turn.work.bylaws, turn.work.today)
    return any(may(turn.actor, order_news.SIGNED_BY[method]) for method in means)


def _pay(turn: Turn, order: Order, data: Data) -> Reply:
    refused = _not_payable(turn, order, data)
    if refused is not None:
        return refused
    question = _paid_on(turn, order, data)
    _, paid_on = turn.ask("paid_on", question)
    if paid_on is None:
        return _send_back(turn, order, data)
    _check_day(turn, order, question, paid_on)
    method = Method(turn.ask("method", _method(turn)))
    if not may(turn.actor, order_news.SIGNED_BY[method]):
        return _not_signatory(turn, method)
    reference = turn.ask("reference", _reference(turn, method))
    paid = orders.pay(turn.work, turn.actor, order.id, NewPayout(method, paid_on, reference))
    noted = {"amount": amount(data), "name": data["name"], "method": turn.t(BY[method]), "day": paid_on}
    return Reply(_noted(turn, data["reader"], data["beneficiary"], noted), result=_result(turn, paid))


def _noted(turn: Turn, reader: list[str] | None, beneficiary: str, noted: dict[str, object]) -> Markup:
    """What was paid, and who reads of it: for a member who has died, who declared it."""
    if reader is None:
        return turn.t("Noted: {amount} paid {method}, {day}, for {name}.", **noted)
    number, told = reader
    if number != beneficiary:
        return turn.t("Noted: {amount} paid {method}, {day}, for {name}. {told} has been told.", told=told, **noted)
    return turn.t("Noted: {amount} paid to {name} {method}, {day}. {name} has been told.", **noted)


def _not_payable(turn: Turn, order: Order, data: Data) -> Reply | None:
    """Why it cannot be paid yet, or not by who asks."""
    try:
        orders.check_payer(turn.work, turn.actor, order)
    except RefusedError as refusal:
        decision = refusal.decision
        if decision.reason is Reason.RECEIPT_REQUIRED:
            return _refused(card(turn.language, data), decision)
        articles = ", ".join(map(cited, decision.articles))
        text = turn.t(
            "This payment is to you: somebody else who signs makes it, and what would be a cheque to the president is "
            "a transfer ({articles}).",
            articles=articles,
        )
        return _refused(text, decision)
    return None


def _paid_on(turn: Turn, order: Order, data: Data) -> Either[date]:
    """The day; or, of an expense, that its receipt does not do, for the treasurers to say."""
    today = Option("today", str(turn.t("Today")))
    prompt = headline(turn.language, data) + Markup("\n") + turn.t("On which day was it paid?")
    day = Day(prompt, (today,), latest=turn.work.today)
    lacking = Option(INCOMPLETE, str(turn.t("Receipt incomplete")))
    may_return = order.kind is OrderKind.EXPENSE and may(turn.actor, Action.PAY_TRANSFER)
    return Either(day, (lacking,) if may_return else ())


def _check_day(turn: Turn, order: Order, question: Either[date], paid_on: date) -> None:
    """A day before the bureau's yes: the question is put again, saying why."""
    try:
        orders.check_day(turn.work, order, paid_on)
    except RefusedError as refusal:
        first = orders.approved_on(turn.work, order)
        text = turn.t("The bureau agreed on {first}: the payment is of that day or a later one.", first=first)
        raise turn.again("paid_on", question, UnfitError(str(refusal.decision.reason), text)) from None


def _method(turn: Turn) -> Choice:
    """What the actor signs for first."""
    means = methods_out(turn.work.bylaws, turn.work.today)
    own_first = sorted(means, key=lambda method: not may(turn.actor, order_news.SIGNED_BY[method]))
    options = tuple(
        Option(method.value, str(turn.t(NAMES[method])), also=(str(turn.t(BY[method])),)) for method in own_first
    )
    return Choice(turn.t("How was it paid?"), options)


def _not_signatory(turn: Turn, method: Method) -> Reply:
    decision = denial(turn.work, turn.actor, order_news.SIGNED_BY[method])
    article = ", ".join(map(cited, decision.articles))
    if method is Method.CHEQUE:
        text = turn.t("Only the president signs cheques ({article}). Nothing was noted.", article=article)
    else:
        text = turn.t(
            "Only the treasurer and the deputy make transfers ({article}). Nothing was noted.", article=article
        )
    return _refused(text, decision)


def _reference(turn: Turn, method: Method) -> FreeText:
    if method is Method.CHEQUE:
        return FreeText(turn.t("What is the number of the cheque?"), maximum=140)
    return FreeText(turn.t("What is the reference of the transfer?"), maximum=140)


def _send_back(turn: Turn, order: Order, data: Data) -> Reply:
    """The member is asked for a receipt that shows what and where (art. 23)."""
    lacking = turn.ask("reason", FreeText(turn.t("What does it lack? {name} will read it.", name=data["name"])))
    receipts.send_back(turn.work, turn.actor, order.cause_id, lacking)
    text = turn.t("Sent back: {name} is asked for a receipt that shows what and where.", name=data["name"])
    fresh = orders.get(turn.work, turn.actor, order.id) or order
    return Reply(text, result=_result(turn, fresh) | {"receipt": str(Reason.RECEIPT_INCOMPLETE)})
