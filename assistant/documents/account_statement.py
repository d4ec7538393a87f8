"""A member's account over a time, as a bank would put it: what was charged, what was paid, what remains."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from assistant.documents import wording
from assistant.documents.typesetting import pdf
from assistant.domain.papers import AccountStatementData, StatementLineData
from assistant.i18n import Language


def account_statement(reader: Language, data: Mapping[str, Any]) -> bytes:
    """A PDF of `AccountStatementData`. KeyError or ValueError where the data are not that."""
    paper = cast("AccountStatementData", data)
    texts = {**_head(reader, paper), **_columns(reader, paper), **_sums(reader, paper)}
    return pdf("account_statement.typ", reader, paper["issued_on"], texts)


def _head(reader: Language, paper: AccountStatementData) -> dict[str, Any]:
    since, until = wording.day(reader, paper["since"]), wording.day(reader, paper["until"])
    return {
        "association": paper["association"],
        "title": reader.t("Account statement"),
        "name": paper["member"]["name"],
        "number": reader.t("Member {number}", number=paper["member"]["number"]),
        "period": reader.t("From {since} to {until}", since=since, until=until),
        "issued": reader.t("Issued on {day}", day=wording.day(reader, paper["issued_on"])),
        "page": wording.page_of(reader),
        "negative": reader.t("A balance below zero is owed to the association."),
    }


def _columns(reader: Language, paper: AccountStatementData) -> dict[str, Any]:
    return {
        "columns": [
            reader.t("Date"),
            reader.t("What for"),
            reader.t("Article"),
            reader.t("Debit"),
            reader.t("Credit"),
            reader.t("Balance"),
        ],
        "lines": [_line(reader, line) for line in paper["lines"]],
        "none": reader.t("Nothing was charged or paid in this time."),
    }


def _line(reader: Language, line: StatementLineData) -> list[str]:
    cents = line["cents"]
    return [
        wording.short_day(reader, line["on"]),
        line["label"],
        line["article"],
        wording.figures(reader, -cents) if cents < 0 else "",
        wording.figures(reader, cents) if cents >= 0 else "",
        wording.figures(reader, line["balance"]),
    ]


def _sums(reader: Language, paper: AccountStatementData) -> dict[str, Any]:
    currency = paper["currency"]
    debit = -sum(line["cents"] for line in paper["lines"] if line["cents"] < 0)
    credit = sum(line["cents"] for line in paper["lines"] if line["cents"] > 0)
    return {
        "opening_label": reader.t("Balance before {day}", day=wording.day(reader, paper["since"])),
        "opening": wording.figures(reader, paper["opening"]),
        "total_label": reader.t("Total"),
        "debit": wording.figures(reader, debit),
        "credit": wording.figures(reader, credit),
        "closing_label": reader.t("Balance on {day}", day=wording.day(reader, paper["until"])),
        "closing": wording.figures(reader, paper["closing"]),
        "summary": [
            (reader.t("Balance before"), wording.amount(reader, paper["opening"], currency)),
            (reader.t("Debits"), wording.amount(reader, debit, currency)),
            (reader.t("Credits"), wording.amount(reader, credit, currency)),
        ],
        "result": wording.situation(reader, paper["closing"], currency),
    }
