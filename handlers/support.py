"""`/soutien`: a member in difficulty writes to the social commission; `/soutien retirer` takes it back (art. 26)."""

from __future__ import annotations

from markupsafe import Markup

from assistant.chat import Button, FreeText, Reply, Turn
from assistant.domain.claims import HelpRequest
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import RefusedError
from assistant.domain.members import BUREAU, Status
from assistant.services.aid import helping
from assistant.words import fold
from handlers.citing import article as cited

WITHDRAW = frozenset({"withdraw", "retirer"})
LONGEST = 1000


def support(turn: Turn) -> Reply:
    """A few words, an echo; then the commission is told that somebody has written."""
    if turn.arguments and fold(turn.arguments[0]) in WITHDRAW:
        return _withdraw(turn)
    try:
        helping.check(turn.work, turn.actor)
    except RefusedError as refusal:
        if refusal.decision.reason is Reason.COMMISSION_VACANT:
            return _nobody(turn, refusal.decision)
        raise
    waiting = helping.waiting(turn.work, turn.actor)
    if waiting and "words" not in turn.answers:
        return _waits(turn, waiting[-1])
    words = turn.ask("words", FreeText(_prompt(turn), maximum=LONGEST))
    if not turn.confirm(turn.t("“{words}”\nShall the social commission read this?", words=words)):
        return Reply(turn.t("Cancelled: nothing was recorded."), result={"cancelled": "support"})
    return _sent(turn, helping.ask(turn.work, turn.actor, words))


def _prompt(turn: Turn) -> Markup:
    return turn.t(
        "You can write here in confidence: what would help you? A few words are enough, and nothing medical is "
        "needed.\n"
        "The social commission alone reads them ({article}). If it proposes help, the bureau decides knowing your name "
        "and the sum, not your words.",
        article=_article(turn),
    )


def _sent(turn: Turn, request: HelpRequest) -> Reply:
    text = turn.t(
        "Thank you for your trust: the social commission has been told. Its answer comes to you here. Until then you "
        "can take your words back."
    )
    return Reply(text, (_take_back(turn, request),), result=_result(request))


def _waits(turn: Turn, request: HelpRequest) -> Reply:
    """One at a time: who wants to write something else takes the first back."""
    text = turn.t(
        "What you wrote on {day} is with the social commission ({article}); its answer comes to you here. To write "
        "something else, take it back first.",
        day=turn.work.local(request.asked_at).date(),
        article=_article(turn),
    )
    return Reply(text, (_take_back(turn, request),), result=_result(request))


def _nobody(turn: Turn, decision: Decision) -> Reply:
    """Nothing is kept that nobody would read; who can be spoken to instead."""
    text = turn.t(
        "Nobody else sits on the social commission at present ({article}): your words would reach nobody, so I do not "
        "ask for them. Speak to the bureau instead.",
        article=_article(turn),
    )
    sitting = (member for member in turn.work.members.with_role(BUREAU) if member.status is Status.ACTIVE)
    names = [member.name for member in sitting if member.number != turn.actor.name]
    if names:
        text += " " + turn.t("In the bureau there are {names}.", names=names)
    return Reply(text, result={"refused": str(decision.reason), "articles": list(decision.articles)})


def _withdraw(turn: Turn) -> Reply:
    """The one named by a button, else the one that waits."""
    named = next((word[:18] for word in turn.arguments[1:2] if word.isdecimal()), None)
    turn.arguments.clear()
    waiting = helping.waiting(turn.work, turn.actor)
    if named is None and not waiting:
        return Reply(turn.t("Nothing of yours waits for the social commission."), result={"help": None, "state": None})
    request = helping.withdraw(turn.work, turn.actor, int(named) if named else waiting[-1].id)
    text = turn.t("Taken back: the social commission no longer sees it. You can write again whenever you wish.")
    return Reply(text, result=_result(request))


def _take_back(turn: Turn, request: HelpRequest) -> Button:
    return Button(str(turn.t("Take it back")), "support", ("withdraw", str(request.id)))


def _result(request: HelpRequest) -> dict[str, object]:
    return {"help": str(request.id), "state": request.state.value}


def _article(turn: Turn) -> str:
    return cited(turn.work.bylaws.cite("commission"))
