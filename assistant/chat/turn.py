"""One run of a handler. It runs from the top at every message; stored answers are handed back at once, the first
question without one takes the message that came in, and the next one stops the run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from markupsafe import Markup

from assistant.chat import phrases
from assistant.chat.questions import Answer, Question, UnfitError, Upload, YesNo
from assistant.domain.actors import Actor
from assistant.domain.errors import FileRefusedError, NoSecretKeyError
from assistant.domain.messages import ChatAccount, Incoming, Json, SentFile
from assistant.i18n import Language
from assistant.ports import UnitOfWork
from assistant.words import visible

T = TypeVar("T")
Refused = Callable[[FileRefusedError | NoSecretKeyError], UnfitError]
SKIPPED = None
NOTED = "noted"
"""Where a dialogue keeps what was recorded before its last question."""
LONGEST_RUN = 4
LONGEST_UNUSED = 200
MOST_RUNS = 20
Readings = Mapping[tuple[str, str], Any]
"""What files say, by path and reader: what the reader returned, or the error that it refused the file with."""


class Pause(BaseException):
    """The handler waits for an answer. `refusal` says why the last one did not fit; `result`: what it has done."""

    def __init__(
        self,
        key: str,
        question: Question[object],
        refusal: UnfitError | None = None,
        *,
        result: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(key)
        self.key = key
        self.question = question
        self.refusal = refusal
        self.result = result


class UnreadError(Exception):
    """A file must be read before the handler can go on: outside the unit, which is then run again."""

    def __init__(self, file: SentFile, reader: str) -> None:
        super().__init__(f"{reader}: {file.name}")
        self.file = file
        self.reader = reader


@dataclass(slots=True)
class Turn:
    """What a handler sees: the unit of work, who acts, the language to answer in, and the questions it may ask."""

    work: UnitOfWork
    actor: Actor
    account: ChatAccount
    language: Language
    incoming: Incoming
    arguments: list[str] = field(default_factory=list)
    """What followed the command; `ask` takes from it what fits."""
    answers: Json = field(default_factory=dict)
    answer: Answer | None = None
    """The message that came in, until a question takes it."""
    readings: Readings = field(default_factory=dict)
    """The files of this message that have been read."""
    office: bool = False
    """Whether what is said is for the sake of an office, by a command for every member: it is about others."""

    def t(self, message: str, **values: object) -> Markup:
        """A message in the reader's language."""
        return self.language.t(message, **values)

    def tn(self, one: str, many: str, n: int, **values: object) -> Markup:
        """The same by number."""
        return self.language.tn(one, many, n, **values)

    def ask(self, key: str, question: Question[T]) -> T:
        """The answer; where there is none yet the run stops here and the question is put."""
        return question.restore(self._stored(key, question))

    def ask_or_skip(self, key: str, question: Question[T]) -> T | None:
        """The same for an optional question: None where it was skipped."""
        stored = self._stored(key, question)
        return None if stored is SKIPPED else question.restore(stored)

    def hand_in(self, key: str, question: Upload, keep: Callable[[Any], Any], refused: Refused) -> Any:
        """What `keep` made of the file's reading, the first time; None where an optional one was skipped.

        `keep` gives a JSON value, which is stored as the answer. `refused` puts into words why a file is not taken.
        """
        stored = self._stored(key, question)
        if not isinstance(stored, dict) or "path" not in stored:
            return stored
        file = SentFile(**stored)
        reading = self._reading(file, question.reader)
        try:
            if isinstance(reading, FileRefusedError):
                raise reading
            self.answers[key] = keep(reading)
        except (FileRefusedError, NoSecretKeyError) as error:
            raise self.again(key, question, refused(error)) from None
        return self.answers[key]

    @property
    def noted(self) -> Any:
        """What `note` was told; None before."""
        return self.answers.get(NOTED)

    def note(self, what: Any) -> None:
        """Something (JSON) is recorded while a question is still to come: who leaves then is told that it stands."""
        self.answers[NOTED] = what

    def again(self, key: str, question: Question[object], refusal: UnfitError) -> Pause:
        """What to raise where a service refuses an answer that the question took: it is put again, saying why."""
        self.answers.pop(key, None)
        return Pause(key, question, refusal)

    def confirm(self, summary: Markup) -> bool:
        """Yes or no to a summary of what is about to be done; arguments that nothing called for are told with it."""
        yes, no = str(self.t("Confirm")), str(self.t("No"))
        try:
            return self.ask("confirm", YesNo(summary, yes, no))
        except Pause as pause:
            raise Pause(pause.key, YesNo(self.with_unused(summary), yes, no), pause.refusal) from None

    def with_unused(self, text: Markup) -> Markup:
        """The text, and below it the arguments that no question called for; these are told once."""
        if not self.arguments:
            return text
        words = visible(" ".join(self.arguments))[:LONGEST_UNUSED]
        self.arguments.clear()
        return text + Markup("\n\n") + phrases.unused(self.language, words)

    def _reading(self, file: SentFile, reader: str) -> Any:
        if (file.path, reader) not in self.readings:
            raise UnreadError(file, reader)
        return self.readings[file.path, reader]

    def _stored(self, key: str, question: Question[object]) -> Any:
        if key not in self.answers:
            self.answers[key] = self._take(key, question)
        return self.answers[key]

    def _take(self, key: str, question: Question[object]) -> Any:
        """The longest run of arguments that fits, else the message that came in, else stop and ask.

        Arguments that are meant for this question and cannot be taken are said and dropped.
        """
        meant: UnfitError | None = None
        for first, last in _runs(len(self.arguments)):
            try:
                value = question.accept(self._unasked(" ".join(self.arguments[first:last])))
            except UnfitError as refusal:
                if refusal.meant and meant is None:
                    meant, misfit = refusal, slice(first, last)
                continue
            del self.arguments[first:last]
            return value
        if self.answer is None:
            if meant is not None:
                del self.arguments[misfit]
            raise Pause(key, question, meant)
        answer, self.answer = self.answer, None
        if question.optional and answer.option == "skip":
            return SKIPPED
        try:
            return question.accept(answer)
        except UnfitError as refusal:
            raise Pause(key, question, refusal) from None

    def _unasked(self, argument: str) -> Answer:
        return Answer(self.language, self.work.today, text=argument, unasked=True)


def _runs(count: int) -> Iterator[tuple[int, int]]:
    """All arguments together, then runs of a few, the longer first: `1er mars` is one answer."""
    lengths = dict.fromkeys((count, *range(min(count, LONGEST_RUN), 0, -1)))
    for length in lengths:
        for first in range(min(count - length + 1, MOST_RUNS)):
            yield first, first + length
