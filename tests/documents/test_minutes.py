from __future__ import annotations

from assistant.documents.minutes import minutes
from assistant.domain.meeting_papers import MinutesPaper
from assistant.i18n import language
from tests.documents import reading
from tests.documents.meeting_samples import MINUTES, sections

DRAFT = "Projet, pas encore approuvé"


def _pages(paper: MinutesPaper = MINUTES, code: str = "fr") -> list[str]:
    return reading.pages(minutes(language(code), paper))


def test_minutes_tell_who_was_there_what_was_said_and_what_was_decided() -> None:
    written = "\n".join(_pages())

    assert "Réunion Assemblée générale ordinaire" in written
    assert "Présents (35)" in written
    assert "Représentés (2)\nAwa IBARA (par Marie MBEMBA) Serge NGOMA (par Paul OKO)" in written
    assert "La séance s’ouvre par une minute de silence.\n1. " in written
    assert "2. Fixation des cotisations de l’année\nLa trésorière présente" in written
    assert "Résolution Pour Contre Abstentions Résultat" in written
    assert "La cotisation mensuelle reste fixée à 10,00 €. 30 6 5 Adopté" in written
    assert "la séance est levée à 18 h 05." in written
    assert "Le secrétariat : Céline ÉTOUMBI" in written


def test_a_list_of_nobody_is_left_out() -> None:
    assert "Absents" not in "\n".join(_pages())


def test_names_stand_in_three_columns_read_across() -> None:
    names = [f"N{number}" for number in range(1, 8)]

    written = "\n".join(_pages({**MINUTES, "people": [{"title": "Présents", "names": names}]}))

    assert "Présents (7)\nN1 N2 N3\nN4 N5 N6\nN7\n" in written


def test_every_page_of_a_draft_says_that_it_is_one() -> None:
    paper: MinutesPaper = {**MINUTES, "draft": True, "sections": sections(40)}

    made = _pages(paper)

    assert len(made) > 3
    assert [DRAFT in page and "PROJET" in page for page in made] == [True] * len(made)


def test_approved_minutes_are_marked_nowhere() -> None:
    assert not [page for page in _pages() if DRAFT in page or "PROJET" in page]


def test_pages_are_numbered() -> None:
    made = _pages({**MINUTES, "sections": sections(40)})

    assert [f"Page {place} sur {len(made)}" in page for place, page in enumerate(made, 1)] == [True] * len(made)


def test_five_hundred_names_go_over_pages_and_none_is_lost() -> None:
    names = [f"Hilaire NTSIBA-{number:03}" for number in range(500)]

    written = "\n".join(_pages({**MINUTES, "people": [{"title": "Présents", "names": names}]}))

    assert [name for name in names if name not in written] == []


def test_minutes_with_nothing_in_them_are_still_a_paper() -> None:
    bare: MinutesPaper = {**MINUTES, "people": [], "sections": [], "closing": [], "signers": [], "facts": []}

    assert len(_pages(bare, "en")) == 1
