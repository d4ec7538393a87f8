from __future__ import annotations

from datetime import date

import pytest

from assistant.domain.errors import FileRefusedError
from assistant.domain.statements import COMPUTED, BankLine
from assistant.files.statements.parsing import parse
from tests.files.statements.banks import IBAN, sheet

PREAMBLE = (
    "Téléchargement du 21/11/2026;\n;\nM. LE TRÉSORIER;\n"
    "Compte courant n° 12345678901 ;\nIBAN FR76 3000 6000 0112 3456 7890 189;\nSolde au 20/11/2026 4 059,87 €\n;\n"
)


def _only(content: bytes) -> BankLine:
    (line,) = parse(content).lines
    return line


def _problems(content: bytes) -> list[str]:
    with pytest.raises(FileRefusedError) as refused:
        parse(content)
    return refused.value.problems


def test_what_stands_above_the_columns_names_the_account_and_the_last_day() -> None:
    statement = parse(sheet(["02/11/2026;03/11/2026;COTISATION M017;;10,00"], before=PREAMBLE))

    assert (statement.account, statement.until) == (IBAN, date(2026, 11, 20))
    (line,) = statement.lines
    assert (line.booked_on, line.value_on, line.cents) == (date(2026, 11, 2), date(2026, 11, 3), 1000)
    assert (line.payer, line.text) == ("", "COTISATION M017")


@pytest.mark.parametrize("said", ["Solde au 19/10/2026", "Solde au 31/02/2026", "Solde"])
def test_without_a_sound_last_day_the_statement_ends_with_its_last_line(said: str) -> None:
    statement = parse(sheet(["20/10/2026;;M017;;10,00"], before=f"{said}\n"))

    assert statement.until == date(2026, 10, 20)


@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_cells_are_parted_by_semicolon_tab_or_comma(separator: str) -> None:
    content = sheet(['02/11/2026;;"COTISATION, M017";;"10,00"']).decode().replace(";", separator)

    assert (_only(content.encode()).cents, _only(content.encode()).text) == (1000, "COTISATION, M017")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_text_is_utf8_or_that_of_windows(encoding: str) -> None:
    content = sheet(["02/11/2026;;COTISATION ÉLODIE;;10,00"]).decode()

    assert _only(content.encode(encoding)).text == "COTISATION ÉLODIE"


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
def test_thousands_are_parted_by_any_space(space: str) -> None:
    assert _only(sheet([f"02/11/2026;;DON;;1{space}120,50"])).cents == 112050


@pytest.mark.parametrize(
    ("debit", "credit", "cents"),
    [("120,50", "", -12050), ("-120,50", "", -12050), ("", "10,00", 1000), ("0,00", "+10,00", 1000)],
)
def test_a_debit_and_a_credit_have_columns_of_their_own(debit: str, credit: str, cents: int) -> None:
    assert _only(sheet([f"02/11/2026;;X;{debit};{credit}"])).cents == cents


@pytest.mark.parametrize(("debit", "credit"), [("", ""), ("1,00", "1,00"), ("", "-1,00"), ("0,00", "0,00")])
def test_an_amount_stands_in_one_of_the_two_columns(debit: str, credit: str) -> None:
    assert _problems(sheet([f"02/11/2026;;X;{debit};{credit}"])) == [
        "line 2: expected: an amount either in the debit's column or, above zero, in the credit's"
    ]


@pytest.mark.parametrize(
    "header",
    [
        "Date;Libellé;Montant",
        "Date opération;Libellé;Montant(EUROS)",
        "Date de comptabilisation;Libellé opération;Montant en euros",
        '"Date";"Libelle";"Montant (EUR)"',
        "\ufeffDate;LIBELLÉ;Montant €",
        "date;label;amount",
    ],
)
def test_columns_go_by_the_names_that_banks_give_them(header: str) -> None:
    line = _only(sheet(["02/11/2026;COTISATION M017;-10,00"], header))

    assert (line.cents, line.text) == (-1000, "COTISATION M017")


def test_several_texts_are_joined_once_each() -> None:
    line = _only(
        sheet(
            ["02/11/2026;VIR RECU;VIR RECU;COTIS M017;10,00;EUR"],
            "Date;Libellé simplifié;Libellé opération;Informations complémentaires;Montant;Devise",
        )
    )

    assert line.text == "VIR RECU COTIS M017"


def test_line_feeds_within_quotes_belong_to_the_text_and_lines_are_counted() -> None:
    rows = ['02/11/2026;;"VIREMENT\nCOTISATION\nM017";;10,00', "hier;;X;;10,00"]

    assert _problems(sheet(rows)) == ["line 5: 'hier' is no day; expected: dd/mm/yyyy, as in 20/11/2026"]


def test_every_bad_row_is_named() -> None:
    rows = ["31/02/2026;;X;;10,00", "02/11/2026;;X;;dix", "02/11/2026;;X;;10,00"]

    problems = _problems(sheet(rows))

    assert [problem.partition(":")[0] for problem in problems] == ["line 2", "line 3"]


@pytest.mark.parametrize("typed", ["02/11/2026", "2/11/2026", "02/11/26", "2026-11-02", "02.11.2026", "02-11-2026"])
def test_days_as_banks_write_them(typed: str) -> None:
    assert _only(sheet([f"{typed};;X;;10,00"])).booked_on == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("label", "payer", "text"),
    [
        ("VIR SEPA RECU /DE MME OKEMBA ARLETTE /MOTIF COTIS M034", "MME OKEMBA ARLETTE", "COTIS M034"),
        ("VIREMENT INSTANTANE DE M YOKA WILFRID", "M YOKA WILFRID", "VIREMENT INSTANTANE DE M YOKA WILFRID"),
        ("VIR INST RECU DE: YOKA SYLVIE MOTIF: MAI", "YOKA SYLVIE", "MAI"),
        ("REMISE CHEQUES 12", "", "REMISE CHEQUES 12"),
    ],
)
def test_a_transfers_label_says_who_paid_and_what_for(label: str, payer: str, text: str) -> None:
    line = _only(sheet([f"02/11/2026;;{label};;10,00"]))

    assert (line.payer, line.text) == (payer, text)


def test_a_payer_with_a_column_of_their_own() -> None:
    line = _only(sheet(["02/11/2026;OKEMBA ARLETTE;VIR DE X;10,00"], "Date;Tiers;Libellé;Montant"))

    assert (line.payer, line.text) == ("OKEMBA ARLETTE", "VIR DE X")


HEADER = "Date;Libellé;Montant;Référence"


def test_the_banks_reference_is_the_lines() -> None:
    line = _only(sheet(["02/11/2026;COTIS;10,00;20261100001"], HEADER))

    assert (line.ref, line.structured) == ("20261100001", "20261100001")


@pytest.mark.parametrize("reference", ["", "COTIS M017", "NOVEMBRE", "M0170"])
def test_what_a_payer_wrote_is_no_reference_of_the_banks(reference: str) -> None:
    line = _only(sheet([f"02/11/2026;COTIS;10,00;{reference}"], HEADER))

    assert line.ref.startswith(COMPUTED)
    assert line.structured == (reference or None)


def test_two_lines_with_the_same_reference_stay_two() -> None:
    row = "02/11/2026;COTIS;10,00;COTIS-2026-11"

    first, second = parse(sheet([row, row], HEADER)).lines

    assert first.ref != second.ref


def test_two_lines_alike_are_two_lines() -> None:
    row = "13/11/2026;;OKEMBA ARLETTE cotis;;10,00"

    first, second = parse(sheet([row, row])).lines

    assert first.ref != second.ref


def test_the_same_lines_have_the_same_references_in_other_files() -> None:
    rows = [f"{day:02}/11/2026;;OKEMBA ARLETTE cotis;;10,00" for day in (12, 13, 13, 14)]

    whole = {line.ref for line in parse(sheet(rows)).lines}
    turned = {line.ref for line in parse(sheet(rows[::-1])).lines}
    later = {line.ref for line in parse(sheet(rows[1:])).lines}
    cp1252 = {line.ref for line in parse(sheet(rows).decode().encode("cp1252")).lines}

    assert len(whole) == 4
    assert whole == turned == cp1252
    assert later < whole


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (sheet(["02/11/2026;X;10,00"], "Jour;Montant;Texte"), "no line names the columns"),
        (sheet([], "Date;Libellé;Débit"), "no line names the columns"),
        (sheet(["02/11/2026;;X;;10,00"], before="\n" * 60), "no line names the columns"),
        (sheet([]), "holds no booked movement"),
        (sheet(["02/11/2026;X;10,00;USD"], "Date;Libellé;Montant;Devise"), "line 2: the currency is 'USD'"),
        (sheet(['02/11/2026;;"X;;10,00']), "line 2: is not CSV"),
        (sheet(["02/11/2026;;X;;10,00\0"]), "line 2: holds a null character"),
        (sheet(["02/11/2026;;X"]).replace(b"X", b"\x81\xff"), "line 2: the text is in no encoding that banks use"),
    ],
)
def test_a_file_that_is_no_sound_statement_is_refused(content: bytes, sentence: str) -> None:
    assert sentence in "\n".join(_problems(content))


def test_the_columns_may_be_named_on_the_sixtieth_line() -> None:
    assert _only(sheet(["02/11/2026;;X;;10,00"], before="\n" * 59)).cents == 1000


@pytest.mark.parametrize(("rows", "taken"), [(20_000, True), (20_001, False)])
def test_at_most_twenty_thousand_lines_are_read(rows: int, taken: bool) -> None:
    content = sheet(["02/11/2026;;X;;10,00"] * rows)

    if taken:
        assert len(parse(content).lines) == rows
    else:
        assert _problems(content) == ["the statement has more than 20000 lines: send a shorter period"]
