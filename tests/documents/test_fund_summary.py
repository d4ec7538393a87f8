from __future__ import annotations

from typing import Any

import pytest

from assistant.documents.fund_summary import fund_summary
from assistant.i18n import language
from tests.documents import reading
from tests.documents.samples import FUND, HOSTILE

WIDE, NARROW = "\u00a0", "\u202f"


def _made(code: str, **changes: Any) -> bytes:
    return fund_summary(language(code), {**FUND, **changes})


def _line(**changes: Any) -> dict[str, Any]:
    return {**FUND["lines"][0], **changes}


def test_a_summary_reads_from_the_balance_before_to_the_one_after_then_by_kind() -> None:
    assert reading.lines(_made("fr")) == [
        "N’DZOUANA Fonds d’entraide, 2026",
        "Résumé pour l’assemblée (art. 14) Arrêté au 21 novembre 2026",
        f"Solde au 31 décembre 2025 1{NARROW}500,00{WIDE}€",
        f"Cotisations décès appelées 4{NARROW}600,00{WIDE}€",
        f"Aides versées −2{NARROW}500,00{WIDE}€",
        f"Aides exceptionnelles versées −300,00{WIDE}€",
        f"Autres écritures 7,00{WIDE}€",
        f"Solde au 21 novembre 2026 3{NARROW}307,00{WIDE}€",
        "Événement Accordées Versé Appelé Reçu Reste dû",
        f"Décès du père 2 2{NARROW}000,00 4{NARROW}600,00 4{NARROW}100,00 500,00",
        "Naissance 1 500,00 0,00 0,00 0,00",
        "Autres années 0,00 0,00 50,00 10,00",
        f"Total 3 2{NARROW}500,00 4{NARROW}600,00 4{NARROW}150,00 510,00",
        f"1 aide exceptionnelle versée{WIDE}: 300,00{WIDE}€ (art. 26).",
        f"Une cotisation décès compte dans le solde dès son appel{WIDE}: 510,00{WIDE}€ restent à recevoir.",
        "Ce que verse un membre règle d’abord ses dettes les plus anciennes. Montants en EUR.",
        "Établi le 21 novembre 2026 Page 1 sur 1",
    ]


def test_a_summary_in_english() -> None:
    written = reading.lines(_made("en"))

    assert written[:2] == [
        "N’DZOUANA Mutual-aid fund, 2026",
        "Summary for the assembly (art. 14) As of 21 November 2026",
    ]
    assert "Mutual aid paid −€2,500.00" in written
    assert "Exceptional help was paid 1 time: €300.00 (art. 26)." in written
    assert "Balance on 21 November 2026 €3,307.00" in written


def test_what_did_not_move_is_left_out() -> None:
    written = reading.text(_made("en", helps=0, helped=0, other=0, lines=[_line(due=0, called=0)]))

    assert not [words for words in ("Exceptional", "Other entries", "still to come", "called\n") if words in written]
    assert "Mutual aid paid" in written


def test_a_year_without_events_says_so() -> None:
    written = reading.lines(_made("fr", lines=[], helps=0, helped=0, other=0, balance=150000))

    assert "Aucun événement cette année-là." in written
    assert "Total 0 0,00 0,00 0,00 0,00" in written


@pytest.mark.parametrize(("opening", "shown"), [(-1, "−€0.01"), (0, "€0.00"), (123456789, "€1,234,567.89")])
def test_balances_are_signed(opening: int, shown: str) -> None:
    assert f"Balance on 31 December 2025 {shown}" in reading.lines(_made("en", opening=opening))


def test_as_many_kinds_as_there_are_take_as_many_pages_with_the_head_of_the_table_on_each() -> None:
    pages = reading.pages(_made("en", lines=[_line(label=f"Kind {n}") for n in range(80)]))

    assert len(pages) > 1
    assert all("Event Granted Paid Called Received Still due" in page for page in pages)
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]


def test_a_label_is_text_whatever_it_holds() -> None:
    assert "#evil[x]" in reading.text(_made("fr", lines=[_line(label=HOSTILE)]))


def test_the_same_data_give_the_same_bytes() -> None:
    assert _made("fr") == _made("fr")
