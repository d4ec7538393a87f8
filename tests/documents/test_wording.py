from __future__ import annotations

from gettext import NullTranslations

import pytest

from assistant.documents import wording
from assistant.i18n import Language, language

NARROW, WIDE = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (1, "un centime"),
        (2, "deux centimes"),
        (80, "quatre-vingts centimes"),
        (100, "un euro"),
        (101, "un euro et un centime"),
        (200, "deux euros"),
        (2000, "vingt euros"),
        (2100, "vingt et un euros"),
        (7100, "soixante et onze euros"),
        (8000, "quatre-vingts euros"),
        (8100, "quatre-vingt-un euros"),
        (10000, "cent euros"),
        (20000, "deux cents euros"),
        (20100, "deux cent un euros"),
        (28000, "deux cent quatre-vingts euros"),
        (100000, "mille euros"),
        (123456, "mille deux cent trente-quatre euros et cinquante-six centimes"),
        (8000000, "quatre-vingt mille euros"),
        (20000000, "deux cent mille euros"),
        (100000000, "un million d’euros"),
        (200000000, "deux millions d’euros"),
        (100000100, "un million un euros"),
    ],
)
def test_an_amount_in_french_words(cents: int, words: str) -> None:
    assert wording.in_words(language("fr"), cents, "EUR") == words


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (1, "one cent"),
        (100, "one euro"),
        (6000, "sixty euros"),
        (6001, "sixty euros and one cent"),
        (123456, "one thousand, two hundred and thirty-four euros and fifty-six cents"),
        (100000000, "one million euros"),
    ],
)
def test_an_amount_in_english_words(cents: int, words: str) -> None:
    assert wording.in_words(language("en"), cents, "EUR") == words


@pytest.mark.parametrize(
    ("cents", "currency", "words"),
    [
        (100, "MAD", "un dirham marocain"),
        (8000, "MAD", "quatre-vingts dirhams marocains"),
        (1205, "MAD", "douze dirhams marocains et 05/100"),
        (100000000, "XAF", "un million de francs CFA (BEAC)"),
    ],
)
def test_another_currency_has_its_hundredths_in_figures(cents: int, currency: str, words: str) -> None:
    assert wording.in_words(language("fr"), cents, currency) == words


def test_a_language_whose_numbers_are_not_known_has_no_words() -> None:
    lingala = Language("ln", NullTranslations())  # type: ignore[arg-type]

    assert wording.in_words(lingala, 6000, "EUR") == ""


def test_amounts_have_a_true_minus_sign() -> None:
    assert wording.amount(language("fr"), -123456, "EUR") == f"−1{NARROW}234,56{WIDE}€"
    assert wording.amount(language("en"), -3500, "EUR") == "−€35.00"
    assert wording.figures(language("fr"), -99_999_999_999_999) == f"−999{NARROW}999{NARROW}999{NARROW}999,99"
    assert wording.figures(language("en"), 100050) == "1,000.50"


@pytest.mark.parametrize(("cents", "shown"), [(6000, "60"), (6001, "60,01"), (0, "0")])
def test_a_short_amount_has_cents_only_where_there_are_some(cents: int, shown: str) -> None:
    assert wording.short_amount(language("fr"), cents, "EUR") == f"{shown}{WIDE}€"


@pytest.mark.parametrize(
    ("received", "due", "shown"),
    [(0, 100, "0%"), (9999, 10000, "99%"), (10000, 10000, "100%"), (12000, 10000, "120%"), (5, 0, "–"), (1, 3, "33%")],
)
def test_a_share_is_rounded_down_so_that_100_is_all(received: int, due: int, shown: str) -> None:
    assert wording.share(language("en"), received, due) == shown


@pytest.mark.parametrize(
    ("balance", "french", "english"),
    [
        (0, "Rien n’est dû", "Nothing is owed"),
        (-3500, f"Reste dû{WIDE}: 35,00{WIDE}€", "€35.00 owed"),
        (2000, f"20,00{WIDE}€ d’avance", "€20.00 ahead"),
    ],
)
def test_a_balance_in_words(balance: int, french: str, english: str) -> None:
    assert wording.situation(language("fr"), balance, "EUR") == french
    assert wording.situation(language("en"), balance, "EUR") == english
