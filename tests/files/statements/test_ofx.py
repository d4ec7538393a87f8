from __future__ import annotations

from datetime import date

import pytest

from assistant.domain.errors import FileRefusedError
from assistant.domain.statements import BankLine
from assistant.files.statements.parsing import parse
from tests.files.statements.banks import IBAN, ofx, transaction


def _only(content: bytes) -> BankLine:
    (line,) = parse(content).lines
    return line


def _refusal(content: bytes) -> str:
    with pytest.raises(FileRefusedError) as refused:
        parse(content)
    return "\n".join(refused.value.problems)


def test_a_transaction_is_read_whole() -> None:
    statement = parse(ofx(transaction("10.00", "20261102", "7", "ÉLODIE NTSIBA", "COTISATION &amp; DON")))

    assert statement.account == IBAN
    assert statement.until == date(2026, 11, 20)
    assert statement.lines == (
        BankLine("7", date(2026, 11, 2), date(2026, 11, 2), 1000, "ÉLODIE NTSIBA", "COTISATION & DON"),
    )


def test_version_two_is_xml_and_read_alike() -> None:
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n<OFX><STMTRS>'
        "<CURDEF>EUR</CURDEF><BANKACCTFROM><BANKID>30006</BANKID><BRANCHID>00001</BRANCHID>"
        "<ACCTID>12345678901</ACCTID></BANKACCTFROM><BANKTRANLIST><DTEND>20261120</DTEND>\n<STMTTRN>\n"
        "  <DTPOSTED>20261102</DTPOSTED><TRNAMT>10.00</TRNAMT><FITID>7</FITID>\n"
        "  <NAME>ÉLODIE NTSIBA</NAME><MEMO/></STMTTRN></BANKTRANLIST></STMTRS></OFX>"
    ).encode()

    statement = parse(content)

    assert (statement.account, statement.until) == (IBAN, date(2026, 11, 20))
    assert (statement.lines[0].payer, statement.lines[0].text) == ("ÉLODIE NTSIBA", "")


@pytest.mark.parametrize(
    ("amount", "cents"), [("10.00", 1000), ("+120,50", 12050), ("-120.50", -12050), ("-5", -500), ("0.00", 0)]
)
def test_amounts_come_with_a_comma_or_a_point_and_a_sign(amount: str, cents: int) -> None:
    assert _only(ofx(transaction(amount))).cents == cents


@pytest.mark.parametrize("amount", ["", "ten", "10.005", "1.000", "1e3", "--1", "9" * 13])
def test_what_is_no_amount_is_refused_with_its_line(amount: str) -> None:
    assert _refusal(ofx(transaction(), transaction(amount, ref="2"))).startswith("line 9: TRNAMT")


@pytest.mark.parametrize(
    "on", ["20261102", "20261102120000", "20261102120000.000", "20261102120000[+1:CET]", "20261102000000.000[-5:EST]"]
)
def test_a_day_may_carry_a_time(on: str) -> None:
    assert _only(ofx(transaction(on=on))).booked_on == date(2026, 11, 2)


@pytest.mark.parametrize("on", ["", "20260230", "2026-11-02", "18991231", "99999999"])
def test_a_day_that_no_statement_has_is_refused(on: str) -> None:
    assert _refusal(ofx(transaction(on=on))).startswith("line 8: ")


def test_the_day_the_money_counts_from_may_be_told_apart() -> None:
    content = ofx(transaction().replace("<TRNAMT>", "<DTAVAIL>20261104<TRNAMT>"))

    assert _only(content).value_on == date(2026, 11, 4)


@pytest.mark.parametrize(
    ("end", "until"),
    [("<DTEND>20261120", date(2026, 11, 20)), ("<DTASOF>20261119", date(2026, 11, 19)), ("", date(2026, 11, 2))],
)
def test_a_statement_ends_on_the_day_it_says_or_with_its_last_line(end: str, until: date) -> None:
    assert parse(ofx(transaction(), end=end)).until == until


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_text_is_utf8_where_it_can_be_and_else_what_it_declares(encoding: str) -> None:
    content = ofx(transaction(name="CÔME OBAMI")).decode("cp1252").encode(encoding)

    assert _only(content).payer == "CÔME OBAMI"


def test_another_code_page_than_its_own_is_declared() -> None:
    content = ofx(transaction(name="PRIX 5 €")).decode("cp1252").replace("CHARSET:1252", "CHARSET:8859-15")

    assert _only(content.replace("8859-15", "ISO-8859-15").encode("iso-8859-15")).payer == "PRIX 5 €"


def test_an_account_that_is_not_french_keeps_its_name() -> None:
    assert parse(ofx(transaction(), account="DE1")).account == "3000600001DE1"


def test_the_account_of_the_other_side_is_none_of_ours() -> None:
    content = ofx(transaction().replace("<NAME>", "<BANKACCTTO><ACCTID>99<BANKID>1</BANKACCTTO><NAME>"))

    assert parse(content).account == IBAN


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (ofx(transaction(), currency="USD"), "line 7: the currency is 'USD'"),
        (ofx(transaction().replace("<TRNAMT>", "<CURRENCY><CURSYM>CHF</CURRENCY><TRNAMT>")), "the currency is 'CHF'"),
        (ofx(transaction().replace("<TRNAMT>", "<TRNAMT>1<TRNAMT>")), "line 8: a transaction has two TRNAMT"),
        (ofx(transaction().replace("</STMTTRN>", ""), transaction()), "line 9: a transaction begins before the last"),
        (ofx(transaction())[: -len("</BANKMSGSRSV1></OFX>")], "the file ends before its </OFX>"),
        (ofx(transaction()) + b"<MORE>1", "has no place in an OFX statement"),
        (ofx(transaction()).replace(b"<STMTRS>", b"<!DOCTYPE x><STMTRS>"), "has no place in an OFX statement"),
        (ofx(transaction()).replace(b"STMTRS", b"SIGNON"), "holds no account's statement"),
        (ofx(transaction()).replace(b"</BANKACCTFROM>", b"<ACCTID>2</BANKACCTFROM>"), "holds several accounts"),
        (b"OFXHEADER:100\n<OF>", "it has no <OFX>"),
    ],
)
def test_a_file_that_is_no_sound_statement_is_refused(content: bytes, sentence: str) -> None:
    assert sentence in _refusal(content)


def test_a_transaction_that_stands_twice_with_its_reference_is_one_line() -> None:
    assert len(parse(ofx(transaction(), transaction())).lines) == 1
