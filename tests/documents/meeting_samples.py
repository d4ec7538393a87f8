"""What papers about meetings are made of, for tests: the ordinary assembly of N'DZOUANA in March 2026."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.domain.meeting_papers import (
    AttendancePaper,
    AttendanceRow,
    CalendarFile,
    ConvocationPaper,
    Fact,
    MandatePaper,
    MinutesPaper,
    MinutesSection,
)

FACTS: list[Fact] = [
    {"label": "Date", "value": "samedi 14 mars 2026 à 14 h 30"},
    {"label": "Lieu", "value": "12 rue de la Gare, 93200 Saint-Denis"},
    {"label": "Chez", "value": "Awa IBARA et Serge NGOMA"},
]
AGENDA = [
    "Approbation du procès-verbal de la réunion précédente (vote)",
    "Rapport moral du président (vote)",
    "Rapport financier de la trésorière (vote)",
    "Rapport de la commission de contrôle",
    "Quitus au bureau (vote)",
    "Fixation des cotisations de l’année (vote)",
    "Programme d’activités de l’année",
    "Questions diverses",
]

CONVOCATION: ConvocationPaper = {
    "association": "N’DZOUANA",
    "title": "Convocation à l’assemblée générale ordinaire",
    "to": "À tous les membres",
    "place": "Paris",
    "issued_on": "2026-02-20",
    "facts": FACTS,
    "agenda": AGENDA,
    "paragraphs": [
        "Madame, Monsieur,",
        (
            "Votre présence compte. L’assemblée délibère dès que la moitié des membres "
            "à jour sont présents ou représentés (art. 17)."
        ),
        (
            "Si vous ne pouvez pas venir, donnez procuration à un autre membre à jour avant l’ouverture avec "
            "/procuration ou par courrier, courriel ou SMS au président (art. 16). Chaque "
            "membre porte une procuration au plus."
        ),
        (
            "Dites-nous avant le 7 mars si vous venez, avec /reunions : le repas est prévu pour celles et ceux qui "
            "viennent (art. 15)."
        ),
        "Nous comptons sur vous.",
    ],
    "signed_by": "Hilaire NTSIBA, président",
}

MANDATE: MandatePaper = {
    "association": "N’DZOUANA",
    "title": "Procuration",
    "reference": "P-2026-0007",
    "issued_on": "2026-03-05",
    "giver": {"number": "M012", "name": "Awa IBARA"},
    "holder": {"number": "M031", "name": "Marie-Joséphine MBEMBA-OKOMBI"},
    "facts": [
        {"label": "Pour", "value": "l’assemblée générale ordinaire du 14 mars 2026"},
        {"label": "Donnée", "value": "le 5 mars 2026 à 18 h 12, dans la conversation avec l’assistant"},
    ],
    "paragraphs": [
        (
            "Par la présente, Awa IBARA donne pouvoir à Marie-Joséphine MBEMBA-OKOMBI de la représenter à l’assemblée "
            "ci-dessus, d’y prendre part aux délibérations et d’y voter en son nom (art. 16)."
        ),
        (
            "La procuration vaut pour cette assemblée seule. Elle peut être retirée jusqu’à l’ouverture, et ne compte "
            "que si les deux membres sont à jour de leurs cotisations ce jour-là."
        ),
    ],
}

MINUTES: MinutesPaper = {
    "opening": ["La séance s’ouvre par une minute de silence."],
    "association": "N’DZOUANA",
    "title": "Procès-verbal",
    "issued_on": "2026-03-15",
    "facts": [
        {"label": "Réunion", "value": "Assemblée générale ordinaire"},
        *FACTS,
        {"label": "Présidence", "value": "Hilaire NTSIBA"},
        {"label": "Quorum", "value": "atteint : 37 requis, 41 présents ou représentés"},
    ],
    "people": [
        {"title": "Présents", "names": [f"Hilaire NTSIBA-{n:02}" for n in range(1, 36)]},
        {"title": "Représentés", "names": ["Awa IBARA (par Marie MBEMBA)", "Serge NGOMA (par Paul OKO)"]},
        {"title": "Excusés", "names": ["Céline ÉTOUMBI"]},
        {"title": "Absents", "names": []},
    ],
    "sections": [
        {
            "title": AGENDA[0],
            "paragraphs": ["Le procès-verbal de la réunion de février est lu par la secrétaire."],
            "votes": [
                {
                    "text": "Le procès-verbal est approuvé.",
                    "in_favour": 38,
                    "against": 0,
                    "abstaining": 3,
                    "outcome": "Adopté",
                }
            ],
        },
        {
            "title": "Fixation des cotisations de l’année",
            "paragraphs": [
                (
                    "La trésorière présente l’état de la caisse et propose de maintenir la cotisation mensuelle. Des "
                    "membres demandent que l’effort porte d’abord sur les arriérés."
                ),
                "Après débat, deux propositions sont mises aux voix.",
            ],
            "votes": [
                {
                    "text": "La cotisation mensuelle reste fixée à 10,00 €.",
                    "in_favour": 30,
                    "against": 6,
                    "abstaining": 5,
                    "outcome": "Adopté",
                },
                {
                    "text": "Elle passe à 12,00 € à compter du 1er janvier 2027, par prélèvement mensuel.",
                    "in_favour": 9,
                    "against": 28,
                    "abstaining": 4,
                    "outcome": "Rejeté",
                },
            ],
        },
        {
            "title": "Questions diverses",
            "paragraphs": ["Une collecte est proposée pour l’école de Makoua. La question sera reprise en avril."],
            "votes": [],
        },
    ],
    "closing": ["L’ordre du jour étant épuisé, la séance est levée à 18 h 05."],
    "signers": ["La présidence : Hilaire NTSIBA", "Le secrétariat : Céline ÉTOUMBI"],
    "draft": False,
}

CALENDAR: CalendarFile = {
    "uid": "meeting-3@mbongi",
    "sequence": 0,
    "stamped_at": "2026-02-20T18:12:00+01:00",
    "starts_at": "2026-03-14T14:30:00+01:00",
    "minutes": 180,
    "summary": "Assemblée générale ordinaire – N’DZOUANA",
    "location": "12 rue de la Gare, 93200 Saint-Denis",
    "description": "\n".join(f"{n}. {point}" for n, point in enumerate(AGENDA, 1)),
    "cancelled": False,
}


def attendance(count: int, *, recorded: bool) -> AttendancePaper:
    """So many members: of five, three came, one is represented, one did not come."""
    return {
        "association": "N’DZOUANA",
        "title": "Feuille de présence",
        "issued_on": "2026-03-14",
        "facts": FACTS,
        "rows": [_row(n, recorded=recorded) for n in range(1, count + 1)],
        "summary": ["41 voix : 37 présents, 4 représentés.", "Quorum : 37 requis, atteint (art. 17)."],
        "signers": ["La présidence : Hilaire NTSIBA", "Le secrétariat : Céline ÉTOUMBI"],
        "recorded": recorded,
    }


def sections(count: int) -> list[MinutesSection]:
    """So many points, each with some words and a vote."""
    return [{**MINUTES["sections"][0], "title": f"Point {n}"} for n in range(1, count + 1)]


def _row(n: int, *, recorded: bool) -> AttendanceRow:
    name = f"Marie-Joséphine MBEMBA-OKOMBI-{n}" if n % 7 == 0 else f"Hilaire NTSIBA-{n}"
    row: AttendanceRow = {"number": f"M{n:03}", "name": name, "state": "absent", "note": "", "votes": 0}
    if n % 5 == 0:
        row["state"], row["note"] = "represented", "par Awa IBARA (M012)"
    elif recorded and n % 5 != 1:
        row["state"], row["note"], row["votes"] = "present", "arrivée 14 h 32, départ 17 h 05", 1 + (n % 5 == 2)
    return row


PAPERS: Mapping[str, Mapping[str, Any]] = {
    "convocation": CONVOCATION,
    "mandate": MANDATE,
    "attendance_sheet": attendance(40, recorded=True),
    "minutes": MINUTES,
}
"""Those that are PDFs, by maker."""


def saying(words: str) -> dict[str, Mapping[str, Any]]:
    """Each of them with the words wherever somebody may have typed them."""
    facts: list[Fact] = [{"label": words, "value": words}]
    person = {"number": "M012", "name": words}
    row = {"number": "M012", "name": words, "state": "present", "note": words, "votes": 1}
    vote = {"text": words, "in_favour": 1, "against": 0, "abstaining": 0, "outcome": words}
    common = {"association": words, "facts": facts, "signers": [words]}
    return {
        "convocation": {**CONVOCATION, **common, "agenda": [words], "paragraphs": [words], "signed_by": words},
        "mandate": {**MANDATE, **common, "giver": person, "holder": person, "paragraphs": [words], "to_sign": True},
        "attendance_sheet": {**attendance(1, recorded=True), **common, "rows": [row], "summary": [words]},
        "minutes": {
            **MINUTES,
            **common,
            "people": [{"title": words, "names": [words]}],
            "sections": [{"title": words, "paragraphs": [words], "votes": [vote]}],
            "opening": [words],
            "closing": [words],
        },
    }
