"""Why a member cannot give or end a mandate, where it is their own affair, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from markupsafe import Markup

from assistant.chat import Button, Reply, Turn
from assistant.domain.attending import Proxy
from assistant.domain.convening import Meeting, MeetingState
from assistant.domain.decisions import Decision, Reason
from assistant.domain.money import Money
from assistant.marks import N_
from assistant.services.meetings import representing
from assistant.services.meetings.convening import meeting_body
from assistant.services.meetings.representing_news import evidence
from handlers.citing import article as cited
from handlers.meeting_words import named
from handlers.proxy_words import Data, declining, how_to_recover, recovering, until, withdrawing
from handlers.refusals import explain

_PLAIN: Mapping[Reason, str] = {
    Reason.PROXY_NOT_ALLOWED: N_("There is no vote by proxy at {meeting} ({article}): only those who come take part."),
    Reason.WRITING_REQUIRED: N_(
        "A proxy is given in writing: hand it to the president or the bureau, by letter, e-mail or SMS ({article})."
    ),
    Reason.SUSPENDED: N_(
        "Your membership is suspended ({article}): a proxy can be given again when the suspension ends."
    ),
    Reason.NOT_A_MEMBER: N_("Proxies are given by active members ({article}). If you are one, write to the bureau."),
}
Said = tuple[Markup, tuple[Button, ...]]


def barred(turn: Turn, decision: Decision) -> Reply:
    """What stands against it on the member's own side; other reasons in the words that all commands share."""
    text, buttons = _said(turn, decision)
    return Reply(text, buttons, result={"refused": str(decision.reason), "articles": list(decision.articles)})


def _said(turn: Turn, decision: Decision) -> Said:
    meeting = _meeting(turn, decision)
    if meeting is None:
        return explain(turn.language, decision), ()
    if decision.reason is Reason.DEADLINE_PASSED:
        return _late(turn, meeting, decision), ()
    own = decision.figures.get("own") or decision.reason
    if own is Reason.GIVER_NOT_UP_TO_DATE:
        return _in_arrears(turn, decision)
    found = _in_the_way(turn, meeting, Reason(str(own)))
    if found is not None:
        return found
    shown = {
        "meeting": named(turn.language, meeting_body(turn.work, meeting)),
        "article": cited(decision.articles[0]),
    }
    return turn.t(_PLAIN[Reason(str(own))], **shown), ()


def _meeting(turn: Turn, decision: Decision) -> Meeting | None:
    number = decision.figures.get("meeting")
    return turn.work.meetings.get(number) if isinstance(number, int) else None


def _late(turn: Turn, meeting: Meeting, decision: Decision) -> Markup:
    shown = {"meeting": named(turn.language, meeting_body(turn.work, meeting)), "article": cited(decision.articles[0])}
    if meeting.state is MeetingState.CALLED_OFF:
        return turn.t("Nobody needs a proxy: <b>{meeting} is called off</b>.", **shown)
    last = decision.figures["deadline"]
    assert isinstance(last, datetime)  # noqa: S101 - the rule's figure
    if meeting.state is MeetingState.CONVENED and meeting.on >= turn.work.today:
        return turn.t(
            "It is too late for {meeting}: proxies were given, withdrawn or declined until {moment} ({article}).",
            moment=turn.language.moment(turn.work.local(last)),
            **shown,
        )
    return turn.t(
        "It is too late for {meeting}: proxies are given, withdrawn or declined before the opening ({article}).",
        **shown,
    )


def _in_arrears(turn: Turn, decision: Decision) -> Said:
    recovery = decision.figures["recovery"]
    assert isinstance(recovery, Mapping)  # noqa: S101 - the service's figure
    text = turn.t(
        "<b>You cannot give a proxy as things stand</b>: it takes being up to date ({article}).",
        article=cited(decision.articles[0]),
    )
    owed = -recovery["balance"]
    if owed > 0:
        text += " " + turn.t("You owe {amount}.", amount=Money(owed, recovery["currency"]))
    return text + " " + how_to_recover(turn.language, recovery), recovering(turn.language, recovery)


def _in_the_way(turn: Turn, meeting: Meeting, reason: Reason) -> Said | None:
    """The mandate that the member has given already, or holds."""
    own = turn.actor.name
    if reason is Reason.GIVER_ALREADY_GAVE:
        return _gave(turn, *_data(turn, meeting, representing.given_by(turn.work, meeting, own)))
    if reason is Reason.GIVER_HOLDS_PROXY:
        return _holds(turn, *_data(turn, meeting, representing.in_hand(turn.work, meeting, own)))
    return None


def _data(turn: Turn, meeting: Meeting, proxy: Proxy | None) -> tuple[Data, dict[str, object]]:
    assert proxy is not None  # noqa: S101 - it is why the rule refuses
    data = evidence(turn.work, meeting, proxy)
    shown: dict[str, object] = {
        "meeting": named(turn.language, data["meeting"]),
        "article": cited(data["article"]),
        "until": until(turn.language, data),
    }
    return data, shown


def _gave(turn: Turn, data: Data, shown: dict[str, object]) -> Said:
    text = turn.t(
        "<b>{holder} votes for you already</b> at {meeting}: one proxy is given for a meeting ({article}). To give it "
        "to somebody else, withdraw it first, {until}.",
        holder=data["holder"]["name"],
        **shown,
    )
    return text, (withdrawing(turn.language, data),)


def _holds(turn: Turn, data: Data, shown: dict[str, object]) -> Said:
    text = turn.t(
        "<b>You carry the vote of {giver}</b> at {meeting}: who carries one cannot give their own ({article}). If you "
        "cannot come, say so {until}, and {giver} chooses again.",
        giver=data["giver"]["name"],
        **shown,
    )
    return text, (declining(turn.language, data),)
