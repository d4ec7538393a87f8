from __future__ import annotations

from pathlib import Path

import pytest

from assistant.scenarios import ScenarioFileError, read_cases


def file(folder: Path, text: str) -> Path:
    path = folder / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(ScenarioFileError) as raised:
        read_cases(path)
    return str(raised.value)


def test_cases_are_read_in_their_order(tmp_path: Path) -> None:
    text = """
topic: dues
cases:
- {id: D1, title: First, rules: [R], when: {action: statement}, then: {balance_cents: 0}}
- {id: D2, title: Second, given: {locale: fr}, when: {action: statement}, then: {balance_cents: 0}}
"""

    cases = read_cases(file(tmp_path, text))

    assert [(case.id, case.title, case.problem) for case in cases] == [("D1", "First", None), ("D2", "Second", None)]
    assert (cases[0].given, cases[1].given) == ({}, {"locale": "fr"})


def test_a_file_without_cases_holds_none(tmp_path: Path) -> None:
    assert read_cases(file(tmp_path, "title: Conventions\n")) == []


def test_what_is_no_yaml_is_refused_with_its_place(tmp_path: Path) -> None:
    assert refusal(file(tmp_path, "cases:\n- a: b: c\n")).startswith("cases.yaml: is not YAML: line 2, column 7:")


def test_a_date_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    assert refusal(file(tmp_path, "cases: [2026-02-30]\n")).startswith("cases.yaml: holds a value that does not exist")


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00")

    assert refusal(binary).startswith("binary.yaml: cannot be read as UTF-8 text")
    assert refusal(tmp_path / "none.yaml").startswith("none.yaml: cannot be read as UTF-8 text")


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    assert refusal(file(tmp_path, "- a\n- b\n")) == "cases.yaml: holds no keys; expected topic and cases"
    assert refusal(file(tmp_path, "cases: none\n")) == "cases.yaml: cases is not a list"


@pytest.mark.parametrize(
    ("entry", "label", "problem"),
    [
        ("just text", "case 1", "is 'just text'; expected keys and values"),
        ("{id: D1, givne: {}, when: {action: a}, then: {b: 1}}", "D1", "does not know givne"),
        ("{id: D1, given: [], when: {action: a}, then: {b: 1}}", "D1", "given is []; expected keys and values"),
        ("{id: D1, when: {as_of: 2026-01-01}, then: {b: 1}}", "D1", "when.action is missing"),
        ("{when: {action: a}}", "case 1", "then is missing: nothing would be checked"),
    ],
)
def test_a_case_that_cannot_be_run_says_why(tmp_path: Path, entry: str, label: str, problem: str) -> None:
    (case,) = read_cases(file(tmp_path, f"cases:\n- {entry}\n"))

    assert (case.id, case.problem) == (label, problem)
