"""The door of a meeting: who comes in, who leaves. One message changes in place: a name a tap, or what is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from assistant.chat import Answer, Option, Pause, Reply, Turn, UnfitError
from assistant.domain.errors import RefusedError
from assistant.domain.members import GONE, Member
from assistant.services.meetings import holding, rollcall
from assistant.services.meetings.codes import DIGITS
from assistant.services.meetings.holding import Count
from assistant.words import fold
from handlers.people import apart, besides, by_name
from handlers.refusals import explain
from handlers.session_words import result, standing

LISTED = 24
"""How many names stand in one message; of more the first letters are offered."""
_DONE, _ALL, _LETTER = "done", "all", "letter:"
Pass = Callable[[str], Count]
"""Takes a member's number."""


@dataclass(frozen=True, slots=True)
class Doorway:
    """Somebody by a tap, by number, by name or its beginning, or by code. Gives what was meant, as JSON: `member`,
    `code`, `narrow` (to those whose name begins so; empty: everybody) or `done`.
    """

    prompt: Markup
    options: tuple[Option, ...]
    people: tuple[Option, ...]
    """Those who are offered, all of them."""
    others: tuple[Option, ...]
    """Who may be named besides; whether they can come or leave is for the service to say."""
    codes: bool
    kind: str = "member"
    optional: bool = False

    def accept(self, answer: Answer) -> dict[str, str]:
        """What is meant; a beginning that fits several narrows the list."""
        said = fold(answer.option or answer.text or "")
        pressed = next((each.id for each in self.options if said in {fold(each.id), fold(each.label)}), "")
        if pressed == _DONE:
            return {"done": ""}
        if pressed == _ALL:
            return {"narrow": ""}
        if pressed.startswith(_LETTER):
            return {"narrow": pressed}
        if self.codes and len(said) == DIGITS and said.isdecimal():
            return {"code": said}
        return self._named(answer, said)

    def restore(self, stored: Any) -> dict[str, str]:
        """As it was meant."""
        return dict(stored)

    def _named(self, answer: Answer, said: str) -> dict[str, str]:
        everybody = (*self.people, *self.others)
        exact = [one for one in everybody if said in map(fold, (one.id, one.label, *one.also))]
        found = exact or [one for one in everybody if said and _begins(one.also, said)]
        if len(found) == 1:
            return {"member": found[0].id}
        if any(one in self.people for one in found) and not answer.unasked:
            return {"narrow": said}
        raise UnfitError(
            "MEMBER_UNCLEAR", answer.language.t("I do not see who that is. Type the number, or the name in full.")
        )


def come_in(turn: Turn, meeting: int) -> Reply:
    """Check people in, one after the other."""
    return _pass(turn, meeting, lambda number: holding.check_in(turn.work, turn.actor, meeting, number), leaving=False)


def go_out(turn: Turn, meeting: int) -> Reply:
    """Check people out."""
    return _pass(turn, meeting, lambda number: holding.check_out(turn.work, turn.actor, meeting, number), leaving=True)


def _pass(turn: Turn, meeting: int, through: Pass, *, leaving: bool) -> Reply:
    """One person, then the same question for the next; who was named with the command is the only one."""
    count = holding.at_the_door(turn.work, turn.actor, meeting)
    named_at_once = bool(turn.arguments)
    question = _doorway(turn, count, leaving=leaving)
    meant = turn.ask("who", question)
    del turn.answers["who"]
    if "done" in meant:
        return Reply(standing(turn, count), result=result(count))
    if "narrow" in meant:
        turn.answers["narrow"] = meant["narrow"]
        raise Pause("who", _doorway(turn, count, leaving=leaving))
    try:
        after = _through(turn, meeting, meant, through)
    except RefusedError as refusal:
        if named_at_once:
            raise
        said = explain(turn.language, refusal.decision)
        raise turn.again("who", question, UnfitError(str(refusal.decision.reason), said)) from None
    head = _passed(turn, after, leaving=leaving)
    if named_at_once:
        return Reply(head + Markup("\n") + standing(turn, after), result=_result(after))
    turn.answers.pop("narrow", None)
    turn.note("door")
    raise Pause("who", _doorway(turn, after, leaving=leaving, head=head), result=_result(after))


def _through(turn: Turn, meeting: int, meant: dict[str, str], through: Pass) -> Count:
    if "code" in meant:
        return holding.check_in_by_code(turn.work, turn.actor, meeting, meant["code"])
    return through(meant["member"])


def _result(count: Count) -> dict[str, Any]:
    return result(count) | {"member": count.member.number if count.member else None}


def _passed(turn: Turn, count: Count, *, leaving: bool) -> Markup:
    name = apart(turn.work.members.all())[count.member.number] if count.member else ""
    if leaving:
        return turn.t("<b>{name}</b> has left.", name=name)
    return turn.t("<b>{name}</b> is there.", name=name)


def _doorway(turn: Turn, count: Count, *, leaving: bool, head: Markup | None = None) -> Doorway:
    here, away = rollcall.in_and_out(turn.work, count.meeting)
    offered = here if leaving else away
    others = [one for one in besides(turn.work.members.all(), offered) if one.status not in GONE]
    who = turn.t("Who is leaving?") if leaving else turn.t("Who comes in? Tap a name, or type it, a number or a code.")
    lines = [*filter(None, [head]), standing(turn, count), who]
    return Doorway(
        Markup("\n").join(lines),
        (*_offered(turn, offered), Option(_DONE, str(turn.t("Done")))),
        tuple(map(by_name, offered)),
        tuple(map(by_name, others)),
        codes=not leaving,
    )


def _offered(turn: Turn, people: Sequence[Member]) -> tuple[Option, ...]:
    """Their names; of many the first letters, and after a letter the names that begin so."""
    wanted = turn.answers.get("narrow", "")
    if not wanted and len(people) > LISTED:
        return _letters(people)
    names = apart(turn.work.members.all())
    shown = [Option(one.number, names[one.number]) for one in people if _fits(one, wanted)]
    back = (Option(_ALL, str(turn.t("All names"))),) if wanted else ()
    return (*shown[:LISTED], *back)


def _letters(people: Sequence[Member]) -> tuple[Option, ...]:
    """The first letters of the last names, with how many each has."""
    firsts = [fold(one.last_name)[:1] for one in people]
    return tuple(
        Option(f"{_LETTER}{letter}", f"{letter.upper()} ({firsts.count(letter)})") for letter in sorted({*firsts})
    )


def _fits(member: Member, wanted: str) -> bool:
    if wanted.startswith(_LETTER):
        return fold(member.last_name).startswith(wanted.removeprefix(_LETTER))
    return not wanted or _begins(by_name(member).also, wanted)


def _begins(names: Sequence[str], said: str) -> bool:
    """Whether the first or the last name begins so: both orders are among the names."""
    return any(fold(name).startswith(said) for name in names)
