from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from assistant.domain.money import Money
from assistant.i18n import choose, language, languages, show

FRENCH, ENGLISH = language("fr"), language("en")
PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("cents", "french", "english"),
    [
        (6000, "60,00\u00a0€", "€60.00"),
        (1, "0,01\u00a0€", "€0.01"),
        (0, "0,00\u00a0€", "€0.00"),
        (-1500, "-15,00\u00a0€", "-€15.00"),
        (200_000, "2\u202f000,00\u00a0€", "€2,000.00"),
    ],
)
def test_amounts_are_written_as_each_language_does(cents: int, french: str, english: str) -> None:
    assert (FRENCH.show(Money(cents)), ENGLISH.show(Money(cents))) == (french, english)


@given(st.integers(-(10**18), 10**18))
def test_no_cent_is_lost_in_writing(cents: int) -> None:
    written = FRENCH.show(Money(cents))

    digits = "".join(character for character in written if character.isdecimal())

    assert int(digits) == abs(cents)
    assert written.startswith("-") is (cents < 0)


@pytest.mark.parametrize(
    ("day", "french", "english"),
    [
        (date(2026, 3, 5), "5 mars 2026", "5 March 2026"),
        (date(2026, 4, 1), "1er avril 2026", "1 April 2026"),
        (date(2026, 8, 1), "1er août 2026", "1 August 2026"),
        (date(2026, 1, 11), "11 janvier 2026", "11 January 2026"),
        (date(2026, 1, 31), "31 janvier 2026", "31 January 2026"),
    ],
)
def test_days_are_written_out_and_the_first_is_1er_in_french(day: date, french: str, english: str) -> None:
    assert (FRENCH.show(day), ENGLISH.show(day)) == (french, english)


def test_instants_are_written_with_their_hour() -> None:
    instant = datetime(2026, 3, 10, 14, 5, tzinfo=PARIS)

    assert FRENCH.show(instant) == "10 mars 2026 à 14\u00a0h\u00a005"
    assert ENGLISH.show(instant) == "10 March 2026 at 14:05"


def test_months_short_days_and_lists() -> None:
    day = date(2026, 3, 5)

    assert (FRENCH.month(day), ENGLISH.month(day)) == ("mars 2026", "March 2026")
    assert FRENCH.short_day(day) == ENGLISH.short_day(day) == "05/03/2026"
    assert FRENCH.show(["Awa", "Joy", "Zoé"]) == "Awa, Joy et Zoé"
    assert ENGLISH.show(["Awa", "Joy"]) == "Awa and Joy"
    assert FRENCH.show([]) == ""


def test_several_months_share_their_year() -> None:
    days = [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]

    assert FRENCH.months(days) == "décembre 2025, janvier et février 2026"
    assert ENGLISH.months(days[1:]) == "January and February 2026"


@pytest.mark.parametrize(
    ("locale", "written"), [("en", "March 14, 2026"), ("en_GB", "14 March 2026"), ("fr", "14 mars 2026")]
)
def test_any_locale_can_be_written_in(locale: str, written: str) -> None:
    assert show(date(2026, 3, 14), Locale.parse(locale)) == written


@pytest.mark.parametrize(
    ("n", "french", "english"),
    [(0, "1 message n’a", "0 messages"), (1, "1 message n’a", "1 message could"), (2, "2 messages", "2 messages")],
)
def test_french_counts_nothing_in_the_singular_and_english_in_the_plural(n: int, french: str, english: str) -> None:
    one, many = "{n} message could not be sent", "{n} messages could not be sent"

    assert FRENCH.tn(one, many, n).startswith(french.replace("1", str(n), 1) if n < 2 else french)
    assert ENGLISH.tn(one, many, n).startswith(english)


def test_what_people_typed_is_escaped_and_markup_is_not() -> None:
    typed = ENGLISH.t("Hello {name}.", name="<b>Awa & co")
    made = ENGLISH.t("Hello {name}.", name=Markup("<b>Awa</b>"))

    assert typed == "Hello &lt;b&gt;Awa &amp; co."
    assert made == "Hello <b>Awa</b>."


def test_braces_that_people_typed_stay_as_they_are() -> None:
    assert ENGLISH.t("Hello {name}.", name="{amount}") == "Hello {amount}."


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [("en-US", "en"), ("en_GB", "en"), ("FR", "fr"), ("de", "fr"), ("", "fr"), (None, "fr"), ("fr-CG", "fr")],
)
def test_a_code_leads_to_its_language_or_to_the_default(wanted: str | None, chosen: str) -> None:
    assert choose(wanted, "fr") == chosen


def test_a_language_without_a_catalogue_is_no_language() -> None:
    assert languages() == ("en", "fr")
    with pytest.raises(KeyError):
        language("de")
