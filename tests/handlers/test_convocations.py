"""The bureau looks at a meeting ahead: agrees, refuses, changes it, calls it off, sees who was reached."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.domain.convening import MeetingState
from tests.handlers.convening import PLACE, convenes, meeting, read_by, tell
from tests.handlers.declaring import gather
from tests.handlers.talk import Talk, member, plain

ASSEMBLY = "Convocation à l’assemblée générale ordinaire, samedi 28 mars 2026 à 14 h 30."


@pytest.fixture
async def convened(talk: Talk) -> Talk:
    """A monthly meeting on 21 March."""
    await gather(talk)
    await convenes(talk)
    return talk


@pytest.fixture
async def proposed(talk: Talk) -> Talk:
    """Sylvie proposes the ordinary assembly of 28 March; Hilaire and Rosine are asked."""
    await gather(talk)
    await convenes(talk, kind="ago", day="2026-03-28")
    return talk


async def test_the_only_meeting_ahead_is_shown_at_once(convened: Talk) -> None:
    await convened.say("hilaire", "/convocations")

    assert convened.to("hilaire").question == "action"
    assert convened.heard("hilaire").startswith("Convocation envoyée : Réunion mensuelle, samedi 21 mars 2026")


async def test_of_several_ahead_one_is_chosen(convened: Talk) -> None:
    await convenes(convened, kind="exceptional", day="2026-04-25")

    await convened.say("hilaire", "/convocations")

    assert convened.to("hilaire").question == "meeting"
    assert convened.heard("hilaire") == "2 réunions sont à venir. Laquelle ?"


async def test_what_stays_is_said_in_one_word(convened: Talk) -> None:
    await tell(convened, "hilaire", "/convocations 1 change", "garder", "Garder", "garder", "garder", "garder")

    assert convened.heard("hilaire") == "Rien ne change : personne n’est prévenu."


async def test_of_a_meeting_that_moves_nobody_is_told_to_skip(convened: Talk) -> None:
    await tell(convened, "hilaire", "/convocations 1 change")
    day = convened.keys("hilaire")[0]
    await tell(convened, "hilaire", "garder", "garder", "garder")

    assert day == "Garder le 21 mars 2026"
    assert convened.heard("hilaire") == (
        "Qui reçoit la réunion à son domicile (art. 15) ? Indiquez un numéro ou un nom complet."
    )


async def test_why_a_meeting_that_was_never_sent_is_called_off_is_for_the_bureau_alone(proposed: Talk) -> None:
    await proposed.say("hilaire", "/convocations 1 call_off")

    assert proposed.heard("hilaire") == "Pourquoi ? Le bureau lira votre raison."


async def test_why_one_that_was_sent_is_called_off_is_for_all_those_convened(convened: Talk) -> None:
    await convened.say("hilaire", "/convocations 1 call_off")

    assert convened.heard("hilaire") == "Pourquoi ? Les personnes convoquées liront votre raison."


# Agreeing


async def test_who_agrees_while_others_have_still_to_is_asked_for_that_and_answered_shortly(talk: Talk) -> None:
    await gather(talk)
    said = ("/convoquer age texts 28/03/2026 14h30", PLACE, "skip", "Article 8", "oui")
    await tell(talk, "sylvie", *said)
    await talk.say("hilaire", "/convocations 1 approve")
    asked = talk.heard("hilaire").rpartition("\n")[2]

    await talk.say("hilaire", "oui")

    still = "L’envoi se fera dès qu’une autre personne du bureau aura donné son accord."
    assert asked == f"{still} Êtes-vous d’accord ?"
    assert talk.heard("hilaire") == (
        f"Vous avez dit oui à l’assemblée générale extraordinaire du 28 mars 2026. {still}"
    )


async def test_who_does_not_agree_reads_what_it_still_takes(proposed: Talk) -> None:
    await tell(proposed, "hilaire", "/convocations 1 refuse", "Trop tôt.")

    assert proposed.heard("hilaire") == (
        "Vous avez dit non à l’assemblée générale ordinaire du 28 mars 2026. "
        "L’envoi se fera dès qu’une autre personne du bureau aura donné son accord."
    )


async def test_who_agrees_sees_once_more_what_will_be_sent_and_to_how_many(proposed: Talk) -> None:
    await proposed.press("hilaire", "D’accord")
    preview = proposed.heard("hilaire")
    before = read_by(proposed, ASSEMBLY)

    outcome = await proposed.press("hilaire", "Confirmer")

    assert preview.startswith("Voici ce que liront 5 membres")
    assert preview.endswith("Faut-il l’envoyer ?")
    assert before == []
    assert outcome.result == {
        "meeting": "1",
        "recipients": 5,
        "state": "convened",
        "votes": {"yes": 2, "no": 0, "waiting": 1},
    }
    assert read_by(proposed, ASSEMBLY) == ["awa", "hilaire", "rosine", "rufin", "sylvie"]


async def test_once_it_has_left_the_others_cards_and_who_proposed_it_say_so(proposed: Talk) -> None:
    await tell(proposed, "hilaire", "/convocations 1 approve", "oui")

    said = "Convocation envoyée : Assemblée générale ordinaire, samedi 28 mars 2026 à 14 h 30 (Hilaire Ibara"
    edited = {message.to.chat for message in proposed.paper.sent if message.edits}
    assert "rosine" in edited
    assert set(read_by(proposed, said)) >= {"rosine", "sylvie"}


async def test_a_button_of_yesterday_says_who_has_decided_and_when(proposed: Talk) -> None:
    await tell(proposed, "hilaire", "/convocations 1 approve", "oui")

    outcome = await proposed.say("rosine", "/convocations 1 approve edition-0")

    assert outcome.result == {"refused": "ALREADY_DECIDED", "articles": []}
    assert (
        proposed.heard("rosine") == "C’est déjà fait : convocation envoyée par Hilaire Ibara le 5 mars 2026 à 10 h 00."
    )


async def test_a_yes_to_what_was_changed_since_is_sent_back_to_the_newest_card(proposed: Talk) -> None:
    await tell(proposed, "sylvie", "/convocations 1 change", "keep", "16h", "keep", "keep", "keep", "oui")

    outcome = await proposed.say("hilaire", "/convocations 1 approve edition-0")

    assert outcome.result == {"refused": "MEETING_CHANGED", "articles": []}
    assert read_by(proposed, "Modifié depuis : Assemblée générale ordinaire, samedi 28 mars 2026 à 16 h 00") == [
        "hilaire",
        "rosine",
    ]


async def test_whoever_proposed_it_cannot_be_the_second_yes(proposed: Talk) -> None:
    outcome = await proposed.say("sylvie", "/convocations 1 approve")

    assert outcome.result == {"refused": "SECOND_YES_REQUIRED", "articles": ["NDZ art. 34"]}


async def test_a_no_is_told_with_its_reason_to_who_proposed_it_alone(proposed: Talk) -> None:
    await proposed.press("hilaire", "Pas d’accord")

    outcome = await proposed.say("hilaire", "Trop tôt <dans> l'année")

    assert outcome.result == {
        "meeting": "1",
        "state": "proposed",
        "recipients": 0,
        "votes": {"yes": 1, "no": 1, "waiting": 1},
    }
    assert proposed.heard("sylvie").startswith("Hilaire Ibara n’est pas d’accord : Assemblée générale ordinaire")
    assert "« Trop tôt <dans> l'année »" in proposed.heard("sylvie")
    assert read_by(proposed, "Hilaire Ibara n’est pas d’accord") == ["sylvie"]


async def test_it_falls_when_nobody_is_left_to_agree(proposed: Talk) -> None:
    await tell(proposed, "hilaire", "/convocations 1 refuse", "Trop tôt")

    outcome = await tell(proposed, "rosine", "/convocations 1 refuse", "Trop cher")

    assert outcome.result is not None
    assert outcome.result["state"] == "called_off"
    assert read_by(proposed, "Annulation") == []


async def test_what_is_open_to_the_bureau_depends_on_where_the_meeting_stands(proposed: Talk) -> None:
    await proposed.say("hilaire", "/convocations 1")
    before = proposed.keys("hilaire")[:4]
    await tell(proposed, "hilaire", "/annuler", "/convocations 1 approve", "oui")

    await proposed.say("hilaire", "/convocations 1")

    assert before == ["D’accord", "Pas d’accord", "Modifier", "Annuler la réunion"]
    assert proposed.keys("hilaire")[:4] == [
        "Qui a été joint",
        "Modifier",
        "Annuler la réunion",
        "Noter qui a été prévenu",
    ]


# Changing and calling off


async def test_a_change_is_shown_then_told_with_old_and_new(convened: Talk) -> None:
    await tell(convened, "rosine", "/convocations 1 change", "28/03/2026", "keep", "Salle Jaurès, Lyon", "keep", "keep")
    preview = convened.heard("rosine")

    outcome = await convened.press("rosine", "Confirmer")

    change = (
        "Changement pour la réunion mensuelle du 21 mars 2026.\n"
        "Nouvelle date : samedi 28 mars 2026 à 14 h 30 (au lieu de : samedi 21 mars 2026 à 14 h 30).\n"
        f"Nouveau lieu : Salle Jaurès, Lyon (au lieu de : {PLACE})."
    )
    assert preview == f"Voici ce que liront 5 membres :\n\n{change}\n\nFaut-il l’envoyer ?"
    assert outcome.result == {"meeting": "1", "state": "convened", "recipients": 5}
    assert convened.heard("rufin") == (
        f"{change}\nUne réponse ou une procuration déjà donnée reste valable ; vous pouvez la changer."
    )
    kept = await meeting(convened)
    assert (kept.on, kept.place, kept.edition) == (date(2026, 3, 28), "Salle Jaurès, Lyon", 1)


async def test_where_everything_stays_nobody_is_told(convened: Talk) -> None:
    outcome = await tell(convened, "rosine", "/convocations 1 change", "keep", "keep", "keep", "keep", "keep")

    assert outcome.result == {"meeting": "1", "state": "convened", "recipients": 0}
    assert convened.heard("rosine") == "Rien ne change : personne n’est prévenu."
    assert read_by(convened, "Changement") == []


async def test_the_points_of_the_bylaws_stay_when_the_bureau_writes_its_own_anew(convened: Talk) -> None:
    await tell(convened, "rosine", "/convocations 1 change", "keep", "keep", "keep", "keep", "Budget", "oui")

    assert [item.title("fr") for item in (await meeting(convened)).agenda] == [
        "Lecture et approbation du compte rendu de la réunion précédente",
        "Budget",
    ]


async def test_a_day_that_the_calendar_refuses_is_asked_again(convened: Talk) -> None:
    outcome = await tell(convened, "rosine", "/convocations 1 change", "12/07/2026")

    assert outcome.result == {"refused": "NO_MEETING_MONTH"}
    assert convened.to("rosine").question == "date"


async def test_who_did_not_see_an_other_s_change_does_not_overwrite_it(convened: Talk) -> None:
    await tell(convened, "rosine", "/convocations 1 change", "keep", "16h", "keep", "keep", "keep")
    await tell(convened, "hilaire", "/convocations 1 change", "keep", "15h", "keep", "keep", "keep", "oui")

    outcome = await convened.say("rosine", "oui")

    assert outcome.result == {"refused": "MEETING_CHANGED", "articles": []}
    assert (await meeting(convened)).edition == 1


async def test_calling_off_is_shown_then_told_with_its_reason(convened: Talk) -> None:
    await tell(convened, "rosine", "/convocations 1 call_off", "Salle inondée")

    outcome = await convened.say("rosine", "oui")

    assert outcome.result == {"meeting": "1", "state": "called_off", "recipients": 5}
    assert convened.heard("rufin") == (
        "Annulation : la réunion mensuelle du 21 mars 2026 n’aura pas lieu.\n"
        "Le bureau précise : « Salle inondée »\n"
        "Vous n’avez rien à faire ; les procurations données pour cette réunion ne comptent plus."
    )
    done = next(m for m in convened.paper.sent if m.to.chat == "rosine" and plain(m.text).startswith("C’est noté"))
    assert [key.label for key in done.keys] == ["Qui a été joint"]
    assert (await meeting(convened)).state is MeetingState.CALLED_OFF


async def test_a_no_changes_nothing(convened: Talk) -> None:
    outcome = await tell(convened, "rosine", "/convocations 1 call_off", "Salle inondée", "non")

    assert outcome.result == {"cancelled": "notices"}
    assert (await meeting(convened)).state is MeetingState.CONVENED


# Who was reached


async def test_the_report_names_who_is_still_to_be_told_and_a_call_completes_it(talk: Talk) -> None:
    await gather(talk)
    await talk.database.run(lambda work: work.members.save(member("M030", "Nadège")))
    await convenes(talk)

    before = await talk.say("rosine", "/convocations 1 report")
    named = talk.heard("rosine")
    after = await tell(talk, "rosine", "/convocations 1 told", "M030", "call")

    assert before.result is not None
    assert (before.result["complete"], before.result["unreachable"], before.result["accepted"]) == (False, 1, 5)
    assert "Nadège Ibara" in named
    assert after.result is not None
    assert (after.result["complete"], after.result["told"], after.result["told_by"]) == (True, 1, "call")


async def test_after_a_change_which_message_is_meant_is_asked(convened: Talk) -> None:
    await tell(convened, "rosine", "/convocations 1 change", "keep", "16h", "keep", "keep", "keep", "oui")

    await convened.say("rosine", "/convocations 1 report")

    assert convened.to("rosine").question == "broadcast"
    assert convened.keys("rosine")[0].startswith("Changement d’une réunion")


async def test_with_nothing_ahead_the_bureau_is_told_how_to_convene(talk: Talk) -> None:
    await gather(talk)

    outcome = await talk.say("rosine", "/convocations")

    assert outcome.result == {"meeting": None}
    assert talk.heard("rosine") == "Aucune réunion n’est à venir. /convoquer permet de convoquer les membres."


@pytest.mark.parametrize("said", ["/convocations", "/convocations 1 call_off Non", "/convocations 1 report"])
async def test_nobody_outside_the_bureau_sees_or_does_anything_here(convened: Talk, said: str) -> None:
    outcome = await convened.say("awa", said)

    assert outcome.result == {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 19"]}
    assert (await meeting(convened)).state is MeetingState.CONVENED
