"""The console's lines as a script relies on them: shapes, refusals, the clock, and what is held back."""

import pytest

from tests.console.conftest import Console

SEPTEMBER = "2026-09-30"


async def test_every_answer_and_every_message_has_every_field_with_ids_as_strings(console: Console) -> None:
    said, asked, failed = await console(
        {"from": "M014", "text": "/solde", "at": SEPTEMBER},
        {"from": "M014", "text": "/langue"},
        {"from": "M999", "text": "/solde"},
    )

    (message,) = asked["messages"]
    assert all(list(answer) == ["at", "messages", "result", "error"] for answer in (said, asked, failed))
    assert list(message) == ["id", "edits", "to", "text", "ask", "buttons", "files"]
    assert isinstance(message["id"], str)
    assert all(isinstance(key["id"], str) for key in (*message["ask"]["options"], *message["buttons"]))
    assert list(said["result"]) == ["balance", "overdue", "pending", "status", "articles"]
    assert failed["error"] == "from: no member has the number M999"


@pytest.mark.parametrize("way", [{"text": "/annuler"}, {"text": "/cancel"}, {"text": "annuler"}, {"press": "cancel"}])
async def test_an_open_question_is_left_by_command_word_or_key(console: Console, way: dict[str, str]) -> None:
    _, left, after = await console(
        {"from": "M014", "text": "/langue", "at": SEPTEMBER},
        {"from": "M014"} | way,
        {"from": "M014", "press": "en"},
    )

    assert left["result"] == {"cancelled": "language"}
    assert [message["ask"] for message in left["messages"]] == [None]
    assert after["result"] == {"refused": "STALE_BUTTON"}


async def test_with_no_question_open_there_is_nothing_to_cancel(console: Console) -> None:
    (answer,) = await console({"from": "M014", "text": "/annuler", "at": SEPTEMBER})

    assert answer["result"] is None
    assert answer["messages"][0]["text"] == "Il n’y a rien à annuler."


async def test_a_command_that_asks_nothing_is_answered_and_the_question_is_put_again(console: Console) -> None:
    _, answered = await console(
        {"from": "M014", "text": "/langue", "at": SEPTEMBER}, {"from": "M014", "text": "/balance"}
    )

    assert answered["result"]["balance"] == -6000
    assert [message["ask"] and message["ask"]["key"] for message in answered["messages"]] == [None, "language"]


async def test_a_command_that_asks_closes_the_open_dialogue_and_says_so(console: Console) -> None:
    _, other = await console(
        {"from": "M014", "text": "/langue", "at": SEPTEMBER}, {"from": "M014", "text": "/settings"}
    )

    (message,) = other["messages"]
    assert message["ask"]["key"] == "setting"
    assert message["text"].startswith("J’ai mis /langue de côté")


async def test_back_asks_the_question_before(console: Console) -> None:
    *_, back = await console(
        {"from": "M014", "text": "/reglages", "at": SEPTEMBER},
        {"from": "M014", "press": "quiet"},
        {"from": "M014", "press": "back"},
    )

    assert back["result"] is None
    assert back["messages"][0]["ask"]["key"] == "setting"


@pytest.mark.parametrize("group", ["M014", "salon", 7, ""])
async def test_a_group_is_named_as_one(console: Console, group: object) -> None:
    (answer,) = await console({"from": "M014", "text": "/solde", "in": group, "at": SEPTEMBER})

    assert (answer["error"], answer["messages"]) == ('in: expected "group:NAME"', [])


async def test_the_first_instant_is_free_and_a_failed_input_leaves_the_clock_where_it_stood(console: Console) -> None:
    early, later, far, still = await console(
        {"from": "M014", "text": "/solde", "at": "2025-06-01"},
        {"from": "M014", "text": "/solde", "at": SEPTEMBER},
        {"from": "M999", "text": "/solde", "at": "2027-01-01"},
        {"from": "M014", "text": "/solde"},
    )

    assert early["error"]
    assert far["error"]
    assert later["at"] == far["at"] == still["at"] == "2026-09-30T12:00:00+02:00"


@pytest.mark.parametrize("instant", ["2200-01-01", "9999-12-31T23:59:59+00:00", "2026-02-30", 5, "2026-13-01T10:00"])
async def test_an_instant_that_cannot_be_is_an_error(console: Console, instant: object) -> None:
    tick, said = await console({"tick": True, "at": instant}, {"from": "M014", "text": "/solde", "at": instant})

    assert tick["error"].startswith("at: ")
    assert said["error"].startswith("at: ")


async def test_a_notice_in_quiet_hours_waits_for_a_later_input_and_an_answer_does_not(console: Console) -> None:
    *_, linked, asked, released = await console(
        {"from": "M012", "text": "/reglages", "at": "2026-10-04"},
        {"from": "M012", "press": "quiet"},
        {"from": "M012", "press": "20-9"},
        {
            "from": "chat:sylvie",
            "contact": {"phone": "06 39 98 12 44", "own": True},
            "at": "2026-10-05T23:00:00+02:00",
        },
        {"from": "M012", "text": "/solde"},
        {"from": "M015", "text": "/aide", "at": "2026-10-06T09:00:00+02:00"},
    )

    to_sylvie = [[each["text"] for each in line["messages"] if each["to"] == "M012"] for line in (linked, released)]
    assert linked["result"] == {"member": "M012"}
    assert [text[:14] for text in to_sylvie[0]] == ["Bonjour Sylvie"]
    assert [message["to"] for message in asked["messages"]] == ["M012"]
    assert [text[:16] for text in to_sylvie[1]] == ["Un autre compte "]


async def test_the_question_put_again_is_in_the_language_just_chosen(console: Console) -> None:
    _, chosen = await console(
        {"from": "chat:awa", "text": "/start", "at": SEPTEMBER}, {"from": "chat:awa", "text": "/langue en"}
    )

    answer, question = chosen["messages"]
    assert answer["text"] == "From now on I answer in English."
    assert question["text"].startswith("Hello")
