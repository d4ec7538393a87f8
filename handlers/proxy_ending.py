"""`/procuration retirer`, `/procuration refuser`: a mandate taken back by its giver, or declined by its holder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assistant.chat import Choice, Option, Reply, Turn
from assistant.domain.actors import Actor
from assistant.domain.attending import Proxy, proxy_of
from assistant.domain.convening import Meeting
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import RefusedError
from assistant.marks import N_
from assistant.ports import UnitOfWork
from assistant.services.meetings import representing
from assistant.services.meetings.convening import meeting_body
from assistant.services.meetings.representing_news import evidence
from assistant.words import fold
from handlers.meeting_words import label, named
from handlers.proxy_refusals import barred
from handlers.proxy_words import DECLINE, WITHDRAW, choosing

_WORDS = {"withdraw": WITHDRAW, "retirer": WITHDRAW, "decline": DECLINE, "refuser": DECLINE}
HOW, PROXY = "how", "proxy"
"""Where the answers keep what is done, and to which mandate."""
Found = tuple[Meeting, Proxy]


@dataclass(frozen=True, slots=True)
class Ending:
    """One of the two ways."""

    look: Callable[[UnitOfWork, Actor, int], Found]
    act: Callable[[UnitOfWork, Actor, int], Proxy]
    mine: Callable[[representing.Mine], Sequence[Found]]


_WAYS: Mapping[str, Ending] = {
    WITHDRAW: Ending(
        representing.to_withdraw,
        representing.withdraw,
        lambda mine: mine.given,
    ),
    DECLINE: Ending(
        representing.to_decline,
        representing.decline,
        lambda mine: mine.held,
    ),
}
_NONE: Mapping[str, str] = {
    WITHDRAW: N_("You have given no proxy for a meeting ahead."),
    DECLINE: N_("You hold no proxy for a meeting ahead."),
}
_ASK: Mapping[str, str] = {
    WITHDRAW: N_("Withdraw the proxy given to <b>{holder}</b> for {meeting}?"),
    DECLINE: N_("Decline the proxy of <b>{giver}</b> for {meeting}?"),
}
_DONE: Mapping[str, str] = {
    WITHDRAW: N_(
        "<b>The proxy {reference} is withdrawn</b>: {holder} no longer carries it for {meeting}. {holder}, "
        "the president and the bureau are told."
    ),
    DECLINE: N_(
        "<b>The proxy {reference} is declined</b>: you vote for yourself alone at {meeting}. {giver} is told, and "
        "can choose somebody else."
    ),
}


def ending(turn: Turn) -> str | None:
    """`withdraw` or `decline`, where the first word after the command says so."""
    if not turn.answers and turn.arguments and fold(turn.arguments[0]) in _WORDS:
        turn.answers[HOW] = _WORDS[fold(turn.arguments.pop(0))]
    how = turn.answers.get(HOW)
    return None if how is None else str(how)


def end(turn: Turn, how: str) -> Reply:
    """The one that a button or a reference names, the only one, or the one of a chosen meeting; then yes."""
    way = _WAYS[how]
    number = _chosen(turn, way)
    if number is None:
        return Reply(turn.t(_NONE[how]), result={"proxy": None})
    try:
        meeting, proxy = way.look(turn.work, turn.actor, number)
    except RefusedError as refused:
        return _refused(turn, refused.decision)
    shown = _shown(turn, meeting, proxy)
    if not turn.confirm(turn.t(_ASK[how], **shown)):
        return Reply(turn.t("The proxy stays as it is."), result={"cancelled": "proxy"})
    ended = way.act(turn.work, turn.actor, number)
    data = evidence(turn.work, meeting, ended)
    again = (choosing(turn.language, data),) if turn.actor.name == ended.giver else ()
    result = {"proxy": str(ended.id), "meeting": str(meeting.id), "state": ended.state.value}
    return Reply(turn.t(_DONE[how], **shown), again, result=result)


def _chosen(turn: Turn, way: Ending) -> int | None:
    if PROXY not in turn.answers and turn.arguments:
        named_so = proxy_of(turn.arguments[0])
        if named_so is not None:
            turn.arguments.pop(0)
            turn.answers[PROXY] = named_so
    if PROXY in turn.answers:
        return int(turn.answers[PROXY])
    found = way.mine(representing.mine(turn.work, turn.actor))
    if len(found) < 2:  # noqa: PLR2004 - one is not asked for
        return _only(turn, found)
    options = tuple(Option(str(each.id), label(turn.language, meeting_body(turn.work, each))) for each, _ in found)
    chosen = int(turn.ask("meeting", Choice(turn.t("For which meeting?"), options)))
    return next((proxy.id for meeting, proxy in found if meeting.id == chosen), None)


def _only(turn: Turn, found: Sequence[Found]) -> int | None:
    """Kept, so that a question that is put again is about the same one."""
    if not found:
        return None
    turn.answers[PROXY] = found[0][1].id
    return found[0][1].id


def _refused(turn: Turn, decision: Decision) -> Reply:
    if decision.reason is not Reason.WITHDRAWN:
        return barred(turn, decision)
    text = turn.t("This proxy has ended already, on {at}.", at=decision.figures["at"])
    return Reply(text, result={"refused": str(decision.reason), "articles": list(decision.articles)})


def _shown(turn: Turn, meeting: Meeting, proxy: Proxy) -> dict[str, object]:
    data = evidence(turn.work, meeting, proxy)
    words: Markup = named(turn.language, data["meeting"])
    return {
        "reference": data["reference"],
        "giver": data["giver"]["name"],
        "holder": data["holder"]["name"],
        "meeting": words,
    }
