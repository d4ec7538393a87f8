import unicodedata
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.words import fold, typed_date, typed_start, typed_time, visible

TODAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Règlement", "reglement"),
        ("ÉVÉNEMENT", "evenement"),
        ("cœur", "coeur"),
        ("aujourd’hui", "AUJOURD'HUI"),
        ("  deux   mots ", "deux mots"),
        ("deux\u00a0mots", "deux mots"),
        ("Straße", "strasse"),
    ],
)
def test_accents_case_apostrophes_and_spaces_do_not_part_words(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("12/03", date(2026, 3, 12)),
        ("12/03/2025", date(2025, 3, 12)),
        ("١٢/٣", date(2026, 3, 12)),
        ("12.3.25", date(2025, 3, 12)),
        ("12-03-2025", date(2025, 3, 12)),
        ("2026-03-12", date(2026, 3, 12)),
        ("12 mars", date(2026, 3, 12)),
        ("le 1er mars 2025", date(2025, 3, 1)),
        ("12 Août", date(2026, 8, 12)),
        ("March 12", date(2026, 3, 12)),
        ("12th of March, 2025", date(2025, 3, 12)),
        ("hier", date(2026, 3, 4)),
        ("Avant-hier", date(2026, 3, 3)),
        ("aujourd’hui", TODAY),
        ("tomorrow", date(2026, 3, 6)),
        ("29/02/2028", date(2028, 2, 29)),
    ],
)
def test_dates_are_read_as_people_write_them(typed: str, day: date) -> None:
    assert typed_date(typed, TODAY) == day


@pytest.mark.parametrize(
    "typed",
    ["29/02/2026", "31/04", "13/13", "0/3", "bientôt", "", "12", "mars", "2026", "12/03/26/1", "1" * 60],
)
def test_a_date_that_does_not_exist_or_is_doubtful_is_not_guessed(typed: str) -> None:
    assert typed_date(typed, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("2025", date(2025, 1, 1)),
        ("février", date(2026, 2, 1)),
        ("March", date(2026, 3, 1)),
        ("avril", date(2025, 4, 1)),
        ("mai 2024", date(2024, 5, 1)),
        ("hier", date(2026, 3, 4)),
        ("1/2", date(2026, 2, 1)),
    ],
)
def test_a_year_a_month_or_a_day_has_a_first_day(typed: str, first: date) -> None:
    assert typed_start(typed, TODAY) == first


@pytest.mark.parametrize("typed", ["0000", "mai mai", "bientôt", "20255", ""])
def test_what_is_no_period_has_none(typed: str) -> None:
    assert typed_start(typed, TODAY) is None


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    assert typed_start(typed, TODAY) is None or isinstance(typed_start(typed, TODAY), date)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Awa", "Awa"),
        ("A\u202ewa", "Awa"),
        ("\u2066Awa\u2069\u200e", "Awa"),
        ("Awa\x00\x1b[31m", "Awa  [31m"),
        ("Awa\nIbara", "Awa Ibara"),
        ("Awa\u2028Ibara", "Awa Ibara"),
        ("Awa\ufeff\u200b", "Awa"),
        ("👩\u200d🏫", "👩\u200d🏫"),
        ("60,00\u00a0€", "60,00\u00a0€"),
        ("\ud800Awa", "Awa"),
    ],
)
def test_what_is_not_seen_is_left_out_of_what_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_nothing_shown_turns_the_direction_or_breaks_the_line(text: str) -> None:
    shown = visible(text)

    assert not [c for c in shown if unicodedata.category(c) in {"Cc", "Zl", "Zp"}]
    assert not [c for c in shown if unicodedata.category(c) == "Cf" and c not in "\u200c\u200d"]
    assert visible(shown) == shown


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("14h30", time(14, 30)),
        ("14 h 30", time(14, 30)),
        ("14\u00a0h\u00a030", time(14, 30)),
        ("14:30", time(14, 30)),
        ("à 9 heures", time(9)),
        ("9h05", time(9, 5)),
        ("14h", time(14)),
        ("9", time(9)),
        ("0h00", time(0)),
        ("23:59", time(23, 59)),
        ("2 pm", time(14)),
        ("2:30 PM", time(14, 30)),
        ("12 am", time(0)),
        ("12 pm", time(12)),
        ("midi", time(12)),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, at: time) -> None:
    assert typed_time(typed) == at


@pytest.mark.parametrize("typed", ["", "24h", "14h60", "14h5", "1430", "13 pm", "0 am", "soir", "-3", "14:30:00"])
def test_a_doubtful_time_is_not_guessed(typed: str) -> None:
    assert typed_time(typed) is None
