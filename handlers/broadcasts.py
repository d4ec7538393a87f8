"""`/diffusions`: what was sent to many, is planned or waits for a yes: who was reached, stopping it, correcting it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from markupsafe import Markup

from assistant.chat import Choice, FreeText, Option, Reply, Turn
from assistant.domain.broadcasts import Broadcast, BroadcastKind, BroadcastState
from assistant.domain.errors import RefusedError
from assistant.domain.reminding import ToldBy
from assistant.marks import N_
from assistant.services import broadcast_news, broadcasting, messages
from assistant.services.messages import IN_WORDS, LONGEST, Draft
from assistant.services.permissions import Action, may
from assistant.words import fold, visible
from handlers.broadcast import agreed, preview, result, said, send
from handlers.broadcast_notices import card
from handlers.delivery_report import OFFERED, OPEN, report_buttons, report_files, report_result, report_text
from handlers.people import Somebody, by_name

SHOWN = 8
"""The newest that are offered; an older one is named by its number."""
GLIMPSE = 30
"""Characters of a message that tell it from others."""
KINDS = {
    BroadcastKind.CONVOCATION: N_("Convocation"),
    BroadcastKind.CHANGE: N_("Change of a meeting"),
    BroadcastKind.CALLING_OFF: N_("Meeting called off"),
    BroadcastKind.MINUTES: N_("Minutes"),
    BroadcastKind.MESSAGE: N_("Message"),
    BroadcastKind.CORRECTION: N_("Correction"),
}
STATES = {
    BroadcastState.PROPOSED: N_("waits for a yes"),
    BroadcastState.PLANNED: N_("planned"),
    BroadcastState.SENT: N_("sent"),
    BroadcastState.STOPPED: N_("stopped"),
}
ACTIONS = {
    "approve": N_("Endorse"),
    "stop": N_("Stop it"),
    "report": N_("Who was reached"),
    "correct": N_("Correct it"),
    "told": N_("Note who was told"),
}
"""What may be done."""
ALSO = {"approve": "approuver", "stop": "arreter", "report": "rapport", "correct": "corriger", "told": "prevenu"}
"""Other words for it."""
_BEFORE_IT_LEAVES = frozenset({"approve", "stop"})


def manage(turn: Turn) -> Reply:
    """Which one; then what is to be done with it, as its state allows."""
    found = _chosen(turn)
    if found is None:
        return Reply(turn.t("Nothing has been sent to many yet."), result={"broadcast": None})
    action = _action(turn, found)
    if action is None:
        return Reply(_shown(turn, found), result=result(turn, found))
    return _DOES[action](turn, found)


def _chosen(turn: Turn) -> Broadcast | None:
    """The one named by its number (that of a card's button), or chosen of the newest."""
    if "broadcast" not in turn.answers and turn.arguments and turn.arguments[0].isdecimal():
        named = messages.find(turn.work, turn.actor, int(turn.arguments[0][:18]))
        if named is not None:
            turn.arguments.pop(0)
            turn.answers["broadcast"] = str(named.id)
            return named
    newest = messages.listed(turn.work, turn.actor)[:SHOWN]
    if not newest and "broadcast" not in turn.answers:
        return None
    options = tuple(Option(str(each.id), str(_label(turn, each).unescape())) for each in newest)
    chosen = turn.ask("broadcast", Choice(turn.t("Which message?"), options))
    return messages.find(turn.work, turn.actor, int(chosen))


def _label(turn: Turn, found: Broadcast) -> Markup:
    shown = {
        "kind": turn.t(KINDS[found.kind]),
        "day": turn.work.local(found.sent_at or found.leaves_at or found.created_at).date(),
        "state": turn.t(STATES[found.state]),
    }
    if found.kind not in IN_WORDS:
        return turn.t("{kind}, {day}: {state}", **shown)
    words = visible(found.body["text"])
    glimpse = words if len(words) <= GLIMPSE else f"{words[:GLIMPSE]}…"
    return turn.t("{kind}, {day}: {state}, “{words}”", words=glimpse, **shown)


def _action(turn: Turn, found: Broadcast) -> str | None:
    """What its state and the actor's office allow; None where that is nothing."""
    open_ = _open_to(turn, found)
    _refuse_late(turn, found, open_)
    if not open_:
        return None
    return turn.ask("action", Choice(_shown(turn, found), tuple(_options(turn, open_))))


def _refuse_late(turn: Turn, found: Broadcast, open_: Collection[str]) -> None:
    """What a button of yesterday meets: what became of it."""
    named = fold(turn.arguments[0]) if "action" not in turn.answers and turn.arguments else ""
    wanted = next((action for action, also in ALSO.items() if named in {action, also}), None)
    if wanted in _BEFORE_IT_LEAVES and wanted not in open_:
        raise RefusedError(messages.stands(turn.work, found))


def _options(turn: Turn, open_: Iterable[str]) -> Iterator[Option]:
    for action in open_:
        yield Option(action, str(turn.t(ACTIONS[action])), also=(ALSO[action],))


def _open_to(turn: Turn, found: Broadcast) -> list[str]:
    bureau = may(turn.actor, Action.BROADCAST)
    match found.state:
        case BroadcastState.PROPOSED:
            return ["approve", "stop"] if bureau else ["stop"]
        case BroadcastState.PLANNED:
            return ["stop"]
        case BroadcastState.SENT:
            correct = ["correct"] if found.kind in IN_WORDS else []
            return ["report", *correct, "told"] if bureau else correct
        case BroadcastState.STOPPED:
            return []


def _shown(turn: Turn, found: Broadcast) -> Markup:
    """Its words and what became of it; of what is made from a meeting no more than what it is."""
    if found.kind in IN_WORDS:
        return card(turn.language, broadcast_news.card_of(turn.work, found))
    return _label(turn, found)


def _approve(turn: Turn, found: Broadcast) -> Reply:
    """Shown once more with those whom it would go to now."""
    outline = messages.proposed(turn.work, turn.actor, found.id)
    if agreed(turn, outline, preview(turn, outline)) == "no":
        return Reply(turn.t("Nothing was sent."), result={"cancelled": "broadcasts"})
    endorsed = messages.endorse(turn.work, turn.actor, found.id, outline.seen)
    return Reply(said(turn, endorsed), result=result(turn, endorsed))


def _stop(turn: Turn, found: Broadcast) -> Reply:
    stopped = messages.stop(turn.work, turn.actor, found.id)
    return Reply(turn.t("<b>Stopped</b>: nothing is sent."), result=result(turn, stopped))


def _correct(turn: Turn, found: Broadcast) -> Reply:
    messages.correctable(turn.work, turn.actor, found.id)
    prompt = turn.t("What is right? The same people get it, with the words of the first message below it.")
    text = turn.ask("text", FreeText(prompt, maximum=LONGEST))
    return send(turn, Draft(text=text, corrects=found.id))


def _report(turn: Turn, found: Broadcast) -> Reply:
    report = broadcasting.report(turn.work, turn.actor, found.id)
    text, buttons = report_text(turn, report), report_buttons(turn, report)
    return Reply(text, buttons, report_files(turn, report), report_result(report))


def _told(turn: Turn, found: Broadcast) -> Reply:
    """Whom, and how; then who is still to be told."""
    report = broadcasting.report(turn.work, turn.actor, found.id)
    missing = [by_name(member) for reach in OPEN for member in report.reached[reach]]
    if not missing and "member" not in turn.answers and not turn.arguments:
        return _report(turn, found)
    everybody = tuple(by_name(member) for members in report.reached.values() for member in members)
    prompt = turn.t("Who was told? Give the number, or the full name.")
    number = turn.ask("member", Somebody(prompt, everybody, tuple(missing[:OFFERED])))
    how = (
        Option(ToldBy.CALL.value, str(turn.t("By telephone")), also=("telephone",)),
        Option(ToldBy.LETTER.value, str(turn.t("By letter")), also=("courrier",)),
    )
    told_by = ToldBy(turn.ask("told_by", Choice(turn.t("How were they told?"), how)))
    broadcasting.note_told(turn.work, turn.actor, found.id, number, told_by)
    return _report(turn, found)


_DOES: Mapping[str, Callable[[Turn, Broadcast], Reply]] = {
    "approve": _approve,
    "stop": _stop,
    "report": _report,
    "correct": _correct,
    "told": _told,
}
