from __future__ import annotations

import pytest

from assistant.documents.convocation import convocation
from assistant.domain.meeting_papers import ConvocationPaper
from assistant.i18n import language
from tests.documents import reading
from tests.documents.meeting_samples import AGENDA, CONVOCATION


def _lines(code: str = "fr", paper: ConvocationPaper = CONVOCATION) -> list[str]:
    return reading.lines(convocation(language(code), paper))


def test_a_convocation_says_what_when_where_and_what_for_in_this_order() -> None:
    written = _lines()

    assert written[:8] == [
        "N’DZOUANA",
        "À tous les membres",
        "Paris, le 20 février 2026",
        "Convocation à l’assemblée générale ordinaire",
        "Date samedi 14 mars 2026 à 14 h 30",
        "Lieu 12 rue de la Gare, 93200 Saint-Denis",
        "Chez Awa IBARA et Serge NGOMA",
        "Ordre du jour",
    ]
    assert written[8 : 8 + len(AGENDA)] == [f"{place}. {point}" for place, point in enumerate(AGENDA, 1)]
    assert written[-1] == "Hilaire NTSIBA, président"


@pytest.mark.parametrize("points", [1, 8, 12])
def test_a_convocation_with_a_usual_agenda_is_one_page_without_a_page_number(points: int) -> None:
    agenda = (AGENDA * 2)[:points]

    (page,) = reading.pages(convocation(language("fr"), {**CONVOCATION, "agenda": agenda}))

    assert "Page" not in page


def test_the_pages_of_a_long_one_are_numbered_and_the_signature_is_on_the_last() -> None:
    pages = reading.pages(convocation(language("fr"), {**CONVOCATION, "agenda": AGENDA * 8}))

    assert len(pages) > 1
    assert [f"Page {place} sur {len(pages)}" in page for place, page in enumerate(pages, 1)] == [True] * len(pages)
    assert "Hilaire NTSIBA, président" in pages[-1]


def test_a_convocation_without_an_agenda_has_no_heading_for_one() -> None:
    assert "Ordre du jour" not in _lines(paper={**CONVOCATION, "agenda": []})


def test_a_convocation_in_english_is_dated_in_english() -> None:
    assert {"Agenda", "Paris, 20 February 2026"} <= set(_lines("en"))


def test_a_command_is_not_parted_from_its_stroke() -> None:
    paragraphs = [("a" * n + " avec /procuration, et le reste de la phrase. ") * 3 for n in range(1, 30)]

    written = _lines(paper={**CONVOCATION, "paragraphs": paragraphs})

    assert sum("/procuration" in line for line in written) > len(paragraphs)
    assert not [line for line in written if line.endswith("/")]
