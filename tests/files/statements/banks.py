"""Statements as banks write them, for tests."""

from __future__ import annotations

from collections.abc import Sequence

IBAN = "FR7630006000011234567890189"
HEADER = "Date;Date valeur;Libellé;Débit;Crédit"


def entry(
    amount: str = "10.00",
    *,
    sign: str = "CRDT",
    status: str = "<Sts>BOOK</Sts>",
    on: str = "2026-11-02",
    value: str = "2026-11-02",
    ref: str = "20261100001",
    payer: str = "<Dbtr><Nm>ALBERT LEBAN</Nm></Dbtr>",
    remittance: str = "<Ustrd>COTISATION M017</Ustrd>",
    details: str | None = None,
    more: str = "",
    currency: str = "EUR",
) -> str:
    """An entry of a camt statement."""
    told = f"<TxDtls><RltdPties>{payer}</RltdPties><RmtInf>{remittance}</RmtInf></TxDtls>"
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{more}{status}'
        f"<BookgDt><Dt>{on}</Dt></BookgDt><ValDt><Dt>{value}</Dt></ValDt><AcctSvcrRef>{ref}</AcctSvcrRef>"
        f"<NtryDtls>{told if details is None else details}</NtryDtls></Ntry>"
    )


def detail(amount: str, payer: str = "ALBERT LEBAN", text: str = "COTISATION M017", refs: str = "") -> str:
    """A transaction of an entry, with its own amount."""
    return (
        f'<TxDtls>{refs}<Amt Ccy="EUR">{amount}</Amt><RltdPties><Dbtr><Nm>{payer}</Nm></Dbtr></RltdPties>'
        f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"
    )


def closing(on: str = "2026-11-20") -> str:
    """The closing balance."""
    return (
        '<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">10.00</Amt>'
        f"<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{on}</Dt></Dt></Bal>"
    )


def camt(
    *entries: str,
    balance: str = "",
    version: str = "053.001.02",
    parts: tuple[str, str] = ("BkToCstmrStmt", "Stmt"),
    iban: str = IBAN,
) -> bytes:
    """A camt file of these entries."""
    message, statement = parts
    account = f"<Acct><Id><IBAN>{iban}</IBAN></Id></Acct>" if iban else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{version}">'
        f"<{message}><{statement}>{account}{balance}\n{''.join(entries)}</{statement}></{message}></Document>"
    ).encode()


def transaction(
    amount: str = "10.00", on: str = "20261102", ref: str = "1", name: str = "ALBERT LEBAN", memo: str = "M017"
) -> str:
    """A transaction of an OFX 1.x statement."""
    return f"<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>{on}<TRNAMT>{amount}<FITID>{ref}<NAME>{name}<MEMO>{memo}</STMTTRN>\n"


def ofx(*transactions: str, end: str = "<DTEND>20261120", account: str = "12345678901", currency: str = "EUR") -> bytes:
    """An OFX 1.x file of these transactions, in cp1252."""
    return (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n"
        f"<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>{currency}<BANKACCTFROM><BANKID>30006<BRANCHID>00001"
        f"<ACCTID>{account}<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20261101{end}\n"
        f"{''.join(transactions)}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    ).encode("cp1252")


def sheet(rows: Sequence[str], header: str = HEADER, before: str = "") -> bytes:
    """A CSV file of these rows, in UTF-8."""
    return f"{before}{header}\n{''.join(f'{row}{chr(10)}' for row in rows)}".encode()
