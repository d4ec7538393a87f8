"""`/pointage`: the code that a member shows at the door of today's meeting."""

from __future__ import annotations

from datetime import date

from assistant.chat import Button, Reply, Turn
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import RefusedError
from assistant.services.meetings import holding
from handlers.session_words import named


def check_in_code(turn: Turn) -> Reply:
    """The code, large; on another day when the next meeting is."""
    try:
        code = holding.own_code(turn.work, turn.actor)
    except RefusedError as refusal:
        if refusal.decision.reason is not Reason.NOT_YET:
            raise
        return _another_day(turn, refusal.decision)
    which = named(turn, code.meeting)
    if code.there_since is not None:
        since = turn.language.time(code.there_since)
        text = turn.t("<b>You are checked in</b> for {meeting}, since {since}.", meeting=which, since=since)
        return Reply(text, result={"meeting": str(code.meeting.id), "code": code.digits})
    shown = f"{code.digits[:3]} {code.digits[3:]}"
    text = turn.t("<b>{code}</b>\nShow this to the bureau at the door of {meeting}.", code=shown, meeting=which)
    return Reply(text, result={"meeting": str(code.meeting.id), "code": code.digits})


def _another_day(turn: Turn, decision: Decision) -> Reply:
    day = decision.figures["day"]
    result = {"refused": str(decision.reason), "articles": list(decision.articles)}
    if not isinstance(day, date):
        text = turn.t("<b>There is no meeting today</b>, and none is convened at present.")
        return Reply(text, result=result)
    text = turn.t("<b>There is no meeting today.</b> The next one is on {day}; your code will be here then.", day=day)
    return Reply(text, (Button(str(turn.t("Meetings")), "meetings"),), result=result)
