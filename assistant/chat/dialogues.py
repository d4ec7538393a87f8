"""Runs a handler to its next question or its end, and writes a question as a message."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from assistant.chat import phrases
from assistant.chat.questions import Question, UnfitError
from assistant.chat.replies import Ask, Reply
from assistant.chat.routes import Command
from assistant.chat.turn import Pause, Turn
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
    """The dialogue with its last answer taken back."""
    answers = dict(dialogue.answers)
    if answers:
        answers.popitem()
    return Dialogue(dialogue.command, answers, dialogue.arguments)


def _said(reply: Reply, turn: Turn) -> Reply:
    """With the typed arguments that nothing called for, unless it was left or refused before they could be."""
    if turn.incoming.press is not None or {"refused", "cancelled"} & set(reply.result or ()):
        return reply
    return replace(reply, text=turn.with_unused(reply.text))


def _question(command: Command, turn: Turn, pause: Pause) -> Step:
    question, refusal = pause.question, pause.refusal
    text = question.prompt if refusal is None else refusal.text + Markup("\n\n") + question.prompt
    return Step(
        reply=Reply(text, files=getattr(question, "files", ()), result=_refused(refusal)),
        dialogue=Dialogue(command.name, dict(turn.answers), tuple(turn.arguments), pause.key),
        ask=_ask(pause.key, question, turn.language, can_go_back=bool(turn.answers)),
        refused=refusal is not None,
    )


def _refused(refusal: UnfitError | None) -> dict[str, Any] | None:
    return None if refusal is None else {"refused": refusal.code}


def _ask(key: str, question: Question[object], language: Language, *, can_go_back: bool) -> Ask:
    extra = {SKIP: phrases.skip(language)} if question.optional else {}
    if can_go_back:
        extra[BACK] = phrases.back(language)
    extra[CANCEL] = phrases.cancel(language)
    options = tuple((option.id, visible(option.label)) for option in question.options)
    return Ask(key, question.kind, options, question.optional, extra)
