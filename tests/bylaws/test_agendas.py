"""The points that a bylaws file puts on agendas: read whole, refused with every problem, left out at will."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib import resources
from typing import Any

import pytest

from assistant.bylaws import load, parse
from assistant.bylaws.show import as_json, describe
from assistant.domain.errors import BylawsError

TEXT = (resources.files("assistant.bylaws") / "ndzouana.toml").read_text("utf-8")
POINT = {"code": "opening", "fr": "Ouverture", "since": date(2025, 3, 15), "article": "18"}


def with_agenda(agenda: object) -> dict[str, Any]:
    return tomllib.loads(TEXT) | {"agenda": agenda}


def problems(agenda: object) -> list[str]:
    with pytest.raises(BylawsError) as refused:
        parse(with_agenda(agenda))
    return refused.value.problems


def test_the_ordinary_assembly_has_the_points_of_article_18_in_order_and_says_which_are_voted() -> None:
    agenda = load("ndzouana").agendas["ago"]

    assert [(item.code, item.votes) for item in agenda] == [
        ("opening", False),
        ("moral_report", False),
        ("projects", True),
        ("accounts", True),
        ("tariff", True),
        ("performances", True),
    ]
    assert {item.article for item in agenda} == {"18"}
    assert all(item.titles.keys() == {"fr", "en"} for item in agenda)


def test_a_monthly_meeting_begins_with_the_minutes_of_the_one_before() -> None:
    (item,) = load("ndzouana").agendas["monthly"]

    assert (item.code, item.article, item.votes) == ("previous_minutes", "19", True)


def test_agendas_may_be_left_out() -> None:
    data = tomllib.loads(TEXT)
    del data["agenda"]

    assert parse(data).agendas == {}


def test_a_point_in_one_language_that_nobody_votes_on_is_sound() -> None:
    (item,) = parse(with_agenda({"age": [POINT]})).agendas["age"]

    assert (item.titles, item.votes, item.since) == ({"fr": "Ouverture"}, False, date(2025, 3, 15))


@pytest.mark.parametrize(
    ("agenda", "expected"),
    [
        (3, "agenda: is not a table"),
        ({"picnic": [POINT]}, "agenda.picnic: is unknown; allowed: age, ago, exceptional, monthly"),
        ({"ago": []}, "agenda.ago: is no list of points; allowed: one or more [[agenda.ago]]"),
        ({"ago": POINT}, "agenda.ago: is no list of points; allowed: one or more [[agenda.ago]]"),
        ({"ago": ["opening"]}, "agenda.ago[1]: is not a table"),
        ({"ago": [POINT, POINT]}, "agenda.ago: has two points of code 'opening'; allowed: each once"),
        ({"ago": [POINT | {"code": " "}]}, "agenda.ago[1].code: is ' '; allowed: a text"),
        ({"ago": [POINT | {"fr": 3}]}, "agenda.ago[1].fr: is 3; allowed: a text"),
        ({"ago": [POINT | {"votes": "yes"}]}, "agenda.ago[1].votes: is 'yes'; allowed: true or false"),
        ({"ago": [POINT | {"since": 2025}]}, "agenda.ago[1].since: is 2025; allowed: a date, as 2025-03-15"),
        ({"ago": [POINT | {"article": "99"}]}, "agenda.ago[1].article: names article '99'; allowed"),
        ({"ago": [POINT | {"French": "Ouverture"}]}, "agenda.ago[1].French: is unknown; allowed: article, code, fr"),
        ({"ago": [POINT, {"code": "x"}]}, "agenda.ago[2].article: is missing"),
        ({"ago": [POINT, {"code": "x"}]}, "agenda.ago[2]: has no title; allowed: a text for each language, as fr = …"),
    ],
)
def test_an_unsound_agenda_is_refused_with_where_and_what(agenda: object, expected: str) -> None:
    found = problems(agenda)

    assert any(problem.startswith(expected) for problem in found), found


def test_an_article_shows_the_points_that_it_puts_on_agendas_from_their_day_on() -> None:
    bylaws = load("ndzouana")

    before = describe(bylaws, "18", date(2025, 3, 14))
    after = describe(bylaws, "18", date(2025, 3, 15))

    assert before.agenda == ()
    assert [(kind, item.code) for kind, item in after.agenda][:2] == [("ago", "opening"), ("ago", "moral_report")]
    assert as_json(after)["agenda"][0]["titles"]["en"] == "Opening by the chair"  # type: ignore[index]
    assert describe(bylaws, "8", date(2025, 3, 15)).agenda == ()
