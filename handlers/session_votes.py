"""Votes of a meeting: put, counted by hands or cast in chat, closed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from assistant.chat import Answer, Button, Choice, Either, FreeText, Option, Pause, Reply, Turn, UnfitError
from assistant.domain.convening import Meeting
from assistant.domain.errors import RefusedError
from assistant.domain.resolutions import Ballot, Method, Resolution, Tally
from assistant.marks import N_
from assistant.services.meetings import holding, voting
from assistant.words import fold, visible
from handlers.known import Known
from handlers.people import apart
from handlers.refusals import explain
from handlers.session_door import LISTED
from handlers.session_words import name_of
from handlers.vote_words import CHOICES, FRENCH, SAID, outcome, result

BELENIOS = "https://www.belenios.org"
CLOSED_BALLOT = "secret"
"""The method that is not offered here."""
DROP = N_("Drop this vote")
_STEPS = {
    "refresh": N_("Who has voted?"),
    "close": N_("Count the votes"),
    "hand": N_("A raised hand"),
    "drop": DROP,
}
_NUMBER = re.compile(r"\d{1,6}")


@dataclass(frozen=True, slots=True)
class Counts:
    """Three numbers: for, against, abstaining; or the wish to drop the vote, which gives None."""

    prompt: Markup
    options: tuple[Option, ...]
    kind: str = "text"
    optional: bool = False

    def accept(self, answer: Answer) -> list[int] | None:
        """What was counted. Two numbers: nobody abstains."""
        said = answer.option or answer.text or ""
        if any(fold(said) in {fold(option.id), fold(option.label)} for option in self.options):
            return None
        found = [int(number) for number in _NUMBER.findall(said)]
        if len(found) not in {2, 3} or "-" in said:
            raise UnfitError(
                "BAD_COUNT", answer.language.t("Write three numbers: for, against, abstaining. For instance: 12 3 2.")
            )
        return found

    def restore(self, stored: Any) -> list[int] | None:
        """The numbers."""
        return stored if stored is None else list(stored)


def vote(turn: Turn, meeting: int) -> Reply:
    """Put a question, or go on with the one that is open."""
    found = holding.opened(turn.work, meeting)
    resolution = voting.current(turn.work, found)
    followed = turn.work.resolutions.get(turn.noted) if isinstance(turn.noted, int) else None
    if followed is not None and followed != resolution:
        return _over(turn, followed)
    if resolution is None:
        return _put(turn, meeting)
    if resolution.method is Method.HANDS:
        return _count(turn, found, resolution)
    return _follow(turn, found, resolution)


def secret(turn: Turn) -> Reply:
    """Where it can be held instead."""
    text = turn.t(
        "<b>Secret ballots are not held here</b>: I would know who voted what. Belenios is made for them, it is free, "
        "and everybody can check the count. Its result goes into the minutes."
    )
    buttons = (Button("Belenios", url=BELENIOS), Button(str(turn.t("The meeting")), "session"))
    return Reply(text, buttons, result={"cancelled": "session"})


def _put(turn: Turn, meeting: int) -> Reply:
    """What is voted on, and how; secret ballots are held elsewhere."""
    if CLOSED_BALLOT in map(fold, turn.arguments):
        turn.arguments.clear()
        return secret(turn)
    found = voting.may_put(turn.work, turn.actor, meeting)
    item, text = _question(turn, found)
    how = turn.ask("method", _methods(turn, text))
    if how == CLOSED_BALLOT:
        return secret(turn)
    made = voting.put(turn.work, turn.actor, meeting, text, item=item, method=Method(how))
    head = turn.t("<b>The vote is open</b>: {question}", question=visible(text))
    turn.answers = {"meeting": str(meeting), "action": "vote"}
    turn.note(made.id)
    if made.method is Method.HANDS:
        raise Pause("tally", _counts(turn, found, head), result=result(made))
    raise Pause("step", _steps(turn, found, made, head), result=result(made))


def _question(turn: Turn, meeting: Meeting) -> tuple[int | None, str]:
    """A point of the agenda, or the bureau's own words."""
    points = [item.title(turn.language.code) for item in meeting.agenda]
    offered = tuple(Option(f"item-{place}", title) for place, title in enumerate(points))
    prompt = turn.t("What is put to the vote? Choose a point of the agenda, or write the question.")
    option, own = turn.ask("question", Either(FreeText(prompt, maximum=voting.LONGEST), offered))
    if option is None:
        return None, own or ""
    place = int(option.removeprefix("item-"))
    return place, points[place]


def _methods(turn: Turn, text: str) -> Choice:
    options = (
        Option(Method.HANDS.value, str(turn.t("By show of hands")), ("mains", "main levee")),
        Option(Method.CHAT.value, str(turn.t("On the telephones")), ("telephones", "messagerie")),
        Option(CLOSED_BALLOT, str(turn.t("By secret ballot")), ("bulletin secret",)),
    )
    return Choice(turn.t("“{question}” How is it voted on?", question=visible(text)), options)


def _counts(turn: Turn, meeting: Meeting, head: Markup) -> Counts:
    votes = turn.tn(
        "{n} vote is in the room. How many for, against, abstaining?",
        "{n} votes are in the room. How many for, against, abstaining?",
        voting.votes_in_hand(turn.work, meeting),
    )
    return Counts(head + Markup("\n") + votes, (Option("drop", str(turn.t(DROP))),))


def _count(turn: Turn, meeting: Meeting, resolution: Resolution) -> Reply:
    head = turn.t("<b>By show of hands</b>: {question}", question=visible(resolution.text))
    question = _counts(turn, meeting, head)
    counted = turn.ask("tally", question)
    if counted is None:
        return _over(turn, voting.drop(turn.work, turn.actor, resolution.id))
    in_favour, against, *abstaining = counted
    try:
        done = voting.count(turn.work, turn.actor, resolution.id, Tally(in_favour, against, sum(abstaining)))
    except RefusedError as refusal:
        said = explain(turn.language, refusal.decision)
        raise turn.again("tally", question, UnfitError(str(refusal.decision.reason), said)) from None
    return _over(turn, done)


def _steps(turn: Turn, meeting: Meeting, resolution: Resolution, head: Markup) -> Choice:
    votes = voting.votes_in_hand(turn.work, meeting)
    cast = voting.tally_of(turn.work, meeting, resolution).cast
    told = turn.tn("{cast} of {n} vote is in.", "{cast} of {n} votes are in.", votes, cast=cast)
    options = tuple(Option(step, str(turn.t(_STEPS[step]))) for step in _STEPS)
    return Choice(head + Markup("\n") + told, options)


def _follow(turn: Turn, meeting: Meeting, resolution: Resolution) -> Reply:
    """A vote in chat goes on: it is counted, a raised hand is noted, or it is dropped."""
    head = turn.t("<b>On the telephones</b>: {question}", question=visible(resolution.text))
    step = turn.ask("step", _steps(turn, meeting, resolution, head))
    if step == "refresh":
        del turn.answers["step"]
        raise Pause("step", _steps(turn, meeting, resolution, head), result=result(resolution))
    if step == "close":
        return _over(turn, voting.close_vote(turn.work, turn.actor, resolution.id))
    if step == "drop":
        return _over(turn, voting.drop(turn.work, turn.actor, resolution.id))
    elector = turn.ask("elector", _hands(turn, meeting, resolution))
    options = tuple(Option(each.value, str(turn.t(CHOICES[each])), FRENCH[each]) for each in Ballot)
    said = Ballot(turn.ask("choice", Choice(turn.t("{name} votes:", name=name_of(turn, elector)), options)))
    voting.note_hand(turn.work, turn.actor, resolution.id, elector, said)
    noted = turn.t("Noted: {name}, {choice}.", name=name_of(turn, elector), choice=turn.t(SAID[said]))
    turn.answers = {"meeting": str(meeting.id), "action": "vote"}
    turn.note(resolution.id)
    raise Pause("step", _steps(turn, meeting, resolution, noted), result=result(resolution))


def _hands(turn: Turn, meeting: Meeting, resolution: Resolution) -> Known:
    """Those whose vote is in the room and not in yet; of a giver, by whom."""
    awaited = voting.awaited(turn.work, meeting, resolution)
    meant = {number for pair in awaited for number in pair}
    names = apart([member for member in turn.work.members.all() if member.number in meant])
    options = tuple(
        Option(elector, _elector(turn, names, voter, elector), (name_of(turn, elector),)) for voter, elector in awaited
    )
    return Known(Choice(turn.t("Whose hand is raised?"), options[:LISTED]), options)


def _elector(turn: Turn, names: Mapping[str, str], voter: str, elector: str) -> str:
    if voter == elector:
        return names[elector]
    return str(turn.t("{giver}, by {holder}", giver=names[elector], holder=names[voter]).unescape())


def _over(turn: Turn, resolution: Resolution) -> Reply:
    """What it came to, by whoever ended it."""
    tally = resolution.tally
    if tally is None:
        text = turn.t("This vote is taken back; nothing was decided.")
        return Reply(text, _back(turn, resolution), result=result(resolution))
    counts = (tally.in_favour, tally.against, tally.abstaining)
    text = outcome(turn.language, resolution.text, counts, adopted=tally.adopted)
    return Reply(text, _back(turn, resolution), result=result(resolution))


def _back(turn: Turn, resolution: Resolution) -> tuple[Button, ...]:
    return (Button(str(turn.t("The meeting")), "session", (str(resolution.meeting),)),)
