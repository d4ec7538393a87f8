"""An entry by hand is taken back, once, with a reason: by a treasurer, or by the president who was shown it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from assistant.chat import Choice, FreeText, Option, Reply, Turn
from assistant.domain.decisions import Reason
from assistant.domain.errors import RefusedError
from assistant.domain.manual import ManualEntry
from assistant.services import manual, manual_news
from handlers.citing import article as cited
from handlers.entry_notices import undone, what

LATEST = 10
LONGEST_LABEL = 60
LONGEST_REASON = 200


def undo(turn: Turn) -> Reply:
    """The entry whose number follows, or one of the latest."""
    latest = () if _is_named(turn) else manual.latest(turn.work, turn.actor, LATEST)
    if not latest and "entry" not in turn.answers:
        return _refused(turn.t("Nothing is entered by hand that could be undone."), Reason.NOT_CONFIRMED)
    number = int(turn.ask("entry", _which(turn, latest)))
    try:
        entry = manual.check_undo(turn.work, turn.actor, number)
    except RefusedError as refusal:
        return _explained(turn, refusal, number)
    asked = turn.t("Why is it undone? Those who were told of it will read it.")
    reason = turn.ask("reason", FreeText(Markup("\n").join([_said(turn, entry), asked]), maximum=LONGEST_REASON))
    done = manual.undo(turn.work, turn.actor, number, " ".join(reason.split()))
    card = manual_news.card_of(turn.work, done.entry)
    text = Markup("\n").join([_said(turn, done.entry), undone(turn.language, card)])
    return Reply(text, result={"entry": str(number), "transfer": done.transfer})


def _is_named(turn: Turn) -> bool:
    """Whether a number was given with the command, or chosen before; it is kept among the answers."""
    if "entry" not in turn.answers and turn.arguments and turn.arguments[0].isdecimal():
        turn.answers["entry"] = turn.arguments.pop(0)[:18]
    return "entry" in turn.answers


def _which(turn: Turn, latest: Sequence[ManualEntry]) -> Choice:
    options = tuple(Option(str(entry.id), _label(turn, entry)) for entry in latest)
    return Choice(turn.t("Which entry is undone?"), options)


def _label(turn: Turn, entry: ManualEntry) -> str:
    said = str(_said(turn, entry).striptags())
    shown = f"{entry.id} · {said}"
    return shown if len(shown) <= LONGEST_LABEL else shown[: LONGEST_LABEL - 1] + "…"


def _said(turn: Turn, entry: ManualEntry) -> Markup:
    return what(turn.language, manual_news.described(turn.work, entry))


def _explained(turn: Turn, refusal: RefusedError, number: int) -> Reply:
    decision = refusal.decision
    if decision.reason is Reason.NOT_CONFIRMED:
        return _refused(turn.t("There is no entry No. {number}.", number=number), Reason.NOT_CONFIRMED)
    if decision.reason is Reason.SELF_CONFIRMATION:
        text = turn.t(
            "Nobody undoes an entry on their own account: another officer does ({article}).",
            article=cited(decision.articles[0]),
        )
        return _refused(text, decision.reason, decision.articles)
    raise refusal


def _refused(text: Markup, reason: Reason, articles: tuple[str, ...] = ()) -> Reply:
    return Reply(text, result={"refused": str(reason), "articles": list(articles)})
