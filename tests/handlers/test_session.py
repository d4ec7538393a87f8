"""The bureau at the door of a meeting: what it can do, who comes in, who leaves, who may not do it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from assistant.domain.meetings import SessionKind
from assistant.domain.members import Member
from assistant.ports import UnitOfWork
from tests.handlers.assembly import DAY, convene, gather
from tests.handlers.sitting import ENOUGH, assemble, enter, open_with, there
from tests.handlers.talk import Talk, member

MISSING = "Il manque 4 voix pour délibérer : 4 requises, 0 présente, 0 représentée (art. 17)."
NOBODY = "pas encore ouverte ; personne n’est là pour le moment."
NOT_OPEN = f"Assemblée générale ordinaire, 14 mars 2026 : {NOBODY}"
LEFT = ["Retour", "Annuler"]


@pytest.fixture
async def door(talk: Talk) -> Talk:
    """Before the opening; nobody is there."""
    return await assemble(talk)


@pytest.mark.parametrize("typed", ["/seance", "/seance check_in M001"])
async def test_without_a_meeting_to_hold_the_bureau_reads_when_the_next_one_is_due(talk: Talk, typed: str) -> None:
    await gather(talk)

    outcome = await talk.say("jean", typed)

    assert talk.heard("jean") == (
        "Aucune réunion à tenir. La prochaine réunion mensuelle est prévue en mars 2026 (art. 19)."
    )
    assert talk.keys("jean") == ["Convoquer les membres"]
    assert outcome.result == {"meeting": None}


async def test_one_that_waits_for_the_bureau_is_named_instead_with_the_way_to_it(talk: Talk) -> None:
    await gather(talk)
    await talk.say("hilaire", "/convoquer ago 28/03/2026 15h")
    for text in ("12 rue des Lilas", "skip", "skip", "oui"):
        await talk.say("hilaire", text)

    await talk.say("jean", "/seance")

    assert talk.heard("jean") == (
        "Aucune réunion à tenir. Le bureau doit encore donner son accord pour l’assemblée générale ordinaire du "
        "28 mars 2026."
    )
    assert talk.keys("jean") == ["Voir"]


async def test_on_the_day_the_state_comes_first_and_what_can_be_done_follows(door: Talk) -> None:
    await door.say("jean", "/séance")

    assert door.heard("jean") == f"{MISSING}\n{NOT_OPEN}"
    assert door.keys("jean") == ["Pointer les arrivées", "Quorum", "Feuille de présence", "Annuler"]


async def test_of_a_meeting_ahead_only_the_count_and_the_sheet_can_be_had(talk: Talk) -> None:
    await gather(talk)
    await convene(talk)

    await talk.say("jean", "/seance")

    assert talk.keys("jean") == ["Quorum", "Feuille de présence", "Annuler"]


async def test_of_two_of_the_day_one_is_chosen(door: Talk) -> None:
    await convene(door, SessionKind.EXCEPTIONAL)

    await door.say("jean", "/seance")

    assert door.to("jean").question == "meeting"
    assert door.keys("jean")[:2] == [
        "Assemblée générale ordinaire, samedi 14 mars 2026 à 14\u00a0h\u00a030",
        "Réunion exceptionnelle, samedi 14 mars 2026 à 14\u00a0h\u00a030",
    ]
    await door.say("hilaire", "/seance 2 quorum")
    assert door.heard("hilaire").endswith(f"Réunion exceptionnelle, 14 mars 2026 : {NOBODY}")


async def test_names_are_tapped_one_after_the_other_on_one_message_that_changes_in_place(door: Talk) -> None:
    await door.say("jean", "/seance")
    await door.press("jean", "Pointer les arrivées")
    before = door.keys("jean")

    outcome = await door.press("jean", "Awa Mabiala")
    shown = door.to("jean")
    await door.press("jean", "Hilaire Ntsiba")

    assert before == [
        *(
            "Jean Ibara",
            "Grace Loemba",
            "Awa Mabiala",
            "Élodie N’Goma",
            "Hilaire Ntsiba",
            "Joy Samba (M017)",
            "Joy Samba (M018)",
        ),
        *("Terminé", *LEFT),
    ]
    assert outcome.result is not None
    assert {"member": "M012", "present": 1, "required": 4, "reached": False}.items() <= outcome.result.items()
    assert shown.edits is not None
    assert door.to("jean").edits is not None
    assert door.heard("jean") == (
        "Arrivée notée : Hilaire Ntsiba.\n"
        "Il manque 2 voix pour délibérer : 4 requises, 2 présentes, 0 représentée (art. 17).\n"
        "Assemblée générale ordinaire, 14 mars 2026 : pas encore ouverte ; 2 personnes sont là.\n"
        "Qui arrive ? Touchez un nom, ou écrivez-le, un numéro ou un code."
    )
    assert "Awa Mabiala" not in door.keys("jean")
    assert await there(door) == ["M001", "M012"]


async def test_of_many_the_first_letters_are_tapped(door: Talk) -> None:
    crowd = [member(f"M{number}", "Noël", last_name=f"Bemba {number}") for number in range(200, 220)]
    for who in crowd:
        await door.database.run(partial(_save, who=who))
    await door.say("jean", "/seance check_in")
    letters = door.keys("jean")

    await door.press("jean", "M (1)")
    names = door.keys("jean")
    await door.press("jean", "Awa Mabiala")

    assert letters == ["B (20)", "I (1)", "L (1)", "M (1)", "N (2)", "S (2)", "Terminé", *LEFT]
    assert names == ["Awa Mabiala", "Tous les noms", "Terminé", *LEFT]
    assert "M (1)" not in door.keys("jean")
    assert await there(door) == ["M012"]


@pytest.mark.parametrize(
    ("typed", "came"),
    [
        ("M012", ["M012"]),
        ("m012", ["M012"]),
        ("awa mabiala", ["M012"]),
        ("Mabiala Awa", ["M012"]),
        ("mab", ["M012"]),
        ("elo", ["M013"]),
        ("joy", []),
        ("Nobody", []),
        ("", []),
    ],
)
async def test_a_number_a_name_or_the_beginning_of_one_that_fits_nobody_else_is_enough(
    door: Talk, typed: str, came: list[str]
) -> None:
    await door.say("jean", "/seance check_in")

    await door.say("jean", typed)

    assert await there(door) == came
    assert door.to("jean").question == "who"


async def test_a_beginning_that_fits_several_shows_them_alone(door: Talk) -> None:
    await door.say("jean", "/seance check_in")
    await door.say("jean", "samba")
    shown = door.keys("jean")

    await door.press("jean", "Joy Samba (M017)")

    assert shown == ["Joy Samba (M017)", "Joy Samba (M018)", "Tous les noms", "Terminé", *LEFT]
    assert await there(door) == ["M017"]


async def test_a_last_name_of_two_is_not_taken_for_the_one_who_is_left(door: Talk) -> None:
    await enter(door, "M017")
    await door.say("jean", "/seance check_in")

    await door.say("jean", "samba")

    assert await there(door) == ["M017"]
    assert door.keys("jean") == ["Joy Samba (M018)", "Tous les noms", "Terminé", *LEFT]


async def test_the_code_of_a_telephone_is_typed_at_the_door(door: Talk) -> None:
    outcome = await door.say("awa", "/pointage")
    assert outcome.result is not None
    await door.say("jean", "/seance check_in")

    await door.say("jean", outcome.result["code"])

    assert door.heard("jean").startswith("Arrivée notée : Awa Mabiala.")
    assert await there(door) == ["M012"]


async def test_a_wrong_code_and_who_cannot_come_in_are_said_and_the_list_stays(door: Talk) -> None:
    await enter(door, "M012")
    await door.say("jean", "/seance check_in")
    said = {}
    for typed in ("000000", "M012", "M015", "M016"):
        outcome = await door.say("jean", typed)
        said[typed] = (outcome.result, door.heard("jean").partition("\n")[0])

    assert said == {
        "000000": (
            {"refused": "CODE_UNKNOWN"},
            "Ce code ne correspond à personne aujourd’hui (art. 19). Écrivez plutôt le numéro ou le nom.",
        ),
        "M012": (
            {"refused": "ALREADY_THERE"},
            "Awa Mabiala : arrivée déjà notée, le 14 mars 2026 à 14 h 01 (art. 19).",
        ),
        "M015": ({"refused": "SUSPENDED"}, "Rufin Samba : adhésion suspendue, pas de pointage (art. 30)."),
        "M016": (
            {"refused": "MEMBER_UNCLEAR"},
            "Je ne vois pas de qui il s’agit. Écrivez le numéro, ou le nom en entier.",
        ),
    }
    assert door.to("jean").question == "who"


async def test_leaving_the_door_says_that_what_was_noted_stands(door: Talk) -> None:
    await door.say("jean", "/seance check_in")
    await door.say("jean", "M012")

    await door.say("jean", "annuler")

    assert door.heard("jean") == "Entendu. Ce qui a été noté reste noté."
    assert await there(door) == ["M012"]


async def test_done_shows_where_it_stands(door: Talk) -> None:
    await door.say("jean", "/seance check_in")

    outcome = await door.press("jean", "Terminé")

    assert door.heard("jean") == f"{MISSING}\n{NOT_OPEN}"
    assert outcome.result is not None
    assert outcome.result["required"] == 4


async def test_another_command_at_the_door_checks_nobody_in(door: Talk) -> None:
    await door.say("jean", "/seance check_in")
    await door.say("jean", "M012")

    await door.say("jean", "/solde")

    assert door.to("jean").question == "who"
    assert await there(door) == ["M012"]


async def test_who_leaves_is_checked_out(door: Talk) -> None:
    await open_with(door, *ENOUGH)
    await door.say("jean", "/seance")
    await door.press("jean", "Noter un départ")

    await door.press("jean", "Awa Mabiala")

    assert door.heard("jean").startswith(
        "Départ noté : Awa Mabiala.\n"
        "Il manque 1 voix pour délibérer : 4 requises, 3 présentes, 0 représentée (art. 17)."
    )
    assert await there(door) == ["M001", "M003", "M013"]


async def test_how_many_could_count_by_paying_is_said_and_no_name_and_no_amount(talk: Talk) -> None:
    await gather(talk, M012=-6001, M013=-7500)
    await convene(talk)
    talk.at(DAY, 13)
    await enter(talk, "M012", "M013")

    await talk.say("jean", "/seance quorum")

    assert talk.heard("jean") == (
        "Il manque 3 voix pour délibérer : 3 requises, 0 présente, 0 représentée (art. 17).\n"
        "2 personnes dans la salle pourraient compter en se mettant à jour.\n"
        "Assemblée générale ordinaire, 14 mars 2026 : pas encore ouverte ; 2 personnes sont là."
    )


async def test_a_member_holds_no_meeting(door: Talk) -> None:
    outcome = await door.say("awa", "/seance check_in M012")

    assert outcome.result == {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 19"]}
    assert await there(door) == []


async def test_who_has_lost_the_office_at_the_door_goes_no_further(door: Talk) -> None:
    await door.say("jean", "/seance check_in")
    former = replace(member("M003", "Jean"), roles=frozenset())
    await door.database.run(lambda work: work.members.save(former))

    outcome = await door.press("jean", "Awa Mabiala")

    assert outcome.result == {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 19"]}
    assert await there(door) == []


async def test_a_name_tapped_on_an_old_list_changes_nothing(door: Talk) -> None:
    await door.say("jean", "/seance check_in")
    old = door.to("jean")
    await door.press("jean", "Awa Mabiala")
    key = next(key for key in old.keys if key.label == "Élodie N’Goma")

    outcome = await door.say("jean", press=key.data)

    assert outcome.result == {"refused": "STALE_BUTTON"}
    assert await there(door) == ["M012"]


async def test_in_a_group_nothing_of_it_is_said(door: Talk) -> None:
    outcome = await door.say("jean", "/seance", private=False)

    assert outcome.result == {"refused": "PRIVATE_ONLY"}
    assert door.heard("jean") == "Je vous réponds en privé : écrivez-moi directement."


async def test_a_stranger_is_told_how_to_be_known(door: Talk) -> None:
    outcome = await door.say("somebody", "/seance")

    assert outcome.result == {"refused": "NOT_A_MEMBER", "articles": []}


def _save(work: UnitOfWork, *, who: Member) -> None:
    work.members.save(who)


async def test_namesakes_are_told_apart_by_their_numbers(door: Talk) -> None:
    await door.say("jean", "/seance check_in")
    offered = door.keys("jean")

    await door.press("jean", "Joy Samba (M018)")

    assert "Joy Samba (M017)" in offered
    assert "Awa Mabiala" in offered
    assert door.heard("jean").startswith("Arrivée notée : Joy Samba (M018).")
    assert await there(door) == ["M018"]
