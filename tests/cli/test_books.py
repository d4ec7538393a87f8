"""import, report and export, as an operator runs them."""

from json import loads
from pathlib import Path

import pytest

from tests.cli.conftest import DATA, Command


def test_the_report_gives_the_figures_of_thirty_september(books: Command) -> None:
    rows = {row["number"]: row for row in loads(books("report", "arrears", "--on", "2026-09-30", "--json").stdout)}

    assert rows["M014"] == {"number": "M014", "balance": -6000, "overdue": 6000, "status": "WITHIN_TOLERANCE"}
    assert rows["M015"] == {"number": "M015", "balance": -5999, "overdue": 5999, "status": "WITHIN_TOLERANCE"}
    assert rows["M016"] == {"number": "M016", "balance": -6001, "overdue": 6001, "status": "NOT_UP_TO_DATE"}
    assert rows["M065"]["status"] == "SUSPENDED"
    assert "M066" not in rows


def test_people_read_euros_and_scripts_read_cents(books: Command) -> None:
    lines = books("report", "arrears", "--on", "2026-09-30").stdout.splitlines()

    assert "M016\t-60.01\t60.01\tNOT_UP_TO_DATE" in lines


def test_the_day_of_the_sheet_is_reported_and_the_day_before_is_refused(books: Command) -> None:
    on_the_day = books("report", "arrears", "--on", "2025-12-31", "--json")
    before = books("report", "arrears", "--on", "2025-12-30", "--json")

    assert loads(on_the_day.stdout)[0]["balance"] == -3500
    assert (before.exit_code, before.stdout) == (1, "")
    assert before.stderr == "the books start on 2025-12-31; ask for that day or a later one\n"


@pytest.mark.parametrize(
    "command",
    [
        ("members", "members.csv"),
        ("balances", "balances-2025-12-31.csv", "--on", "2025-12-31"),
        ("payments", "payments-2026.csv"),
    ],
)
def test_the_same_file_twice_changes_nothing(books: Command, command: tuple[str, ...]) -> None:
    kind, name, *options = command

    done = loads(books("import", kind, str(DATA / name), *options, "--json").stdout)

    assert (done["added"], done["changed"]) == (0, 0)
    assert done["unchanged"] > 0


def test_a_dry_run_writes_nothing(empty: Command) -> None:
    empty("init")

    tried = loads(empty("import", "members", str(DATA / "members.csv"), "--dry-run", "--json").stdout)
    done = loads(empty("import", "members", str(DATA / "members.csv"), "--json").stdout)

    assert tried == {"added": 72, "changed": 0, "unchanged": 0, "dry_run": True}
    assert done == {"added": 72, "changed": 0, "unchanged": 0, "dry_run": False}


def test_every_bad_row_is_listed_whether_it_cannot_be_read_or_the_books_refuse_it(
    books: Command, tmp_path: Path
) -> None:
    file = tmp_path / "payments.csv"
    file.write_text(
        "date;numero;montant;mode;reference\n"
        "2026-10-01;M001;10,00;virement;good\n"
        "2025-12-30;M001;10,00;virement;before the sheet\n"
        "31/02/2026;M001;10,00;virement;no such day\n"
        "2026-10-01;M999;10,00;virement;nobody\n",
        encoding="utf-8",
    )

    refused = books("import", "payments", str(file))
    lines = refused.stderr.splitlines()

    assert refused.exit_code == 1
    assert [line.split(":")[1].strip() for line in lines] == [
        "line 3, date",
        "line 4, date",
        "line 5, numero (number)",
    ]
    assert all(line.startswith("payments.csv: ") for line in lines)
    assert "good" not in books("export", "ledger", "--format", "json").stdout


@pytest.mark.parametrize(("name", "content"), [("a.csv", b"\x7fELF\x00\xff"), ("a.xlsx", b"no zip"), ("a.csv", b"")])
def test_a_file_that_is_no_spreadsheet_is_refused_by_name(
    books: Command, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)

    done = books("import", "members", name)

    assert done.exit_code == 1
    assert done.stderr.startswith(f"{name}: ")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_exported_register_is_imported_again_without_a_change(books: Command, tmp_path: Path, form: str) -> None:
    books("export", "members", "--format", form, str(tmp_path / f"out.{form}"))

    done = loads(books("import", "members", str(tmp_path / f"out.{form}"), "--json").stdout)

    assert (done["added"], done["changed"]) == (0, 0)


def test_a_code_ties_an_account_once(books: Command) -> None:
    code = loads(books("invite", "m014", "--json").stdout)["code"]
    typed = "\n".join(f'{{"from": "chat:{who}", "text": "/start {code}"}}' for who in ("odile", "thief"))

    first, second = map(loads, books("console", typed=typed).stdout.splitlines())

    assert first["result"] == {"member": "M014"}
    assert second["result"]["refused"] == "INVITATION_INVALID"


def test_nobody_is_invited_by_a_number_that_nobody_has(books: Command) -> None:
    done = books("invite", "M999")

    assert (done.exit_code, done.stderr) == (1, "no member has the number M999\n")


def test_a_tick_records_dues_once_and_reports_never(books: Command) -> None:
    books("report", "arrears", "--on", "2026-10-05")

    first = loads(books("tick", "--at", "2026-10-05T09:00:00+02:00", "--json").stdout)
    again = loads(books("tick", "--at", "2026-10-05T09:00:00+02:00", "--json").stdout)

    assert first["accrued"] > 0
    assert "M016" in first["reminded"]
    assert again == {"accrued": 0, "reminded": []}
