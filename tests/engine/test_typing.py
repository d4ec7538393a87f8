"""Words typed about one message while another comes in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.chat import RetryLaterError, UnsureError
from assistant.chat.typed import READING
from assistant.clocks import StandingClock
from assistant.ports import Database
from tests.engine.small_talk import CHANNEL, Cafe, person

ENOUGH = READING.total_seconds()
WHICH = (
    "Something new came in while you were writing, so nothing was done. Which did you mean? Tap it, or type 1 for the "
    "first, 2 for the second."
)


@pytest.fixture
async def cafe(database: Database, clock: StandingClock) -> Cafe:
    cafe = Cafe(database, clock)
    await cafe.register(person("M001", "Awa"))
    return cafe


@pytest.fixture
async def reading(cafe: Cafe) -> Cafe:
    """Awa has read of the window; the offer of the door comes in this very moment."""
    await cafe.offer("M001", "window")
    await cafe.later(60)
    await cafe.offer("M001", "door")
    return cafe


def asked(cafe: Cafe) -> tuple[str, list[str]]:
    """What was said last, and its buttons."""
    return cafe.last, [key.label for key in cafe.paper.sent[-1].keys]


async def chosen(cafe: Cafe) -> str | None:
    """The table whose booking goes on, if any does."""
    dialogue = await cafe.database.run(lambda work: work.dialogues.get(CHANNEL, "awa"))
    return dialogue.answers["table"] if dialogue else None


@pytest.mark.parametrize("words", ["1", "Book", "bo"])
async def test_words_that_may_mean_two_cards_press_neither_and_ask_which(reading: Cafe, words: str) -> None:
    outcome = await reading.say("awa", words)

    assert asked(reading) == (WHICH, ["Book: window is <free>. Come soon.", "Book: door is <free>. Come soon."])
    assert (outcome.word, outcome.result, outcome.command) == ("which", {"refused": "SEVERAL_MEANT"}, "")
    assert await chosen(reading) is None


@pytest.mark.parametrize(("words", "table"), [("1", "window"), ("2", "door")])
async def test_the_number_typed_then_chooses_what_was_there_first_or_what_came_after_it(
    reading: Cafe, words: str, table: str
) -> None:
    await reading.say("awa", "1")

    await reading.say("awa", words)

    assert await chosen(reading) == table


async def test_one_of_the_two_may_be_tapped(reading: Cafe) -> None:
    await reading.say("awa", "book")

    await reading.press("awa", "Book: door is <free>. Come soon.")

    assert await chosen(reading) == "door"


@pytest.mark.parametrize(("seconds", "table"), [(ENOUGH, "door"), (ENOUGH - 0.001, None)])
async def test_words_press_the_newer_card_once_there_was_time_to_read_it(
    reading: Cafe, seconds: float, table: str | None
) -> None:
    await reading.later(seconds)

    await reading.say("awa", "1")

    assert await chosen(reading) == table


async def test_words_that_waited_to_be_handled_count_from_when_they_were_received(reading: Cafe) -> None:
    received_at = reading.clock.now()
    await reading.later(3600)

    await reading.say("awa", "1", received_at=received_at)

    assert reading.last == WHICH


async def test_a_card_without_another_is_pressed_at_once(cafe: Cafe) -> None:
    await cafe.offer("M001", "door")

    await cafe.say("awa", "1")

    assert await chosen(cafe) == "door"


async def test_an_answer_is_pressed_at_once_beside_an_open_card(cafe: Cafe) -> None:
    await cafe.offer("M001", "door")
    await cafe.say("awa", "/hello")

    await cafe.say("awa", "1")

    assert await chosen(cafe) == "window"


async def test_a_card_that_could_not_leave_yet_is_not_taken_for_the_one_that_was_read(cafe: Cafe) -> None:
    await cafe.offer("M001", "window")
    cafe.paper.failures = [RetryLaterError(60)]
    await cafe.offer("M001", "door")
    await cafe.later(59)

    await cafe.say("awa", "1")

    assert asked(cafe)[0] == WHICH


@pytest.mark.parametrize("failure", [RetryLaterError(60), UnsureError("no answer")])
@pytest.mark.parametrize(("seconds", "table"), [(ENOUGH, "door"), (ENOUGH - 0.001, None)])
async def test_a_card_that_had_to_wait_counts_from_when_it_was_sent(
    cafe: Cafe, failure: Exception, seconds: float, table: str | None
) -> None:
    await cafe.offer("M001", "window")
    cafe.paper.failures = [failure]
    await cafe.offer("M001", "door")
    await cafe.later(60)
    await cafe.later(seconds)

    await cafe.say("awa", "1")

    assert len(cafe.paper.sent) == 3
    assert await chosen(cafe) == table


@pytest.mark.parametrize(("seconds", "table"), [(ENOUGH, "door"), (ENOUGH - 0.001, None)])
async def test_an_older_card_counts_until_there_was_time_to_see_that_it_is_decided(
    cafe: Cafe, seconds: float, table: str | None
) -> None:
    await cafe.offer("M001", "window")
    await cafe.later(60)
    await cafe.database.run(lambda work: work.outbox.replace("offer:window:", {"table": "window", "taken": True}))
    await cafe.later(seconds)
    await cafe.offer("M001", "door")

    await cafe.say("awa", "1")

    assert await chosen(cafe) == table


async def test_a_card_edited_above_another_is_not_taken_for_the_newest(cafe: Cafe) -> None:
    await cafe.offer("M001", "window")
    await cafe.later(60)
    await cafe.offer("M001", "door")
    await cafe.later(60)
    await cafe.database.run(lambda work: work.outbox.revise("offer:window:", {"table": "window"}))
    await cafe.later(60)

    await cafe.say("awa", "1")

    assert cafe.paper.sent[2].edits == "p1"
    assert await chosen(cafe) == "door"


async def test_a_card_whose_words_are_forgotten_is_offered_by_its_label_alone(reading: Cafe) -> None:
    await reading.database.run(lambda work: work.outbox.forget(work.now - timedelta(seconds=30), 10))

    await reading.say("awa", "1")

    assert asked(reading) == (WHICH, ["Book", "Book: door is <free>. Come soon."])


async def test_a_restart_between_the_two_cards_changes_nothing(reading: Cafe) -> None:
    restarted = Cafe(reading.database, reading.clock)

    await restarted.say("awa", "1")
    first = restarted.last
    await restarted.say("awa", "2")

    assert first == WHICH
    assert await chosen(restarted) == "door"
