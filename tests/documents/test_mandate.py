from __future__ import annotations

from assistant.documents.mandate import mandate
from assistant.i18n import language
from tests.documents import reading
from tests.documents.meeting_samples import MANDATE

WIDE = "\u00a0"
CUT = "\ufffe"
"""A hyphen at the end of a line, as it is read out."""


def test_a_mandate_says_its_reference_who_gives_who_holds_and_for_what() -> None:
    written = reading.text(mandate(language("fr"), MANDATE))

    assert "P-2026-0007" in written
    assert "Donnée le 5 mars 2026" in written
    assert f"Mandant\nAwa IBARA\nMembre n°{WIDE}M012" in written
    assert f"Mandataire\nMarie-Joséphine MBEMBA{CUT}OKOMBI\nMembre n°{WIDE}M031" in written
    assert "Pour l’assemblée générale ordinaire du 14 mars 2026" in written
    assert "Procuration, référence P-2026-0007" in written


def test_room_to_sign_is_left_where_it_is_asked_for() -> None:
    given, to_sign = (mandate(language("en"), {**MANDATE, "to_sign": room}) for room in (False, True))

    assert "Signature" not in reading.text(given)
    assert reading.text(to_sign).count("Signature") == 2
    assert "Giver of the proxy: Awa IBARA" in reading.text(to_sign)


def test_a_mandate_is_one_page_also_for_the_longest_names() -> None:
    long = {"number": "M012", "name": "Marie-Joséphine Bernadette " * 4 + "MBEMBA-OKOMBI"}

    pages = reading.pages(mandate(language("fr"), {**MANDATE, "giver": long, "holder": long, "to_sign": True}))

    assert len(pages) == 1
