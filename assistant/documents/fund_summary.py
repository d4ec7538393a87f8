"""The year of the mutual-aid fund for the assembly: by kind of event, naming nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from assistant.documents import wording
from assistant.documents.typesetting import pdf
from assistant.domain.papers import FundLineData, FundSummaryData
from assistant.i18n import Language

SUMS = ("paid", "called", "received", "due")


def fund_summary(reader: Language, data: Mapping[str, Any]) -> bytes:
    """A PDF of `FundSummaryData`. KeyError or ValueError where the data are not that."""
    paper = cast("FundSummaryData", data)
    texts = {**_head(reader, paper), **_balances(reader, paper), **_table(reader, paper)}
    return pdf("fund_summary.typ", reader, paper["issued_on"], {**texts, "notes": _notes(reader, paper)})


def _head(reader: Language, paper: FundSummaryData) -> dict[str, Any]:
    return {
        "association": paper["association"],
        "title": reader.t("Mutual-aid fund, {year}", year=paper["year"]),
        "until": reader.t("As of {day}", day=wording.day(reader, paper["until"])),
        "subtitle": reader.t("Summary for the assembly ({article})", article=paper["article"]),
        "issued": reader.t("Issued on {day}", day=wording.day(reader, paper["issued_on"])),
        "page": wording.page_of(reader),
    }


def _balances(reader: Language, paper: FundSummaryData) -> dict[str, Any]:
    """The balance before and after, and what has moved it in between."""
    totals, currency = _totals(paper), paper["currency"]
    since, until = wording.day(reader, paper["since"]), wording.day(reader, paper["until"])
    moves = [
        (reader.t("Contributions called"), totals["called"]),
        (reader.t("Mutual aid paid"), -totals["paid"]),
        (reader.t("Exceptional help paid"), -paper["helped"]),
        (reader.t("Other entries"), paper["other"]),
    ]
    return {
        "opening": (reader.t("Balance on {day}", day=since), wording.amount(reader, paper["opening"], currency)),
        "moves": [(name, wording.amount(reader, cents, currency)) for name, cents in moves if cents],
        "closing": (reader.t("Balance on {day}", day=until), wording.amount(reader, paper["balance"], currency)),
    }


def _table(reader: Language, paper: FundSummaryData) -> dict[str, Any]:
    totals = _totals(paper)
    granted = sum(line["granted"] or 0 for line in paper["lines"])
    return {
        "columns": [
            reader.t("Event"),
            reader.t("Granted"),
            reader.t("Paid"),
            reader.t("Called"),
            reader.t("Received"),
            reader.t("Still due"),
        ],
        "lines": [_line(reader, line) for line in paper["lines"]],
        "none": reader.t("No event in this year."),
        "total": [
            reader.t("Total"),
            reader.show(granted),
            *(wording.figures(reader, totals[name]) for name in SUMS),
        ],
    }


def _line(reader: Language, line: FundLineData) -> list[str]:
    granted = "" if line["granted"] is None else reader.show(line["granted"])
    return [line["label"], granted, *(wording.figures(reader, cents) for cents in _sums(line))]


def _notes(reader: Language, paper: FundSummaryData) -> list[str]:
    currency, due = paper["currency"], _totals(paper)["due"]
    helped = reader.tn(
        "Exceptional help was paid {n} time: {amount} ({article}).",
        "Exceptional help was paid {n} times: {amount} ({article}).",
        paper["helps"],
        amount=wording.amount(reader, paper["helped"], currency),
        article=paper["help_article"],
    )
    to_come = reader.t(
        "A contribution counts in the balance from its call on: {amount} is still to come in.",
        amount=wording.amount(reader, due, currency),
    )
    how = reader.t("What members pay settles their oldest debts first. Amounts are in {currency}.", currency=currency)
    return [*([helped] if paper["helps"] else []), *([to_come] if due else []), how]


def _totals(paper: FundSummaryData) -> dict[str, int]:
    columns = zip(*(_sums(line) for line in paper["lines"]), strict=True)
    return dict.fromkeys(SUMS, 0) | dict(zip(SUMS, map(sum, columns), strict=False))


def _sums(line: FundLineData) -> tuple[int, int, int, int]:
    """In the order of `SUMS`."""
    return line["paid"], line["called"], line["received"], line["due"]
