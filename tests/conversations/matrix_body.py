"""Reads a message of the assistant as a person does who sees its plain body alone: the text, then the blocks below it
that say where to go, what can be chosen and how to leave.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.conversations.stage import Heard, ordered, spaced
from tests.matrix.people import Seen

_WORD = r"[“«] ?([^”»]+?) ?[”»]"
_WORDS = re.compile(rf"{_WORD}(?: · {_WORD})*")
_CHOICE = re.compile(r"(?:\d+\.|[\U0001f1e6-\U0001f1ff]|•) (.+)")
_LINK = re.compile(r"[^:]+ ?: (\w+://\S+)")
_COMMAND = re.compile(r"(?<!\S)\(?!(?=[a-z])")
_SLASH = re.compile(r"(?:^|[\s(])/[a-z]")


@dataclass(frozen=True, slots=True)
class Shown:
    """A message; `event` is what a reaction to it names."""

    event: str
    text: str
    links: tuple[str, ...]
    choices: tuple[str, ...]
    words: tuple[str, ...]
    """As they are to be typed."""
    edits: bool

    def heard(self) -> Heard:
        """As on every stage."""
        return Heard(self.text, ordered((*self.choices, *map(_label, self.words))), (), self.edits, self.links)


def shown(seen: Seen) -> Shown:
    """What its client shows of that event."""
    edits = seen.relation.get("rel_type") == "m.replace"
    content = seen.content["m.new_content"] if edits else seen.content
    blocks = spaced(str(content["body"])).split("\n\n")
    words = tuple(re.findall(_WORD, blocks.pop())) if _WORDS.fullmatch(blocks[-1]) else ()
    choices, links = _lines(blocks, _CHOICE), _lines(blocks, _LINK)
    event = seen.relation["event_id"] if edits else seen.id
    return Shown(event, _neutral("\n\n".join(blocks)), links, choices, words, edits)


def _lines(blocks: list[str], line: re.Pattern[str]) -> tuple[str, ...]:
    """What the last block lists, which is taken off; nothing where it is none of that kind."""
    found = [line.fullmatch(one) for one in blocks[-1].splitlines()]
    if not all(found) or len(blocks) == 1:
        return ()
    blocks.pop()
    return tuple(match[1] for match in found if match)


def _neutral(text: str) -> str:
    """With commands as the other stages show them. Nobody can type one with a slash here."""
    assert not _SLASH.search(text), f"a command that cannot be typed: {text}"
    return _COMMAND.sub(lambda found: found[0].replace("!", "/"), text)


def _label(word: str) -> str:
    """As a button shows it."""
    return word[:1].upper() + word[1:]
