from __future__ import annotations

from typing import Any

import pypdfium2
import pytest

from assistant.documents.receipt import receipt
from assistant.i18n import language
from tests.documents import reading
from tests.documents.samples import RECEIPT

NARROW, WIDE = "\u202f", "\u00a0"


def _lines(code: str, **changes: Any) -> list[str]:
    return reading.lines(receipt(language(code), {**RECEIPT, **changes}))


def test_a_receipt_in_french_says_all_that_is_to_be_kept() -> None:
    assert _lines("fr") == [
        "N’DZOUANA",
        f"Titulaire du compte{WIDE}: Association N’DZOUANA Reçu n°{WIDE}2026-0042",
        "Reçu de",
        f"Awa IBARA, membre n°{WIDE}M012",
        "La somme de",
        f"1{NARROW}234,56{WIDE}€",
        "mille deux cent trente-quatre euros et cinquante-six centimes",
        "Payé le",
        "3 mars 2026",
        "Moyen de paiement",
        "Virement bancaire",
        "Solde après ce paiement",
        "Rien n’est dû",
        "Établi le 5 mars 2026 art. 25",
    ]


def test_a_receipt_in_english() -> None:
    assert _lines("en", cents=6000, method="cheque", balance=2000) == [
        "N’DZOUANA",
        "Account holder: Association N’DZOUANA Receipt no. 2026-0042",
        "Received from",
        "Awa IBARA, member M012",
        "The sum of",
        "€60.00",
        "sixty euros",
        "Paid on",
        "3 March 2026",
        "Means of payment",
        "Cheque",
        "Balance after this payment",
        "€20.00 ahead",
        "Issued on 5 March 2026 art. 25",
    ]


def test_an_amended_payment_shows_what_was_declared_beside_what_was_confirmed() -> None:
    written = "\n".join(_lines("fr", declared=124000))

    assert f"Montant déclaré\n1{NARROW}240,00{WIDE}€\nMontant confirmé\n1{NARROW}234,56{WIDE}€\nPayé le" in written


@pytest.mark.parametrize(("method", "named"), [("transfer", "Bank transfer"), ("cheque", "Cheque"), ("cash", "Cash")])
def test_the_means_of_payment_has_its_name(method: str, named: str) -> None:
    assert named in _lines("en", method=method)


def test_no_account_holder_and_no_article_leave_no_trace() -> None:
    written = _lines("fr", payee=None, article="")

    assert written[0] == f"N’DZOUANA Reçu n°{WIDE}2026-0042"
    assert written[-1] == "Établi le 5 mars 2026"


def test_an_unknown_means_of_payment_is_refused() -> None:
    with pytest.raises(ValueError, match="'barter' is not a valid Method"):
        _lines("fr", method="barter")


def test_a_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="day is out of range"):
        _lines("fr", paid_on="2026-02-30")


def test_it_is_half_a_page_even_with_a_long_name() -> None:
    long_name = {"number": "M012", "name": "Marie-Thérèse Véronique Antoinette MOUKASSA-NDZOUANA DE LA MONTAGNE"}

    document = pypdfium2.PdfDocument(receipt(language("fr"), {**RECEIPT, "member": long_name, "declared": 1}))

    assert len(document) == 1
    assert [round(points / 72 * 25.4) for points in document[0].get_size()] == [210, 148]
    document.close()
