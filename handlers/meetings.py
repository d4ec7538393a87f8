"""`/reunions`: what the members are called to, and whether one comes; the minutes of what is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from markupsafe import Markup

from assistant.chat import Button, Choice, FreeText, Option, Reply, Turn
from assistant.domain.attending import Answer
from assistant.domain.convening import MeetingState
from assistant.services.meetings import answering
from assistant.services.meetings.answering import Invited
from handlers import meeting_words, minutes_past, rsvp_buttons
from handlers.calendar_file import calendar_file
from handlers.citing import article as cited
from handlers.rsvp_cards import LONGEST, body, buttons, card, noted, under_way_card, votes
from handlers.rsvp_entry import enter, entering


def meetings(turn: Turn) -> Reply:
    """The minutes of what is over, where they are asked for; else the meeting if several are ahead, and what of it."""
    chosen = minutes_past.WORD if minutes_past.asked(turn) else _chosen(turn)
    if chosen == minutes_past.WORD:
        return minutes_past.read(turn)
    return nothing_ahead(turn) if chosen is None else _ahead(turn, int(chosen))


def _ahead(turn: Turn, meeting: int) -> Reply:
    """The answer; an absence is noted before its reason is asked for."""
    if not turn.arguments and turn.answer is None and (late := _under_way(turn, meeting)) is not None:
        return under_way(turn, late)
    seen = _checked(turn, meeting)
    if rsvp_buttons.takes(turn, rsvp_buttons.CALENDAR):
        return _calendar(turn, seen)
    if entering(turn):
        _settle_on(turn, meeting)
        return enter(turn, meeting)
    said = _asked(turn, seen)
    if said == minutes_past.WORD:
        return minutes_past.read(turn)
    return _absent(turn, meeting) if said == Answer.ABSENT else _done(turn, _keep(turn, meeting, Answer(said)))


def nothing_ahead(turn: Turn) -> Reply:
    """No meeting is convened: when the next one is to be expected."""
    month = answering.next_month(turn.work)
    text = turn.t("<b>No meeting is convened at present.</b>")
    if month is not None:
        text += Markup(" ") + _expected(turn, month)
    return Reply(text, minutes_past.way(turn), result={"meeting": None})


def overview(turn: Turn) -> Reply:
    """What is ahead, for reading, with the buttons to answer; nothing is asked."""
    ahead = answering.upcoming(turn.work, turn.actor)
    if not ahead:
        return nothing_ahead(turn)
    if len(ahead) > 1:
        found = [Button(_label(turn, seen), "meetings", (str(seen.meeting.id),)) for seen in ahead]
        return Reply(_several(turn, len(ahead)), (*found, *minutes_past.way(turn)))
    seen = ahead[0]
    if begun(turn, seen):
        return under_way(turn, seen)
    ways = (*rsvp_buttons.answers(turn.language, body(turn, seen)), *buttons(turn, seen), *minutes_past.way(turn))
    return Reply(card(turn, seen), ways)


def under_way(turn: Turn, seen: Invited) -> Reply:
    """For who comes late: the way there, and how to be let in."""
    text = under_way_card(turn, seen)
    code = Button(str(turn.t("My code")), "checkin")
    way = rsvp_buttons.directions(turn.language, body(turn, seen))
    return Reply(text, (code, way, *minutes_past.way(turn)), result=_result(seen))


def begun(turn: Turn, seen: Invited) -> bool:
    """Whether it could no longer be answered when the message came."""
    return turn.incoming.received_at >= seen.meeting.begins_at


def _under_way(turn: Turn, meeting: int) -> Invited | None:
    ahead = answering.upcoming(turn.work, turn.actor)
    return next((seen for seen in ahead if seen.meeting.id == meeting and begun(turn, seen)), None)


def _expected(turn: Turn, month: date) -> Markup:
    article = cited(turn.work.bylaws.cite("monthly_meeting"))
    return turn.t(
        "The next monthly meeting is to be held in {month} ({article}); you will read here when and where.",
        month=turn.language.month(month),
        article=article,
    )


def _chosen(turn: Turn) -> str | None:
    """The meeting that a button names, else the only one ahead, else one of them or what is over; None without any.

    Words after the command answer a meeting, which one that has begun no longer takes.
    """
    if "meeting" not in turn.answers and (named := _named(turn)) is not None:
        turn.answers["meeting"] = str(named)
    if "meeting" in turn.answers:
        return str(turn.answers["meeting"])
    ahead = answering.upcoming(turn.work, turn.actor)
    if turn.arguments and turn.answer is None:
        ahead = [seen for seen in ahead if not begun(turn, seen)] or ahead
    if not ahead:
        return None
    if len(ahead) == 1:
        return str(ahead[0].meeting.id)
    options = tuple(Option(str(seen.meeting.id), _label(turn, seen)) for seen in ahead)
    return turn.ask("meeting", Choice(_several(turn, len(ahead)), (*options, *minutes_past.choice(turn))))


def _named(turn: Turn) -> int | None:
    """A meeting's id among the arguments; one that is only proposed is nobody's business yet."""
    for argument in turn.arguments:
        found = turn.work.meetings.get(int(argument[:18])) if argument.isdecimal() else None
        if found is not None and found.state is not MeetingState.PROPOSED:
            turn.arguments.remove(argument)
            return found.id
    return None


def _asked(turn: Turn, seen: Invited) -> str:
    """The answer to the meeting as it was shown: after a change it is shown again, and asked again.

    The edition that was shown travels among the arguments, with the meeting: by the time of the answer another may be
    the only one ahead.
    """
    now = f"{rsvp_buttons.EDITION}{seen.meeting.edition}"
    shown = [argument for argument in turn.arguments if argument.startswith(rsvp_buttons.EDITION)]
    text = card(turn, seen)
    if shown and shown[0] != now:
        turn.arguments.clear()
        turn.answer = None
        text = turn.t("<b>This meeting has changed since that message.</b> As it is now:") + Markup("\n") + text
    travelling = [now, *([] if "meeting" in turn.answers else [str(seen.meeting.id)])]
    turn.arguments += [word for word in travelling if word not in turn.arguments]
    options = (
        Option("present", str(turn.t("I am coming"))),
        Option("absent", str(turn.t("I am not coming"))),
        *minutes_past.choice(turn),
    )
    said = turn.ask("answer", Choice(text, options, buttons=buttons(turn, seen)))
    turn.arguments = [word for word in turn.arguments if word not in travelling]
    return said


def _absent(turn: Turn, meeting: int) -> Reply:
    """Noted at once, so that a reason never written costs nobody the answer, nor the day on which it came."""
    _settle_on(turn, meeting)
    if turn.noted is None:
        turn.note(_keep(turn, meeting, Answer.ABSENT).changed)
    kept = replace(_checked(turn, meeting), changed=turn.noted)
    why = FreeText(_why(turn, kept), optional=True, maximum=LONGEST, buttons=votes(turn, kept))
    reason = turn.ask_or_skip("reason", why)
    return _done(turn, _keep(turn, meeting, Answer.ABSENT, reason) if reason else kept)


def _settle_on(turn: Turn, meeting: int) -> None:
    """The questions that follow are about the same one; it is the first of the answers, so that `back` skips it."""
    turn.answers = {"meeting": str(meeting)} | turn.answers


def _checked(turn: Turn, meeting: int) -> Invited:
    return answering.check(turn.work, turn.actor, meeting, received_at=turn.incoming.received_at)


def _keep(turn: Turn, meeting: int, said: Answer, reason: str = "", member: str | None = None) -> Invited:
    received = turn.incoming.received_at
    return answering.answer(turn.work, turn.actor, meeting, said, reason, received_at=received, member=member)


def _why(turn: Turn, kept: Invited) -> Markup:
    article = cited(turn.work.bylaws.cite("absence"))
    why = turn.t(
        "Would you like to say why? The bureau reads it, and decides whether it excuses ({article}).", article=article
    )
    return noted(turn, kept) + Markup("\n\n") + why


def _done(turn: Turn, kept: Invited) -> Reply:
    data = body(turn, kept)
    found: tuple[Button, ...]
    if kept.answer == "present":
        found = (rsvp_buttons.not_coming(turn.language, data), *rsvp_buttons.places(turn.language, data))
    else:
        found = (*votes(turn, kept), rsvp_buttons.coming(turn.language, data))
    return Reply(noted(turn, kept), found, result=_result(kept))


def _result(kept: Invited) -> dict[str, object]:
    return {"meeting": str(kept.meeting.id), "rsvp": kept.answer}


def _calendar(turn: Turn, seen: Invited) -> Reply:
    data = body(turn, seen)
    text = turn.t("{meeting}, for your calendar.", meeting=_label(turn, seen))
    return Reply(text, files=(calendar_file(turn.language, data),), result=_result(seen))


def _several(turn: Turn, count: int) -> Markup:
    return turn.tn("<b>{n} meeting is ahead.</b> Which one?", "<b>{n} meetings are ahead.</b> Which one?", count)


def _label(turn: Turn, seen: Invited) -> str:
    return meeting_words.label(turn.language, body(turn, seen))
