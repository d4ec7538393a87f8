from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.errors import FileRefusedError
from assistant.domain.ledger import Method
from assistant.domain.members import Role, Status
from assistant.files import BalanceRow, MemberRow, PaymentRow, read_balances, read_members, read_payments
from tests.files.workbooks import workbook

DATA = Path(__file__).parents[1] / "data"
FRENCH = "numero;nom;prenom;telephone;courriel;date_adhesion;statut;role;section;conjoint;langue"
ENGLISH = "number,last_name,first_name,phone,email,joined_on,status,role,section,spouse,language"
SOUND = ["M001", "NTSIBA", "Hilaire", "", "", "11/08/2012", "actif", "", "", "", "fr"]
CHIMENE = MemberRow(
    line=2,
    number="M004",
    last_name="NTSOUROU",
    first_name="Chimène",
    phone="+33639980448",
    email="m004@example.org",
    joined_on=date(2014, 4, 19),
    status=Status.ACTIVE,
    roles=frozenset({Role.DEPUTY_SECRETARY, Role.CONTROL}),
    section="Île-de-France",
    spouse=None,
    language="fr",
)
SEMICOLONS = f"""\ufeff{FRENCH}
M004;NTSOUROU;Chimène;06 39 98 04 48;m004@example.org;19/04/2014;actif;secretaire-adjoint,commission-controle;\
Île-de-France;;fr
"""
COMMAS = f"""{ENGLISH}
M004,NTSOUROU,Chimène,+33 6 39 98 04 48,m004@example.org,2014-04-19,Active,"deputy-secretary, control",\
Île-de-France,,FR

,,,,,,,,,,
""".replace("\n", "\r\n")
TABS = """Numéro;NOM;PRÉNOM;TELEPHONE;COURRIEL;Date adhésion;STATUT;ROLE;SECTION;CONJOINT;LANGUE
M004;NTSOUROU;Chimène;0639980448;m004@example.org;19/4/2014;ACTIF;Secrétaire adjoint,Commission contrôle;\
Île-de-France;;fr""".replace(";", "\t")
PAID = PaymentRow(2, date(2026, 1, 5), "M012", 123450, Method.TRANSFER, "cotisation")


def _member(**cells: str) -> bytes:
    """A file with one member, all cells sound but those given."""
    sound = dict(zip(FRENCH.split(";"), SOUND, strict=True))
    row = sound | cells
    return f"{';'.join(row)}\n{';'.join(row.values())}\n".encode()


def _problems(read: object, name: str, content: bytes) -> list[str]:
    with pytest.raises(FileRefusedError) as refused:
        read(name, content)  # type: ignore[operator]
    return refused.value.problems


def test_the_files_of_an_association_are_read_whole() -> None:
    members = read_members("members.csv", (DATA / "members.csv").read_bytes())
    balances = read_balances("balances.csv", (DATA / "balances-2025-12-31.csv").read_bytes())
    payments = read_payments("payments.csv", (DATA / "payments-2026.csv").read_bytes())

    assert (len(members), len(balances), len(payments)) == (72, 69, 450)
    assert balances[14] == BalanceRow(16, "M015", 4501)
    assert members[0].roles == {Role.PRESIDENT}


@pytest.mark.parametrize(
    "content",
    [SEMICOLONS, COMMAS, TABS],
    ids=["semicolons, BOM, French", "commas, English, empty lines at the end", "tabs, accents and case"],
)
def test_a_member_reads_the_same_however_the_file_is_written(content: str) -> None:
    assert read_members("members.csv", content.encode()) == [CHIMENE]


@pytest.mark.parametrize(
    "row",
    [
        "05/01/2026;M012;1 234,50;virement;cotisation",
        "2026-01-05;M012;1\u202f234,50;Transfer;cotisation",
        "5/1/2026; M012 ;1234.50;VIREMENT;cotisation",
    ],
)
def test_a_payment_reads_the_same_however_it_is_written(row: str) -> None:
    assert read_payments("p.csv", f"date;numero;montant;mode;reference\n{row}".encode()) == [PAID]


def test_a_workbook_gives_its_real_dates_and_numbers() -> None:
    content = workbook(
        [
            ("date", "number", "amount", "method", "reference"),
            (datetime(2026, 1, 5), "M012", 1234.5, "transfer", "cotisation"),  # noqa: DTZ001 - workbooks know no zone
            (date(2026, 1, 5), 12, "45,01", "cash", 2026),
            (None, None, None, None, None),
            ("05/01/2026", "M012", 0.1 + 0.2, "chèque", None),
        ]
    )

    rows = read_payments("Payments.XLSX", content)

    assert rows == [
        PAID,
        PaymentRow(3, date(2026, 1, 5), "12", 4501, Method.CASH, "2026"),
        PaymentRow(5, date(2026, 1, 5), "M012", 30, Method.CHEQUE, ""),
    ]


def test_a_workbook_is_read_with_the_lines_it_shows() -> None:
    content = workbook([("numero", "solde"), (None, None), ("M001", 1.005), ("M002", True)])

    assert _problems(read_balances, "b.xlsx", content) == [
        "line 3, solde: 1.005 has more than two decimals; expected: an amount like 1234,50 or 1234.50",
        "line 4, solde: 'True' is not an amount; expected: an amount like 1234,50 or 1234.50",
    ]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"numero": ""}, "line 2, numero: is empty; a value is expected"),
        ({"numero": "M 1"}, "line 2, numero: 'M 1' is no member number; expected: letters and digits, as in M012"),
        ({"nom": ""}, "line 2, nom: is empty; a value is expected"),
        ({"nom": "A\x07"}, "line 2, nom: 'A\\x07' holds a line break or a control character; plain text is expected"),
        ({"nom": "A" * 201}, "line 2, nom: has 201 characters; at most 200 are expected"),
        (
            {"telephone": "12"},
            "line 2, telephone: '12' is no telephone number; expected: 06 39 98 01 37 or +33 6 39 98 01 37",
        ),
        ({"courriel": "m001"}, "line 2, courriel: 'm001' is no e-mail address; expected: name@example.org"),
        ({"date_adhesion": "31/02/2012"}, "line 2, date_adhesion: '31/02/2012' is a day that does not exist"),
        (
            {"date_adhesion": "11/08/12"},
            "line 2, date_adhesion: '11/08/12' is no date; expected: dd/mm/yyyy, as in 31/12/2025, or 2025-12-31",
        ),
        ({"date_adhesion": ""}, "line 2, date_adhesion (joined_on): is empty; only a candidate has no date"),
        ({"langue": "français"}, "line 2, langue: 'français' is no language code; expected: fr or en"),
        ({"conjoint": "?"}, "line 2, conjoint: '?' is no member number; expected: letters and digits, as in M012"),
        (
            {"statut_depuis": "01/01/2012"},
            "line 2, statut_depuis (status_since): 2012-01-01 is before the day of joining, 2012-08-11",
        ),
    ],
)
def test_a_bad_cell_is_named_with_what_is_expected(cells: dict[str, str], problem: str) -> None:
    assert _problems(read_members, "members.csv", _member(**cells)) == [problem]


def test_an_unknown_status_is_told_with_those_there_are() -> None:
    (problem,) = _problems(read_members, "members.csv", _member(statut="parti"))

    assert problem.startswith("line 2, statut: 'parti' is no status; expected: actif, suspendu, radie, demissionnaire")


def test_an_unknown_role_is_told_with_those_there_are() -> None:
    (problem,) = _problems(read_members, "members.csv", _member(role="president,chef"))

    assert problem.startswith(
        "line 2, role: 'chef' is no role; expected: president, vice-president, secretaire-general"
    )


def test_every_bad_cell_of_every_row_is_told_at_once() -> None:
    content = "date;numero;montant;mode;reference\n31/02/2026;M001;1.000;or;x\n01/03/2026;M002;10;cash;x;y\n;;0;;\n"

    problems = _problems(read_payments, "p.csv", content.encode())

    assert problems == [
        "line 2, date: '31/02/2026' is a day that does not exist",
        "line 2, montant: '1.000' may be read in two ways; write 1000,00 for a thousand, 1,00 for one",
        "line 2, mode: 'or' is no method; expected: virement, cheque, especes, transfer, cash",
        "line 3: 'y' stands to the right of the last column; is it in the wrong cell?",
        "line 4, date: is empty; a value is expected",
        "line 4, numero: is empty; a value is expected",
        "line 4, montant: '0' is no payment; expected: an amount above zero",
        "line 4, mode: is empty; a value is expected",
    ]


def test_a_line_that_a_quoted_cell_breaks_is_counted_as_the_file_shows_it() -> None:
    content = 'date;numero;montant;mode;reference\n01/03/2026;M001;10;cash;"a\nb"\n01/03/2026;M001;x;cash;\n'

    problems = _problems(read_payments, "p.csv", content.encode())

    assert [problem.split(":")[0] for problem in problems] == ["line 2, reference", "line 4, montant"]


def test_unknown_missing_and_doubled_columns_are_told() -> None:
    problems = _problems(read_balances, "b.csv", b"numero;sole;number\nM001;1;2\n")

    assert problems == [
        "line 1: unknown column 'sole'; expected: numero (number), solde (balance)",
        "line 1: the column numero (number) stands there twice",
        "line 1: the column solde (balance) is missing",
    ]


def test_a_candidate_needs_no_day_of_joining() -> None:
    (row,) = read_members("members.csv", _member(statut="candidat", date_adhesion=""))

    assert (row.status, row.joined_on) == (Status.CANDIDATE, None)


def test_a_cell_that_an_export_defused_reads_as_it_was() -> None:
    (row,) = read_members("members.csv", _member(telephone="'+33639980137"))

    assert row.phone == "+33639980137"


@given(st.lists(st.tuples(st.integers(1, 999), st.integers(-(10**8), 10**8)), max_size=30))
def test_balances_written_to_a_file_are_read_back(balances: list[tuple[int, int]]) -> None:
    lines = [
        f"M{number};{'-' if cents < 0 else ''}{abs(cents) // 100},{abs(cents) % 100:02}" for number, cents in balances
    ]

    rows = read_balances("b.csv", "\n".join(["numero;solde", *lines]).encode())

    assert [(row.number, row.cents) for row in rows] == [(f"M{number}", cents) for number, cents in balances]
