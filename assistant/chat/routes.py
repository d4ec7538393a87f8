"""The route table: which word calls which handler, and who may see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup

from assistant.chat.replies import Reply
from assistant.domain.actors import Actor, ActorKind
from assistant.domain.decisions import Decision
from assistant.i18n import Language
from assistant.services.permissions import Action, may
from assistant.words import fold

if TYPE_CHECKING:
    from assistant.chat.turn import Turn

Handler = Callable[["Turn"], Reply]


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its English name is its identity; `names` gives its word in each language; `summary` is its line in
    menus (a message of the catalogues).
    """

    name: str
    names: Mapping[str, str]
    summary: str
    handler: Handler
    action: Action | None = None
    """What the actor must be allowed to do; None: anyone may, member or not."""
    menu: bool = True
    gives: tuple[str, ...] = ()
    """What its result holds when it is done."""

    def word(self, language: str) -> str:
        """Its word in that language, else the English one."""
        return self.names.get(language, self.name)

    def open_to(self, actor: Actor) -> bool:
        """Whether it is shown to the actor and run for them."""
        return self.action is None or (actor.kind is ActorKind.MEMBER and may(actor, self.action))


@dataclass(frozen=True, slots=True)
class Routes:
    """All commands, and the handlers for what is no command."""

    commands: tuple[Command, ...]
    free_text: Handler
    """Text that answers nothing."""
    stranger: Handler
    """A command for members, from somebody who is tied to no member."""
    group: Handler
    """A command written in a group."""
    explain: Callable[[Language, Decision], Markup]
    """A refusal in words."""
    words: Mapping[str, Command] = field(init=False)

    def __post_init__(self) -> None:
        words = {fold(word): command for command in self.commands for word in (command.name, *command.names.values())}
        object.__setattr__(self, "words", words)

    def find(self, word: str) -> Command | None:
        """By any language's word, accents and case aside."""
        return self.words.get(fold(word))

    def get(self, name: str) -> Command:
        """By English name. KeyError where there is none."""
        return self.words[fold(name)]

    def menu(self, actor: Actor) -> Iterable[Command]:
        """What this actor may see."""
        return (command for command in self.commands if command.menu and command.open_to(actor))
