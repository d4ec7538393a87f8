"""`/procuration`: a member's vote in the hands of another, for one meeting (art. 16).

The roll is confidential: a holder is named, never chosen from a list, and whatever stands against them gets the same
sentence. What stands against the giver is said before anybody is named, so that nothing can be guessed from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from assistant.chat import Answer, Button, Choice, Option, Reply, Turn, UnfitError
from assistant.domain.convening import Meeting
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import RefusedError
from assistant.domain.members import GONE, Member
from assistant.services.meetings import representing
from assistant.services.meetings.convening import meeting_body
from assistant.services.meetings.representing import Given
from assistant.services.meetings.representing_news import evidence
from assistant.words import fold
from handlers.citing import article as cited
from handlers.meeting_words import label, named
from handlers.people import Somebody, by_name
from handlers.proxy_ending import end, ending
from handlers.proxy_refusals import barred
from handlers.proxy_words import article, mandate, until, withdrawing


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is to hold it; gives the member, and how the giver called them: by name, or by a number alone."""

    somebody: Somebody
    own: str
    """The giver's number."""

    @property
    def kind(self) -> str:
        """A member's."""
        return self.somebody.kind

    @property
    def prompt(self) -> Markup:
        """The question."""
        return self.somebody.prompt

    @property
    def options(self) -> tuple[Option, ...]:
        """None, but who held the giver's mandate at the first assembly."""
        return self.somebody.options

    @property
    def optional(self) -> bool:
        """Never."""
        return self.somebody.optional

    def accept(self, answer: Answer) -> dict[str, Any]:
        """`{"number", "named"}`; oneself is refused. Words after the command can only mean a holder."""
        try:
            number = self.somebody.accept(answer)
        except UnfitError as unclear:
            raise UnfitError(unclear.code, unclear.text, meant=answer.unasked and bool(answer.text)) from None
        if number == self.own:
            sorry = answer.language.t("You vote for yourself in person: a proxy goes to another member.")
            raise UnfitError(str(Reason.SELF_PROXY), sorry, meant=True)
        offered = any(option.id == number for option in self.options)
        typed = fold(answer.text or answer.option or "")
        return {"number": number, "named": offered or typed != fold(number)}

    def restore(self, stored: Any) -> tuple[str, bool]:
        """Both."""
        return stored["number"], stored["named"]


def proxy(turn: Turn) -> Reply:
    """Give one, or with `withdraw` or `decline` end one."""
    how = ending(turn)
    return give(turn) if how is None else end(turn, how)


def give(turn: Turn) -> Reply:
    """Which meeting where there are several, who, then yes; refused at once where the giver may not give one."""
    chosen = _chosen(turn)
    if chosen is None:
        turn.arguments.clear()
        text = turn.t("No meeting is ahead for which a proxy can be given.")
        return Reply(text, (Button(str(turn.t("Meetings")), "meetings"),), result={"proxy": None})
    try:
        meeting = representing.check(turn.work, turn.actor, chosen)
    except RefusedError as refused:
        turn.arguments.clear()
        return barred(turn, refused.decision)
    number, by_their_name = turn.ask("holder", _holder(turn, meeting))
    if not turn.confirm(_summary(turn, meeting, _called(turn, number, by_their_name))):
        return Reply(turn.t("No proxy was given."), result={"cancelled": "proxy"})
    try:
        return _given(turn, representing.give(turn.work, turn.actor, meeting.id, number))
    except RefusedError as refused:
        return _refused(turn, meeting, refused.decision)


def choose_meeting(turn: Turn, meetings: Sequence[Meeting]) -> int | None:
    """The only one, the one that a button or an argument names, or the one chosen; None where there is none.

    It is kept, so that the answers that follow are about the same one whatever is convened or opened meanwhile.
    """
    if "meeting" not in turn.answers and turn.arguments and turn.arguments[0].isdecimal():
        found = turn.work.meetings.get(int(turn.arguments[0][:18]))
        if found is not None and found.convened_at is not None:
            turn.arguments.pop(0)
            turn.answers["meeting"] = str(found.id)
    if "meeting" not in turn.answers and not meetings:
        return None
    if len(meetings) == 1:
        turn.answers.setdefault("meeting", str(meetings[0].id))
    options = tuple(Option(str(each.id), label(turn.language, meeting_body(turn.work, each))) for each in meetings)
    return int(turn.ask("meeting", Choice(turn.t("For which meeting?"), options)))


def result_of(given: Given) -> dict[str, object]:
    """What scripts read of a mandate that was given."""
    return {
        "proxy": str(given.proxy.id),
        "meeting": str(given.meeting.id),
        "state": given.proxy.state.value,
        "forwarded_to": list(given.forwarded_to),
        "articles": list(given.articles),
    }


def _chosen(turn: Turn) -> int | None:
    found = representing.open_for_proxies(turn.work)
    begun = None if found else representing.begun(turn.work)
    return choose_meeting(turn, [begun] if begun is not None else found)


def _holder(turn: Turn, meeting: Meeting) -> Holder:
    """Anybody who is or was on the register: who has left is refused like whoever cannot hold it."""
    own = turn.actor.name
    former = representing.renewals(turn.work, meeting).get(own)
    known = turn.work.members.get(former) if former else None
    prompt = turn.t(
        "<b>Who will vote for you</b> at {meeting}? Give the member's number, or first and last name in full.",
        meeting=named(turn.language, meeting_body(turn.work, meeting)),
    )
    offered = (Option(known.number, known.name),) if known else ()
    return Holder(Somebody(prompt, _people(turn), offered), own)


def _people(turn: Turn) -> tuple[Option, ...]:
    """A former member's name is left to the member who bears it now."""
    members = turn.work.members.all()
    current = {fold(member.name) for member in members if member.status not in GONE}
    return tuple(
        Option(member.number, member.number)
        if member.status in GONE and fold(member.name) in current
        else by_name(member)
        for member in members
    )


def _called(turn: Turn, number: str, by_their_name: bool) -> str:
    """The name to who knows it; to who typed a number, initials are enough to see that it is the right one."""
    found = turn.work.members.get(number)
    if found is None:
        return number
    return found.name if by_their_name else f"{number} ({_initials(found)})"


def _initials(member: Member) -> str:
    return " ".join(f"{name[:1]}." for name in (member.first_name, member.last_name) if name)


def _summary(turn: Turn, meeting: Meeting, holder: str) -> Markup:
    data = meeting_body(turn.work, meeting)
    return turn.t(
        "Give your vote to <b>{holder}</b> for {meeting}? The mandate goes to them, to the president and to the "
        "bureau ({article}).",
        holder=holder,
        meeting=named(turn.language, data),
        article=cited(turn.work.bylaws.cite("proxy")),
    )


def _given(turn: Turn, given: Given) -> Reply:
    data = evidence(turn.work, given.meeting, given.proxy)
    shown = {"holder": data["holder"]["name"], "until": until(turn.language, data)}
    text = turn.t(
        "<b>{holder} votes for you</b> at {meeting} ({article}). The mandate {reference} is attached; it goes to "
        "{holder}, to the president and to the bureau.",
        meeting=named(turn.language, data["meeting"]),
        article=article(data),
        reference=data["reference"],
        **shown,
    )
    more = turn.t(
        "It counts from now on. If {holder} declines it, a message tells you at once. You can withdraw it {until}; if "
        "you come after all, you vote yourself.",
        **shown,
    )
    buttons = (withdrawing(turn.language, data),)
    return Reply(text + Markup("\n") + more, buttons, (mandate(turn.language, data),), result=result_of(given))


def _refused(turn: Turn, meeting: Meeting, decision: Decision) -> Reply:
    """One sentence whatever stands against the person named; the code is for scripts."""
    if decision.reason is Reason.DEADLINE_PASSED or decision.figures.get("own") is not None:
        return barred(turn, decision)
    text = turn.t(
        "This proxy could not be recorded: the person chosen cannot receive it for this meeting ({article}). Choose "
        "another holder before the opening, or write to the bureau.",
        article=cited(turn.work.bylaws.cite("proxy")),
    )
    again = Button(str(turn.t("Choose somebody else")), "proxy", (str(meeting.id),))
    result = {"refused": str(decision.reason), "articles": list(decision.articles)}
    return Reply(text, (again,), result=result)
