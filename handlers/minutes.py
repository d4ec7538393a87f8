"""`/pv`: the minutes of a meeting, from the draft to the members; what leaves the association is `minutes_public`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from markupsafe import Markup

from assistant.chat import Button, Choice, Either, FreeText, Option, Reply, Turn, phrases
from assistant.domain.convening import Meeting
from assistant.domain.minutes import MinutesState
from assistant.domain.resolutions import Tally
from assistant.marks import N_
from assistant.services.meetings import common, convening, publishing, recording, voting
from assistant.services.meetings.recording import LONGEST, Draft
from assistant.services.meetings.recounting import votes_of_all
from assistant.words import visible
from handlers import meeting_words
from handlers.citing import article as cited
from handlers.counts import Number
from handlers.known import Known
from handlers.minutes_public import clear, publish, reword, told
from handlers.minutes_words import paper, place_name, standing, summary, title

NAME = "minutes"
OFFERED = 8
"""How many meetings stand on buttons, the latest first; an older one is called by its id."""
SHOWN = 200
"""Characters of a point that the message shows; the PDF has all of it."""
ALL, ERASE = "all", "erase"
PUBLISH = N_("For the group and the web page")
_STEPS = {
    "draft": N_("Read"),
    "edit": N_("Write"),
    "approve": N_("Approve"),
    "send": N_("Send to the members"),
    "publish": PUBLISH,
    "reword": N_("Say it otherwise"),
    "clear": N_("Means nobody"),
}
ALSO = {
    "draft": ("projet", "lire"),
    "edit": ("rediger", "modifier"),
    "approve": ("approuver",),
    "send": ("envoyer",),
    "publish": ("publier",),
    "reword": ("reformuler",),
    "clear": (),
}
_TITLES = {
    MinutesState.DRAFT: N_("<b>{title}</b>: a draft."),
    MinutesState.APPROVED: N_("<b>{title}</b>: approved."),
    MinutesState.SENT: N_("<b>{title}</b>: approved, and sent to the members."),
}


def minutes(turn: Turn) -> Reply:
    """Which meeting, and what of its minutes."""
    meeting = _chosen(turn)
    if meeting is None:
        turn.arguments.clear()
        text = turn.t("There is nothing to write yet: minutes begin once a meeting is open.")
        return Reply(text, result={"minutes": None, "state": None})
    return _DO[turn.ask("action", _steps(turn, meeting))](turn, meeting.id)


def _chosen(turn: Turn) -> Meeting | None:
    """The meeting named by its id, or chosen of the latest."""
    open_ = recording.readable(turn.work, turn.actor)
    if "meeting" not in turn.answers and turn.arguments and turn.arguments[0].isdecimal():
        named = next((each for each in open_ if str(each.id) == turn.arguments[0]), None)
        if named is not None:
            turn.arguments.pop(0)
            turn.answers["meeting"] = str(named.id)
    if "meeting" in turn.answers:
        return common.get(turn.work, int(turn.answers["meeting"]))
    if not open_:
        return None
    options = tuple(Option(str(each.id), _label(turn, each)) for each in open_[:OFFERED])
    prompt = turn.tn("<b>The minutes of one meeting.</b>", "<b>The minutes of which meeting?</b>", len(options))
    return common.get(turn.work, int(turn.ask("meeting", Choice(prompt, options))))


def _label(turn: Turn, meeting: Meeting) -> str:
    starts_at = turn.work.local(meeting.starts_at).isoformat()
    second = meeting.first is not None
    return meeting_words.label(turn.language, {"kind": meeting.kind, "second": second, "starts_at": starts_at})


def _steps(turn: Turn, meeting: Meeting) -> Known:
    """What makes sense is offered; the rest is understood too, and refused for its reason."""
    options = {step: Option(step, str(turn.t(_STEPS[step])), also=ALSO[step]) for step in _STEPS}
    offered = tuple(options[step] for step in _offered(turn, meeting))
    prompt = turn.t("{meeting}: what next?", meeting=_label(turn, meeting))
    return Known(Choice(prompt, offered), tuple(options.values()))


def _offered(turn: Turn, meeting: Meeting) -> tuple[str, ...]:
    """By where the minutes stand; they can be approved while a later meeting sits."""
    found = turn.work.minutes.of_meeting(meeting.id)
    if found is None or found.state is MinutesState.DRAFT:
        sits = recording.readings(turn.work, meeting)
        return ("approve", "draft", "edit") if sits else ("draft", "edit")
    return ("publish", "draft") if found.state is MinutesState.SENT else ("send", "publish", "draft")


# What they say


def _show(turn: Turn, meeting: int) -> Reply:
    """The minutes as they stand, and the PDF."""
    found = recording.draft(turn.work, turn.actor, meeting)
    data = found.facts
    lines = [turn.t(_TITLES[found.minutes.state], title=title(turn.language, data)), *summary(turn.language, data)]
    lines += [_point(turn, found, place) for place in recording.places(found.meeting)]
    lines += _doubts(turn, found)
    return Reply(Markup("\n").join(lines), _next(turn, found), (paper(turn.language, data),), standing(found))


def _point(turn: Turn, found: Draft, place: str) -> Markup:
    """A point, with the beginning of what was written there."""
    name, words = place_name(turn.language, found.facts, place), found.facts["words"].get(place, "")
    if not words:
        return turn.t("{point}: nothing written.", point=name)
    begins = visible(words)
    return turn.t("{point}: {words}", point=name, words=begins if len(begins) <= SHOWN else f"{begins[:SHOWN]}…")


def _doubts(turn: Turn, found: Draft) -> list[Markup]:
    """What every member would read and is better left out, while it can still be."""
    if found.minutes.state is not MinutesState.DRAFT:
        return []
    hits = publishing.delicate(found)
    head = turn.t("<b>Every member will read this</b>; is it meant to stand there?")
    return [head, *(told(turn.language, found, hit) for hit in hits)] if hits else []


def _next(turn: Turn, found: Draft) -> tuple[Button, ...]:
    steps = [step for step in _offered(turn, found.meeting) if step != "draft"]
    return tuple(Button(str(turn.t(_STEPS[step])), NAME, (str(found.meeting.id), step)) for step in steps)


# The secretary's words


def _edit(turn: Turn, meeting: int) -> Reply:
    found = recording.check_writable(turn.work, turn.actor, meeting)
    place = _place(turn.ask("item", _items(turn, found)))
    option, words = turn.ask("words", _words(turn, found, place))
    written = recording.write(turn.work, turn.actor, meeting, place, "" if option == ERASE else words or "")
    name = place_name(turn.language, found.facts, place)
    said = turn.t("<b>Erased</b>: {point}.", point=name) if option else turn.t("<b>Noted</b>: {point}.", point=name)
    said = Markup("\n").join([said, *_doubts(turn, written)])
    number = str(meeting)
    buttons = (
        Button(str(turn.t("Write on another point")), NAME, (number, "edit")),
        Button(str(turn.t("Read the draft")), NAME, (number, "draft")),
    )
    return Reply(said, buttons, result=standing(written))


def _items(turn: Turn, found: Draft) -> Choice:
    options = tuple(
        Option(_shown(place), place_name(turn.language, found.facts, place))
        for place in recording.places(found.meeting)
    )
    return Choice(turn.t("Which point do you write on?"), options)


def _words(turn: Turn, found: Draft, place: str) -> Either[str]:
    """What stands there is shown; what is sent takes its place."""
    name, written = place_name(turn.language, found.facts, place), found.facts["words"].get(place, "")
    if not written:
        prompt = turn.t("<b>{point}</b>: what was said and decided? The votes stand there already.", point=name)
        return Either(FreeText(prompt, maximum=LONGEST), ())
    prompt = turn.t(
        "<b>{point}</b>. There stands:\n\n{words}\n\nSend what shall take its place.",
        point=name,
        words=Markup.escape(written),
    )
    return Either(FreeText(prompt, maximum=LONGEST), (Option(ERASE, str(turn.t("Erase it"))),))


def _shown(place: str) -> str:
    """A point of the agenda is known by its number there, from 1."""
    return str(int(place) + 1) if place.isdecimal() else place


def _place(shown: str) -> str:
    return str(int(shown) - 1) if shown.isdecimal() else shown


# The approval


def _approve(turn: Turn, meeting: int) -> Reply:
    """Read at a later meeting, and approved by those present there."""
    found = recording.check_approvable(turn.work, turn.actor, meeting)
    reading = _reading(turn, found)
    approved = recording.approve(turn.work, turn.actor, found.minutes.id, reading.id, _tally(turn, found, reading))
    after = recording.draft(turn.work, turn.actor, approved.meeting)
    text = turn.t("<b>Approved</b>: {title}. They no longer change.", title=title(turn.language, after.facts))
    return Reply(text, _next(turn, after), (paper(turn.language, after.facts),), standing(after))


def _reading(turn: Turn, found: Draft) -> Meeting:
    """The only meeting where that can be, or the one chosen."""
    sitting = recording.readings(turn.work, found.meeting)
    if len(sitting) == 1:
        return sitting[0]
    options = tuple(Option(str(each.id), _label(turn, each)) for each in sitting)
    return common.get(
        turn.work, int(turn.ask("in_meeting", Choice(turn.t("At which meeting were they read?"), options)))
    )


def _tally(turn: Turn, found: Draft, reading: Meeting) -> Tally:
    votes = voting.votes_in_hand(turn.work, reading)
    prompt = turn.t(
        "<b>{title}</b>: approved by those present ({article}), they no longer change. How many were for?",
        title=title(turn.language, found.facts),
        article=cited(turn.work.bylaws.cite("monthly_meeting")),
    )
    label = str(turn.tn("All who are present ({n} vote)", "All who are present ({n} votes)", votes))
    most = votes_of_all(turn.work, reading)
    options = (Option(ALL, label),) if votes else ()
    everybody, in_favour = turn.ask("in_favour", Either(Number(prompt, most), options))
    if everybody or in_favour is None:
        return Tally(votes, 0, 0)
    against = turn.ask("against", Number(turn.t("How many against?"), most))
    return Tally(in_favour, against, turn.ask("abstaining", Number(turn.t("How many abstained?"), most)))


# To the members


def _send(turn: Turn, meeting: int) -> Reply:
    found = recording.check_sendable(turn.work, turn.actor, meeting)
    if not turn.confirm(_preview(turn, found)):
        return Reply(phrases.cancelled(turn.language), result={"cancelled": NAME})
    sent = recording.send(turn.work, turn.actor, found.minutes.id)
    told = len(turn.work.broadcasts.members(sent.broadcast)) if sent.broadcast else 0
    text = turn.tn("<b>On their way to {n} member.</b>", "<b>On their way to {n} members.</b>", told)
    number = str(sent.broadcast)
    buttons = (
        Button(str(turn.t("Who got it")), "broadcasts", (number,)),
        Button(str(turn.t(PUBLISH)), NAME, (str(meeting), "publish")),
    )
    given = {"minutes": str(sent.id), "state": sent.state.value, "broadcast": number, "recipients": told}
    return Reply(text, buttons, result=given)


def _preview(turn: Turn, found: Draft) -> Markup:
    members = convening.recipients(turn.work, turn.work.today)
    head = turn.tn(
        "<b>{n} member gets these minutes</b>, whole and in private ({article}):",
        "<b>{n} members get these minutes</b>, whole and in private ({article}):",
        len(members),
        article=cited(turn.work.bylaws.cite("monthly_meeting")),
    )
    parts = [head, title(turn.language, found.facts) + "."]
    if turn.work.can_mail:
        parts.append(turn.t("Who has an e-mail address gets them there too."))
    missed = len(recording.out_of_reach(turn.work))
    if missed:
        parts.append(
            turn.tn(
                "{n} of them has neither a chat here nor an e-mail address: a letter is needed.",
                "{n} of them have neither a chat here nor an e-mail address: a letter is needed.",
                missed,
            )
        )
    return Markup("\n").join([*parts, turn.t("Shall they be sent?")])


_DO: Mapping[str, Callable[[Turn, int], Reply]] = {
    "draft": _show,
    "edit": _edit,
    "approve": _approve,
    "send": _send,
    "publish": publish,
    "reword": reword,
    "clear": clear,
}
