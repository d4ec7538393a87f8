"""What people do in the kill test: scripts of a dozen use cases, played by many members at once.

A person sends the next message when the answer to the last one has come, and presses the buttons that were shown.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass

from tests.crash.stage import Shown, Stage

ONCE = "Rappel"
"""How the messages of the at-most-once class begin."""


@dataclass(frozen=True, slots=True)
class Step:
    """Sends `text`, or presses the button at `press` of the newest keyboard; `again`: the update comes twice."""

    text: str | None = None
    press: int | None = None
    again: bool = False


LIFE = (
    Step("/solde"),
    Step("/langue"),
    Step(press=0),
    Step(press=0),
    Step("/balance", again=True),
    Step("/aide"),
    Step("combien je dois ?"),
    Step("/reglages"),
    Step(press=0),
    Step("/annuler"),
    Step("/reglement 13"),
    Step("<b>& bonjour 🙃"),
    Step("/releve"),
    Step("/langue"),
    Step("fr", again=True),
    Step("/confidentialite"),
    Step("/langue"),
    Step("/solde"),
    Step("/annuler"),
    Step("/paiements"),
)
"""What a linked member does, over and over, each starting at another place."""

CHANGING = frozenset(("/langue", "fr"))
"""The steps that change the language."""


def script(place: int, code: str | None, length: int, *, told: bool = False) -> list[Step]:
    """The steps of one person: a wrong code, the right one, then the member's life.

    Who is `told` things unasked keeps one language, in which notices are written as they leave, and presses nothing: a
    notice may bring the newest keyboard at any time.
    """
    first = [Step("/solde"), Step("/start wrong-code"), Step(f"/start {code}", again=True)] if code else []
    own = [step for step in LIFE if step.press is None and step.text not in CHANGING] if told else list(LIFE)
    life = itertools.islice(itertools.cycle(own), place % len(own), None)
    begun = itertools.dropwhile(lambda step: step.press is not None, life)
    return [*first, *itertools.islice(begun, length - len(first))]


@dataclass(slots=True)
class Person:
    """Somebody with a script, a chat and what has been shown in it."""

    place: int
    steps: deque[Step]
    waiting_since: int | None = None
    """The number of messages shown in the chat when the last step was taken."""
    shown: int = 0
    keyboard: Shown | None = None
    """The newest message with buttons."""

    @property
    def ready(self) -> bool:
        """Whether it is time for the next step."""
        return bool(self.steps) and self.answered

    @property
    def answered(self) -> bool:
        """Whether something was shown since the last step."""
        return self.waiting_since is None or self.shown > self.waiting_since

    def see(self, message: Shown) -> None:
        """A message was shown in the chat; a reminder answers nothing."""
        self.shown += not message.text.startswith(ONCE)
        if message.presses:
            self.keyboard = message


class Players:
    """All people; `play` has each take the step whose time has come."""

    def __init__(self, stage: Stage, scripts: dict[int, list[Step]]) -> None:
        self._stage = stage
        self._people = {place: Person(place, deque(steps)) for place, steps in scripts.items()}
        for place in stage.newcomers if stage.speaks_first else ():
            self._people[place].waiting_since = 0
        self._read = 0
        self.given = 0
        """Updates given, repeated ones not counted."""

    @property
    def places(self) -> Collection[int]:
        """Where each stands in the association."""
        return self._people.keys()

    @property
    def done(self) -> bool:
        """Whether everybody has played and was answered."""
        return not self.waiting

    @property
    def waiting(self) -> list[int]:
        """Who has not."""
        return [place for place, person in self._people.items() if person.steps or not person.answered]

    def play(self, busy: set[str]) -> int:
        """Look at what was shown, give what is next; returns how many messages were shown so far.

        Nobody writes in a `busy` chat: what the last step caused has all been shown.
        """
        shown = self._stage.shown()
        for message in shown[self._read :]:
            if message.place in self._people:
                self._people[message.place].see(message)
        self._read = len(shown)
        for person in self._people.values():
            if person.ready and self._stage.address(person.place).chat not in busy:
                self._take(person, person.steps.popleft())
        return self._read

    def _take(self, person: Person, step: Step) -> None:
        person.waiting_since = person.shown
        self.given += 1
        if step.text is not None:
            self._stage.say(person.place, step.text, again=step.again)
        else:
            assert person.keyboard is not None
            assert step.press is not None
            presses = person.keyboard.presses
            self._stage.press(person.place, person.keyboard, presses[step.press % len(presses)])
