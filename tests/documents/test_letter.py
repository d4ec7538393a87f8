from __future__ import annotations

from typing import Any

from assistant.documents.letter import letter
from assistant.i18n import language
from tests.documents import reading
from tests.documents.samples import LETTER

WIDE = "\u00a0"


def _made(code: str, **changes: Any) -> bytes:
    return letter(language(code), {**LETTER, **changes})


def test_a_letter_reads_from_its_sender_to_the_place_to_sign() -> None:
    assert reading.lines(_made("fr")) == [
        "N’DZOUANA",
        "Awa IBARA",
        f"Membre n°{WIDE}M012",
        "Paris, le 12 mars 2026",
        f"Objet{WIDE}: Avertissement (art. 30)",
        "Madame,",
        "Vos cotisations restent impayées.",
        "Date Libellé Montant",
        f"01/02/2026 Cotisation de février 10,00{WIDE}€",
        f"Cotisation annuelle 15,50{WIDE}€",
        f"Total 25,50{WIDE}€",
        "Nos salutations fraternelles.",
        "Hilaire NTSIBA, président",
        "Signature",
    ]


def test_a_letter_in_english() -> None:
    written = reading.lines(_made("en"))

    assert {"Member M012", "Paris, 12 March 2026", "Subject: Avertissement (art. 30)"} <= set(written)
    assert "Total €25.50" in written


def test_a_letter_without_a_table_needs_no_currency() -> None:
    plain = {key: held for key, held in LETTER.items() if key not in {"currency", "closing", "place"}}

    written = reading.lines(letter(language("fr"), {**plain, "table": None}))

    assert written[3:7] == [
        "12 mars 2026",
        f"Objet{WIDE}: Avertissement (art. 30)",
        "Madame,",
        "Vos cotisations restent impayées.",
    ]
    assert not [line for line in written if line.startswith(("Total", "Date"))]


def test_pages_are_numbered_once_there_are_several() -> None:
    pages = reading.pages(_made("fr", paragraphs=["Une phrase, puis une autre. " * 60] * 5))

    assert len(pages) > 1
    assert [f"Page {number} sur {len(pages)}" in page for number, page in enumerate(pages, 1)] == [True] * len(pages)
    assert "Page" not in reading.text(_made("fr"))
    assert "Signature" in pages[-1]
