"""A finished message as Matrix shows it: one text, its choices listed below it, to be tapped as reactions or typed.

Every text stands twice in its event: as HTML, and plain, which is what a notification shows. A choice bears a number
only where a typed number is understood as a choice: `2` in answer to "How much?" is two euros, not the second offer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from assistant.channels.matrix.memory import Press, Prompt
from assistant.channels.splitting import split
from assistant.chat import HOME, Key, Message, plain
from assistant.i18n import language

Content = dict[str, Any]
LIMITS = (12_000, 6_000, 3_000, 1_500)
"""UTF-16 units of a text that stand in one event; the first that fits is taken."""
LARGEST = 28_000
"""Bytes of one text as JSON: an event holds 65 536, encrypting adds a third, and an edit holds it half again."""
SEEDED = 5
NAVIGATION = frozenset(("back", "cancel", "skip"))
COUNTED = frozenset(("choice", "yes_no"))
"""Kinds of questions that a typed number answers as a choice."""
YES_NO = ("✅", "❌")
NUMBERS = tuple(f"{digit}\ufe0f\u20e3" for digit in range(1, SEEDED + 1))
LETTERS = tuple(map(chr, range(0x1F1E6, 0x1F1E6 + SEEDED)))
_FOREIGN = re.compile(r"<(?!/?[bi]>)")
_TAGS = {"<b>": "<strong>", "</b>": "</strong>", "<i>": "<em>", "</i>": "</em>", "\n": "<br>"}
_TAG = re.compile("|".join(_TAGS))


@dataclass(frozen=True, slots=True)
class Text:
    """The same words plain and as HTML."""

    body: str
    html: str

    def then(self, other: Text) -> Text:
        """This, and below it the other."""
        if not self.body or not other.body:
            return self if self.body else other
        listed = self.html.endswith("</ol>") or other.html.startswith("<ol>")
        return Text(f"{self.body}\n\n{other.body}", f"{self.html}{'' if listed else '<br><br>'}{other.html}")


@dataclass(frozen=True, slots=True)
class Written:
    """A message as texts to send one after another; the last one carries the choices."""

    texts: tuple[Text, ...]
    bare: Text
    """The last one without them."""
    presses: tuple[Press, ...]


def write(message: Message, home: str, remarks: Sequence[Markup] = ()) -> Written:
    """The message, with the remarks below its text. `home` is the address of a private chat with the assistant."""
    whole = Markup("\n\n").join([message.text, *remarks])
    choices = _choices(message)
    offers = Text("", "")
    for part in (_links(message, home), _listed(choices), _navigation(message)):
        offers = offers.then(part)
    for limit in LIMITS:
        *before, last = (_text(piece) for piece in split(whole, limit))
        texts = (*before, last.then(offers))
        if all(_bytes(text) <= LARGEST for text in texts):
            break
    return Written(texts, last, tuple(choice.press for choice in choices))


def content(text: Text, *, silent: bool = False) -> Content:
    """As an event of its own. A notice is what notifies nobody; members hear of everything else."""
    return {
        "msgtype": "m.notice" if silent else "m.text",
        "body": text.body,
        "format": "org.matrix.custom.html",
        "formatted_body": text.html,
        "m.mentions": {},  # else whoever has a name that stands in the text is called by it
    }


def replacing(event: str, text: Text) -> Content:
    """As an edit of that event. Clients that know no edits show the fallback, which is the plain text."""
    return {
        "msgtype": "m.text",
        "body": f"* {text.body}",
        "m.new_content": content(text),
        "m.mentions": {},
        "m.relates_to": {"rel_type": "m.replace", "event_id": event},
    }


def decided(prompt: Prompt, chosen: str | None) -> Content:
    """The edit that takes a prompt's choices away, and shows the label of the one that was chosen."""
    text = Text(prompt.body, prompt.html)
    if chosen is not None:
        text = text.then(Text(f"✅ {chosen}", f"✅ {escape(chosen)}"))
    return replacing(prompt.event, text)


def seed(event: str, press: Press) -> Content:
    """The reaction to tap."""
    return {"m.relates_to": {"rel_type": "m.annotation", "event_id": event, "key": press.reaction}}


@dataclass(frozen=True, slots=True)
class _Choice:
    mark: str
    """What stands before it in the list, unless it is numbered."""
    number: int | None
    press: Press


def _choices(message: Message) -> list[_Choice]:
    """What can be pressed, in order; the ways back and out are words."""
    keys = [key for key in message.keys if key.data and key.option not in NAVIGATION]
    counted = _counted(message, len(keys))
    few = len(keys) <= SEEDED
    marks = _marks(message, counted, len(keys)) if few else [""] * len(keys)
    return [
        _Choice(mark or "•", number if number <= counted else None, Press(mark, key.label, key.data))
        for number, (key, mark) in enumerate(zip(keys, marks, strict=True), 1)
    ]


def _counted(message: Message, keys: int) -> int:
    """How many of the choices, from the first, are understood by their number."""
    if message.question is None:
        return keys
    return min(message.options, keys) if message.kind in COUNTED else 0


def _marks(message: Message, counted: int, keys: int) -> list[str]:
    """The reactions."""
    if message.kind == "yes_no" and counted == keys == len(YES_NO):
        return list(YES_NO)
    return [*NUMBERS[:counted], *LETTERS[: keys - counted]]


def _listed(choices: Sequence[_Choice]) -> Text:
    numbered = [choice for choice in choices if choice.number is not None]
    others = [choice for choice in choices if choice.number is None]
    items = "".join(f"<li>{escape(choice.press.label)}</li>" for choice in numbered)
    first = Text("\n".join(f"{c.number}. {c.press.label}" for c in numbered), f"<ol>{items}</ol>" if items else "")
    return _joined([first, _lines((choice.mark, choice.press.label) for choice in others)])


def _lines(marked: Iterable[tuple[str, str]]) -> Text:
    lines = [f"{mark} {label}" for mark, label in marked]
    return Text("\n".join(lines), "<br>".join(map(escape, lines)))


def _joined(texts: Sequence[Text]) -> Text:
    """One list below the other, without a line between them."""
    shown = [text for text in texts if text.body]
    return Text("\n".join(text.body for text in shown), "".join(text.html for text in shown))


def _links(message: Message, home: str) -> Text:
    """Where to go and what to copy, a line each."""
    lines = list(_link_lines(message, home))
    return Text("\n".join(line.body for line in lines), "<br>".join(line.html for line in lines))


def _link_lines(message: Message, home: str) -> Iterator[Text]:
    reader = language(message.language)
    for key in message.keys:
        if key.url is not None:
            url = home if key.url == HOME else key.url
            link = Markup('<a href="{}">{}</a>').format(url, key.label)
            yield Text(plain(reader.t("{label}: {value}", label=key.label, value=url)), link)
        elif key.copy is not None:
            value = Markup("<code>{}</code>").format(key.copy)
            shown = plain(reader.t("{label}: {value}", label=key.label, value=key.copy))
            yield Text(shown, reader.t("{label}: {value}", label=key.label, value=value))


def _navigation(message: Message) -> Text:
    """The words that take the last answer back, leave it out or leave, as they are typed."""
    reader = language(message.language)
    words = [_word(key) for key in message.keys if key.option in NAVIGATION]
    line = " · ".join(plain(reader.t("“{words}”", words=word)) for word in words)
    return Text(line, escape(line))


def _word(key: Key) -> str:
    return key.label[:1].lower() + key.label[1:]


def _text(text: Markup) -> Text:
    sound = Markup(_FOREIGN.sub("&lt;", text))  # noqa: S704 - it was markup, and has less of it now
    return Text(plain(sound), _TAG.sub(lambda tag: _TAGS[tag[0]], sound))


def _bytes(text: Text) -> int:
    return len(json.dumps([text.body, text.html]))
