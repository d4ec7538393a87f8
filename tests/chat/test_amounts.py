"""Amounts and days as people type them, and what is said of those that cannot be taken."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from assistant.chat import Amount, Choice, Day, Option, UnfitError
from assistant.chat.questions import Answer
from assistant.i18n import language

TODAY = date(2026, 3, 5)
MOST = 500_000
HOW_MUCH = Amount(Markup("How much?"), MOST, options=(Option("20.00", "20,00 €"), Option("80.00", "80,00 €")))
METHOD = Choice(Markup("How?"), (Option("transfer", "Virement"), Option("cheque", "Chèque"), Option("cash", "Espèces")))


def typed(text: str, code: str = "fr", *, unasked: bool = False) -> Answer:
    return Answer(language(code), TODAY, text=text, unasked=unasked)


def plain(text: Markup) -> str:
    return str(text).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("20", 2000),
        ("20,50 €", 2050),
        ("20.5", 2050),
        (" 20 euros ", 2000),
        ("1 234,50", 123450),
        ("+20", 2000),
        ("0,01", 1),
        ("5000", 500_000),
        ("5 000,00 €", 500_000),
        ("20,00 €", 2000),
    ],
)
def test_an_amount_is_read_as_people_type_it(text: str, cents: int) -> None:
    assert HOW_MUCH.accept(typed(text)) == cents


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0", "Le montant doit être supérieur à zéro."),
        ("0,00 €", "Le montant doit être supérieur à zéro."),
        ("-20", "Le montant doit être supérieur à zéro."),
        ("5000,01", "5 000,00 € est le maximum qui peut être saisi ici en une fois."),
        ("999999999999", "5 000,00 € est le maximum qui peut être saisi ici en une fois."),
        ("20,505", "Écrivez le montant avec deux décimales au plus, et mille ainsi : 1000."),
        ("1.000", "Écrivez le montant avec deux décimales au plus, et mille ainsi : 1000."),
        ("20,5051", "Écrivez le montant avec deux décimales au plus, et mille ainsi : 1000."),
        ("vingt", "Je n’ai pas pu lire ce montant. Écrivez-le ainsi : 20,50 €."),
        ("", "Je n’ai pas pu lire ce montant. Écrivez-le ainsi : 20,50 €."),
        ("20 €, hier", "Je n’ai pas pu lire ce montant. Écrivez-le ainsi : 20,50 €."),
        ("9" * 4000, "Je n’ai pas pu lire ce montant. Écrivez-le ainsi : 20,50 €."),
    ],
)
def test_an_amount_that_cannot_be_taken_is_told_why(text: str, said: str) -> None:
    with pytest.raises(UnfitError) as refused:
        HOW_MUCH.accept(typed(text))

    assert (refused.value.code, plain(refused.value.text)) == ("BAD_AMOUNT", said)


def test_it_is_told_in_the_reader_s_language() -> None:
    with pytest.raises(UnfitError) as refused:
        HOW_MUCH.accept(typed("5000.01", "en"))

    assert plain(refused.value.text) == "€5,000.00 is the most that can be entered here at once."


def test_an_amount_offered_is_chosen_by_its_button() -> None:
    assert HOW_MUCH.accept(Answer(language("fr"), TODAY, option="80.00")) == 8000


def test_without_a_maximum_any_amount_above_zero_is_taken() -> None:
    assert Amount(Markup("?")).accept(typed("500000")) == 50_000_000


@given(st.integers(1, MOST))
def test_every_cent_up_to_the_maximum_comes_back_as_typed(cents: int) -> None:
    text = f"{cents // 100},{cents % 100:02} €"

    assert HOW_MUCH.restore(HOW_MUCH.accept(typed(text))) == cents


@given(st.text(max_size=30))
def test_no_text_breaks_the_question(text: str) -> None:
    try:
        taken = HOW_MUCH.accept(typed(text))
    except UnfitError:
        taken = MOST

    assert 0 < taken <= MOST


@pytest.mark.parametrize(
    ("text", "meant"), [("0", True), ("6000", True), ("20,505", True), ("virement", False), ("12/03", False)]
)
def test_only_an_amount_is_meant_as_one(text: str, meant: bool) -> None:
    with pytest.raises(UnfitError) as refused:
        HOW_MUCH.accept(typed(text))

    assert refused.value.meant is meant


@pytest.mark.parametrize(
    "text", ["hier", "Yesterday", "04/03", "4/3/26", "4 mars", "le 4 mars 2026", "March 4", "2026-03-04"]
)
def test_a_day_is_read_as_people_type_it(text: str) -> None:
    assert Day(Markup("?"), latest=TODAY).accept(typed(text)) == "2026-03-04"


@pytest.mark.parametrize(
    ("text", "code", "meant"),
    [
        ("demain", "FUTURE_DATE", True),
        ("6 mars", "FUTURE_DATE", True),
        ("28/02/2026", "TOO_EARLY", True),
        ("31/02", "BAD_DATE", False),
        ("bientôt", "BAD_DATE", False),
        ("", "BAD_DATE", False),
    ],
)
def test_a_day_that_cannot_be_taken_is_told_why(text: str, code: str, meant: bool) -> None:
    question = Day(Markup("?"), latest=TODAY, earliest=date(2026, 3, 1))

    with pytest.raises(UnfitError) as refused:
        question.accept(typed(text))

    assert (refused.value.code, refused.value.meant) == (code, meant)


@pytest.mark.parametrize(("text", "taken"), [("28/02/2026", False), ("01/03/2026", True)])
def test_the_earliest_day_is_taken_and_the_one_before_is_refused(text: str, taken: bool) -> None:
    question = Day(Markup("?"), earliest=date(2026, 3, 1))

    if taken:
        assert question.accept(typed(text)) == "2026-03-01"
    else:
        with pytest.raises(UnfitError) as refused:
            question.accept(typed(text))
        assert plain(refused.value.text) == "C’est trop tôt : le premier jour possible est le 1er mars 2026."


@given(st.integers(-60, 60))
def test_a_day_is_taken_between_the_earliest_and_the_latest_both_included(apart: int) -> None:
    first, last = TODAY - timedelta(days=30), TODAY
    meant = TODAY + timedelta(days=apart)

    try:
        taken = Day(Markup("?"), earliest=first, latest=last).accept(typed(meant.isoformat()))
    except UnfitError:
        assert not first <= meant <= last
    else:
        assert taken == meant.isoformat()
        assert first <= meant <= last


def test_an_option_is_chosen_by_its_number_only_by_who_has_seen_the_list() -> None:
    assert METHOD.accept(typed("2")) == "cheque"
    with pytest.raises(UnfitError):
        METHOD.accept(typed("2", unasked=True))
    assert METHOD.accept(typed("vir", unasked=True)) == "transfer"


@pytest.mark.parametrize("text", ["½", "٣٤", "-1", "0", "9" * 30])
def test_what_only_looks_like_a_number_chooses_nothing(text: str) -> None:
    with pytest.raises(UnfitError):
        METHOD.accept(typed(text))
