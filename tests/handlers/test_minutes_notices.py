"""What the members read of approved minutes, and the paper that comes with it."""

from __future__ import annotations

from typing import Any

from assistant.app.joining import MAKERS
from assistant.chat import Reply
from assistant.i18n import language
from handlers.notices import renderers
from tests.documents.reading import text as pdf_text
from tests.handlers.talk import plain


def _body(present: int) -> dict[str, Any]:
    """Approved minutes of a second assembly of so many, without a vote."""
    return {
        "association": "N’DZOUANA",
        "kind": "ago",
        "second": True,
        "on": "2026-03-28",
        "starts_at": "2026-03-28T14:30:00+01:00",
        "place": "Salle Jean Jaurès",
        "hosts": [],
        "purpose": None,
        "opened_at": "2026-03-28T14:35:00+01:00",
        "closed_at": "2026-03-28T18:00:00+01:00",
        "chair": "Hilaire Ntsiba",
        "secretary": None,
        "present": [{"name": f"Membre N{place:02}", "from": None, "until": None} for place in range(present - 2)]
        + [
            {"name": "Clara Late", "from": "2026-03-28T15:00:00+01:00", "until": None},
            {"name": "Denis Early", "from": "2026-03-28T15:00:00+01:00", "until": "2026-03-28T16:00:00+01:00"},
        ],
        "represented": [{"name": "Awa Ibara", "holder": "Clara Late", "reference": "P-2026-0007"}],
        "excused": ["Paul Excused"],
        "absent": ["Esther Absent"],
        "quorum": {"base": 140, "required": 71, "count": 70, "reached": False},
        "items": [],
        "other": [],
        "words": {"closing": "Rien n’a pu être décidé."},
        "articles": {"quorum": "NDZ art. 17", "monthly_meeting": "NDZ art. 19", "privacy": "NDZ art. 5"},
        "approved": {
            "at": "2026-04-11T15:00:00+02:00",
            "kind": "monthly",
            "second": False,
            "starts_at": "2026-04-11T14:30:00+02:00",
            "in_favour": 30,
            "against": 1,
            "abstaining": 2,
        },
    }


def _told(kind: str, code: str = "fr") -> Reply:
    return renderers()[kind](language(code), _body(70))


def test_seventy_names_and_how_each_was_there_stand_in_the_paper() -> None:
    (file,) = _told("minutes_sent").files

    written = plain(pdf_text(MAKERS[file.document](language("fr"), file.data)))

    assert "Membres présents (70)" in written
    assert all(f"Membre N{place:02}" in written for place in range(68))
    assert "Clara Late (à partir de 15 h 00)" in written
    assert "Denis Early (de 15 h 00 à 16 h 00)" in written
    assert "Awa Ibara, par Clara Late (P-2026-0007)" in " ".join(written.split())
    assert "Membres excusés (1)\nPaul Excused" in written
    assert "pas atteint : 70 voix à l’ouverture, pour un minimum de 71 (art. 17)" in " ".join(written.split())
    assert "Assemblée générale ordinaire, seconde convocation" in written
    assert "Rien n’a pu être décidé." in written
    assert "Projet" not in written


def test_the_e_mail_says_the_same_and_has_a_subject() -> None:
    mail, chat = _told("minutes_sent_mail"), _told("minutes_sent")

    assert plain(mail.subject or "") == (
        "Compte rendu de la seconde assemblée générale ordinaire du 28 mars 2026, N’DZOUANA"
    )
    assert (mail.text, mail.files) == (chat.text, chat.files)
    assert chat.subject is None


def test_a_meeting_without_a_quorum_says_so_to_the_members() -> None:
    said = plain(_told("minutes_sent").text)

    assert "70 personnes présentes, 1 représentée, 1 excusée, 1 absente." in said
    assert "Pas de quorum à l’ouverture : 70 voix, pour un minimum de 71 (art. 17)." in said
