import json
from datetime import date

import pytest
from markupsafe import Markup

from assistant.chat import Choice, Day, Either, FreeText, Option, UnfitError, YesNo
from assistant.chat.questions import Answer
from assistant.i18n import language

TODAY = date(2026, 3, 5)
COLOURS = Choice(Markup("Colour?"), (Option("red", "Rouge vif"), Option("blue", "Bleu", also=("azur",))))


def _typed(text: str, code: str = "fr") -> Answer:
    return Answer(language(code), TODAY, text=text)


@pytest.mark.parametrize("typed", ["red", "Rouge vif", "rouge", "ROUGE VIF", "1", "r"])
def test_a_choice_is_made_by_id_label_beginning_or_number(typed: str) -> None:
    assert COLOURS.accept(_typed(typed)) == "red"


def test_a_choice_is_made_by_other_words_that_mean_it() -> None:
    assert COLOURS.accept(_typed("Azur")) == "blue"


@pytest.mark.parametrize("typed", ["", "vert", "3", "0"])
def test_what_is_no_option_is_refused(typed: str) -> None:
    with pytest.raises(UnfitError) as refused:
        COLOURS.accept(_typed(typed))

    assert refused.value.code == "NOT_AN_OPTION"


def test_a_beginning_that_fits_two_options_is_refused() -> None:
    twins = Choice(Markup("Who?"), (Option("a", "Awa Ibara"), Option("b", "Awa Samba")))

    with pytest.raises(UnfitError):
        twins.accept(_typed("awa"))


@pytest.mark.parametrize(
    ("typed", "code", "meant"),
    [
        ("oui", "fr", True),
        ("Non", "fr", False),
        ("yes", "fr", True),
        ("no", "en", False),
        ("Confirmer", "fr", True),
        ("conf", "fr", True),
        ("1", "fr", True),
        ("2", "en", False),
    ],
)
def test_yes_and_no_are_read_in_words(typed: str, code: str, meant: bool) -> None:
    question = YesNo(Markup("?"), yes="Confirmer", no="Annuler")

    assert question.accept(_typed(typed, code)) is meant


def test_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(UnfitError):
        YesNo(Markup("?"), yes="Confirmer", no="Annuler").accept(_typed("peut-être"))


def test_the_latest_day_is_taken_and_the_one_after_is_refused() -> None:
    question = Day(Markup("Which day?"), latest=TODAY)

    with pytest.raises(UnfitError) as refused:
        question.accept(_typed("6 mars"))

    assert question.accept(_typed("5 mars")) == "2026-03-05"
    assert refused.value.code == "FUTURE_DATE"


@pytest.mark.parametrize(
    ("typed", "code"), [("", "TEXT_NEEDED"), (" \x00 ", "TEXT_NEEDED"), ("a" * 11, "TEXT_TOO_LONG")]
)
def test_a_text_is_neither_empty_nor_longer_than_asked(typed: str, code: str) -> None:
    with pytest.raises(UnfitError) as refused:
        FreeText(Markup("?"), maximum=10).accept(_typed(typed))

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        (COLOURS, "red"),
        (YesNo(Markup("?"), "Oui", "Non"), "oui"),
        (Day(Markup("?")), "hier"),
        (FreeText(Markup("?")), "é\n😀"),
    ],
)
def test_a_stored_answer_comes_back_the_same_from_json(question: Choice | YesNo | Day | FreeText, typed: str) -> None:
    stored = question.accept(_typed(typed))

    assert question.restore(json.loads(json.dumps(stored))) == question.restore(stored)


EITHER = Either(Day(Markup("When?"), (Option("today", "Aujourd’hui"),)), (Option("never", "Jamais", also=("non",)),))


@pytest.mark.parametrize("typed", ["never", "Jamais", "jamais", "NON"])
def test_either_is_one_of_its_choices(typed: str) -> None:
    assert EITHER.restore(json.loads(json.dumps(EITHER.accept(_typed(typed))))) == ("never", None)


@pytest.mark.parametrize("typed", ["12/04", "2026-04-12"])
def test_or_what_the_other_question_takes(typed: str) -> None:
    assert EITHER.restore(json.loads(json.dumps(EITHER.accept(_typed(typed))))) == (None, date(2026, 4, 12))


def test_what_fits_neither_is_refused_as_the_other_question_does() -> None:
    with pytest.raises(UnfitError) as refused:
        EITHER.accept(_typed("peut-être"))

    assert refused.value.code == "BAD_DATE"
    assert (EITHER.kind, EITHER.optional) == ("date", False)
    assert [option.id for option in EITHER.options] == ["today", "never"]
