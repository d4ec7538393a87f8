"""The operator's channel, over real files: a JSON object a line in, one a line out."""

import json
from pathlib import Path

import pytest

from tests.console.conftest import Console

SEPTEMBER = "2026-09-30"


def _held(path: str) -> dict[str, object]:
    held: dict[str, object] = json.loads(Path(path).read_text(encoding="utf-8"))
    return held


async def test_the_figures_of_thirty_september(console: Console) -> None:
    answers = await console(
        {"from": "M014", "text": "/solde", "at": SEPTEMBER},
        {"from": "m015", "text": "/balance"},
        {"from": "M016", "text": "combien je dois ?"},
    )

    assert [(each["result"]["balance"], each["result"]["status"]) for each in answers] == [
        (-6000, "WITHIN_TOLERANCE"),
        (-5999, "WITHIN_TOLERANCE"),
        (-6001, "NOT_UP_TO_DATE"),
    ]
    assert answers[0]["at"] == "2026-09-30T12:00:00+02:00"
    assert [message["to"] for message in answers[0]["messages"]] == ["M014"]
    assert answers[0]["messages"][0]["text"].startswith("Vous devez 60,00\u00a0€")


async def test_a_question_is_shown_with_its_options_and_answered_by_id_or_label(console: Console) -> None:
    asked, by_id, again, by_label = await console(
        {"from": "M012", "text": "/langue", "at": SEPTEMBER},
        {"from": "M012", "press": "en"},
        {"from": "M012", "text": "/language"},
        {"from": "M012", "press": "Français"},
    )

    assert asked["result"] is None
    assert asked["messages"][0]["ask"] == {
        "key": "language",
        "kind": "choice",
        "options": [{"id": "en", "label": "English"}, {"id": "fr", "label": "Français"}],
    }
    assert [button["id"] for button in asked["messages"][0]["buttons"]] == ["cancel"]
    assert by_id["result"] == {"language": "en"}
    assert by_id["messages"][0]["edits"] == asked["messages"][0]["id"]
    assert again["messages"][0]["text"] == "Which language shall I use?"
    assert by_label["result"] == {"language": "fr"}


async def test_a_refused_answer_says_why_and_asks_again(console: Console) -> None:
    _, refused, taken = await console(
        {"from": "M005", "text": "/banque", "at": SEPTEMBER},
        {"from": "M005", "text": "31/09"},
        {"from": "M005", "text": "30/09"},
    )

    assert refused["result"] == {"refused": "BAD_DATE"}
    assert refused["messages"][0]["ask"]["key"] == "date"
    assert taken["result"] == {"bank_entered_until": SEPTEMBER}


async def test_an_account_tied_to_nobody_shares_its_contact(console: Console) -> None:
    asked, forwarded, known = await console(
        {"from": "chat:awa", "text": "/start", "at": SEPTEMBER},
        {"from": "chat:awa", "contact": {"phone": "06 39 98 14 58", "own": False}},
        {"from": "chat:awa", "text": "/solde"},
    )

    assert asked["messages"][0]["ask"]["kind"] == "contact"
    assert forwarded["result"] == {"refused": "CONTACT_NOT_OWN"}
    assert forwarded["messages"][0]["ask"]["key"] == "contact"
    assert known["result"] == {"refused": "NOT_A_MEMBER", "articles": []}


async def test_in_a_group_the_answer_is_private(console: Console) -> None:
    (answer,) = await console({"from": "M014", "text": "/solde", "in": "group:salon", "at": SEPTEMBER})

    assert [message["to"] for message in answer["messages"]] == ["group:salon"]
    assert "€" not in answer["messages"][0]["text"]
    assert answer["result"] == {"refused": "PRIVATE_ONLY"}


async def test_a_file_in_an_answer_is_written_to_a_path(console: Console) -> None:
    (answer,) = await console({"from": "M014", "text": "/mesdonnees", "at": SEPTEMBER})

    (file,) = answer["messages"][0]["files"]
    assert (file["name"], file["media_type"]) == ("mbongi-M014-2026-09-30.json", "application/json")
    assert _held(file["path"])["about"] == "M014"


async def test_a_tick_shows_every_message_that_it_causes(console: Console) -> None:
    before, reminded, again = await console(
        {"tick": True, "at": "2026-10-05T08:59:00+02:00"},
        {"tick": True, "at": "2026-10-05T09:00:00+02:00"},
        {"tick": True},
    )

    assert before["result"]["reminded"] == []
    assert "M016" in reminded["result"]["reminded"]
    assert any(message["to"] == "M016" and message["text"].startswith("Bonjour ") for message in reminded["messages"])
    assert again["messages"] == []


async def test_the_clock_stands_and_never_goes_back(console: Console) -> None:
    first, back, still = await console(
        {"from": "M014", "text": "/solde", "at": SEPTEMBER},
        {"from": "M014", "text": "/solde", "at": "2026-09-29"},
        {"from": "M014", "text": "/solde"},
    )

    assert back["error"].startswith("at: 2026-09-29 is before the clock")
    assert (back["messages"], back["result"]) == ([], None)
    assert first["at"] == still["at"]
    assert still["result"] == first["result"]


async def test_a_day_before_the_books_is_an_error_in_one_sentence(
    console: Console, caplog: pytest.LogCaptureFixture
) -> None:
    early, later = await console(
        {"from": "M014", "text": "/solde", "at": "2025-06-01"},
        {"from": "M014", "text": "/solde", "at": SEPTEMBER},
    )

    assert early["error"] == "the books start on 2025-12-31; ask for that day or a later one"
    assert early["messages"] == []
    assert later["result"]["balance"] == -6000
    assert not caplog.records


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[1]",
        {"text": "/solde"},
        {"from": "M999", "text": "/solde"},
        {"from": "M014"},
        {"from": "M014", "text": 12},
        {"from": "M014", "text": "/solde", "at": "tomorrow"},
        {"from": "M014", "contact": "06"},
        {"from": "M014", "file": "no/such/file.pdf"},
    ],
)
async def test_a_line_that_cannot_be_taken_gives_an_error_and_changes_nothing(
    console: Console, line: dict[str, object] | str
) -> None:
    bad, good = await console(line, {"from": "M014", "text": "/solde", "at": SEPTEMBER})

    assert bad["error"]
    assert (bad["messages"], bad["result"]) == ([], None)
    assert good["result"]["balance"] == -6000
