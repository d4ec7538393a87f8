"""`/seance`: the bureau holds a meeting, from the door to the closing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from assistant.chat import Button, Choice, Option, Reply, Turn
from assistant.domain.convening import Meeting, MeetingState
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import RefusedError
from assistant.domain.members import Member
from assistant.marks import N_
from assistant.services.meetings import answering, common, convening, holding, rollcall
from assistant.words import fold
from handlers import meeting_words
from handlers.citing import article as cited
from handlers.known import Known
from handlers.meeting_bureau import report_button
from handlers.people import apart
from handlers.refusals import explain
from handlers.session_closing import close, reconvene, sheet
from handlers.session_door import LISTED, come_in, go_out
from handlers.session_votes import vote
from handlers.session_words import name_of, named, result, standing

Doing = Callable[[Turn, int], Reply]
LABELS: Mapping[str, str] = {
    "check_in": N_("Check in"),
    "check_out": N_("Somebody leaves"),
    "open": N_("Open the meeting"),
    "vote": N_("Vote"),
    "quorum": N_("Quorum"),
    "chair": N_("Another chair"),
    "secretary": N_("Another minute-taker"),
    "sheet": N_("Attendance sheet"),
    "close": N_("Close the meeting"),
    "reconvene": N_("Convene again"),
}
_FRENCH: Mapping[str, tuple[str, ...]] = {
    "check_in": ("pointer", "entree", "arrivee"),
    "check_out": ("sortie", "depart"),
    "open": ("ouvrir",),
    "vote": ("voter",),
    "quorum": ("compte", "count"),
    "chair": ("presidence",),
    "secretary": ("secretaire",),
    "sheet": ("feuille",),
    "close": ("clore", "fermer"),
    "reconvene": ("reconvoquer",),
}


def session(turn: Turn) -> Reply:
    """Which meeting if several can be held, then what is to be done of what can be done now."""
    meeting = _chosen(turn)
    if meeting is None:
        return _none(turn)
    try:
        return _done(turn, meeting)
    except RefusedError as refusal:
        if refusal.decision.reason is Reason.NOT_AUTHORISED:
            raise
        return _refused(turn, meeting, refusal.decision)


def _done(turn: Turn, meeting: Meeting) -> Reply:
    if "action" in turn.answers:
        return DOING[turn.answers["action"]](turn, meeting.id)
    typed = turn.incoming.press is None
    count = holding.quorum(turn.work, turn.actor, meeting.id)
    offered = tuple(Option(action, str(turn.t(LABELS[action])), _FRENCH[action]) for action in _now(turn, meeting))
    others = tuple(Option(action, "", also) for action, also in _FRENCH.items())
    action = turn.ask("action", Known(Choice(standing(turn, count), offered), others))
    if action == "close":
        return close(turn, meeting.id, sure=typed)
    if action == "open":
        return open_it(turn, meeting.id, begun=False)
    return DOING[action](turn, meeting.id)


def _refused(turn: Turn, meeting: Meeting, decision: Decision) -> Reply:
    """Why not, and what can be done instead."""
    result = {"refused": str(decision.reason), "articles": list(decision.articles)}
    return Reply(explain(turn.language, decision), _buttons(turn, meeting), result=result)


def show(turn: Turn, meeting: int) -> Reply:
    """Where it stands."""
    count = holding.quorum(turn.work, turn.actor, meeting)
    return Reply(standing(turn, count), _buttons(turn, count.meeting), result=result(count))


def open_it(turn: Turn, meeting: int, *, begun: bool = True) -> Reply:
    """Who presides where several may, then it is open; without a quorum it is held, and decides nothing.

    `begun`: the question was put before, and stays even where only one of them is left.
    """
    found = holding.may_open(turn.work, turn.actor, meeting)
    chairs = rollcall.chairs(turn.work, found)
    if len(chairs) == 1 and not begun:
        chair = chairs[0].number
        turn.arguments = [word for word in turn.arguments if fold(word) != fold(chair)]
    else:
        chair = _one_of(turn, "chair", turn.t("Who presides?"), chairs)
    count = holding.open(turn.work, turn.actor, meeting, chair)
    head = turn.t(
        "<b>The meeting is open</b>, chaired by {chair}. Those who count and the proxies no longer change.",
        chair=name_of(turn, chair),
    )
    lines = [head, standing(turn, count)]
    if not count.roll.quorum.reached:
        lines.append(turn.t("It can be held, and nothing can be put to the vote while the quorum is missing."))
    done = result(count) | {"chair": count.meeting.chair, "secretary": count.meeting.secretary}
    return Reply(Markup("\n").join(lines), _buttons(turn, count.meeting), result=done)


def chair(turn: Turn, meeting: int) -> Reply:
    """Another presides: a president who came late (art. 19)."""
    found = holding.opened(turn.work, meeting)
    chosen = _one_of(turn, "chair", turn.t("Who presides?"), rollcall.chairs(turn.work, found))
    count = holding.preside(turn.work, turn.actor, meeting, chair=chosen)
    text = turn.t("<b>{name}</b> presides from now on.", name=name_of(turn, chosen))
    return Reply(text, _buttons(turn, count.meeting), result=result(count) | {"chair": chosen})


def secretary(turn: Turn, meeting: int) -> Reply:
    """Somebody in the room writes the minutes (art. 22)."""
    found = holding.opened(turn.work, meeting)
    chosen = _one_of(turn, "secretary", turn.t("Who writes the minutes?"), rollcall.in_the_room(turn.work, found))
    count = holding.preside(turn.work, turn.actor, meeting, secretary=chosen)
    text = turn.t("<b>{name}</b> writes the minutes.", name=name_of(turn, chosen))
    return Reply(text, _buttons(turn, count.meeting), result=result(count) | {"secretary": chosen})


def _at_the_door(passing: Doing) -> Doing:
    """When nobody else comes or leaves, what can be done next."""

    def do(turn: Turn, meeting: int) -> Reply:
        reply = passing(turn, meeting)
        return reply if reply.buttons else replace(reply, buttons=_buttons(turn, common.get(turn.work, meeting)))

    return do


DOING: Mapping[str, Doing] = {
    "check_in": _at_the_door(come_in),
    "check_out": _at_the_door(go_out),
    "open": open_it,
    "vote": vote,
    "quorum": show,
    "chair": chair,
    "secretary": secretary,
    "sheet": sheet,
    "close": close,
    "reconvene": reconvene,
}


def _chosen(turn: Turn) -> Meeting | None:
    """The meeting that a button or its number names, else the one at hand, else one of those that can be looked at."""
    if "meeting" not in turn.answers and turn.arguments and turn.arguments[0].isdecimal():
        known = turn.work.meetings.get(int(turn.arguments[0][:18]))
        if known is not None and known.state is not MeetingState.PROPOSED:
            turn.arguments.pop(0)
            turn.answers["meeting"] = str(known.id)
    if "meeting" in turn.answers:
        return turn.work.meetings.get(int(turn.answers["meeting"]))
    found = holding.sessions(turn.work, turn.actor)
    offered = holding.at_hand(turn.work, found) or found
    if len(offered) < 2:  # noqa: PLR2004 - one, or none
        return next(iter(offered), None)
    options = tuple(Option(str(each.id), _label(turn, each)) for each in offered)
    return turn.work.meetings.get(int(turn.ask("meeting", Choice(turn.t("Which meeting?"), options))))


def _label(turn: Turn, meeting: Meeting) -> str:
    return meeting_words.label(turn.language, convening.meeting_body(turn.work, meeting))


def _none(turn: Turn) -> Reply:
    """One that waits for the bureau, else the month in which the bylaws want the next one."""
    turn.arguments.clear()
    text = turn.t("<b>There is no meeting to hold.</b>")
    waiting = convening.upcoming(turn.work, turn.actor)
    month = answering.next_month(turn.work)
    if waiting:
        text += " " + turn.t("The bureau is still to agree to {meeting}.", meeting=named(turn, waiting[0]))
        return Reply(text, (report_button(turn.language, waiting[0]),), result={"meeting": None})
    if month is not None:
        article = cited(turn.work.bylaws.cite("monthly_meeting"))
        text += " " + turn.t(
            "The next monthly meeting is to be held in {month} ({article}).",
            month=turn.language.month(month),
            article=article,
        )
    return Reply(text, (Button(str(turn.t("Convene the members")), "convene"),), result={"meeting": None})


def _now(turn: Turn, meeting: Meeting) -> list[str]:
    """What can be done with it now."""
    there = bool(rollcall.there(turn.work, meeting))
    missed = convening.may_follow(turn.work, meeting) and not rollcall.roll(turn.work, meeting).quorum.reached
    match meeting.state:
        case MeetingState.CONVENED if meeting.on == turn.work.today:
            return ["check_in", *(["check_out", "open"] if there else []), "quorum", "sheet"]
        case MeetingState.OPEN:
            last = ["close", *(["reconvene"] if missed else [])]
            return [
                "check_in",
                *(["check_out"] if there else []),
                "vote",
                "quorum",
                "chair",
                "secretary",
                "sheet",
                *last,
            ]
        case MeetingState.CLOSED:
            return ["quorum", "sheet", *(["reconvene"] if missed else [])]
        case _:
            return ["quorum", "sheet"]


def _buttons(turn: Turn, meeting: Meeting) -> tuple[Button, ...]:
    return tuple(
        Button(str(turn.t(LABELS[action])), "session", (str(meeting.id), action)) for action in _now(turn, meeting)
    )


def _one_of(turn: Turn, key: str, prompt: Markup, people: Sequence[Member]) -> str:
    names = apart(people)
    options = tuple(Option(member.number, names[member.number], (member.name,)) for member in people)
    return turn.ask(key, Known(Choice(prompt, options[:LISTED]), options))
