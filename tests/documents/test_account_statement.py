from __future__ import annotations

import re
from typing import Any

import pytest

from assistant.documents.account_statement import account_statement
from assistant.i18n import language
from tests.documents import reading
from tests.documents.samples import statement

WIDE = "\u00a0"


def _made(code: str, lines: int, **changes: Any) -> bytes:
    return account_statement(language(code), {**statement(lines), **changes})


def test_a_statement_reads_from_the_first_balance_to_the_last() -> None:
    assert reading.lines(_made("fr", 5)) == [
        "N’DZOUANA Relevé de compte",
        "Awa IBARA",
        f"Membre n°{WIDE}M012",
        "Du 1er janvier 2026 au 21 novembre 2026",
        "Solde précédent",
        f"−35,00{WIDE}€",
        "Débits",
        f"40,00{WIDE}€",
        "Crédits",
        f"25,00{WIDE}€",
        "Solde au 21 novembre 2026",
        f"Reste dû{WIDE}: 50,00{WIDE}€",
        "Un solde négatif est dû à l’association.",
        "Date Libellé Article Débit Crédit Solde",
        "Solde avant le 1er janvier 2026 −35,00",
        "01/01/2026 Ligne 0 art. 13 10,00 −45,00",
        "02/01/2026 Ligne 1 art. 13 10,00 −55,00",
        "03/01/2026 Ligne 2 art. 13 10,00 −65,00",
        "04/01/2026 Ligne 3 art. 13 10,00 −75,00",
        "05/01/2026 Ligne 4 25,00 −50,00",
        "Total 40,00 25,00",
        "Solde au 21 novembre 2026 −50,00",
        "Établi le 21 novembre 2026 Page 1 sur 1",
    ]


def test_a_statement_in_english() -> None:
    written = reading.lines(_made("en", 1))

    assert written[:2] == ["N’DZOUANA Account statement", "Awa IBARA"]
    assert "From 1 January 2026 to 21 November 2026" in written
    assert "€45.00 owed" in written
    assert "Date What for Article Debit Credit Balance" in written
    assert "01/01/2026 Ligne 0 art. 13 10.00 −45.00" in written
    assert written[-1] == "Issued on 21 November 2026 Page 1 of 1"


def test_two_hundred_lines_take_several_pages_each_with_its_head_and_number() -> None:
    pages = reading.pages(_made("fr", 200))

    assert len(pages) > 3
    for number, page in enumerate(pages, 1):
        assert "Date Libellé Article Débit Crédit Solde" in page
        assert f"Page {number} sur {len(pages)}" in page
    for page in pages[1:]:
        assert page.startswith("N’DZOUANA · Relevé de compte · Awa IBARA Du 1er janvier 2026 au 21 novembre 2026")


def test_each_of_two_hundred_lines_is_there_once_and_in_order() -> None:
    written = reading.text(_made("fr", 200))

    assert [int(number) for number in re.findall(r"Ligne (\d+)", written)] == list(range(200))


def test_a_total_is_the_sum_of_its_column() -> None:
    written = reading.text(_made("en", 200))

    assert "Total 1,600.00 1,000.00" in written
    assert "Balance on 21 November 2026 −635.00" in written


def test_a_time_without_lines_says_so() -> None:
    written = reading.lines(_made("fr", 0, opening=0, closing=0))

    assert "Aucun mouvement sur cette période." in written
    assert "Rien n’est dû" in written
    assert "Total 0,00 0,00" in written


@pytest.mark.parametrize(("opening", "shown"), [(-1, "−0,01"), (0, "0,00"), (123456789, "1\u202f234\u202f567,89")])
def test_balances_are_signed(opening: int, shown: str) -> None:
    assert f"Solde avant le 1er janvier 2026 {shown}" in reading.lines(_made("fr", 0, opening=opening))
