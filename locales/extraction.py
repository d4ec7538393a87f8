"""Finds every text that the code marks for translation."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
SOURCES = ("assistant", "handlers")
SOURCE_LANGUAGE = "en"
Text = str | tuple[str, ...] | list[str] | None
"""A message or its translation, as Babel holds them."""
KEYWORDS: dict[str, tuple[int, ...] | None] = {"t": None, "tn": (1, 2), "N_": None}


def extracted() -> Catalog:
    """All messages of the code, as a template."""
    template = Catalog(project="Mbongi", charset="utf-8")
    for source in SOURCES:
        found = extract_from_dir(ROOT / source, [("**.py", "python")], keywords=KEYWORDS)
        for _file, _line, message, comments, context in found:
            template.add(message, auto_comments=comments, context=context)
    return template


def catalogue(code: str) -> Catalog:
    """The catalogue of a language as it stands."""
    with _path(code).open("rb") as file:
        return read_po(file, locale=code)


def codes() -> list[str]:
    """The languages that have a folder."""
    return sorted(path.parent.parent.name for path in Path(__file__).parent.glob("*/LC_MESSAGES/messages.po"))


def update(code: str) -> list[str]:
    """Add what is new, drop what is gone, guess nothing; returns what is still untranslated. English fills itself."""
    known, fresh = catalogue(code), Catalog(locale=code, charset="utf-8")
    missing = []
    for message in extracted():
        if not message.id:
            continue
        old = known.get(message.id, message.context)
        text: Text = old.string if old is not None else ""
        if code == SOURCE_LANGUAGE and (text == message.id or not any(forms(text))):
            text = _typeset(message.id)
        fresh.add(message.id, text, context=message.context)
        if not forms(text) or not all(forms(text)):
            missing.append(str(message.id))
    with _path(code).open("wb") as file:
        write_po(file, fresh, width=0, no_location=True, sort_output=True, omit_header=True)
    return missing


def forms(text: Text) -> tuple[str, ...]:
    """The forms of a message by number; one alone where it has no number."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def _typeset(text: Text) -> Text:
    """The words of the code, with the apostrophe that is printed."""
    typeset = tuple(form.replace("'", "’") for form in forms(text))
    return typeset[0] if isinstance(text, str) else typeset


def _path(code: str) -> Path:
    return Path(__file__).parent / code / "LC_MESSAGES" / "messages.po"
