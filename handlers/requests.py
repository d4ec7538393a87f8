"""`/soutiens`: the social commission reads what members in difficulty wrote, proposes a sum or declines (art. 26)."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from assistant.chat import Amount, Choice, FreeText, Option, Reply, Turn
from assistant.domain.claims import HelpRequest, HelpState
from assistant.domain.decisions import Reason
from assistant.domain.errors import RefusedError
from assistant.domain.money import Money
from assistant.domain.orders import Order
from assistant.services.aid import help_news, helping
from handlers.citing import article as cited

PROPOSE, DECLINE = "propose", "decline"
LONGEST = 300
"""Characters of an answer: it stands on the bureau's cards."""


def answer_requests(turn: Turn) -> Reply:
    """Choose one, read it, propose or decline; the bureau then votes with `/ordres`."""
    try:
        found = _chosen(turn)
    except RefusedError as refusal:
        return _own(turn, refusal)
    if found is None:
        text = turn.t("Nobody waits for the social commission.")
        return Reply(text, result={"help": None, "state": None, "order": None})
    if found.state is not HelpState.ASKED:
        raise RefusedError(helping.stands(turn.work, found))
    if turn.ask("decision", _decision(turn, found)) == DECLINE:
        return _decline(turn, found)
    return _propose(turn, found)


def _chosen(turn: Turn) -> HelpRequest | None:
    """The request named by its id (that of a card's button, perhaps answered since), or chosen of those that wait."""
    if "request" not in turn.answers and turn.arguments and turn.arguments[0].isdecimal():
        named = helping.get(turn.work, turn.actor, int(turn.arguments[0][:18]))
        if named is not None:
            turn.arguments.pop(0)
            turn.answers["request"] = str(named.id)
            return named
    waiting = helping.queue(turn.work, turn.actor)
    if not waiting and "request" not in turn.answers:
        return None
    prompt = turn.tn("<b>One member waits.</b>", "<b>{n} members wait.</b> Whom do you answer?", len(waiting))
    chosen = turn.ask("request", Choice(prompt, _options(turn, waiting)))
    return helping.get(turn.work, turn.actor, int(chosen))


def _own(turn: Turn, refusal: RefusedError) -> Reply:
    """One's own request is the others' to answer."""
    decision = refusal.decision
    if decision.reason is not Reason.SELF_CONFIRMATION:
        raise refusal
    text = turn.t(
        "This is what you wrote yourself: the rest of the commission answers it ({article}).", article=_article(turn)
    )
    return Reply(text, result={"refused": str(decision.reason), "articles": list(decision.articles)})


def _options(turn: Turn, waiting: Sequence[HelpRequest]) -> tuple[Option, ...]:
    return tuple(
        Option(
            str(request.id),
            str(turn.t("{name}, {day}", name=_name(turn, request), day=turn.work.local(request.asked_at).date())),
        )
        for request in waiting
    )


def _decision(turn: Turn, request: HelpRequest) -> Choice:
    """What the member wrote, in full, and what the commission can do."""
    text = turn.t(
        "<b>{name}</b> ({number}) wrote on {at}: “{words}”\nOnly the commission reads this ({article}).",
        name=_name(turn, request),
        number=request.member,
        at=turn.work.local(request.asked_at),
        words=request.words,
        article=_article(turn),
    )
    options = (
        Option(PROPOSE, str(turn.t("Propose a sum")), also=("proposer",)),
        Option(DECLINE, str(turn.t("Propose nothing")), also=("decliner",)),
    )
    return Choice(text, options)


def _propose(turn: Turn, request: HelpRequest) -> Reply:
    name, currency = _name(turn, request), turn.work.bylaws.currency
    cents = turn.ask("amount", Amount(turn.t("What sum does the commission propose?"), currency=currency))
    prompt = turn.t(
        "What for, in a few words? The bureau reads them before it votes, {name} too, and they stay with the payment: "
        "nothing private.",
        name=name,
    )
    words = turn.ask("words", FreeText(prompt, maximum=LONGEST))
    amount = Money(cents, currency)
    summary = turn.t(
        "<b>{amount}</b> for {name}: “{words}”\nThe whole bureau then votes.", amount=amount, name=name, words=words
    )
    if not turn.confirm(summary):
        return _cancelled(turn)
    answered, order = helping.propose(turn.work, turn.actor, request.id, cents, words)
    said = turn.t(
        "Proposed: {amount} for {name}. The bureau has been asked ({article}), and {name} has been told.",
        amount=amount,
        name=name,
        article=cited(turn.work.bylaws.cite("payment")),
    )
    return Reply(said + " " + _watched(turn, request), result=_result(answered, order))


def _watched(turn: Turn, request: HelpRequest) -> Markup:
    if help_news.overseers(turn.work, request.member):
        return turn.t("The control commission has been told of the sum.")
    return turn.t("Nobody else sits on the control commission, which is to watch over it: tell the bureau.")


def _decline(turn: Turn, request: HelpRequest) -> Reply:
    name = _name(turn, request)
    prompt = turn.t("What shall {name} read? Say what may help otherwise, if you can.", name=name)
    words = turn.ask("words", FreeText(prompt, maximum=LONGEST))
    if not turn.confirm(turn.t("To {name}, without a sum: “{words}”", name=name, words=words)):
        return _cancelled(turn)
    answered = helping.decline(turn.work, turn.actor, request.id, words)
    return Reply(turn.t("Sent to {name}. Nobody else is told.", name=name), result=_result(answered, None))


def _cancelled(turn: Turn) -> Reply:
    return Reply(turn.t("Cancelled: nothing was recorded."), result={"cancelled": "requests"})


def _result(request: HelpRequest, order: Order | None) -> dict[str, object]:
    return {"help": str(request.id), "state": request.state.value, "order": str(order.id) if order else None}


def _name(turn: Turn, request: HelpRequest) -> str:
    member = turn.work.members.get(request.member)
    return member.name if member else request.member


def _article(turn: Turn) -> str:
    return cited(turn.work.bylaws.cite("commission"))
