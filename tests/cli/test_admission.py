"""A candidate's way to membership by files and lines: imported, file noted, paid, admitted."""

from json import dumps, loads
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command

HEADER = "numero;nom;prenom;telephone;courriel;date_adhesion;statut;role;section;conjoint;langue"
SECRETARY, DAY = "M003", "2026-10-02"


@pytest.fixture
def waiting(books: Command, tmp_path: Path) -> Command:
    """Grâce Mabiala (C001) is a candidate; nothing of her file is there."""
    (tmp_path / "c.csv").write_text(f"{HEADER}\nC001;MABIALA;Grâce;06 39 98 77 01;;;candidat;;;;en\n", encoding="utf-8")
    assert books("import", "members", "c.csv").exit_code == 0
    return books


def _pays(run: Command, folder: Path, euros: str, day: str = DAY) -> None:
    (folder / "p.csv").write_text(
        f"date;numero;montant;mode;reference\n{day};C001;{euros};virement;{euros}\n", encoding="utf-8"
    )
    assert run("import", "payments", "p.csv").exit_code == 0


def _says(run: Command, *texts: str, who: str = SECRETARY, at: str = DAY) -> list[dict[str, Any]]:
    typed = "\n".join(dumps({"from": who, "text": text, "at": at}) for text in texts)
    return [loads(line) for line in run("console", typed=typed).stdout.splitlines()]


def _noted(run: Command, *items: str) -> None:
    answers = _says(run, *(f"/candidature C001 {item} {DAY}" for item in items))
    assert answers[-1]["result"]["candidate"] == "C001"


def test_each_obstacle_is_named_in_its_order_and_gone_once_met(waiting: Command, tmp_path: Path) -> None:
    found = []
    for items in (["texts"], ["questionnaire", "form", "family"], ["accepted"]):
        found += [answer["result"]["refused"] for answer in _says(waiting, f"/admettre C001 {DAY}")]
        _noted(waiting, *items)
    _pays(waiting, tmp_path, "49,99")
    found += [answer["result"]["refused"] for answer in _says(waiting, f"/admettre C001 {DAY}")]
    _pays(waiting, tmp_path, "0,01")
    asked, done = _says(waiting, f"/admit C001 {DAY}", "oui")

    assert found == [
        "TEXTS_NOT_ACKNOWLEDGED",
        "INCOMPLETE_APPLICATION",
        "BUREAU_DECISION_REQUIRED",
        "ADMISSION_FEE_DUE",
    ]
    assert (asked["result"], asked["messages"][0]["ask"]["key"]) == (None, "confirm")
    assert done["result"] == {
        "member": "C001",
        "admitted_on": DAY,
        "waiting_ends_on": "2027-04-02",
        "articles": ["NDZ art. 3", "NDZ art. 6"],
    }
    assert {message["to"] for message in done["messages"]} == {SECRETARY, "C001"}


def test_a_member_admitted_owes_nothing_more_and_is_greeted_in_her_language(waiting: Command, tmp_path: Path) -> None:
    _noted(waiting, "texts", "questionnaire", "form", "family", "accepted")
    _pays(waiting, tmp_path, "50,00")

    *_, done = _says(waiting, f"/admettre C001 {DAY}", "oui")
    (balance,) = _says(waiting, "/balance", who="C001")
    rows = loads(waiting("report", "arrears", "--on", DAY, "--json").stdout)

    assert "Welcome Grâce" in next(each["text"] for each in done["messages"] if each["to"] == "C001")
    assert (balance["result"]["balance"], balance["result"]["status"]) == (0, "UP_TO_DATE")
    assert {"number": "C001", "balance": 0, "overdue": 0, "status": "UP_TO_DATE"} in rows


def test_nobody_is_admitted_from_a_day_to_come(waiting: Command) -> None:
    _, refused = _says(waiting, "/admettre C001", "03/10/2026")

    assert refused["result"] == {"refused": "FUTURE_DATE"}
    assert refused["messages"][0]["ask"]["key"] == "date"


@pytest.mark.parametrize("who", ["M012", "M065", "M066", "C001"])
@pytest.mark.parametrize("text", ["/admettre C001", "/admit", "/candidature C001 texts", "/application"])
def test_who_holds_no_office_neither_admits_nor_notes(waiting: Command, who: str, text: str) -> None:
    (refused,) = _says(waiting, text, who=who)

    assert refused["result"]["refused"] == "NOT_AUTHORISED"
    assert refused["messages"][0]["ask"] is None
