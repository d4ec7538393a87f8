"""`/saisir-procuration`: the bureau enters a mandate that came by letter, e-mail or SMS (art. 16)."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from assistant.chat import Choice, Option, Reply, Turn
from assistant.domain.convening import Meeting
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import RefusedError
from assistant.domain.meetings import Writing
from assistant.marks import N_
from assistant.services.meetings import representing
from assistant.services.meetings.convening import meeting_body
from assistant.services.meetings.representing import Given
from assistant.services.meetings.representing_news import evidence
from assistant.services.permissions import Action, require
from handlers.citing import article as cited
from handlers.meeting_words import named
from handlers.people import Somebody, a_member
from handlers.proxy import choose_meeting, result_of
from handlers.proxy_refusals import barred
from handlers.proxy_words import WRITINGS, article, mandate, withdrawing

_WHY_NOT: Mapping[Reason, str] = {
    Reason.SELF_PROXY: N_("Nobody holds their own proxy: the holder is another member."),
    Reason.NOT_A_MEMBER: N_("Both must be active members, and one of the two is not."),
    Reason.SUSPENDED: N_("The membership of one of the two is suspended."),
    Reason.GIVER_NOT_UP_TO_DATE: N_("{giver} is not up to date."),
    Reason.HOLDER_NOT_UP_TO_DATE: N_("{holder} is not up to date."),
    Reason.GIVER_ALREADY_GAVE: N_("{giver} has given a proxy for {meeting} already; it is withdrawn first."),
    Reason.GIVER_HOLDS_PROXY: N_("{giver} carries a proxy for {meeting}, and cannot give their own."),
    Reason.HOLDER_GAVE_PROXY: N_("{holder} has given their own vote to somebody for {meeting}."),
    Reason.HOLDER_ALREADY_HAS_PROXY: N_("{holder} carries a proxy for {meeting} already; one is the most."),
}

_ALSO: Mapping[Writing, tuple[str, ...]] = {
    Writing.LETTER: ("lettre", "courrier"),
    Writing.EMAIL: ("courriel", "mail", "e-mail"),
    Writing.SMS: (),
}
"""The ways in which it comes in writing; other words for each."""


def enter_proxy(turn: Turn) -> Reply:
    """Which meeting, whose vote, who holds it, how it came; then the entry is repeated before it counts."""
    require(turn.work, turn.actor, Action.CONVENE)
    chosen = choose_meeting(turn, representing.open_for_proxies(turn.work))
    if chosen is None:
        return Reply(turn.t("No meeting is ahead for which a proxy can be given."), result={"proxy": None})
    meeting = turn.work.meetings.get(chosen)
    assert meeting is not None  # noqa: S101 - it was chosen
    giver = turn.ask("giver", a_member(turn, turn.t("<b>Whose vote is it?</b> Give the number, or the name in full.")))
    holder = turn.ask("holder", _holder(turn))
    writing = Writing(turn.ask("writing", _ways(turn)))
    shown = _shown(turn, meeting, giver, holder)
    if not turn.confirm(_summary(turn, shown, writing)):
        return Reply(turn.t("No proxy was entered."), result={"cancelled": "enter-proxy"})
    try:
        given = representing.give(turn.work, turn.actor, chosen, holder, writing=writing, giver=giver)
    except RefusedError as refused:
        return _refused(turn, refused.decision, shown)
    return _entered(turn, given, shown)


def _entered(turn: Turn, given: Given, shown: Mapping[str, object]) -> Reply:
    data = evidence(turn.work, given.meeting, given.proxy)
    text = turn.t(
        "<b>Entered as {reference}</b>: {holder} votes for {giver} at {meeting} ({article}). Both are told, with the "
        "mandate that is attached. Keep the original with the papers of the meeting.",
        reference=data["reference"],
        article=article(data),
        **shown,
    )
    buttons, files = (withdrawing(turn.language, data),), (mandate(turn.language, data),)
    return Reply(text, buttons, files, result=result_of(given))


def _holder(turn: Turn) -> Somebody:
    return a_member(turn, turn.t("<b>Who will hold it?</b> Give the number, or the name in full."))


def _ways(turn: Turn) -> Choice:
    options = tuple(Option(way.value, _as_a_button(turn.t(WRITINGS[way])), also=_ALSO[way]) for way in _ALSO)
    return Choice(turn.t("How did it reach the bureau?"), options)


def _as_a_button(words: Markup) -> str:
    """What stands within a sentence, on its own."""
    return f"{words[:1].upper()}{words[1:]}"


def _summary(turn: Turn, shown: Mapping[str, object], writing: Writing) -> Markup:
    return turn.t(
        "{giver} gives their vote to <b>{holder}</b> for {meeting}, {how}. Shall it be entered?",
        how=turn.t(WRITINGS[writing]),
        **shown,
    )


def _shown(turn: Turn, meeting: Meeting, giver: str, holder: str) -> dict[str, object]:
    names = {"giver": giver, "holder": holder}
    members = {part: turn.work.members.get(number) for part, number in names.items()}
    called = {part: f"{member.name} ({member.number})" for part, member in members.items() if member}
    return {**called, "meeting": named(turn.language, meeting_body(turn.work, meeting))}


def _refused(turn: Turn, decision: Decision, shown: Mapping[str, object]) -> Reply:
    """The bureau reads what stands against it."""
    if decision.reason is None or decision.reason not in _WHY_NOT:
        return barred(turn, decision)
    cannot = turn.t("<b>This proxy cannot be entered</b> ({articles}).", articles=list(map(cited, decision.articles)))
    why = turn.t(_WHY_NOT[decision.reason], **shown)
    result = {"refused": str(decision.reason), "articles": list(decision.articles)}
    return Reply(cannot + " " + why, result=result)
