from __future__ import annotations

import json
from datetime import date

import pytest

from assistant.bylaws import amend, load
from assistant.bylaws.amending import figures
from assistant.bylaws.show import as_json, describe, find

BYLAWS = load("ndzouana")
TODAY = date(2026, 3, 5)


def test_an_article_shows_its_figures_and_those_the_annex_holds_for_it() -> None:
    sheet = describe(BYLAWS, "8", TODAY)

    assert sheet.reference == "NDZ art. 8"
    assert sheet.titles["en"] == "Being up to date"
    assert ("dues.accepted_arrears", 6000, date(2023, 6, 10)) in [(f.key, f.value, f.since) for f in sheet.figures]


def test_the_annex_shows_the_amounts() -> None:
    keys = {figure.key for figure in describe(BYLAWS, "annexe", TODAY).figures}

    assert {"dues.monthly", "meetings.meal", "aid.payouts.birth", "aid.levies.death_child"} <= keys


def test_the_figure_in_force_that_day_is_the_one_shown() -> None:
    voted = amend(BYLAWS, tariff_changes=[{"from": date(2026, 4, 1), "monthly_cents": 1200}])

    values = [
        figure.value
        for day in (date(2026, 3, 31), date(2026, 4, 1))
        for figure in describe(voted, "13", day).figures
        if figure.key == "dues.monthly"
    ]

    assert values == [1000, 1200]


def test_an_article_without_figures_shows_its_titles() -> None:
    assert describe(BYLAWS, "32", TODAY).figures == ()


def test_an_article_that_there_is_not_is_an_error() -> None:
    with pytest.raises(KeyError):
        describe(BYLAWS, "99", TODAY)


def test_every_figure_is_shown_by_some_article() -> None:
    shown = {figure.key for number in BYLAWS.articles for figure in describe(BYLAWS, number, TODAY).figures}

    assert shown == figures(BYLAWS).keys()


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("8", "8"),
        ("Art. 8", "8"),
        ("article n° 8", "8"),
        ("ANNEXE", "annexe"),
        ("annex", "annexe"),
        ("99", None),
        ("x", None),
    ],
)
def test_an_article_is_found_however_its_number_is_typed(typed: str, number: str | None) -> None:
    assert find(BYLAWS, typed) == number


def test_a_sheet_goes_into_json() -> None:
    text = json.dumps(as_json(describe(BYLAWS, "25", TODAY)))

    assert '"key": "payments.methods", "value": ["transfer", "cheque"], "since": "2025-03-15"' in text
