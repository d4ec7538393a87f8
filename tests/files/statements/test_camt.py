from __future__ import annotations

from datetime import date

import pytest

from assistant.domain.errors import FileRefusedError
from assistant.domain.statements import COMPUTED, BankLine
from assistant.files.statements.parsing import parse
from tests.files.statements.banks import IBAN, camt, closing, detail, entry


def _only(content: bytes) -> BankLine:
    (line,) = parse(content).lines
    return line


def _refusal(content: bytes) -> str:
    with pytest.raises(FileRefusedError) as refused:
        parse(content)
    return "\n".join(refused.value.problems)


def test_an_entry_is_read_whole() -> None:
    statement = parse(camt(entry(value="2026-11-03"), balance=closing()))

    assert statement.account == IBAN
    assert statement.until == date(2026, 11, 20)
    assert statement.lines == (
        BankLine("20261100001", date(2026, 11, 2), date(2026, 11, 3), 1000, "ALBERT LEBAN", "COTISATION M017"),
    )


@pytest.mark.parametrize(
    ("version", "parts"),
    [
        ("052.001.02", ("BkToCstmrAcctRpt", "Rpt")),
        ("053.001.02", ("BkToCstmrStmt", "Stmt")),
        ("053.001.08", ("BkToCstmrStmt", "Stmt")),
        ("053.001.13", ("BkToCstmrStmt", "Stmt")),
        ("054.001.04", ("BkToCstmrDbtCdtNtfctn", "Ntfctn")),
    ],
)
def test_a_report_a_statement_and_a_notice_of_any_version_are_read(version: str, parts: tuple[str, str]) -> None:
    assert _only(camt(entry(), version=version, parts=parts)).cents == 1000


def test_the_status_may_be_a_code_and_the_name_within_a_party() -> None:
    line = _only(
        camt(entry(status="<Sts><Cd>BOOK</Cd></Sts>", payer="<Dbtr><Pty><Nm>ARLETTE OKEMBA</Nm></Pty></Dbtr>"))
    )

    assert line.payer == "ARLETTE OKEMBA"


def test_the_payer_of_a_debit_is_whoever_was_paid() -> None:
    parties = "<Dbtr><Nm>NOUS</Nm></Dbtr><Cdtr><Nm>LA POSTE</Nm></Cdtr>"

    line = _only(camt(entry("120.50", sign="DBIT", payer=parties)))

    assert (line.cents, line.payer) == (-12050, "LA POSTE")


@pytest.mark.parametrize("status", ["PDNG", "INFO", "FUTR"])
def test_what_is_not_booked_is_left_out(status: str) -> None:
    statement = parse(camt(entry(ref="1"), entry(ref="2", status=f"<Sts>{status}</Sts>")))

    assert [line.ref for line in statement.lines] == ["1"]


def test_a_status_that_no_bank_has_is_refused() -> None:
    assert "line 3: Sts is 'BOOKED'" in _refusal(camt(entry(status="<Sts>BOOKED</Sts>")))


@pytest.mark.parametrize(("said", "taken_back"), [("true", True), ("1", True), ("false", False), ("0", False)])
def test_an_entry_that_takes_another_back_keeps_its_sign_and_is_marked(said: str, taken_back: bool) -> None:
    line = _only(camt(entry(more=f"<RvslInd>{said}</RvslInd>")))

    assert (line.cents, line.reversal) == (1000, taken_back)


def test_days_may_be_instants() -> None:
    content = camt(entry()).replace(b"<BookgDt><Dt>2026-11-02</Dt>", b"<BookgDt><DtTm>2026-11-02T23:30:00</DtTm>")

    assert _only(content).booked_on == date(2026, 11, 2)


def test_without_a_value_date_the_booking_date_counts() -> None:
    content = camt(entry()).replace(b"<ValDt><Dt>2026-11-02</Dt></ValDt>", b"")

    assert _only(content).value_on == date(2026, 11, 2)


def test_without_a_closing_balance_the_statement_ends_with_its_last_line() -> None:
    assert parse(camt(entry(on="2026-11-04", ref="1"), entry(on="2026-11-03", ref="2"))).until == date(2026, 11, 4)


def test_a_month_without_a_movement_has_its_last_day_all_the_same() -> None:
    statement = parse(camt(balance=closing("2026-08-31")))

    assert (statement.lines, statement.until) == ((), date(2026, 8, 31))


def test_several_payments_in_one_entry_are_taken_apart() -> None:
    refs = "<Refs><AcctSvcrRef>B2</AcctSvcrRef></Refs>"
    whole = entry("30.00", ref="B1", details=detail("10.00") + detail("20.00", "ARLETTE OKEMBA", "M034", refs))

    first, second = parse(camt(whole)).lines

    assert (first.cents, first.payer) == (1000, "ALBERT LEBAN")
    assert (second.cents, second.payer, second.ref) == (2000, "ARLETTE OKEMBA", "B2")
    assert first.ref.startswith(COMPUTED)


def test_payments_of_one_entry_keep_their_references_in_another_order() -> None:
    parts = [detail("10.00"), detail("20.00", "ARLETTE OKEMBA", "M034"), detail("10.00")]

    lines = parse(camt(entry("40.00", details="".join(parts)))).lines
    turned = parse(camt(entry("40.00", details="".join(reversed(parts))))).lines

    assert len({line.ref for line in lines}) == 3
    assert set(lines) == set(turned)


@pytest.mark.parametrize("amount", ["19.99", "20.01"])
def test_payments_that_do_not_add_up_to_their_entry_are_refused(amount: str) -> None:
    content = camt(entry("30.00", details=detail("10.00") + detail(amount)))

    assert _refusal(content) == "line 3: the amounts of the transactions do not add up to the entry"


def test_several_payments_without_their_amounts_are_refused() -> None:
    assert "several payments in one entry, and no amount for each" in _refusal(
        camt(entry("20.00", details="<TxDtls></TxDtls>" * 2))
    )


def test_the_amount_of_a_payment_may_stand_in_its_details() -> None:
    told = '<TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">10.00</Amt></TxAmt></AmtDtls></TxDtls>'

    assert [line.cents for line in parse(camt(entry("20.00", details=told * 2))).lines] == [1000, 1000]


def test_a_creditor_reference_is_kept_apart_from_the_text() -> None:
    remittance = "<Strd><CdtrRefInf><Ref>RF96M012</Ref></CdtrRefInf></Strd>"

    line = _only(camt(entry(remittance=remittance)))

    assert (line.structured, line.text) == ("RF96M012", "")


@pytest.mark.parametrize(
    ("given", "kept"), [("RF96M012", "RF96M012"), ("rf96 m012", "rf96 m012"), ("NOTPROVIDED", None)]
)
def test_a_creditor_reference_may_stand_where_banks_put_the_payers_own(given: str, kept: str | None) -> None:
    told = f"<TxDtls><Refs><EndToEndId>{given}</EndToEndId></Refs></TxDtls>"

    assert _only(camt(entry(details=told))).structured == kept


def test_text_on_several_lines_is_joined() -> None:
    assert _only(camt(entry(remittance="<Ustrd>COTISATION</Ustrd><Ustrd>M017\n NOV</Ustrd>"))).text == (
        "COTISATION M017 NOV"
    )


@pytest.mark.parametrize(
    ("amount", "cents"), [("10", 1000), ("10.5", 1050), ("10.50000", 1050), ("0.01", 1), ("+10.00", 1000), ("0.00", 0)]
)
def test_amounts_are_whole_cents(amount: str, cents: int) -> None:
    assert _only(camt(entry(amount))).cents == cents


@pytest.mark.parametrize(
    "amount", ["10.005", "10.00001", "-10.00", "1e3", "10,00", "", "١٠.00", "NaN", "9" * 16, "10.0000000"]
)
def test_what_is_no_amount_is_refused_with_its_line(amount: str) -> None:
    assert _refusal(camt(entry(amount))).startswith("line 3: ")


@pytest.mark.parametrize("content", [camt(entry(currency="USD")), camt(entry()).replace(b' Ccy="EUR"', b"")])
def test_another_currency_than_the_euro_is_refused(content: bytes) -> None:
    assert "only EUR is booked" in _refusal(content)


@pytest.mark.parametrize("on", ["2026-02-30", "0000-01-01", "1989-12-31", "2100-01-01", "20261102", "", "hier"])
def test_a_day_that_no_statement_has_is_refused(on: str) -> None:
    assert _refusal(camt(entry(on=on))).startswith("line 3: ")


@pytest.mark.parametrize("on", ["1990-01-01", "2099-12-31"])
def test_the_first_and_the_last_day_that_a_statement_may_have(on: str) -> None:
    assert _only(camt(entry(on=on))).booked_on == date.fromisoformat(on)


def test_an_entry_is_a_credit_or_a_debit() -> None:
    assert "expected: CRDT or DBIT" in _refusal(camt(entry(sign="CREDIT")))


def test_two_accounts_in_one_file_are_refused() -> None:
    content = camt(entry()).replace(b"</Stmt>", b"</Stmt><Stmt><Acct><Id><IBAN>FR7612345</IBAN></Id></Acct></Stmt>")

    assert "FR7612345 is another account" in _refusal(content)


def test_two_statements_of_one_account_are_one() -> None:
    second = f"</Stmt><Stmt><Acct><Id><IBAN>{IBAN}</IBAN></Id></Acct>{closing('2026-11-21')}{entry(ref='2')}</Stmt>"
    content = camt(entry(), balance=closing()).replace(b"</Stmt>", second.encode())

    statement = parse(content)

    assert ([line.ref for line in statement.lines], statement.until) == (["20261100001", "2"], date(2026, 11, 21))


def test_an_entry_that_stands_twice_with_its_reference_is_one_line() -> None:
    assert len(parse(camt(entry(), entry())).lines) == 1


def test_a_reference_that_two_movements_share_names_neither() -> None:
    first, second = parse(camt(entry(), entry("20.00"))).lines

    assert first.ref != second.ref
    assert first.ref.startswith(COMPUTED)


@pytest.mark.parametrize("ref", ["", "NONREF", "NOTPROVIDED", "0000000", "x" * 65])
def test_a_movement_without_a_reference_gets_one_of_its_own(ref: str) -> None:
    first, second = parse(camt(entry(ref=ref), entry(ref=ref))).lines

    assert first.ref.startswith(COMPUTED)
    assert first.ref != second.ref
    assert parse(camt(entry(ref=ref))).lines[0].ref == first.ref


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252"])
def test_the_encoding_that_the_file_declares_is_read(encoding: str) -> None:
    text = camt(entry(payer="<Dbtr><Nm>THÉRÈSE</Nm></Dbtr>")).decode().replace("UTF-8", encoding)

    assert _only(text.encode(encoding)).payer == "THÉRÈSE"
