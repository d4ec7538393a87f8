from datetime import timedelta

import pytest

from assistant.chat.flood import CAPACITY
from assistant.clocks import StandingClock
from assistant.domain.members import Role, Status
from assistant.ports import Database
from tests.engine.small_talk import Cafe, person


@pytest.fixture
async def cafe(database: Database, clock: StandingClock) -> Cafe:
    cafe = Cafe(database, clock)
    await cafe.register(person("M001", "Awa"), person("M002", "Bintou", Role.TREASURER))
    return cafe


async def test_a_dialogue_asks_one_question_after_another_and_acts_once_at_the_end(cafe: Cafe) -> None:
    await cafe.say("awa", "/table")
    await cafe.press("awa", "Window")
    await cafe.say("awa", "12/04")
    outcome = await cafe.press("awa", "Confirm")

    assert outcome.result == {"table": "window", "date": "2026-04-12"}
    assert await cafe.booked("window") == "2026-04-12"
    assert cafe.last == "Booked: window."


async def test_arguments_answer_the_first_questions_that_they_fit(cafe: Cafe) -> None:
    await cafe.say("awa", "/table 12/04 door")

    assert cafe.paper.sent[-1].question == "confirm"
    assert cafe.last == "door on 2026-04-12?"


async def test_an_answer_that_does_not_fit_is_refused_with_its_reason_and_asked_again(cafe: Cafe) -> None:
    await cafe.say("awa", "/table window")
    outcome = await cafe.say("awa", "31/02")

    assert outcome.result == {"refused": "BAD_DATE"}
    assert cafe.paper.sent[-1].question == "date"
    assert cafe.last.endswith("Which day?")


async def test_back_takes_the_last_answer_back(cafe: Cafe) -> None:
    await cafe.say("awa", "/table")
    await cafe.press("awa", "Window")

    await cafe.press("awa", "Back")

    assert cafe.paper.sent[-1].question == "table"


async def test_back_takes_the_answer_given_last_whatever_it_is_called(cafe: Cafe) -> None:
    await cafe.say("awa", "/table window 12/04")

    await cafe.press("awa", "Back")

    assert cafe.paper.sent[-1].question == "date"


async def test_cancel_closes_the_dialogue_and_records_nothing(cafe: Cafe) -> None:
    await cafe.say("awa", "/table window 12/04")

    await cafe.say("awa", "cancel")
    await cafe.say("awa", "yes")

    assert await cafe.booked("window") is None
    assert cafe.last == "I did not understand."


async def test_a_command_that_asks_nothing_is_answered_and_the_open_question_is_put_again(cafe: Cafe) -> None:
    await cafe.say("awa", "/table window")

    await cafe.say("awa", "/hello")

    assert [str(message.text) for message in cafe.paper.sent[-2:]] == ["Hello Awa, see /table.", "Which day?"]


async def test_a_command_that_asks_closes_the_open_dialogue_and_says_so(cafe: Cafe) -> None:
    await cafe.say("awa", "/table window")

    await cafe.say("awa", "/paper")

    assert cafe.last.startswith("I have set /table aside; nothing was recorded.")
    assert cafe.paper.sent[-1].question == "paper"


async def test_a_command_that_is_repeated_begins_again_and_is_not_said_to_be_set_aside(cafe: Cafe) -> None:
    await cafe.say("awa", "/table window")

    await cafe.say("awa", "/table")

    assert (cafe.last, cafe.paper.sent[-1].question) == ("Which table?", "table")


async def test_arguments_that_answer_nothing_are_told_with_the_summary_and_once(cafe: Cafe) -> None:
    await cafe.say("awa", "/table near the door 12/04 please")
    asked = cafe.last
    await cafe.press("awa", "Confirm")

    assert asked == "door on 2026-04-12?\n\nI found no use for “near the please”."
    assert cafe.last == "Booked: door."


async def test_arguments_of_a_command_that_asks_nothing_are_told_below_its_answer(cafe: Cafe) -> None:
    await cafe.say("awa", "/hello my friend")

    assert cafe.last == "Hello Awa, see /table.\n\nI found no use for “my friend”."


async def test_arguments_that_answer_nothing_are_shown_as_plain_text_and_not_without_end(cafe: Cafe) -> None:
    await cafe.say("awa", "/hello <b>\u202e" + "a" * 500)

    assert cafe.paper.sent[-1].text.endswith("I found no use for “&lt;b&gt;" + "a" * 197 + "”.")


async def test_arguments_that_a_refusal_left_no_time_for_are_not_told(cafe: Cafe) -> None:
    await cafe.say("awa", "/refuse 12/04")

    assert cafe.last == "No: FUTURE_DATE."


async def test_back_keeps_the_arguments_that_no_question_has_taken(cafe: Cafe) -> None:
    await cafe.say("awa", "/table soon")
    await cafe.press("awa", "Window")
    await cafe.press("awa", "Back")
    await cafe.press("awa", "Door")
    await cafe.say("awa", "12/04")

    assert cafe.last == "door on 2026-04-12?\n\nI found no use for “soon”."


async def test_a_pressed_question_is_replaced_by_the_next_one(cafe: Cafe) -> None:
    await cafe.say("awa", "/table")

    await cafe.press("awa", "Window")

    assert cafe.paper.sent[-1].edits == "p1"


async def test_a_button_pressed_twice_changes_nothing_the_second_time(cafe: Cafe) -> None:
    await cafe.say("awa", "/table window 12/04")
    card = cafe.paper.sent[-1]
    await cafe.press("awa", "Confirm", card)

    outcome = await cafe.press("awa", "Confirm", card)

    assert outcome.result == {"refused": "STALE_BUTTON"}
    assert outcome.word == "stale"


async def test_a_button_of_an_earlier_question_changes_nothing_and_the_open_one_is_put_again(cafe: Cafe) -> None:
    await cafe.say("awa", "/table")
    first = cafe.paper.sent[-1]
    await cafe.press("awa", "Window")

    await cafe.press("awa", "Door", first)

    assert cafe.paper.sent[-1].question == "date"


async def test_somebody_else_s_button_does_nothing(cafe: Cafe) -> None:
    await cafe.say("awa", "/table window 12/04")
    card = cafe.paper.sent[-1]

    outcome = await cafe.press("bintou", "Confirm", card)

    assert outcome.result == {"refused": "STALE_BUTTON"}
    assert await cafe.booked("window") is None


@pytest.mark.parametrize("press", ["", ".", "x.0", "x", "..", "x.999999999999", "x.-1", "é.1", "x.²"])
async def test_a_made_up_button_does_nothing(cafe: Cafe, press: str) -> None:
    outcome = await cafe.say("awa", press=press)

    assert outcome.result == {"refused": "STALE_BUTTON"}


async def test_a_button_runs_its_command_with_its_arguments_until_it_expires(cafe: Cafe) -> None:
    await cafe.say("awa", "/hello")
    greeting = cafe.paper.sent[-1]

    await cafe.press("awa", "Book", greeting)
    fresh = cafe.paper.sent[-1].question
    cafe.clock.instant = cafe.clock.now() + timedelta(days=61)
    outcome = await cafe.press("awa", "Book", greeting)

    assert fresh == "date"
    assert outcome.word == "stale"


@pytest.mark.parametrize("words", ["1", "Book", "bóok", "bo"])
async def test_a_button_is_pressed_by_its_number_its_label_or_its_beginning(cafe: Cafe, words: str) -> None:
    await cafe.say("awa", "/hello")

    await cafe.say("awa", words)

    assert cafe.paper.sent[-1].question == "date"


@pytest.mark.parametrize("words", ["0", "2", "99999999999999999999", "²", "b", "books", "x"])
async def test_words_that_are_no_button_press_none(cafe: Cafe, words: str) -> None:
    await cafe.say("awa", "/hello")

    await cafe.say("awa", words)

    assert cafe.paper.sent[-1].question is None


async def test_words_press_no_button_of_somebody_else_nor_one_that_has_had_its_day(cafe: Cafe) -> None:
    await cafe.say("awa", "/hello")

    await cafe.say("bintou", "1")
    of_another = cafe.paper.sent[-1].question
    cafe.clock.instant = cafe.clock.now() + timedelta(days=61)
    await cafe.say("awa", "1")

    assert (of_another, cafe.paper.sent[-1].question) == (None, None)


async def test_the_words_of_an_option_answer_its_question_and_only_the_newest_message_is_meant(cafe: Cafe) -> None:
    await cafe.say("awa", "/hello")
    await cafe.say("awa", "/table")

    await cafe.say("awa", "window")
    await cafe.say("awa", "cancel")
    await cafe.say("awa", "1")

    assert cafe.paper.sent[-3].question == "date"
    assert cafe.paper.sent[-1].question is None


async def test_what_could_not_be_read_is_asked_for_again_and_the_question_stays_open(cafe: Cafe) -> None:
    await cafe.say("awa", "/table")

    outcome = await cafe.say("awa", unreadable=True)
    told = cafe.last
    await cafe.say("awa", "window")

    assert (outcome.word, told) == ("unreadable", "I could not read your last message: please send it again.")
    assert cafe.paper.sent[-1].question == "date"


async def test_a_role_s_command_is_refused_to_others(cafe: Cafe) -> None:
    await cafe.say("awa", "/coins")
    refused = cafe.last
    await cafe.say("bintou", "/coins")

    assert refused == "No: NOT_AUTHORISED."
    assert cafe.last == "Twelve coins."


async def test_who_lost_a_role_loses_its_commands_at_once(cafe: Cafe) -> None:
    await cafe.register(person("M002", "Bintou"))

    await cafe.say("bintou", "/coins")

    assert cafe.last == "No: NOT_AUTHORISED."


async def test_a_suspended_treasurer_has_no_treasurer_s_commands(cafe: Cafe) -> None:
    await cafe.register(person("M002", "Bintou", Role.TREASURER, status=Status.SUSPENDED))

    await cafe.say("bintou", "/coins")

    assert cafe.last == "No: NOT_AUTHORISED."


async def test_a_stranger_s_command_for_members_is_met_with_the_way_in(cafe: Cafe) -> None:
    await cafe.say("nobody", "/table window 12/04")

    assert cafe.last == "Who are you?"


async def test_a_rule_s_refusal_is_told_in_words_with_its_articles(cafe: Cafe) -> None:
    outcome = await cafe.say("awa", "/refuse")

    assert outcome.result == {"refused": "FUTURE_DATE", "articles": ["NDZ art. 8"]}
    assert cafe.last == "No: FUTURE_DATE."


async def test_in_a_group_a_command_is_answered_with_the_way_to_a_private_chat_alone(cafe: Cafe) -> None:
    outcome = await cafe.say("awa", "/hello", chat="group", private=False)

    assert outcome.result == {"refused": "PRIVATE_ONLY"}
    assert [(message.to.chat, str(message.text)) for message in cafe.paper.sent] == [("group", "In private, please.")]


async def test_in_a_group_talk_is_left_alone(cafe: Cafe) -> None:
    await cafe.say("awa", "hello everybody", chat="group", private=False)

    assert cafe.paper.sent == []


async def test_bare_command_words_are_understood_while_no_question_is_open(cafe: Cafe) -> None:
    await cafe.say("awa", "Bonjour")

    assert cafe.last == "Hello Awa, see /table."


async def test_a_flood_is_answered_with_one_sentence(cafe: Cafe) -> None:
    for _ in range(int(CAPACITY) + 20):
        await cafe.say("awa", "/hello")

    assert len(cafe.paper.sent) == int(CAPACITY) + 1
    assert "Please wait" in cafe.last


async def test_the_same_update_twice_has_one_effect(cafe: Cafe) -> None:
    update = cafe.incoming("awa", "/hello", update="same")

    await cafe.intake.receive([update, update])
    await cafe.intake.receive([update])
    await cafe.intake.handle_waiting()
    await cafe.intake.handle_waiting()
    await cafe.sender.drain()

    assert len(cafe.paper.sent) == 1


async def test_a_day_that_the_books_do_not_cover_is_told_in_words(cafe: Cafe) -> None:
    await cafe.intake.receive([cafe.incoming("awa", "/past")])
    await cafe.sender.drain()

    assert "do not cover that day" in cafe.last


async def test_a_message_that_cannot_be_handled_leaves_nothing_half_done_and_is_apologised_for(cafe: Cafe) -> None:
    await cafe.intake.receive([cafe.incoming("awa", "/break"), cafe.incoming("bintou", "/hello")])

    await cafe.intake.handle_waiting()
    await cafe.intake.handle_waiting()
    await cafe.sender.drain()

    assert await cafe.database.run(lambda work: work.book.get("half")) is None
    assert await cafe.database.run(lambda work: work.inbox.waiting(10)) == []
    assert [message.to.chat for message in cafe.paper.sent] == ["bintou", "awa"]
    assert "nothing was recorded" in cafe.last
