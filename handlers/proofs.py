"""`/preuve`: how and when a written warning reached the member, where no message proves it."""

from __future__ import annotations

from markupsafe import Markup

from assistant.chat import Attachment, Choice, Day, FreeText, Option, Reply, Turn
from assistant.domain.messages import OutboxState
from assistant.domain.reminding import ToldBy, WarningKind, WarningLetter
from assistant.marks import N_
from assistant.services import warnings
from handlers import absence_letter, warning_letter
from handlers.letters import reader_of
from handlers.people import a_member

LETTERS = {WarningKind.DUES: warning_letter.letter, WarningKind.ABSENCES: absence_letter.letter}
GIVEN = {
    ToldBy.LETTER: N_("posted or handed over on {day}"),
    ToldBy.CALL: N_("told by telephone on {day}"),
}
WAITING = frozenset({OutboxState.PENDING, OutboxState.SENDING})


def note_proof(turn: Turn) -> Reply:
    """Which member, how, on which day, and a reference to find the proof by."""
    number = turn.ask("member", a_member(turn, turn.t("Whose warning? Give the member's number, or the full name.")))
    found = warnings.unproved(turn.work, turn.actor, number)
    if found is None:
        return Reply(turn.t("No warning to this member waits for a proof."), result={"warning": None})
    by = ToldBy(turn.ask("means", _means(turn, found)))
    today = Option("today", str(turn.t("Today")))
    prompt = turn.t("On which day?")
    on = turn.ask("date", Day(prompt, (today,), latest=turn.work.today, earliest=found.issued_on))
    note = turn.ask_or_skip("note", FreeText(turn.t("A number to find the proof by, if there is one?"), optional=True))
    noted = warnings.note(turn.work, turn.actor, found.id, by=by, on=on, text=note or "")
    text = turn.t("Noted: the warning of {day} was {proof}.", day=noted.issued_on, proof=proof_of(turn, noted))
    result = {"member": noted.member, "warning": str(noted.id), "told_by": by, "told_on": on.isoformat()}
    return Reply(text, result=result)


def proof_of(turn: Turn, warning: WarningLetter) -> Markup:
    """How a warning reached the member, or why that is not known."""
    if warning.telling is not None:
        given = turn.t(GIVEN[warning.telling.by], day=warning.telling.on)
        return given + Markup(" ({})").format(warning.telling.note) if warning.telling.note else given
    if warning.chat_state is OutboxState.SENT and warning.sent_at is not None:
        return turn.t("sent here on {day}", day=turn.work.local(warning.sent_at))
    if warning.chat_state in WAITING:
        return turn.t("waits to leave")
    return turn.t("could not be delivered here, and no letter is noted (<cmd>proof</cmd>)")


def _means(turn: Turn, found: WarningLetter) -> Choice:
    """With the letter, to be printed."""
    prompt = turn.t("How did the warning of {day} reach them? Here is the letter, to print.", day=found.issued_on)
    options = (
        Option(ToldBy.LETTER, str(turn.t("Letter posted or handed over")), also=(str(turn.t("letter")),)),
        Option(ToldBy.CALL, str(turn.t("Told by telephone")), also=(str(turn.t("call")),)),
    )
    return Choice(prompt, options, files=(_letter(turn, found),))


def _letter(turn: Turn, found: WarningLetter) -> Attachment:
    reader = reader_of(turn, turn.work.members.get(found.member))
    return LETTERS[found.kind](reader, found.body)
