from __future__ import annotations

import logging
import time

import pytest

from assistant.domain.errors import FileRefusedError
from assistant.files import sandbox
from tests.files import parsers

UNSAFE = "the file cannot be read safely; export it again, or for a shorter period"


def test_a_parser_answers_from_a_process_of_its_own() -> None:
    assert sandbox.run(parsers.counting, b"abc") == {"bytes": 3}


def test_what_a_parser_refuses_is_refused_in_its_words() -> None:
    with pytest.raises(FileRefusedError) as refused:
        sandbox.run(parsers.refusing, b"")

    assert refused.value.problems == ["ligne 3 : reçu illisible", "ligne 4 : vide"]


@pytest.mark.parametrize("parser", [parsers.raising, parsers.dying, parsers.babbling])
def test_a_parser_that_fails_or_is_killed_is_one_clear_refusal(parser: sandbox.Parser) -> None:
    with pytest.raises(FileRefusedError) as refused:
        sandbox.run(parser, b"")

    assert refused.value.problems == [UNSAFE]


@pytest.mark.parametrize(
    "answer", [b"", b"not json", b"[]", b"[" * 100_000, b"{}", b'"value"', b'{"problems": 1}', b"\xff"]
)
def test_an_answer_of_another_shape_is_a_refusal(answer: bytes) -> None:
    with pytest.raises(FileRefusedError) as refused:
        sandbox.run(parsers.lying, answer)

    assert refused.value.problems == [UNSAFE]


def test_a_parser_has_the_memory_it_needs_and_no_more() -> None:
    assert sandbox.run(parsers.hoarding, b"256") == 256 * 1024 * 1024
    with pytest.raises(FileRefusedError, match="cannot be read safely"):
        sandbox.run(parsers.hoarding, b"512")


def test_a_parser_that_takes_too_long_is_stopped() -> None:
    began = time.monotonic()

    with pytest.raises(FileRefusedError, match=r"takes more than 0\.5 seconds"):
        sandbox.run(parsers.dawdling, b"", seconds=0.5)

    assert time.monotonic() - began < 60


def test_a_parser_sees_none_of_the_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "12:secret")

    seen = sandbox.run(parsers.prying, b"")

    assert (seen["token"], seen["home"]) == (None, None)


def test_how_a_parser_ended_is_logged_without_what_it_read(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), pytest.raises(FileRefusedError):
        sandbox.run(parsers.raising, b"OKEMBA ARLETTE")

    assert "raising ended with 1" in caplog.text
    assert "OKEMBA" not in caplog.text
