from __future__ import annotations

import pytest

from assistant.documents.attendance_sheet import attendance_sheet
from assistant.i18n import language
from tests.documents import reading
from tests.documents.meeting_samples import attendance

HEAD = "Numéro Nom Présence Remarques Voix"
HEAD_TO_SIGN = "Numéro Nom Remarques Signature"


def _pages(count: int, *, recorded: bool, code: str = "fr") -> list[str]:
    return reading.pages(attendance_sheet(language(code), attendance(count, recorded=recorded)))


@pytest.mark.parametrize(("count", "recorded", "pages"), [(1, True, 1), (70, True, 2), (70, False, 3)])
def test_every_page_repeats_the_head_and_every_member_stands_once(count: int, recorded: bool, pages: int) -> None:
    made = _pages(count, recorded=recorded)

    rows = [line.split()[0] for page in made for line in page.split("\n") if line[:1] == "M" and line[1:4].isdigit()]
    assert rows == [f"M{number:03}" for number in range(1, count + 1)]
    assert [(HEAD if recorded else HEAD_TO_SIGN) in page for page in made] == [True] * pages


def test_a_sheet_of_a_thousand_is_whole_and_signed_on_its_last_page() -> None:
    made = _pages(1000, recorded=True)

    rows = [line for page in made for line in page.split("\n") if line[:1] == "M" and line[1:4].isdigit()]
    assert len(rows) == 1000
    assert f"Page {len(made)} sur {len(made)}" in made[-1]
    assert "La présidence : Hilaire NTSIBA" in made[-1]


def test_the_counts_and_those_who_sign_stay_together() -> None:
    for count in range(20, 45):
        made = _pages(count, recorded=False)

        (last,) = [page for page in made if "La présidence" in page]
        assert "Quorum : 37 requis, atteint (art. 17)." in last


def test_what_was_recorded_stands_beside_each_name() -> None:
    lines = _pages(5, recorded=True)[0].split("\n")

    assert "M001 Hilaire NTSIBA-1 Absence" in lines
    assert "M002 Hilaire NTSIBA-2 En personne arrivée 14 h 32, départ 17 h 05 2" in lines
    assert "M005 Hilaire NTSIBA-5 Par procuration par Awa IBARA (M012)" in lines


def test_a_sheet_to_sign_tells_of_no_presence_but_of_the_proxies_given() -> None:
    text = "\n".join(_pages(5, recorded=False))

    assert "En personne" not in text
    assert "M005 Hilaire NTSIBA-5 par Awa IBARA (M012)" in text


def test_a_sheet_of_nobody_says_so() -> None:
    assert "Nobody was convened." in _pages(0, recorded=True, code="en")[0]


def test_a_title_too_long_to_stand_beside_the_association_stands_below_it() -> None:
    long = "Feuille de présence de l’assemblée générale extraordinaire du 14 mars 2026"
    made = [
        reading.lines(attendance_sheet(language("fr"), {**attendance(1, recorded=True), "title": title}))
        for title in ("Feuille de présence", long)
    ]

    assert made[0][0] == "N’DZOUANA Feuille de présence"
    assert made[1][0] == "N’DZOUANA"
    assert " ".join(line.strip() for line in made[1][1:3]) == long
