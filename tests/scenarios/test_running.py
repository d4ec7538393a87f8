from __future__ import annotations

from pathlib import Path

import pytest

from assistant.domain.bylaws import Bylaws
from assistant.scenarios import Fresh, Report, run_files

GOOD = "{id: good, title: Good, given: {locale: fr}, when: {action: choose_locale}, then: {locale: fr}}"


async def run(folder: Path, fresh: Fresh, bylaws: Bylaws, *cases: str) -> Report:
    path = folder / "cases.yaml"
    path.write_text("cases:\n" + "".join(f"- {case}\n" for case in cases), encoding="utf-8")
    return await run_files([path], fresh, bylaws)


async def failure(folder: Path, fresh: Fresh, bylaws: Bylaws, case: str) -> str:
    """What the report says of a case that fails, its name left out."""
    report = await run(folder, fresh, bylaws, case)
    assert (report.passed, report.failed) == (0, 1)
    return report.lines[0].removeprefix("cases.yaml: c: ")


async def test_what_passes_is_counted_and_not_told(tmp_path: Path, fresh: Fresh, ndzouana: Bylaws) -> None:
    report = await run(tmp_path, fresh, ndzouana, GOOD, GOOD)

    assert report.lines == ("2 passed, 0 failed",)


async def test_a_case_that_fails_has_its_line_with_expected_and_found(
    tmp_path: Path, fresh: Fresh, ndzouana: Bylaws
) -> None:
    bad = (
        "{id: bad, title: Too dear, given: {opening: {as_of: 2026-01-01, balance_cents: -500}},"
        " when: {action: statement, as_of: 2026-01-31},"
        " then: {balance_cents: -600, up_to_date: true, overdue_cents: 7}}"
    )

    report = await run(tmp_path, fresh, ndzouana, GOOD, bad)

    assert report.lines == (
        "cases.yaml: bad (Too dear): balance_cents: expected -600, found -500; overdue_cents: expected 7, found 500",
        "1 passed, 1 failed",
    )


async def test_a_file_without_cases_is_passed_over_by_name(tmp_path: Path, fresh: Fresh, ndzouana: Bylaws) -> None:
    conventions = tmp_path / "conventions.yaml"
    conventions.write_text("title: What words mean\n", encoding="utf-8")

    report = await run_files([conventions], fresh, ndzouana)

    assert report.lines == ("conventions.yaml: holds no cases, passed over", "0 passed, 0 failed")


async def test_a_file_that_cannot_be_read_is_one_failure_and_the_others_run(
    tmp_path: Path, fresh: Fresh, ndzouana: Bylaws
) -> None:
    broken, sound = tmp_path / "broken.yaml", tmp_path / "sound.yaml"
    broken.write_text("cases: [", encoding="utf-8")
    sound.write_text(f"cases:\n- {GOOD}\n", encoding="utf-8")

    report = await run_files([broken, sound], fresh, ndzouana)

    assert report.lines[0].startswith("broken.yaml: is not YAML: line 1")
    assert report.lines[1:] == ("1 passed, 1 failed",)


OPENING = "opening: {as_of: 2026-03-01, balance_cents: 0}"
PAID = "payments: [{id: p1, cents: 500, method: transfer, value_on: 2026-02-20, state: declared}]"
LOCALE = "when: {action: choose_locale}, then: {locale: fr}"


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("when: {action: levitate}, then: {up: true}", "does not know the action levitate"),
        (f"wenn: {{}}, {LOCALE}", "does not know wenn"),
        (f"given: {{weather: fine}}, {LOCALE}", "does not know given.weather"),
        ("when: {action: choose_locale, at: 3}, then: {locale: fr}", "does not know when.at"),
        ("when: {action: choose_locale}, then: {mood: good}", "does not know then.mood"),
        (f"given: {{settings: {{hats: 3}}}}, {LOCALE}", "given: hats: is unknown"),
        (f"given: {{tariff_changes: [{{from: 2026-04-01, hats_cents: 3}}]}}, {LOCALE}", "given: hats: is unknown"),
        (
            f"given: {{settings: [1]}}, {LOCALE}",
            "given.settings holds keys and values, given.tariff_changes a list of them",
        ),
        (f"given: {{locale: 7}}, {LOCALE}", "given.locale is 7; expected a text"),
        (
            "given: {locale: nowhere}, when: {action: format_date, date: 2026-01-01}, then: {text: x}",
            "given.locale is 'nowhere'; expected a CLDR locale",
        ),
        (
            "when: {action: reminder_instant, month: May}, then: {utc: x}",
            "when.month is 'May'; expected a month, as 2026-04",
        ),
        (
            "given: {left_on: 2026-01-31}, when: {action: statement, as_of: 2026-02-01}, then: {balance_cents: 0}",
            "given.left_on does not go with the status active",
        ),
        (
            f"given: {{{OPENING}}}, when: {{action: rights, as_of: 2026-02-28}}, then: {{vote: true}}",
            "the books start on 2026-03-01; ask for that day or a later one",
        ),
    ],
)
async def test_what_the_runner_does_not_know_or_cannot_do_fails_the_case_by_name(
    tmp_path: Path, fresh: Fresh, ndzouana: Bylaws, case: str, said: str
) -> None:
    assert await failure(tmp_path, fresh, ndzouana, f"{{id: c, {case}}}") == said


SEATS = "treasurer, deputy_treasurer, president, vice_president, secretary, deputy_secretary"


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("do: confirm, payment: p9, by: treasurer", "when.steps.payment is 'p9'; no payment of that id is given"),
        (
            "do: praise, payment: p1, by: treasurer",
            "when.steps.do is 'praise'; expected one of confirm, amend, reject, reverse, withdraw",
        ),
        (
            "do: confirm, payment: p1, by: baker",
            f"when.steps.by is 'baker'; expected one of {SEATS}, member, other_member, payer",
        ),
    ],
)
async def test_a_step_that_nobody_can_take_fails_the_case_by_name(
    tmp_path: Path, fresh: Fresh, ndzouana: Bylaws, step: str, said: str
) -> None:
    steps = f"{{action: payment_steps, as_of: 2026-02-28, steps: [{{{step}, date: 2026-02-28}}]}}"
    case = f"{{id: c, given: {{{PAID}}}, when: {steps}, then: {{allowed: true}}}}"

    assert await failure(tmp_path, fresh, ndzouana, case) == said


async def test_a_case_that_breaks_is_a_line_too(tmp_path: Path, ndzouana: Bylaws) -> None:
    def nowhere(*_: object) -> None:
        raise ZeroDivisionError("no database today")

    report = await run(tmp_path, nowhere, ndzouana, GOOD)  # type: ignore[arg-type]

    assert report.lines == (
        "cases.yaml: good (Good): broke: ZeroDivisionError: no database today",
        "0 passed, 1 failed",
    )


async def test_cases_share_nothing(tmp_path: Path, fresh: Fresh, ndzouana: Bylaws) -> None:
    case = (
        "{id: paid, title: Paid, given: {opening: {as_of: 2026-01-01, balance_cents: -500}, payments: [{cents: 500,"
        " value_on: 2026-01-02}]}, when: {action: statement, as_of: 2026-01-31}, then: {balance_cents: 0}}"
    )

    report = await run(tmp_path, fresh, ndzouana, case, case, case)

    assert report.lines == ("3 passed, 0 failed",)
