"""Where a conversation is played: people with a telephone each, a clock that stands, and a look into the books."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from assistant.ports import Database

NAVIGATION = frozenset(("Passer", "Retour", "Annuler", "Skip", "Back", "Cancel"))


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as it arrived."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as its reader sees it: without markup, with plain spaces, commands written `/solde` on every stage."""

    text: str
    labels: tuple[str, ...] = ()
    """What may be pressed, links aside; the ways back and out last, which each channel puts somewhere else."""
    papers: tuple[Paper, ...] = ()
    edits: bool = False
    """It stands in the place of an earlier one."""
    links: tuple[str, ...] = ()
    """Addresses that can be followed."""


class Phone(Protocol):
    """A person on a channel, who looks at what has come, then acts: each step gives what they read after it."""

    async def say(self, text: str) -> list[Heard]: ...

    async def press(self, label: str) -> list[Heard]:
        """The button of that label, under the newest message that has ever shown it."""

    async def send_file(self, name: str, content: bytes) -> list[Heard]: ...

    async def say_in_group(self, *texts: str) -> list[Heard]:
        """One after the other, among others; gives what all of them read."""

    async def heard(self) -> list[Heard]:
        """What has come by itself."""


class Stage(Protocol):
    """A channel with the whole assistant behind it. A step ends when all that it caused has arrived."""

    @property
    def name(self) -> str: ...

    @property
    def books(self) -> Database: ...

    async def phone(self, name: str, *, known: bool = True) -> Phone:
        """Of the member of that first name; `known`: it is tied to them already."""

    async def at(self, instant: datetime) -> None:
        """Put the clock forward; what is due by then is done."""


def spaced(text: str) -> str:
    """With plain spaces, so that a script can be read."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def ordered(labels: Iterable[str]) -> tuple[str, ...]:
    """The labels of a message, the ways back and out last."""
    return tuple(sorted(labels, key=lambda label: label in NAVIGATION))


def edited(heard: list[Heard]) -> Heard:
    """The one that stands in the place of an earlier one."""
    (found,) = [one for one in heard if one.edits]
    return found


def fresh(heard: list[Heard]) -> Heard:
    """The one that is new."""
    (found,) = [one for one in heard if not one.edits]
    return found
