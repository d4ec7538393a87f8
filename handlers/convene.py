"""`/convoquer`: a meeting is put together, shown as the members will read it, then sent or put to the bureau."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from markupsafe import Markup

from assistant.chat import Choice, Option, Reply, Turn
from assistant.domain.convening import MeetingState, NewMeeting
from assistant.domain.meetings import Purpose, Session, SessionKind
from assistant.domain.petitions import Petition, PetitionState
from assistant.services.meetings import convening, previewing
from assistant.services.meetings.convening import Proposal
from assistant.services.meetings.previewing import Preview
from assistant.services.permissions import Action, require
from assistant.words import visible
from handlers import convene_questions as questions
from handlers import meeting_notices, meeting_words
from handlers.broadcast import agreed, unreached
from handlers.meeting_bureau import lacking, report_button

BUREAU = "bureau"
"""The bureau itself asks for the assembly."""
SHOWN = 60
"""Characters of a request that its button names."""


def convene(turn: Turn) -> Reply:
    """What, when, where, who receives it, the agenda; then all that the members will read, and only then it leaves."""
    require(turn.work, turn.actor, Action.CONVENE)
    kind = SessionKind(turn.ask("kind", questions.a_kind(turn)))
    purpose, petition = _asked_for(turn) if kind is SessionKind.AGE else (None, None)
    on = questions.day(turn, kind)
    new = NewMeeting(
        kind=kind,
        on=on,
        starts_at=questions.hour(turn, on),
        place=questions.place(turn),
        agenda=(),
        hosts=questions.hosts(turn),
        purpose=purpose,
        petition=petition,
    )
    new = replace(new, agenda=questions.agenda(turn, Session(kind, on)))
    found = previewing.proposal(turn.work, turn.actor, new)
    if agreed(turn, found.outline, preview(turn, found)) == "no":
        return Reply(turn.t("Nobody was convened."), result={"cancelled": "convene"})
    done = convening.propose(turn.work, turn.actor, new, seen=found.outline.seen)
    buttons = (report_button(turn.language, done.meeting),)
    return Reply(sent(turn, done, found), buttons, result=result(done, found))


def preview(turn: Turn, found: Preview, *, proposed: bool = False) -> Markup:
    """As they will read it; then who is not reached, what is unusual, and what a yes does.

    `proposed`: the bureau has been asked already.
    """
    head = turn.tn(
        "<b>{n} member will read this</b>, with the letter and the calendar file:",
        "<b>{n} members will read this</b>, with the letter and the calendar file:",
        len(found.outline.members),
    )
    text = meeting_notices.convened(turn.language, found.body)
    notes = Markup("\n").join(
        [*unreached(turn, found.outline.members), *_doubts(turn, found), _what_a_yes_does(turn, found, proposed)]
    )
    return Markup("\n\n").join([head, text, notes])


def sent(turn: Turn, done: Proposal, found: Preview) -> Markup:
    """What the step came to, and what comes next."""
    meeting = meeting_words.named(turn.language, found.body)
    if done.meeting.state is MeetingState.PROPOSED:
        asked = turn.t("<b>The bureau is asked</b> about {meeting}.", meeting=meeting)
        return asked + " " + lacking(turn.language, found.yes_needed)
    convened = turn.tn(
        "<b>{n} member is convened</b> to {meeting}.",
        "<b>{n} members are convened</b> to {meeting}.",
        done.recipients,
        meeting=meeting,
    )
    return Markup("\n").join([convened, *unreached(turn, found.outline.members)])


def result(done: Proposal, found: Preview) -> dict[str, object]:
    """For scripts: the recipients as frozen, or as they would be."""
    count = done.recipients if done.broadcast is not None else len(found.outline.members)
    told = {"meeting": str(done.meeting.id), "recipients": count, "state": done.meeting.state.value}
    return told | ({"votes": done.round.counts} if done.needed > 1 else {})


def _asked_for(turn: Turn) -> tuple[Purpose, int | None]:
    """What an extraordinary assembly is for, and who asks for it (art. 20 and 21)."""
    options = tuple(Option(each.value, meeting_words.purpose(turn.language, each)) for each in Purpose)
    purpose = Purpose(turn.ask("purpose", Choice(turn.t("What is the assembly for?"), options)))
    reached = [each for each in turn.work.petitions.all() if _answers(each, purpose)]
    if not reached:
        return purpose, None
    requests = (Option(str(each.id), _request(turn, each)) for each in reached)
    own = Option(BUREAU, str(turn.t("The bureau itself")))
    chosen = turn.ask("petition", Choice(turn.t("Who asks for it?"), (*requests, own)))
    return purpose, None if chosen == BUREAU else int(chosen)


def _answers(petition: Petition, purpose: Purpose) -> bool:
    return petition.state is PetitionState.REACHED and petition.purpose is purpose


def _request(turn: Turn, petition: Petition) -> str:
    words = visible(petition.words)
    short = words if len(words) <= SHOWN else f"{words[: SHOWN - 1]}…"
    return str(turn.t("The request no. {number}: {words}", number=petition.id, words=short).unescape())


def _doubts(turn: Turn, found: Preview) -> Iterator[Markup]:
    for other in found.others:
        shown = meeting_words.label(turn.language, convening.meeting_body(turn.work, other))
        yield turn.t("<b>There is another one already</b>: {meeting}.", meeting=shown)
    if found.short_notice:
        advised = turn.work.bylaws.meetings.convocation_notice_advice_days.on(found.new.on)
        if not found.days:
            yield turn.t("<b>Short notice</b>: it is today; {advised} days are advised.", advised=advised)
            return
        yield turn.tn(
            "<b>Short notice</b>: it is in {n} day; {advised} days are advised.",
            "<b>Short notice</b>: it is in {n} days; {advised} days are advised.",
            found.days,
            advised=advised,
        )


def _what_a_yes_does(turn: Turn, found: Preview, proposed: bool) -> Markup:
    if not found.yes_needed:
        return turn.t("Shall it be sent?")
    question = turn.t("Do you agree?") if proposed else turn.t("Shall it be put to the bureau?")
    return lacking(turn.language, found.yes_needed) + " " + question
