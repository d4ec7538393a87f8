"""Runs a handler to its next question or its end, and writes a question as a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from assistant.chat import phrases
from assistant.chat.questions import Question
from assistant.chat.replies import Ask, Reply
from assistant.chat.routes import Command
from assistant.chat.turn import NOTED, Pause, Turn
from assistant.domain.messages import Dialogue
from assistant.i18n import Language
from assistant.words import visible

BACK, CANCEL, SKIP = "back", "cancel", "skip"


@dataclass(frozen=True, slots=True)
class Step:
    """Where a run stopped: finished with a reply, or at a question (`dialogue` is what to keep)."""

    reply: Reply
    dialogue: Dialogue | None = None
    ask: Ask | None = None
    refused: bool = False


def run(command: Command, turn: Turn) -> Step:
    """Run the handler from the top; the turn holds the stored answers and the message that came in."""
    try:
        return Step(_said(command.handler(turn), turn))
    except Pause as pause:
        return _question(command, turn, pause)


def dropped_last(dialogue: Dialogue) -> Dialogue:
    """The dialogue with its last answer taken back; what is noted stays noted."""
    answers = dict(dialogue.answers)
    last = next((key for key in reversed(answers) if key != NOTED), None)
    if last is not None:
        del answers[last]
    return Dialogue(dialogue.command, answers, dialogue.arguments)


def _said(reply: Reply, turn: Turn) -> Reply:
    """With the typed arguments that nothing called for, unless it was left or refused before they could be."""
    reply = replace(reply, office=turn.office)
    if turn.incoming.press is not None or {"refused", "cancelled"} & set(reply.result or ()):
        return reply
    return replace(reply, text=turn.with_unused(reply.text))


def _question(command: Command, turn: Turn, pause: Pause) -> Step:
    question, refusal = pause.question, pause.refusal
    text = question.prompt if refusal is None else refusal.text + Markup("\n\n") + question.prompt
    buttons, files = getattr(question, "buttons", ()), getattr(question, "files", ())
    return Step(
        reply=Reply(text, buttons, files, result=_result(pause), office=turn.office),
        dialogue=Dialogue(command.name, dict(turn.answers), tuple(turn.arguments), pause.key),
        ask=_ask(pause.key, question, turn.language, can_go_back=bool(turn.answers)),
        refused=refusal is not None,
    )


def _result(pause: Pause) -> Mapping[str, Any] | None:
    return pause.result if pause.refusal is None else {"refused": pause.refusal.code}


def _ask(key: str, question: Question[object], language: Language, *, can_go_back: bool) -> Ask:
    extra = {SKIP: phrases.skip(language)} if question.optional else {}
    if can_go_back:
        extra[BACK] = phrases.back(language)
    extra[CANCEL] = phrases.cancel(language)
    options = tuple((option.id, visible(option.label)) for option in question.options)
    return Ask(key, question.kind, options, question.optional, extra)
