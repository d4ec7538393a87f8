"""`/relances`: the bureau leaves somebody without dues reminders, for a while or until further notice."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from assistant.chat import Choice, Day, FreeText, Option, Reply, Turn
from assistant.domain.members import Member
from assistant.domain.reminding import Pause, PauseReason
from assistant.marks import N_
from assistant.services import pauses
from handlers.people import a_member, listed

UNTIL = {
    PauseReason.BEREAVED: N_("{name} gets no reminder until {day}: bereavement."),
    PauseReason.ASKED: N_("{name} gets no reminder until {day}, as agreed."),
    PauseReason.OTHER: N_("{name} gets no reminder until {day}."),
}


def pause_reminders(turn: Turn) -> Reply:
    """Who, and for how long; or reminders come again. Nobody is told; it stands in the member's own file."""
    held = pauses.standing(turn.work, turn.actor)
    number = turn.ask("member", a_member(turn, _who(turn, held)))
    member = turn.work.members.get(number)
    assert member is not None  # noqa: S101 - one of those offered
    mine = [pause for pause in held if pause.member == number]
    match turn.ask("choice", Choice(_state(turn, member, mine), _choices(turn, mine))):
        case "bereaved":
            return _marked(turn, member, pauses.bereaved(turn.work, turn.actor, number, turn.work.today))
        case "until":
            last = turn.ask("date", Day(turn.t("Until which day, that day included?"), earliest=turn.work.today))
            return _marked(turn, member, pauses.until(turn.work, turn.actor, number, last, _note(turn)))
        case "stop":
            return _marked(turn, member, pauses.stop(turn.work, turn.actor, number, _note(turn)))
        case _:
            pauses.resume(turn.work, turn.actor, number)
            return _resumed(turn, member)


def _who(turn: Turn, held: Sequence[Pause]) -> Markup:
    """With those who get none today."""
    prompt = turn.t("Whose reminders? Give the member's number, or first and last name.")
    names = [member.name for pause in held if (member := turn.work.members.get(pause.member))]
    if not names:
        return prompt
    paused = turn.t("Left in peace at present: {names}.", names=listed(turn.language, list(dict.fromkeys(names))))
    return prompt + Markup("\n") + paused


def _state(turn: Turn, member: Member, held: Sequence[Pause]) -> Markup:
    if not held:
        return turn.t("{name} is reminded like everybody. What shall change?", name=member.name)
    return Markup("\n").join([*(_one(turn, member, pause) for pause in held), turn.t("What shall change?")])


def _one(turn: Turn, member: Member, pause: Pause) -> Markup:
    said = {"name": member.name, "day": pause.until}
    if pause.until is None:
        text = turn.t("{name} gets no reminder until further notice.", name=member.name)
    else:
        text = turn.t(UNTIL[pause.reason], **said)
    return text + " " + turn.t("“{note}”", note=pause.note) if pause.note else text


def _choices(turn: Turn, held: Sequence[Pause]) -> tuple[Option, ...]:
    options = (
        Option("bereaved", str(turn.t("A month: bereavement"))),
        Option("until", str(turn.t("Until a day agreed with them"))),
        Option("stop", str(turn.t("Until further notice"))),
    )
    return (*options, Option("resume", str(turn.t("Reminders again")))) if held else options


def _note(turn: Turn) -> str:
    prompt = turn.t("A word on why? The bureau reads it, and the member in their own file.")
    return turn.ask_or_skip("note", FreeText(prompt, optional=True)) or ""


def _marked(turn: Turn, member: Member, pause: Pause) -> Reply:
    text = turn.t("Noted. {what} Nobody is told.", what=_one(turn, member, pause))
    return Reply(text, result=_result(member, pause.reason, pause))


def _resumed(turn: Turn, member: Member) -> Reply:
    text = turn.t("Noted. {name} is reminded again from today, like everybody.", name=member.name)
    return Reply(text, result=_result(member, None, None))


def _result(member: Member, reason: PauseReason | None, pause: Pause | None) -> dict[str, object]:
    until = pause.until.isoformat() if pause and pause.until else None
    return {"member": member.number, "paused": pause is not None, "reason": reason, "until": until}
