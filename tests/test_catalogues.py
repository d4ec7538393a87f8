"""The catalogues hold exactly what the code says, in every language, whole and well set."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message

import handlers
from assistant.demo import people
from handlers import deliveries, figures, refusals, statement
from locales import extraction
from locales.extraction import forms
from tests.typography import french_problems

ROOT = Path(__file__).parents[1]
CODES = extraction.codes()
TAG = re.compile(r"</?[^>]*>")
COMMAND = re.compile(r"<cmd>([a-z-]+)</cmd>")
FORWARDED = {
    ("assistant/channels/web/texts.py", "note"),
    ("assistant/chat/turn.py", "message"),
    ("assistant/chat/turn.py", "one"),
    ("handlers/figures.py", "label"),
    ("handlers/refusals.py", "message"),
}
"""Where a text is translated that another place has marked; a command's summary is translated everywhere."""


def _messages(code: str) -> list[Message]:
    return [message for message in extraction.catalogue(code) if message.id]


def _ids(messages: list[Message]) -> set[tuple[str, ...]]:
    return {forms(message.id) for message in messages}


def _marked() -> set[tuple[str, ...]]:
    return _ids([message for message in extraction.extracted() if message.id])


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_there_are_french_and_english() -> None:
    assert CODES == ["en", "fr"]


@pytest.mark.parametrize("code", CODES)
def test_a_catalogue_holds_what_the_code_says_and_nothing_else(code: str) -> None:
    held, said = _ids(_messages(code)), _marked()

    assert not said - held, "run `make catalogues`, then translate"
    assert not held - said, "run `make catalogues`"
    assert not extraction.catalogue(code).obsolete


@pytest.mark.parametrize("code", CODES)
def test_every_message_is_translated_in_all_its_forms_and_none_is_a_guess(code: str) -> None:
    plurals = extraction.catalogue(code).num_plurals

    for message in _messages(code):
        expected = plurals if message.pluralizable else 1
        assert not message.fuzzy, message.id
        assert len(forms(message.string)) == expected, message.id
        assert all(forms(message.string)), message.id


@pytest.mark.parametrize("code", CODES)
def test_a_translation_names_the_same_values(code: str) -> None:
    for message in _messages(code):
        known = set().union(*map(_placeholders, forms(message.id)))
        named = [_placeholders(form) for form in forms(message.string)]
        assert set().union(*named) == known, message.id
        if not message.pluralizable:
            assert named == [known], message.id


@pytest.mark.parametrize("code", CODES)
def test_a_translation_has_the_same_tags_and_commands(code: str) -> None:
    for message in _messages(code):
        for form in forms(message.string):
            assert sorted(TAG.findall(form)) == sorted(TAG.findall(forms(message.id)[0])), message.id
            assert sorted(COMMAND.findall(form)) == sorted(COMMAND.findall(forms(message.id)[0])), message.id


def test_messages_use_bold_italics_and_commands_that_exist() -> None:
    routes = handlers.routes()
    texts = [form for entry in _marked() for form in entry]

    tags = {tag for text in texts for tag in TAG.findall(text)}
    commands = {name for text in texts for name in COMMAND.findall(text)}

    assert tags <= {"<b>", "</b>", "<i>", "</i>", "<cmd>", "</cmd>"}
    assert all(routes.get(name).name == name for name in commands)


def test_french_is_set_as_in_france() -> None:
    wrong = {form: found for m in _messages("fr") for form in forms(m.string) if (found := french_problems(form))}

    assert not wrong


def test_english_has_printed_quotes_and_no_double_spaces() -> None:
    texts = [form for message in _messages("en") for form in forms(message.string)]

    assert not [text for text in texts if "'" in text or '"' in text or "  " in text]


def test_no_refusal_shouts() -> None:
    texts = [form for code in CODES for message in _messages(code) for form in forms(message.string)]

    assert not [text for text in texts if "!" in text or "erreur" in text.lower()]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("l'association", "a straight apostrophe"),
        ("l’ association", "a space after an apostrophe"),
        ('un "mot"', "straight quotation marks"),
        ("Noté : 20", "no U+00A0 before a colon"),
        ("Noté: 20", "no U+00A0 before a colon"),
        ("Quel jour ?", "no U+202F before ; ? or !"),
        ("Quel jour\u00a0?", "no U+202F before ; ? or !"),
        ("voici; voilà", "no U+202F before ; ? or !"),
        ("« mot\u00a0»", "no U+00A0 after «"),
        ("«\u00a0mot »", "no U+00A0 before »"),
        ("60,00 €", "no U+00A0 before €"),
        ("60,00€", "no space before €"),
        ("n° 12", "no U+00A0 after n°"),
        ("{hour} h {minute}", "no U+00A0 beside h"),
        ("A partir de demain", "a capital without its accent"),
        ("Noté. Ecrivez au bureau", "a capital without its accent"),
        ("un  mot", "a space too many"),
        ("et puis...", "three full stops for an ellipsis"),
    ],
)
def test_the_reader_of_french_sees_what_is_set_wrong(text: str, problem: str) -> None:
    assert problem in french_problems(text)


@pytest.mark.parametrize(
    "text",
    [
        "Vous devez {amount}\u202f; c’est {excess} de plus.",
        "«\u00a0{words}\u00a0»\u00a0: rien\u202f?",
        "Il est 14\u00a0h\u00a030. À demain, Awa a écrit.",
        "<b>Être à jour</b> (art. 8), 2\u202f000,00\u00a0€, n°\u00a012",
    ],
)
def test_the_reader_of_french_lets_through_what_is_set_well(text: str) -> None:
    assert not french_problems(text)


def test_what_is_translated_is_written_there_or_marked_elsewhere() -> None:
    loose = {found for path in _sources() for found in _loose(path)}

    assert loose == FORWARDED


def test_what_is_marked_elsewhere_is_in_the_catalogues() -> None:
    marked = {text for entry in _marked() for text in entry}
    forwarded = {
        *(command.summary for command in handlers.routes().commands),
        *refusals.WORDS.values(),
        *statement.KINDS.values(),
        *deliveries.KINDS.values(),
        *figures.AMOUNTS.values(),
        *figures.COUNTS.values(),
        *figures.EVENTS.values(),
        *(person.note for person in people()),
    }

    assert forwarded <= marked


def _sources() -> Iterator[Path]:
    for folder in extraction.SOURCES:
        yield from (ROOT / folder).rglob("*.py")


def _loose(path: Path) -> Iterator[tuple[str, str]]:
    """Calls of `t` and `tn` whose text is neither written there nor a table of marked texts in capitals."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"t", "tn"}:
            text = node.args[0]
            root = text.value if isinstance(text, ast.Subscript) else text
            in_capitals = isinstance(root, ast.Name) and root.id.isupper()
            written = ast.unparse(text)
            if not isinstance(text, ast.Constant) and not in_capitals and written != "command.summary":
                yield str(path.relative_to(ROOT)), written
