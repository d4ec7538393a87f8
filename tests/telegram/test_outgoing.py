from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape
from telegram import InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove

from assistant.channels.splitting import seen, split, units
from assistant.channels.telegram.outgoing import keyboard
from assistant.chat import CannotSendError, Key
from tests.telegram.conftest import a_message
from tests.telegram.markup import visible


def labels(keys: tuple[Key, ...]) -> list[list[str]]:
    markup = keyboard(a_message(keys=keys))
    assert isinstance(markup, InlineKeyboardMarkup)
    return [[button.text for button in row] for row in markup.inline_keyboard]


def test_short_buttons_stand_side_by_side_and_the_way_back_has_the_last_row() -> None:
    keys = (
        Key("Oui", "t.0", option="yes"),
        Key("Non", "t.1", option="no"),
        Key("Retour", "t.2", option="back"),
        Key("Annuler", "t.3", option="cancel"),
    )

    assert labels(keys) == [["Oui", "Non"], ["Retour", "Annuler"]]


def test_long_buttons_stand_below_one_another() -> None:
    keys = (Key("Assemblée générale ordinaire", "t.0"), Key("Réunion mensuelle", "t.1"))

    assert labels(keys) == [["Assemblée générale ordinaire"], ["Réunion mensuelle"]]


def test_a_button_opens_a_link_or_copies_or_presses() -> None:
    keys = (Key("Site", url="https://example.org"), Key("IBAN", copy="FR76"), Key("Ok", "t.0"))

    markup = keyboard(a_message(keys=keys))

    assert isinstance(markup, InlineKeyboardMarkup)
    link, copy, data = markup.inline_keyboard[0]
    assert copy.copy_text is not None
    assert (link.url, copy.copy_text.text, data.callback_data) == ("https://example.org", "FR76", "t.0")


def test_a_button_holds_64_bytes_and_not_65() -> None:
    labels((Key("Ok", "é" * 32),))

    with pytest.raises(CannotSendError):
        labels((Key("Ok", "é" * 32 + "x"),))


def test_a_contact_is_asked_for_by_the_platforms_own_key() -> None:
    markup = keyboard(a_message(kind="contact", keys=(Key("Annuler", "t.0", option="cancel"),)))

    assert isinstance(markup, ReplyKeyboardMarkup)
    share, cancel = markup.keyboard
    assert share[0].request_contact is True
    assert cancel[0].text == "Annuler"


def test_a_message_without_buttons_takes_the_contact_key_away_but_not_in_a_group() -> None:
    assert isinstance(keyboard(a_message()), ReplyKeyboardRemove)
    assert keyboard(a_message(chat=-100500)) is None


def test_a_text_of_4096_units_stays_whole_and_one_more_is_cut() -> None:
    assert len(split(Markup("é" * 4096), 4096)) == 1
    assert len(split(Markup("é" * 4097), 4096)) == 2
    assert len(split(Markup("😀" * 2048), 4096)) == 1
    assert len(split(Markup("😀" * 2049), 4096)) == 2


def test_a_cut_falls_between_paragraphs_and_keeps_what_is_bold_bold() -> None:
    text = Markup("<b>" + "a" * 60 + "\n\n" + "b" * 60 + "</b>")

    first, second = split(text, 100)

    assert (first, second) == ("<b>" + "a" * 60 + "</b>", "<b>" + "b" * 60 + "</b>")


@given(st.text(st.characters(codec="utf-8"), max_size=300), st.integers(8, 60))
def test_pieces_fit_are_sound_markup_and_lose_no_character(typed: str, limit: int) -> None:
    text = Markup("<b>{}</b> <i>{}</i>").format(escape(typed), escape(typed[::-1]))

    pieces = split(text, limit)

    assert all(units(visible(str(piece))) <= limit for piece in pieces)
    assert "".join("".join(seen(piece) for piece in pieces).split()) == "".join(seen(text).split())
