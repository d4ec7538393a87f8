"""A meeting is opened, presided, closed, and convened again where there was no quorum."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.domain.convening import MeetingState
from assistant.domain.members import Role
from tests.handlers.sitting import BUREAU, ENOUGH, assemble, enter, give, meeting, open_with
from tests.handlers.talk import Talk, member


@pytest.fixture
async def door(talk: Talk) -> Talk:
    """Before the opening; nobody is there."""
    return await assemble(talk)


async def test_one_of_the_bureau_alone_does_not_open_it(door: Talk) -> None:
    await enter(door, "M003", "M012")

    outcome = await door.say("jean", "/seance open")

    assert door.heard("jean") == (
        "La séance ne peut pas encore s’ouvrir : 2 membres du bureau doivent être là en personne (art. 19). Arrivées "
        "notées : 1."
    )
    assert outcome.result == {"refused": "BUREAU_QUORUM", "articles": ["NDZ art. 19"]}


async def test_without_a_quorum_it_is_opened_and_the_bureau_reads_what_that_means(door: Talk) -> None:
    await give(door, "M012", "M013")
    await enter(door, *BUREAU)

    outcome = await door.say("jean", "/seance open")

    assert door.heard("jean") == (
        "La séance est ouverte, présidence : Hilaire Ntsiba. "
        "Les membres comptés et les procurations ne changent plus.\n"
        "Il manque 2 voix pour délibérer : 4 requises, 2 présentes, 0 représentée (art. 17).\n"
        "Procurations qui ne comptent pas : Awa Mabiala (mandataire hors de la salle).\n"
        "Assemblée générale ordinaire : ouverte depuis 14 h 02, présidence : Hilaire Ntsiba ; 2 personnes sont là.\n"
        "Elle peut se tenir, mais rien ne peut être mis aux voix tant que le quorum manque."
    )
    assert outcome.result is not None
    assert (outcome.result["reached"], outcome.result["void"]) == (False, {"M012": "HOLDER_ABSENT"})
    assert (outcome.result["chair"], outcome.result["secretary"]) == ("M001", "M003")


async def test_the_only_one_who_may_preside_can_be_named_all_the_same(door: Talk) -> None:
    await enter(door, *BUREAU)

    await door.say("jean", "/seance open m001")

    assert (await meeting(door)).chair == "M001"
    assert "Je n’ai pas su quoi faire" not in door.heard("jean")


async def test_where_several_may_preside_the_bureau_says_who(door: Talk) -> None:
    deputy = member("M004", "Rosine", Role.TREASURER)
    await door.database.run(lambda work: work.members.save(deputy))
    await enter(door, "M003", "M004")

    await door.say("jean", "/seance open")
    asked = door.heard("jean")
    await door.press("jean", "Rosine Ibara")

    assert asked == "Qui préside ?"
    assert (await meeting(door)).chair == "M004"


async def test_while_it_is_asked_who_presides_another_command_opens_nothing(door: Talk) -> None:
    deputy = member("M004", "Rosine", Role.TREASURER)
    await door.database.run(lambda work: work.members.save(deputy))
    await enter(door, "M003", "M004")
    await door.say("jean", "/seance open")
    await door.database.run(lambda work: work.attendances.check_out(1, "M004"))
    await door.database.run(lambda work: work.attendances.check_in(1, "M001", "M003"))

    await door.say("jean", "/solde")

    assert (await meeting(door)).state is MeetingState.CONVENED


async def test_the_president_who_comes_late_takes_the_chair_and_a_member_the_pen(door: Talk) -> None:
    deputy = member("M004", "Rosine", Role.TREASURER)
    await door.database.run(lambda work: work.members.save(deputy))
    await enter(door, "M003", "M004", "M012")
    await door.say("jean", "/seance open M004")
    await enter(door, "M001")

    await door.say("jean", "/seance chair M001")
    said = door.heard("jean")
    await door.say("jean", "/seance secretary M012")

    assert said == "Hilaire Ntsiba préside désormais."
    assert door.heard("jean") == "Awa Mabiala rédige le compte rendu."
    assert ((await meeting(door)).chair, (await meeting(door)).secretary) == ("M001", "M012")


async def test_a_tap_on_close_is_asked_back_and_a_no_leaves_it_open(door: Talk) -> None:
    await open_with(door, *BUREAU)
    await door.say("jean", "/seance")
    await door.press("jean", "Clore la séance")
    asked = door.heard("jean")

    await door.press("jean", "Non")

    assert asked == "Clore l’assemblée générale ordinaire du 14 mars 2026 ? Plus personne ne pourra arriver ni voter."
    assert door.heard("jean") == "La séance reste ouverte."
    assert (await meeting(door)).state is MeetingState.OPEN


async def test_while_it_is_asked_whether_to_close_another_command_closes_nothing(door: Talk) -> None:
    await open_with(door, *BUREAU)
    await door.say("jean", "/seance")
    await door.press("jean", "Clore la séance")

    await door.say("jean", "/solde")

    assert door.to("jean").question == "confirm"
    assert (await meeting(door)).state is MeetingState.OPEN


async def test_after_an_assembly_without_a_quorum_the_second_one_is_one_tap_away(door: Talk) -> None:
    await open_with(door, *BUREAU)

    await door.say("jean", "/seance close")

    assert door.keys("jean") == ["Rédiger le compte rendu", "Convoquer à nouveau"]


async def test_after_an_assembly_with_its_quorum_only_the_minutes_are_left(door: Talk) -> None:
    await open_with(door, *ENOUGH)

    await door.say("jean", "/seance close")

    assert door.keys("jean") == ["Rédiger le compte rendu"]


async def test_at_the_close_the_sheet_is_attached_and_the_meal_is_told(talk: Talk) -> None:
    await assemble(talk, hosts=("M012",))
    await open_with(talk, *BUREAU)

    outcome = await talk.say("jean", "/seance close")

    assert talk.heard("jean") == (
        "La séance est close. À la fin, en voix : 4 requises, 2 présentes, 0 représentée (art. 17).\n"
        "Repas : 5,00 € au compte de chacun des 6 membres concernés (art. 15).\n"
        "La feuille de présence est jointe. Prochaine étape : le compte rendu."
    )
    assert [file.name for file in talk.to("jean").files] == ["presence-2026-03-14.pdf"]
    assert talk.to("jean").files[0].content.startswith(b"%PDF")
    assert outcome.result is not None
    assert (outcome.result["payers"], outcome.result["present"]) == (6, 2)


async def test_the_sheet_can_be_printed_before_and_read_afterwards(door: Talk) -> None:
    await door.say("jean", "/seance sheet")
    before = door.heard("jean")
    await open_with(door, *BUREAU)
    await door.say("jean", "/seance close")

    await door.say("jean", "/seance sheet")

    assert before == "La feuille de présence de l’assemblée générale ordinaire du 14 mars 2026, à imprimer et à signer."
    assert door.heard("jean") == (
        "La feuille de présence de l’assemblée générale ordinaire du 14 mars 2026, avec les pointages."
    )
    assert [file.name for file in door.to("jean").files] == ["presence-2026-03-14.pdf"]


async def test_without_a_quorum_the_assembly_is_convened_again_within_fifteen_days(door: Talk) -> None:
    await open_with(door, *BUREAU)
    await door.say("jean", "/seance close")
    await door.say("jean", "/seance reconvene")
    asked = door.heard("jean")
    late = await door.say("jean", "30 mars 2026")
    refused = door.heard("jean").partition("\n")[0]
    for text in ("29 mars 2026", "14h30", "As it is", "Telle quelle"):
        await door.say("jean", text)
        if door.to("jean").question == "confirm":
            break
    summary = door.heard("jean")

    outcome = await door.say("jean", "oui")

    assert asked == "La seconde assemblée peut se tenir jusqu’au 29 mars 2026 (art. 18). Quel jour ?"
    assert late.result == {"refused": "RECONVENE_TOO_LATE"}
    assert "29 mars 2026" in refused
    assert summary.startswith("Assemblée générale ordinaire convoquée à nouveau le 29 mars 2026 à 14 h 30, ")
    assert outcome.result is not None
    assert outcome.result["meeting"] == "2"
    second = await door.database.run(lambda work: work.meetings.get(2))
    assert second is not None
    assert (second.first, second.on) == (1, date(2026, 3, 29))


async def test_a_second_assembly_that_is_called_is_named_so_and_not_offered_again(door: Talk) -> None:
    await open_with(door, *BUREAU)
    await door.say("jean", "/seance close")
    for text in ("/seance reconvene", "29 mars 2026", "14h30", "Gare de Lyon", "oui"):
        await door.say("jean", text)
    called = door.heard("jean")

    await door.say("jean", "/seance 1")
    offered = door.keys("jean")
    await door.say("jean", "/convocations 2")

    assert called == (
        "Le bureau est consulté pour la seconde assemblée générale ordinaire du 29 mars 2026. "
        "L’envoi se fera dès qu’une autre personne du bureau aura donné son accord."
    )
    assert "Convoquer à nouveau" not in offered
    assert "\nSeconde assemblée générale ordinaire, dimanche 29 mars 2026 à 14 h 30 :" in door.heard("jean")


async def test_a_second_assembly_that_moves_is_kept_within_its_days_before_anything_else_is_asked(door: Talk) -> None:
    await open_with(door, *BUREAU)
    await door.say("jean", "/seance close")
    for text in ("/seance reconvene", "28 mars 2026", "14h30", "Gare de Lyon", "oui"):
        await door.say("jean", text)
    await door.say("jean", "/convocations 2 change")
    asked = door.heard("jean")

    outcome = await door.say("jean", "30 mars 2026")

    assert asked == "La seconde assemblée peut se tenir jusqu’au 29 mars 2026 (art. 18). Quel jour ?"
    assert outcome.result == {"refused": "RECONVENE_TOO_LATE"}
    assert door.to("jean").question == "date"


async def test_with_a_quorum_nothing_is_convened_again(door: Talk) -> None:
    await open_with(door, *ENOUGH)

    outcome = await door.say("jean", "/seance reconvene")

    assert outcome.result == {"refused": "QUORUM_WAS_REACHED", "articles": ["NDZ art. 18"]}
    assert "Convoquer à nouveau" not in door.keys("jean")


async def test_after_a_check_in_by_name_all_that_can_be_done_next_is_offered(door: Talk) -> None:
    await enter(door, "M001")

    assert door.keys("jean") == [
        "Pointer les arrivées",
        "Noter un départ",
        "Ouvrir la séance",
        "Quorum",
        "Feuille de présence",
    ]
