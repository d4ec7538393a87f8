from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.bylaws import allowed, load, parse, shipped
from assistant.domain.errors import BylawsError

TEXT = (resources.files("assistant.bylaws") / "ndzouana.toml").read_text("utf-8")
MONTHLY = 'monthly = { since = 2023-06-10, value = 1000, article = "annexe", serves = "13" }'


def altered(old: str, new: str) -> str:
    assert TEXT.count(old) == 1, f"{old} must stand once in the shipped bylaws"
    return TEXT.replace(old, new)


def several(*days: str) -> str:
    entries = ", ".join(f'{{ since = {day}, value = 1000, article = "13" }}' for day in days)
    return f"monthly = [{entries}]"


def problems(text: str, folder: Path) -> list[str]:
    file = folder / "bylaws.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(BylawsError) as refused:
        load(file)
    return refused.value.problems


MISTAKES = {
    "not TOML": ("[dues]\nadmission", "[dues\nadmission", "is not TOML"),
    "an unknown section": ("[office]", "[garden]\ntrees = 3\n\n[office]", "garden: is unknown; allowed: adopted_on,"),
    "an unknown key": ("waiting_months =", "wating_months =", "dues.wating_months: is unknown; allowed: accepted_arr"),
    "a missing key": (MONTHLY + "\n", "", "dues.monthly: is missing"),
    "a missing section": ("[reminders]", "[remind]", "reminders: is missing"),
    "a figure without its article": (
        'value = 24, article = "9" }',
        "value = 24 }",
        "long_arrears_months.article: is mis",
    ),
    "an article that is not in the table": (
        'value = 24, article = "9"',
        'value = 24, article = "99"',
        "article '99'; allow",
    ),
    "an article served that is not there": ('serves = "13"', 'serves = "x"', "dues.monthly.serves: names article 'x'"),
    "a figure without a value": ("value = 24, ", "", "dues.long_arrears_months.value: is missing"),
    "a figure with a key too many": (
        'value = 24, article = "9" }',
        'value = 24, article = "9", x = 1 }',
        ".x: is unkn",
    ),
    "a figure that is a bare value": (MONTHLY, "monthly = 1000", "dues.monthly: is 1000; allowed: a figure { since,"),
    "an empty list of figures": (MONTHLY, "monthly = []", "dues.monthly: is empty; allowed: a figure"),
    "a word for a number": ("value = 24,", 'value = "24",', '.value: is "24"; allowed: a whole number from 1 to 120'),
    "a fraction of a cent": (
        MONTHLY,
        MONTHLY.replace("1000", "10.5"),
        "monthly.value: is 10.5; allowed: a whole number from 0",
    ),
    "yes for a number": ("value = 24,", "value = true,", "value: is true; allowed: a whole number from 1 to 120"),
    "a number for yes or no": (
        "remind_suspended = { since = 2025-03-15, value = true,",
        "remind_suspended = { since = 2025-03-15, value = 1,",
        "reminders.remind_suspended.value: is 1; allowed: true or false",
    ),
    "a number below its range": ("value = 24,", "value = 0,", "value: is 0; allowed: a whole number from 1 to 120"),
    "a message kept for no day at all": (
        "outbox_days = { since = 2025-03-15, value = 90,",
        "outbox_days = { since = 2025-03-15, value = 0,",
        "privacy.outbox_days.value: is 0; allowed: a whole number from 1 to 3660",
    ),
    "a number above its range": ("value = 24,", "value = 121,", "value: is 121; allowed: a whole number from 1 to 120"),
    "a month that there is not": (
        "ago_month = { since = 2025-03-15, value = 3,",
        "ago_month = { since = 2025-03-15, value = 13,",
        "meetings.ago_month.value: is 13; allowed: a whole number from 1 to 12",
    ),
    "an option that there is not": (
        '"floor_plus_one"',
        '"half"',
        'is "half"; allowed: one of "floor_plus_one", "ceil_',
    ),
    "no list where one is needed": ('["transfer", "cheque"]', '"cheque"', 'allowed: a list, each one of "transfer"'),
    "a wrong word in a list": (
        '["ago", "age", "monthly"]',
        '["ago", "tea"]',
        'proxy_sessions.value: holds "tea"; allow',
    ),
    "a word twice in a list": ('["ago", "age", "monthly"]', '["ago", "ago"]', "value: names something twice"),
    "a day that is no date": (
        "since = 2025-03-15, value = 24",
        'since = "May", value = 24',
        "since: is 'May'; allowed: a",
    ),
    "dates that do not ascend": (
        MONTHLY,
        several("2026-01-01", "2025-01-01"),
        "dues.monthly: has 2025-01-01 after 2026-01-01; allowed: the oldest first",
    ),
    "two figures of one day": (
        MONTHLY,
        several("2026-01-01", "2026-01-01"),
        "dues.monthly: has two figures since 2026-01-01; allowed: one a day",
    ),
    "a new amount that no assembly voted": (
        MONTHLY,
        several("2023-06-10", "2026-04-01"),
        "dues.monthly: changes on 2026-04-01, voted by none; allowed: assembly = which one voted it",
    ),
    "a new amount voted by an assembly without a name": (
        MONTHLY,
        several("2023-06-10", "2026-04-01").replace("}]", ', assembly = " " }]'),
        "dues.monthly: changes on 2026-04-01, voted by none",
    ),
    "a new payout that no assembly voted": (
        'death_member = { since = 2023-06-10, value = 200000, article = "annexe", serves = "14" }',
        several("2023-06-10", "2026-04-01").replace("monthly", "death_member"),
        "aid.payouts.death_member: changes on 2026-04-01, voted by none",
    ),
    "a topic that names no article": ('standing = "8"', 'standing = "8a"', "topics.standing: names article '8a'"),
    "a topic that is missing": ('standing = "8"\n', "", "topics.standing: is missing"),
    "a topic that no rule knows": ('standing = "8"', 'standing = "8"\nstandin = "8"', "topics.standin: is unknown"),
    "an article without a title": (
        '12 = { fr = "Cotisation annuelle", en = "Annual fee" }',
        "12 = {}",
        "articles.12: has",
    ),
    "a currency that is a word": ('currency = "EUR"', 'currency = "euro"', "currency: is 'euro'; allowed: the three"),
    "a name that is empty": ('name = "N\'DZOUANA"', 'name = ""', "name: is ''; allowed: a text"),
    "an assembly that is no text": (
        'value = 24, article = "9" }',
        'value = 24, article = "9", assembly = 3 }',
        "assembly:",
    ),
    "a kind of event that there is not": (
        "[aid.levies]\n",
        '[aid.levies]\nparty = { since = 2023-06-10, value = 1, article = "annexe" }\n',
        "aid.levies.party: is unknown; allowed: death_member,",
    ),
    "a payout without a levy": (
        'marriage = { since = 2023-06-10, value = 0, article = "annexe", serves = "14" }\n',
        "",
        "aid.levies.marriage: is missing; a kind of event needs its payout, levy and document",
    ),
    "a reminder before the sending hours": (
        "reminder_hour = { since = 2025-03-15, value = 9,",
        "reminder_hour = { since = 2025-03-15, value = 8,",
        "reminders.reminder_hour: is 8 since 2025-03-15 and lies outside the hours",
    ),
    "a reminder after the sending hours": (
        "reminder_hour = { since = 2025-03-15, value = 9,",
        "reminder_hour = { since = 2025-03-15, value = 20,",
        "reminders.reminder_hour: is 20 since 2025-03-15 and lies outside the hours",
    ),
    "sending hours that end before they begin": (
        "send_until_hour = { since = 2025-03-15, value = 20,",
        "send_until_hour = { since = 2025-03-15, value = 9,",
        "reminders.send_from_hour: is 9 since 2025-03-15 and must come before send_until_hour",
    ),
    "long arrears within the tolerance": (
        "value = 24,",
        "value = 6,",
        "dues.long_arrears_months: is 6 since 2023-06-10 and times the monthly fee must be more than accepted_arrears",
    ),
    "a usual method that is exceptional": (
        '["cash"]',
        '["cheque"]',
        "payments.exceptional_methods: is ('cheque',) since 2025-03-15 and names a method that is also a usual one",
    ),
    "a method that is not taken": (
        '["transfer", "cheque"]',
        '["cheque"]',
        "aid.art9_methods: is ('cash', 'transfer') since 2025-03-15 and names a method that the association does",
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), MISTAKES.values(), ids=MISTAKES.keys())
def test_an_unsound_file_is_refused_with_where_and_what(old: str, new: str, expected: str, tmp_path: Path) -> None:
    found = problems(altered(old, new), tmp_path)

    assert any(expected in problem for problem in found), found


def test_every_problem_is_said_at_once(tmp_path: Path) -> None:
    text = altered("value = 24,", "value = 0,").replace('currency = "EUR"', 'currency = "euro"')
    text = text.replace(
        "reminder_hour = { since = 2025-03-15, value = 9", "reminder_hour = { since = 2025-03-15, value = 8"
    )

    found = problems(text, tmp_path)

    assert [problem.split(":")[0] for problem in found] == [
        "currency",
        "dues.long_arrears_months.value",
        "reminders.reminder_hour",
    ]


def test_a_file_that_cannot_be_read_names_the_shipped_ones(tmp_path: Path) -> None:
    with pytest.raises(BylawsError, match="ndzouana"):
        load(tmp_path / "absent.toml")


@pytest.mark.parametrize("name", ["office", "articles", "topics"])
def test_a_section_that_is_no_table_is_refused(name: str) -> None:
    data = tomllib.loads(TEXT) | {name: 3}

    with pytest.raises(BylawsError, match=f"{name}: is not a table"):
        parse(data)


def test_an_empty_table_lacks_everything() -> None:
    with pytest.raises(BylawsError) as refused:
        parse({})

    assert "dues: is missing" in refused.value.problems


def test_every_shipped_file_is_sound() -> None:
    names = shipped()

    assert names == ("ndzouana",)
    assert all(load(name).name for name in names)


def test_a_new_figure_counts_from_its_day_and_the_old_one_stays_true_before(tmp_path: Path) -> None:
    file = tmp_path / "bylaws.toml"
    file.write_text(
        altered(
            MONTHLY,
            'monthly = [{ since = 2023-06-10, value = 1000, article = "annexe" }, '
            '{ since = 2026-04-01, value = 1200, article = "annexe", assembly = "13 March 2026" }]',
        ),
        "utf-8",
    )

    monthly = load(file).dues.monthly

    assert monthly.on(date(2026, 3, 31)) == 1000
    assert monthly.on(date(2026, 4, 1)) == 1200
    assert monthly.on(date(2001, 1, 1)) == 1000
    assert monthly.figure(date(2026, 4, 1)).assembly == "13 March 2026"


def test_an_option_may_change_without_a_vote(tmp_path: Path) -> None:
    file = tmp_path / "bylaws.toml"
    options = [f'{{ since = {day}, value = 5, article = "34" }}' for day in ("2025-03-15", "2026-04-01")]
    old = next(line for line in TEXT.splitlines() if line.startswith("reminder_day ="))
    file.write_text(altered(old, f"reminder_day = [{', '.join(options)}]"), "utf-8")

    assert len(load(file).reminders.reminder_day.figures) == 2


def test_tariffs_count_from_june_2023_and_the_rules_from_march_2025() -> None:
    bylaws = load("ndzouana")

    assert bylaws.adopted_on == date(2025, 3, 15)
    assert bylaws.dues.accepted_arrears.figures[0].since == date(2023, 6, 10)
    assert bylaws.office.appeal_days.figures[0].since == date(2025, 3, 15)


def test_an_article_is_cited_with_the_prefix() -> None:
    bylaws = load("ndzouana")

    assert bylaws.cite("standing") == "NDZ art. 8"
    assert bylaws.cite("tariff") == "NDZ annexe"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(data=st.data())
def test_whatever_stands_in_a_place_the_reading_never_breaks(data: st.DataObject) -> None:
    tables: dict[str, Any] = tomllib.loads(TEXT)
    place: dict[str, Any] = tables
    while True:
        key = data.draw(st.sampled_from(sorted(place)))
        if not isinstance(place[key], dict) or data.draw(st.integers(0, 4)) == 0:
            break
        place = place[key]
    place[key] = data.draw(ANYTHING)

    try:
        topics, found = set(parse(tables).topics), ["sound: nothing is wrong"]
    except BylawsError as refused:
        topics, found = set(allowed.TOPICS), refused.problems

    assert topics == allowed.TOPICS
    assert found
    assert all(": " in problem for problem in found)


@pytest.mark.parametrize("section", allowed.SECTIONS)
def test_every_number_has_a_range_and_every_option_its_words(section: str) -> None:
    known = allowed.RANGES.keys() | allowed.WORDS.keys()
    told: Callable[[str], str | None] = lambda name: allowed.refusal(section, name, None)  # noqa: E731 - said once

    refusals = {name: told(name) for name in allowed.names(section)}

    assert all(name in known or refusal == "is None; allowed: true or false" for name, refusal in refusals.items())


def test_the_shipped_file_reads_as_the_comments_in_it_say() -> None:
    data = tomllib.loads(TEXT)

    bylaws = parse(data)

    assert set(data["topics"]) == allowed.TOPICS == set(bylaws.topics)
    assert bylaws.aid.payouts.keys() == set(allowed.EVENT_KINDS)
