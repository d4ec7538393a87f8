"""What people do in the kill test: scripts of a dozen use cases, played by many members at once over the Bot API.

A person sends the next message when the answer to the last one has come, and presses the buttons that were shown.
"""

from __future__ import annotations

import itertools
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from tests.association import chat_of
from tests.telegram import people
from tests.telegram.bot_api import BotApi, Call

SHOWN = frozenset(("sendmessage", "editmessagetext", "senddocument", "sendphoto"))


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
    keyboard: list[str] = field(default_factory=list)
    """The presses of the newest keyboard."""
    keyboard_at: int = 0
    """The number of messages shown when it came."""

    @property
    def chat(self) -> int:
        return chat_of(self.place)

    @property
    def ready(self) -> bool:
        """Whether it is time for the next step."""
        return bool(self.steps) and self.answered

    @property
    def answered(self) -> bool:
        """Whether something was shown since the last step."""
        return self.waiting_since is None or self.shown > self.waiting_since

    def see(self, call: Call) -> None:
        """A message was shown in the chat."""
        self.shown += 1
        rows = (call.params.get("reply_markup") or {}).get("inline_keyboard", [])
        presses = [button["callback_data"] for row in rows for button in row if "callback_data" in button]
        if presses:
            self.keyboard, self.keyboard_at = presses, self.shown


class Players:
    """All people; `play` gives the server every step whose time has come."""

    def __init__(self, api: BotApi, scripts: dict[int, list[Step]]) -> None:
        self._api = api
        self._people = {chat_of(place): Person(place, deque(steps)) for place, steps in scripts.items()}
        self._ids = itertools.count(1)
        self._read = 0
        self.given = 0
        """Updates given, repeated ones not counted."""

    @property
    def done(self) -> bool:
        """Whether everybody has played and was answered."""
        return all(not person.steps and person.answered for person in self._people.values())

    def play(self, busy: set[int]) -> int:
        """Look at what was shown, give what is next; returns how many messages were shown so far.

        Nobody writes in a `busy` chat: what the last step caused has all been shown.
        """
        for call in self._api.journal[self._read :]:
            if call.effect and call.method.lower() in SHOWN and call.chat in self._people:
                self._people[call.chat].see(call)
        self._read = len(self._api.journal)
        for person in self._people.values():
            if person.ready and person.chat not in busy:
                self._take(person, person.steps.popleft())
        return sum(person.shown for person in self._people.values())

    def _take(self, person: Person, step: Step) -> None:
        person.waiting_since = person.shown
        update = self._update(person, step) | {"update_id": next(self._ids)}
        self.given += 1
        self._api.give(update, *([update] if step.again else []))

    def _update(self, person: Person, step: Step) -> dict[str, Any]:
        if step.press is None:
            return people.message(person.chat, step.text)
        data = person.keyboard[step.press % len(person.keyboard)] if person.keyboard else "nothing.0"
        return people.press(person.chat, data, person.keyboard_at)
