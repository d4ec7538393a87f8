from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain.members import GONE
from assistant.domain.statements import (
    Booked,
    Known,
    LineReason,
    LineState,
    Person,
)
from assistant.files import read_members, read_payments
from assistant.files.statements.parsing import parse
from assistant.rules.matching import propose
from tests.rules.bank import PEOPLE, candidates, line, parts, proposal, whole
from tests.rules.people import BYLAWS

DATA = Path(__file__).parents[1] / "data"
CAMT, OFX = DATA / "statement-2026-11.camt053.xml", DATA / "statement-2026-11.ofx"

SAMPLE = {
    "01": ("matched", {"M017": 1000}),
    "02": ("matched", {"M018": 1000}),
    "03": ("matched", {"M027": 2000}),
    "04": ("matched", {"M019": 1000}),
    "05": ("matched", {"M028": 2000}),
    "06": ("matched", {"M020": 1000}),
    "07": ("matched", {"M029": 2000}),
    "08": ("matched", {"M007": 2000, "M008": 2000}),
    "09": ("matched", {"M023": 1000}),
    "10": ("matched", {"M030": 2000}),
    "11": ("matched", {"M072": 5000}),
    "12": ("unmatched", {}),
    "13": ("matched", {"M024": 1000}),
    "14": ("matched", {"M031": 2000}),
    "15": ("matched", {"M025": 1000}),
    "16": ("matched", {"M026": 1000}),
    "17": ("unmatched", {}),
    "18": ("ignored", {}),
    "19": ("ignored", {}),
    "20": ("doubtful", {}),
    "21": ("doubtful", {}),
    "22": ("doubtful", {}),
    "23": ("matched", {"M036": 1000}),
    "24": ("matched", {"M037": 1000}),
    "25": ("matched", {"M013": 6000}),
    "26": ("unmatched", {}),
    "27": ("matched", {"M038": 1000}),
}


@pytest.fixture(scope="module")
def association() -> Known:
    """The whole register, and all that is booked."""
    members = read_members("members.csv", (DATA / "members.csv").read_bytes())
    payments = read_payments("payments.csv", (DATA / "payments-2026.csv").read_bytes())
    return Known(
        [Person(row.number, row.last_name, row.first_name, row.spouse, row.status in GONE) for row in members],
        booked=[Booked(row.line, row.number, row.cents, row.method, row.value_on) for row in payments],
    )


@pytest.mark.parametrize("sample", [CAMT, OFX], ids=["camt", "ofx"])
def test_each_line_of_a_statement_goes_where_a_treasurer_would_put_it(sample: Path, association: Known) -> None:
    found = propose(parse(sample.read_bytes()).lines, association, BYLAWS)

    assert {each.line.ref[-2:]: (each.state.value, parts(each)) for each in found} == SAMPLE


def test_whatever_is_matched_adds_up_to_its_line(association: Known) -> None:
    found = propose(parse(CAMT.read_bytes()).lines, association, BYLAWS)

    for each in found:
        readings = [each.matches] if each.state is LineState.MATCHED else each.candidates
        assert all(sum(match.cents for match in reading) == each.line.cents for reading in readings)


def test_the_same_lines_in_another_format_are_proposed_alike(association: Known) -> None:
    camt, ofx = (propose(parse(sample.read_bytes()).lines, association, BYLAWS) for sample in (CAMT, OFX))

    assert camt == ofx


@pytest.mark.parametrize(
    "text",
    ["M012", "m012", "M0012", "M12", "M 012", "M-012", "N°M012", "COTIS.M012.", "(M012)", "M_012", "M012, merci"],
)
def test_a_number_is_found_whatever_its_zeros_case_and_spacing(text: str) -> None:
    found = proposal(line(text=text))

    assert (found.state, found.reason, parts(found)) == (LineState.MATCHED, LineReason.NUMBER, {"M012": 1000})


@pytest.mark.parametrize(
    "text",
    [
        "XM012",
        "M0123",
        "M012A",
        "9M012",
        "FRM012",
        "M012M013",
        "M 12 RUE DES LILAS",
        "M 12,50",
        "M012.50",
        "M 012 EUR",
        "M 012 €",
        "FACTURE 012",
        "REF 00012",
        "M'012",
        "MO12",
    ],
)
def test_a_number_is_never_found_inside_something_else(text: str) -> None:
    found = proposal(line(text=text))

    assert (found.state, parts(found)) == (LineState.UNMATCHED, {})


@pytest.mark.parametrize("reference", ["RF96M012", "rf96 m012", "RF96 M0 12", "RF 96 M012"])
@pytest.mark.parametrize("cents", [1000, 1, 123456])
def test_a_creditor_reference_with_the_right_digits_needs_no_second_witness(reference: str, cents: int) -> None:
    structured = proposal(line("SARL DUPONT", cents=cents, structured=reference))
    written = proposal(line("SARL DUPONT", f"COTIS {reference} NOVEMBRE", cents))

    for found in (structured, written):
        assert (found.state, found.reason, parts(found)) == (LineState.MATCHED, LineReason.REFERENCE, {"M012": cents})


@pytest.mark.parametrize("reference", ["RF97M012", "RF97 M012", "RF69M012"])
def test_a_creditor_reference_with_wrong_digits_is_looked_at(reference: str) -> None:
    found = proposal(line("YOKA SYLVIE", reference))

    assert (found.state, found.reason) == (LineState.DOUBTFUL, LineReason.REFERENCE_WRONG)
    assert candidates(found) == whole(["M012"])


def test_a_reference_and_another_number_are_two_members() -> None:
    found = proposal(line(text="RF96M012 ET M013"))

    assert (found.state, found.reason) == (LineState.DOUBTFUL, LineReason.SPLIT_UNCLEAR)


@pytest.mark.parametrize("text", ["RF18539007547034", "COTIS M999", "M777"])
def test_a_number_that_nobody_has_is_never_somebody_elses(text: str) -> None:
    found = proposal(line(text=text))

    assert (found.state, found.reason) == (LineState.UNMATCHED, LineReason.NUMBER_UNKNOWN)


def test_a_number_that_nobody_has_beside_a_members_name_is_looked_at() -> None:
    found = proposal(line("YOKA SYLVIE", "COTIS M999"))

    assert (found.state, found.reason) == (LineState.DOUBTFUL, LineReason.NUMBER_UNKNOWN)
    assert candidates(found) == whole(["M012"])


@pytest.mark.parametrize(
    ("payer", "number"),
    [
        ("AMPION CÔME", "M029"),
        ("Come Ampion", "M029"),
        ("MR AMPION COME", "M029"),
        ("M OU MME LIKIBI ZÉPHIRIN", "M027"),
        ("MME D ALMEIDA BLANDINE", "M006"),
        ("DALMEIDA BLANDINE", "M006"),
        ("D'ALMEIDA BLANDINE", "M006"),
        ("M M BEMBA HILAIRE", "M019"),
        ("HILAIRE M'BEMBA", "M019"),
        ("HILAIRE M’BEMBA", "M019"),
        ("MARIE NOELLE NGALIBALI", "M018"),
        ("NGALIBALI MARIE-NOËLLE", "M018"),
        ("PEA OKO NOEL", "M051"),
        ("PEAOKO NOËL", "M051"),
        ("LIKIBI JEAN PAUL", "M003"),
        ("VIR SEPA RECU DE MME OKEMBA ARLETTE", "M034"),
    ],
)
def test_a_full_name_and_a_likely_amount_are_enough(payer: str, number: str) -> None:
    found = proposal(line(payer, "VIREMENT", 2000))

    assert (found.state, found.reason, parts(found)) == (LineState.MATCHED, LineReason.NAME, {number: 2000})


@pytest.mark.parametrize(
    "text",
    [
        "OKEMBA ARLETTE",
        "COTISATION OKEMBA ARLETTE NOVEMBRE 2026",
        "VIR SEPA RECU /DE OKEMBA ARLETTE /MOTIF COTIS",
        "POUR ARLETTE OKEMBA",
    ],
)
def test_a_full_name_may_stand_in_the_text(text: str) -> None:
    assert parts(proposal(line(text=text))) == {"M034": 1000}


@pytest.mark.parametrize(
    ("payer", "numbers"),
    [
        ("AMPION", ["M029"]),
        ("AMPION C", ["M029"]),
        ("OKEMBA ARLETTE MARIE", ["M034"]),
        ("MME MALONGA NEE OKEMBA ARLETTE", ["M034"]),
        ("TATI JEAN PAUL", ["M120"]),
    ],
)
def test_a_last_name_alone_or_one_name_too_many_is_looked_at(payer: str, numbers: list[str]) -> None:
    found = proposal(line(payer, "COTISATION"))

    assert (found.state, found.reason) == (LineState.DOUBTFUL, LineReason.NAME_PARTLY)
    assert candidates(found) == whole(numbers)


@pytest.mark.parametrize(
    ("payer", "text", "numbers"),
    [
        ("LEBAN", "COTISATION", ["M017", "M033"]),
        ("NGALIBALI A", "COTISATION", ["M007", "M008", "M018", "M035"]),
        ("LIKIBI JEAN", "COTISATION", ["M003", "M027"]),
        ("LEBAN GAETAN", "POUR AMPION COME", ["M029", "M033"]),
        ("MASSAMBA BARTHELEMY ET THERESE", "COTISATION", ["M024", "M031"]),
        ("LEBAN GAETAN ET OKEMBA ARLETTE", "COTISATION", ["M033", "M034"]),
    ],
)
def test_a_name_that_several_share_or_several_names_are_looked_at(payer: str, text: str, numbers: list[str]) -> None:
    found = proposal(line(payer, text, 1001))

    assert (found.state, found.reason) == (LineState.DOUBTFUL, LineReason.SEVERAL_PEOPLE)
    assert sorted(candidates(found), key=str) == whole(numbers, 1001)


def test_those_whose_first_name_stands_there_come_first() -> None:
    assert candidates(proposal(line("ZEPHIRIN X LIKIBI ET TATI")))[0] == {"M027": 1000}


def test_two_members_of_one_name_are_looked_at() -> None:
    namesake = replace(PEOPLE[0], number="M099")

    found = proposal(line("LIKIBI JEAN PAUL"), Known([*PEOPLE, namesake]))

    assert (found.state, found.reason) == (LineState.DOUBTFUL, LineReason.SEVERAL_PEOPLE)


@pytest.mark.parametrize(
    ("payer", "text"),
    [
        ("LEBAN URBAIN", "COTIS M012"),
        ("OKEMBA ARLETTE", "COTIS M012"),
        ("SARL TRANSPORTS DUPONT", "COTIS M012"),
        ("SYLVIE DUPONT", "COTIS M012"),
        ("YOKA SYLVIE", "COTIS M012 POUR OKEMBA ARLETTE"),
        ("YOKA SYLVIE", "COTIS M012 YOKA WILFRID"),
        ("", "VIR DE LEBAN COTIS M012"),
    ],
)
def test_a_name_that_contradicts_the_number_is_looked_at(payer: str, text: str) -> None:
    found = proposal(line(payer, text))

    assert (found.state, found.reason) == (LineState.DOUBTFUL, LineReason.NAME_CONTRADICTS)
    assert {"M012": 1000} in candidates(found)


@pytest.mark.parametrize("payer", ["YOKA", "YOKA WILFRID", "MME YOKA JOSEPHINE", "INCONNU", "", "M OU MME YOKA"])
@pytest.mark.parametrize("cents", [1000, 2500])
def test_a_number_with_its_family_or_nobody_beside_it_is_enough(payer: str, cents: int) -> None:
    found = proposal(line(payer, "COTIS M012", cents))

    assert (found.state, parts(found)) == (LineState.MATCHED, {"M012": cents})


def test_number_and_name_need_no_likely_amount() -> None:
    assert parts(proposal(line("OBAMI COME", "SOLDE M013", 3742))) == {"M013": 3742}


@pytest.mark.parametrize(("payer", "text"), [("", "COTIS M013"), ("OBAMI COME", "DIVERS")])
@pytest.mark.parametrize(
    ("cents", "likely"),
    [(1000, True), (1500, True), (2500, True), (12000, True), (999, False), (1001, False), (500, False), (1, False)],
)
def test_number_or_name_alone_need_an_amount_that_dues_add_up_to(
    payer: str, text: str, cents: int, likely: bool
) -> None:
    found = proposal(line(payer, text, cents))

    assert found.state is (LineState.MATCHED if likely else LineState.DOUBTFUL)
    assert likely or found.reason is LineReason.AMOUNT_UNUSUAL


@pytest.mark.parametrize("text", ["COTISATION", "DEPOT ESPECES GAB 4412", "", "10,00"])
@pytest.mark.parametrize("payer", ["INCONNU", "SARL DUPONT", "", "MARIE-NOELLE", "ALBERT"])
def test_the_amount_alone_names_nobody(payer: str, text: str) -> None:
    found = proposal(line(payer, text))

    assert (found.state, found.reason) == (LineState.UNMATCHED, LineReason.UNKNOWN_PAYER)


@pytest.mark.parametrize(
    "text", ["M007 ET M008", "M008 M007", "M007/M008", "M007 ET 008", "M007 & 8", "M007-008", "M007+M008"]
)
def test_the_numbers_of_a_couple_share_the_amount(text: str) -> None:
    found = proposal(line("NGALIBALI ALBERT", f"COTISATIONS {text} OCT NOV", 4000))

    assert (found.state, found.reason) == (LineState.MATCHED, LineReason.COUPLE)
    assert parts(found) == {"M007": 2000, "M008": 2000}


@pytest.mark.parametrize("payer", ["NGALIBALI ALBERT ET SOLANGE", "M ET MME NGALIBALI SOLANGE ET ALBERT"])
def test_the_names_of_a_couple_share_the_amount(payer: str) -> None:
    assert parts(proposal(line(payer, "COTISATIONS", 4000))) == {"M007": 2000, "M008": 2000}


@pytest.mark.parametrize(
    ("payer", "text", "cents"),
    [
        ("NGALIBALI ALBERT", "M007 ET M008", 2502),
        ("NGALIBALI ALBERT", "M007 ET M008", 2501),
        ("LEBAN", "DECES M033 ET M035", 2500),
        ("LEBAN", "COTIS M033 ET M035", 4000),
        ("", "M007 M008 M011", 3000),
    ],
)
def test_two_that_are_no_couple_or_halves_that_are_no_dues_are_looked_at(payer: str, text: str, cents: int) -> None:
    found = proposal(line(payer, text, cents))

    assert (found.state, found.reason) == (LineState.DOUBTFUL, LineReason.SPLIT_UNCLEAR)


def test_of_two_in_doubt_each_may_have_it_or_half() -> None:
    even = proposal(line("LEBAN", "DECES M033 ET M035", 2500))
    odd = proposal(line("LEBAN", "DECES M033 ET M035", 2501))

    assert candidates(even) == [*whole(["M033", "M035"], 2500), {"M033": 1250, "M035": 1250}]
    assert candidates(odd) == whole(["M033", "M035"], 2501)


def test_a_second_number_that_nobody_has_is_looked_at() -> None:
    found = proposal(line("NGALIBALI ALBERT", "M007 ET 999", 4000))

    assert (found.state, found.reason) == (LineState.DOUBTFUL, LineReason.NUMBER_UNKNOWN)


@pytest.mark.parametrize("payer", ["M OU MME YOKA WILFRID", "MR ET MME YOKA WILFRID", "MME OU M YOKA WILFRID"])
def test_a_couples_account_that_does_not_say_for_whom_is_looked_at(payer: str) -> None:
    found = proposal(line(payer, "VIREMENT", 2000))

    assert (found.state, found.reason) == (LineState.DOUBTFUL, LineReason.JOINT_ACCOUNT)
    assert candidates(found) == [*whole(["M011", "M012"], 2000), {"M011": 1000, "M012": 1000}]


def test_an_account_of_two_of_whom_one_is_a_member_is_that_members() -> None:
    assert parts(proposal(line("M OU MME MASSAMBA BARTHELEMY", "VIREMENT", 2000))) == {"M031": 2000}
