"""A meeting being held, in words: the count to the bureau, its state, who holds which mandate in vain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from markupsafe import Markup

from assistant.chat import Turn
from assistant.domain.convening import Meeting, MeetingState
from assistant.domain.decisions import Reason
from assistant.domain.meetings import Roll
from assistant.marks import N_
from assistant.services.meetings import convening
from assistant.services.meetings.holding import Count
from handlers import meeting_words
from handlers.citing import article as cited

_VOID: Mapping[Reason, str] = {
    Reason.HOLDER_ABSENT: N_("{name} (the holder is not in the room)"),
    Reason.GIVER_NOT_UP_TO_DATE: N_("{name} (not up to date)"),
    Reason.HOLDER_NOT_UP_TO_DATE: N_("{name} (the holder is not up to date)"),
    Reason.SUSPENDED: N_("{name} (one of the two is suspended)"),
    Reason.NOT_A_MEMBER: N_("{name} (one of the two has left)"),
    Reason.HOLDER_ALREADY_HAS_PROXY: N_("{name} (the holder has another one)"),
}
"""Why a giver's mandate does not count; the bureau alone reads it."""


def standing(turn: Turn, count: Count) -> Markup:
    """The quorum first, what could be done about it, then where the meeting is."""
    lines = [quorum(turn, count)]
    if count.could_count:
        lines.append(
            turn.tn(
                "{n} person in the room could count by paying what is missing.",
                "{n} people in the room could count by paying what is missing.",
                count.could_count,
            )
        )
    void = _void(turn, count)
    if void:
        lines.append(turn.t("Proxies that do not count: {who}.", who=void))
    lines.append(_state(turn, count))
    return Markup("\n").join(lines)


def quorum(turn: Turn, count: Count) -> Markup:
    """How many votes are missing, or that none is; required, present and represented (art. 17)."""
    found = count.roll.quorum
    figures = {"counts": votes(turn, count.roll), "article": cited(turn.work.bylaws.cite("quorum"))}
    if found.reached:
        return turn.t("<b>The quorum is reached</b>: {counts} ({article}).", **figures)
    return turn.tn(
        "<b>{n} vote is missing to deliberate</b>: {counts} ({article}).",
        "<b>{n} votes are missing to deliberate</b>: {counts} ({article}).",
        found.required - found.count,
        **figures,
    )


def votes(turn: Turn, roll: Roll) -> str:
    """`37 required, 17 present, 2 represented`."""
    represented = len(roll.represented)
    parts = (
        turn.tn("{n} required", "{n} required", roll.quorum.required),
        turn.tn("{n} present", "{n} present", roll.quorum.count - represented),
        turn.tn("{n} represented", "{n} represented", represented),
    )
    return ", ".join(map(str, parts))


def result(count: Count) -> dict[str, Any]:
    """The counts, for scripts."""
    found = count.roll.quorum
    return {
        "meeting": str(count.meeting.id),
        "present": count.present,
        "represented": len(count.roll.represented),
        "required": found.required,
        "reached": found.reached,
        "base": found.base,
        "there": count.there,
        "could_count": count.could_count,
        "void": {number: reason.value for number, reason in sorted(count.roll.void.items())},
    }


def named(turn: Turn, meeting: Meeting) -> Markup:
    """`the monthly meeting of 10 October 2026`."""
    return meeting_words.named(turn.language, convening.meeting_body(turn.work, meeting))


def name_of(turn: Turn, number: str | None) -> str:
    """A member's name; empty for nobody."""
    member = turn.work.members.get(number) if number else None
    return member.name if member else ""


def clock(turn: Turn, instant: datetime) -> str:
    """The time of day where the association lives."""
    return turn.language.time(turn.work.local(instant))


def _void(turn: Turn, count: Count) -> list[str]:
    """Who might believe to be represented and is not; before the opening a holder may still be on the way."""
    waiting = {Reason.HOLDER_ABSENT} if count.meeting.opened_at is None else set()
    reasons = [(giver, why) for giver, why in sorted(count.roll.void.items()) if why not in waiting]
    return [str(turn.t(_VOID[why], name=name_of(turn, giver)).unescape()) for giver, why in reasons if why in _VOID]


def _state(turn: Turn, count: Count) -> Markup:
    """Where it is in its life, with how many people are there, whether they count or not."""
    meeting = count.meeting
    said = {
        "kind": meeting_words.kind_name(turn.language, meeting.kind, second=meeting.first is not None),
        "people": (
            turn.tn("{n} person is there", "{n} people are there", count.there)
            if count.there
            else turn.t("nobody is there at present")
        ),
    }
    if meeting.state is MeetingState.OPEN and meeting.opened_at is not None:
        at, chair = clock(turn, meeting.opened_at), name_of(turn, meeting.chair)
        return turn.t("{kind}: open since {at}, chaired by {chair}; {people}.", at=at, chair=chair, **said)
    if meeting.state is MeetingState.CLOSED and meeting.closed_at is not None:
        return turn.t("{kind}: closed on {at}.", at=turn.work.local(meeting.closed_at), **said)
    return turn.t("{kind}, {day}: not open yet; {people}.", day=meeting.on, **said)
