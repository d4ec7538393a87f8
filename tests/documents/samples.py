"""What documents are made of, for tests: Awa Ibara of N'DZOUANA and what she owes."""

from __future__ import annotations

from datetime import date, timedelta

from assistant.domain.papers import (
    AccountStatementData,
    ArrearsChartData,
    DuesChartData,
    FundSummaryData,
    LetterData,
    Person,
    ReceiptData,
    SepaCodeData,
    StatementLineData,
)

AWA: Person = {"number": "M012", "name": "Awa IBARA"}
IBAN = "FR7630006000011234567890189"
HOSTILE = "#evil[x] *a* $x$ <b>&amp; `c` \\u{41} {amount} محمد"
EMOJI = "\N{FACE WITH TEARS OF JOY}\N{ZERO WIDTH JOINER}\N{PARTY POPPER}"

RECEIPT: ReceiptData = {
    "association": "N’DZOUANA",
    "payee": "Association N’DZOUANA",
    "number": "2026-0042",
    "member": AWA,
    "cents": 123456,
    "declared": None,
    "currency": "EUR",
    "paid_on": "2026-03-03",
    "method": "transfer",
    "balance": 0,
    "article": "art. 25",
    "issued_on": "2026-03-05",
}

LETTER: LetterData = {
    "association": "N’DZOUANA",
    "date": "2026-03-12",
    "place": "Paris",
    "recipient": AWA,
    "subject": "Avertissement (art. 30)",
    "paragraphs": ["Madame,", "Vos cotisations restent impayées."],
    "table": [
        {"on": "2026-02-01", "label": "Cotisation de février", "cents": 1000},
        {"on": None, "label": "Cotisation annuelle", "cents": 1550},
    ],
    "currency": "EUR",
    "closing": ["Nos salutations fraternelles."],
    "signed_by": "Hilaire NTSIBA, président",
}

SEPA: SepaCodeData = {
    "payee": {"iban": IBAN, "bic": "AGRIFRPP", "name": "Association N’DZOUANA"},
    "cents": 6000,
    "currency": "EUR",
    "reference": "RF96M012",
}

ARREARS: ArrearsChartData = {
    "on": "2026-03-05",
    "currency": "EUR",
    "bands": [
        {"up_to": 6000, "members": 12, "cents": 34000},
        {"up_to": 24000, "members": 6, "cents": 98000},
        {"up_to": None, "members": 1, "cents": 114500},
    ],
    "theme": "light",
}

DUES: DuesChartData = {
    "currency": "EUR",
    "months": [
        {"month": "2025-12", "due": 47000, "received": 47000},
        {"month": "2026-01", "due": 117500, "received": 90000},
        {"month": "2026-02", "due": 47000, "received": 0},
    ],
    "theme": "light",
}

FUND: FundSummaryData = {
    "association": "N’DZOUANA",
    "year": "2026",
    "since": "2025-12-31",
    "until": "2026-11-21",
    "currency": "EUR",
    "opening": 150000,
    "balance": 330700,
    "lines": [
        {"label": "Décès du père", "granted": 2, "paid": 200000, "called": 460000, "received": 410000, "due": 50000},
        {"label": "Naissance", "granted": 1, "paid": 50000, "called": 0, "received": 0, "due": 0},
        {"label": "Autres années", "granted": None, "paid": 0, "called": 0, "received": 5000, "due": 1000},
    ],
    "helps": 1,
    "helped": 30000,
    "other": 700,
    "article": "art. 14",
    "help_article": "art. 26",
    "issued_on": "2026-11-21",
}


def statement(lines: int) -> AccountStatementData:
    """Awa's account: 10.00 charged a day, and 25.00 paid each fifth day, from a debt of 35.00."""
    balance, written = -3500, list[StatementLineData]()
    for n in range(lines):
        cents = 2500 if n % 5 == 4 else -1000
        balance += cents
        written.append(
            {
                "on": (date(2026, 1, 1) + timedelta(days=n)).isoformat(),
                "label": f"Ligne {n}",
                "article": "" if cents > 0 else "art. 13",
                "cents": cents,
                "balance": balance,
            }
        )
    return {
        "association": "N’DZOUANA",
        "member": AWA,
        "since": "2026-01-01",
        "until": "2026-11-21",
        "currency": "EUR",
        "opening": -3500,
        "closing": balance,
        "lines": written,
        "issued_on": "2026-11-21",
    }
