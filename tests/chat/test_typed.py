"""What somebody who types means by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.chat.typed import OFFERED, READING, command_typed, commands_meant
from assistant.domain.keyboards import Shown
from assistant.domain.messages import KeyAction, Keyboard

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
LONG_READ = NOON - timedelta(hours=1)
MOMENT = timedelta(microseconds=1)
OFFERED_COMMANDS = (
    KeyAction("Solde", command="balance"),
    KeyAction("Déclarer un paiement", command="pay"),
    KeyAction("Réunions", command="meetings"),
    KeyAction("Règlement", command="rules"),
)


def _keyboard(token: str, *actions: KeyAction) -> Keyboard:
    return Keyboard(token, "matrix", "@awa:example.org", actions, NOON + timedelta(days=60))


def _meant(text: str) -> str | None:
    action = command_typed(_keyboard("t", *OFFERED_COMMANDS), text)
    return action.command if action else None


@pytest.mark.parametrize(
    ("text", "command"),
    [("1", "balance"), (" 02 ", "pay"), ("déclarer un paiement", "pay"), ("DECLARER", "pay"), ("règ", "rules")],
)
def test_a_command_is_meant_by_its_number_its_label_or_how_it_begins(text: str, command: str) -> None:
    assert _meant(text) == command


@pytest.mark.parametrize("text", ["0", "5", "0000000010", "1" * 4000, "1.", "-1", "ré", "r", "", "solde svp"])
def test_anything_else_means_none_of_them(text: str) -> None:
    assert _meant(text) is None


def _shown(number: int, *labels: str, at: datetime | None = LONG_READ, asked: bool = False) -> Shown:
    """A message of that outbox row, whose buttons say of which row they are."""
    actions = (KeyAction(label, command="payments", arguments=(str(number), label)) for label in labels)
    return Shown(_keyboard(f"t{number}", *actions), number, number, at, at, asked)


def card(number: int, at: datetime | None = LONG_READ) -> Shown:
    """Told unasked."""
    return _shown(number, "Confirmer", "Rejeter", at=at)


def _of(*shown: Shown, text: str = "1") -> list[int | None]:
    """The rows meant by what is written at noon; the newest is given first."""
    return [meant.shown.message for meant in commands_meant(lambda limit: shown[:limit], text, NOON)]


@pytest.mark.parametrize("text", ["1", "Confirmer", "conf"])
@pytest.mark.parametrize(
    ("newer_came_at", "meant"),
    [
        (NOON - READING, [2]),
        (NOON - READING + MOMENT, [1, 2]),
        (NOON, [1, 2]),
        (NOON + MOMENT, [1, 2]),
        (None, [1, 2]),
    ],
)
def test_words_may_mean_the_older_card_until_the_newer_can_have_been_read(
    text: str, newer_came_at: datetime | None, meant: list[int]
) -> None:
    assert _of(card(2, newer_came_at), card(1), text=text) == meant


def test_a_card_alone_is_meant_at_once() -> None:
    assert _of(card(1, NOON)) == [1]
    assert _of(card(1, None)) == [1]


def test_an_answer_is_meant_as_soon_as_it_is_made_and_not_before() -> None:
    answer = _shown(2, "Payer", asked=True)

    assert _of(replace(answer, shown_at=NOON), card(1)) == [2]
    assert _of(replace(answer, shown_at=NOON + MOMENT), card(1)) == [1, 2]
    assert _of(replace(answer, shown_at=None), card(1)) == [1, 2]


def test_what_came_too_late_to_be_read_takes_nothing_from_what_it_does_not_offer() -> None:
    assert _of(_shown(2, "Solde", at=NOON), card(1), text="2") == [1]
    assert _of(_shown(2, "Solde", at=NOON), card(1), text="rejeter") == [1]


def test_a_message_that_was_read_stands_before_those_above_it_even_where_it_offers_nothing() -> None:
    assert _of(_shown(2, "Solde"), card(1), text="2") == []


def test_a_notice_between_two_cards_hides_neither() -> None:
    between = _shown(2, "Solde")

    assert _of(card(3, NOON), between, card(1), text="Confirmer") == [1, 3]
    assert _of(card(3, NOON), between, card(1), text="1") == [2, 3]
    assert _of(card(3), between, card(1), text="Confirmer") == [3]


def test_of_several_that_came_too_late_each_is_offered_and_not_without_end() -> None:
    late = [card(number, NOON) for number in range(9, 1, -1)]

    assert _of(*late[-2:], card(1)) == [1, 2, 3]
    assert _of(*late, card(1)) == list(range(1, OFFERED + 1))


@pytest.mark.parametrize(
    ("replaced_at", "meant"), [(NOON - READING, [2]), (NOON - READING + MOMENT, [1, 2]), (NOON, [1, 2])]
)
def test_an_older_card_counts_until_its_reader_can_have_seen_that_it_is_decided(
    replaced_at: datetime, meant: list[int]
) -> None:
    assert _of(card(2, NOON), replace(card(1), replaced_at=replaced_at)) == meant


def test_the_lowest_card_is_meant_even_where_it_is_decided_so_that_none_above_it_is_pressed_instead() -> None:
    assert _of(replace(card(2), replaced_at=LONG_READ), card(1)) == [2]


def test_a_card_that_was_edited_stays_where_it_stood() -> None:
    edit = replace(card(3), place=1, placed_at=LONG_READ - MOMENT)
    first = replace(card(1), placed_at=LONG_READ - MOMENT, replaced_at=LONG_READ)

    assert _of(edit, card(2), first) == [2]
    assert _of(edit, first) == [3]


def test_a_message_that_was_tried_twice_is_one() -> None:
    again = replace(card(2, NOON), keyboard=card(3).keyboard)

    assert _of(again, card(2, NOON)) == [2]


def test_keyboards_of_before_messages_were_noted_are_read_and_older_than_any_other() -> None:
    first, second = (
        replace(card(number), message=None, place=None, placed_at=None, shown_at=None) for number in (1, 2)
    )

    (meant,) = commands_meant(lambda limit: [second, first][:limit], "1", NOON)

    assert meant.shown.keyboard.token == "t2"
    assert _of(card(3, NOON), first) == [None, 3]


def test_where_the_newest_alone_says_what_is_meant_no_other_is_looked_at() -> None:
    looked: list[int] = []

    def look(limit: int) -> list[Shown]:
        looked.append(limit)
        return [card(2), card(1)][:limit]

    commands_meant(look, "1", NOON)

    assert looked == [1]


def test_an_option_of_a_question_is_no_command() -> None:
    question = replace(card(2), keyboard=_keyboard("t2", KeyAction("Confirmer", option="yes")))

    assert _of(question, card(1)) == []
