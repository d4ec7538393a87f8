"""A receipt for a confirmed payment: half a page, to be kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from assistant.documents import wording
from assistant.documents.typesetting import pdf
from assistant.domain.papers import ReceiptData
from assistant.i18n import Language


def receipt(reader: Language, data: Mapping[str, Any]) -> bytes:
    """A PDF of `ReceiptData`. KeyError or ValueError where the data are not that."""
    paper = cast("ReceiptData", data)
    return pdf("receipt.typ", reader, paper["issued_on"], _texts(reader, paper))


def _texts(reader: Language, paper: ReceiptData) -> dict[str, Any]:
    return {
        "association": paper["association"],
        "payee": reader.t("Account holder: {payee}", payee=paper["payee"]) if paper["payee"] else "",
        "title": reader.t("Receipt no. {number}", number=paper["number"]),
        "received": reader.t("Received from"),
        "member": wording.member(reader, paper["member"]),
        "sum": reader.t("The sum of"),
        "amount": wording.amount(reader, paper["cents"], paper["currency"]),
        "words": wording.in_words(reader, paper["cents"], paper["currency"]),
        "facts": _facts(reader, paper),
        "issued": reader.t("Issued on {day}", day=wording.day(reader, paper["issued_on"])),
        "article": paper["article"],
    }


def _facts(reader: Language, paper: ReceiptData) -> list[tuple[str, str]]:
    """What is known of the payment, each with its name."""
    facts: list[tuple[str, str]] = [
        (reader.t("Paid on"), wording.day(reader, paper["paid_on"])),
        (reader.t("Means of payment"), wording.method(reader, paper["method"])),
        (reader.t("Balance after this payment"), wording.situation(reader, paper["balance"], paper["currency"])),
    ]
    if (declared := paper["declared"]) is None:
        return facts
    return [
        (reader.t("Amount declared"), wording.amount(reader, declared, paper["currency"])),
        (reader.t("Amount confirmed"), wording.amount(reader, paper["cents"], paper["currency"])),
        *facts,
    ]
