"""What a run takes from the command's arguments and from a file, before any dialogue is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest
from markupsafe import Markup

from assistant.chat import Amount, Choice, Day, Option, Pause, Readings, Turn, UnfitError, UnreadError, Upload
from assistant.chat.questions import Answer
from assistant.domain.actors import STRANGER
from assistant.domain.errors import FileRefusedError, NoSecretKeyError
from assistant.domain.messages import ChatAccount, Incoming, SentFile
from assistant.i18n import language
from assistant.ports import UnitOfWork

TODAY = date(2026, 3, 5)
NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)
PHOTO = SentFile("preuve.jpg", "image/jpeg", 12, "downloads/1")
KEPT = {"name": "preuve.jpg", "media_type": "image/jpeg", "size": 12, "path": "downloads/1"}
PROOF = Upload(Markup("A proof?"), reader="proof", optional=True)
AMOUNT = Amount(Markup("How much?"), 500_000)
METHOD = Choice(Markup("How?"), (Option("transfer", "Virement"), Option("cheque", "Chèque"), Option("cash", "Espèces")))
DAY = Day(Markup("When?"), latest=TODAY)


@dataclass
class Today:
    """A unit of work that knows the day alone."""

    today: date = TODAY


def turn(*arguments: str, answer: Answer | None = None, readings: Readings | None = None, **answers: Any) -> Turn:
    incoming = Incoming("paper", "u1", "awa", "awa", private=True, received_at=NOW)
    account = ChatAccount("paper", "awa", "awa")
    work = cast("UnitOfWork", Today())
    return Turn(
        work, STRANGER, account, language("fr"), incoming, list(arguments), dict(answers), answer, readings or {}
    )


def answered(text: str | None = None, **more: Any) -> Answer:
    return Answer(language("fr"), TODAY, text=text, **more)


def refused(error: FileRefusedError | NoSecretKeyError) -> UnfitError:
    return UnfitError(type(error).__name__, Markup("No."))


def keep(reading: Any) -> Any:
    return f"kept {reading}"


def hand_in(run: Turn) -> Any:
    return run.hand_in("proof", PROOF, keep, refused)


def asked(run: Turn) -> tuple[int, str, date]:
    return run.ask("amount", AMOUNT), run.ask("method", METHOD), run.ask("paid_on", DAY)


@pytest.mark.parametrize(
    "typed", ["20 virement hier", "20,00 € transfer 4 mars", "hier 20 virement", "virement 4/3 20", "20 vir le 4 mars"]
)
def test_arguments_answer_the_questions_that_they_fit(typed: str) -> None:
    assert asked(turn(*typed.split())) == (2000, "transfer", date(2026, 3, 4))


def test_the_number_of_a_day_is_no_place_in_a_list_that_nobody_has_seen() -> None:
    run = turn("20", "2", "mars")

    with pytest.raises(Pause) as paused:
        asked(run)

    assert (paused.value.key, paused.value.refusal, run.arguments) == ("method", None, ["2", "mars"])


@pytest.mark.parametrize(
    ("typed", "key", "code"),
    [
        ("0", "amount", "BAD_AMOUNT"),
        ("6000 virement", "amount", "BAD_AMOUNT"),
        ("virement 20,505", "amount", "BAD_AMOUNT"),
        ("20 virement demain", "paid_on", "FUTURE_DATE"),
        ("20 virement 6 mars", "paid_on", "FUTURE_DATE"),
    ],
)
def test_an_argument_that_is_meant_and_cannot_be_taken_is_told_why_and_dropped(typed: str, key: str, code: str) -> None:
    run = turn(*typed.split())

    with pytest.raises(Pause) as paused:
        asked(run)

    assert paused.value.refusal
    assert (paused.value.key, paused.value.refusal.code) == (key, code)
    assert run.arguments == (["virement"] if "virement" in typed and key == "amount" else [])


def test_an_argument_that_is_meant_for_another_question_is_kept_for_it() -> None:
    run = turn("hier")

    with pytest.raises(Pause) as paused:
        asked(run)

    assert (paused.value.key, paused.value.refusal, run.arguments) == ("amount", None, ["hier"])


def test_what_the_person_answers_goes_before_an_argument_that_could_not_be_taken() -> None:
    run = turn("0", answer=answered("30"))

    assert run.ask("amount", AMOUNT) == 3000


def test_a_file_is_read_before_it_is_kept() -> None:
    run = turn(answer=answered(file=PHOTO))

    with pytest.raises(UnreadError) as unread:
        hand_in(run)

    assert (unread.value.file, unread.value.reader) == (PHOTO, "proof")


def test_what_was_read_is_kept_once_and_comes_back_as_the_answer() -> None:
    run = turn(answer=answered(file=PHOTO), readings={("downloads/1", "proof"): "a photo"})

    first, second = hand_in(run), hand_in(run)

    assert (first, second) == ("kept a photo", "kept a photo")
    assert run.answers == {"proof": "kept a photo"}


def test_a_file_with_a_word_below_it_is_taken_as_the_file() -> None:
    run = turn(answer=answered("voici", file=PHOTO), readings={("downloads/1", "proof"): "a photo"})

    assert hand_in(run) == "kept a photo"


def test_a_file_that_its_reader_refuses_is_asked_for_again() -> None:
    readings = {("downloads/1", "proof"): FileRefusedError(["no photo"])}
    run = turn(answer=answered(file=PHOTO), readings=readings, amount=2000)

    with pytest.raises(Pause) as paused:
        hand_in(run)

    assert paused.value.refusal
    assert (paused.value.key, paused.value.refusal.code) == ("proof", "FileRefusedError")
    assert run.answers == {"amount": 2000}


def test_a_file_that_cannot_be_sealed_is_asked_for_again() -> None:
    def no_key(_: Any) -> Any:
        raise NoSecretKeyError("ASSISTANT_SECRET_KEY is missing")

    run = turn(answer=answered(file=PHOTO), readings={("downloads/1", "proof"): "a photo"})

    with pytest.raises(Pause) as paused:
        run.hand_in("proof", PROOF, no_key, refused)

    assert paused.value.refusal
    assert paused.value.refusal.code == "NoSecretKeyError"
    assert run.answers == {}


@pytest.mark.parametrize("answer", [answered(option="skip"), answered("non"), answered("No")])
def test_an_optional_file_is_left_out_by_button_or_with_a_no(answer: Answer) -> None:
    run = turn(answer=answer)

    assert hand_in(run) is None
    assert run.answers == {"proof": None}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (answered("c’est le reçu"), "FILE_NEEDED"),
        (answered(""), "FILE_NEEDED"),
        (answered(file=SentFile("preuve.jpg", "image/jpeg", 30_000_000, "")), "FILE_NOT_FETCHED"),
    ],
)
def test_what_is_no_file_and_what_could_not_be_fetched_are_told_apart(answer: Answer, code: str) -> None:
    with pytest.raises(UnfitError) as unfit:
        PROOF.accept(answer)

    assert unfit.value.code == code


@pytest.mark.parametrize("text", ["non", "skip"])
def test_a_file_that_is_required_is_not_left_out(text: str) -> None:
    with pytest.raises(UnfitError):
        Upload(Markup("The receipt?"), reader="proof").accept(answered(text))


def test_the_facts_of_a_sent_file_are_all_that_a_question_stores() -> None:
    assert PROOF.accept(answered(file=PHOTO)) == KEPT
