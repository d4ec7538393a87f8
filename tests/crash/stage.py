"""What the kill test needs of a platform: people who write and press, what they were shown, and its settings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.domain.messages import Address

BUREAU = 4
"""The first places hold the offices."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it stands in somebody's chat."""

    place: int
    """Whose chat: the member's place in the association, from 1."""
    id: str
    """By which its buttons are pressed."""
    text: str
    presses: tuple[str, ...] = ()
    """What each of its buttons presses."""


class Killable(Protocol):
    """A process that keeps what it was given when it is killed."""

    async def kill(self) -> None:
        """Without a word of warning."""

    async def start(self) -> None:
        """Once more."""


class Stage(Protocol):
    """A platform and the people of the association on it."""

    @property
    def settings(self) -> Mapping[str, str]:
        """By which the assistant finds the platform."""

    @property
    def shows_repeats(self) -> bool:
        """Whether a message that is sent again is shown again."""

    @property
    def server(self) -> Killable | None:
        """None where it is not to be killed."""

    @property
    def speaks_first(self) -> bool:
        """Whether the assistant writes to whom it is told to invite."""

    @property
    def newcomers(self) -> Collection[int]:
        """The places whose accounts are tied to nobody yet."""

    @property
    def late(self) -> Collection[int]:
        """The places of members who open their chat in the midst of it all."""

    def address(self, place: int) -> Address:
        """The private chat of the member at that place."""

    def shown(self) -> Sequence[Shown]:
        """Every message so far, in all chats, oldest first."""

    def say(self, place: int, text: str, *, again: bool) -> None:
        """That member writes; `again`: it reaches the server, or the assistant, twice."""

    def press(self, place: int, message: Shown, data: str) -> None:
        """That member presses one of the `presses` of the message."""

    def unheard(self) -> set[str]:
        """The chats in which something was said that is not with the assistant yet."""

    def unseen(self) -> set[str]:
        """The chats in which the assistant holds something for sent that is not shown yet."""

    async def problems(self) -> list[str]:
        """What is wrong with what was shown, after the last message of a run."""


Setting = Callable[[Path, int], AbstractAsyncContextManager[Stage]]
"""A stage in a folder of its own, for so many people."""
