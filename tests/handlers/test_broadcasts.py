"""The bureau sees what was sent: who was reached in plain words, what is to be done; stops, endorses, corrects."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.domain.actors import OPERATOR
from assistant.domain.broadcasts import BroadcastKind, NewBroadcast
from assistant.domain.messages import OutboxState
from assistant.domain.reminding import ToldBy
from assistant.i18n import language
from assistant.ports import UnitOfWork
from assistant.services import broadcasting
from handlers.delivery_report import OFFERED
from handlers.notices import renderers
from handlers.people import NAMED
from tests.handlers.meeting_ahead import ticks
from tests.handlers.talk import Talk, member, plain
from tests.handlers.writing import TEXT, gather, writes


@pytest.fixture
async def hall(talk: Talk) -> Talk:
    await gather(talk)
    return talk


async def sends(talk: Talk, who: str = "hilaire", audience: str = "all") -> None:
    """It leaves, or is put to the bureau."""
    await writes(talk, who, audience, TEXT, "oui")


def cards(talk: Talk, who: str) -> list[str]:
    """What the card of that person says, from its beginning to its last edition."""
    begins = ("Chimène Ibara propose", "Message écrit par Chimène")
    return [plain(each.text) for each in talk.paper.sent if each.to.chat == who and plain(each.text).startswith(begins)]


async def test_where_nothing_was_sent_it_says_so(hall: Talk) -> None:
    outcome = await hall.say("hilaire", "/diffusions")

    assert outcome.result == {"broadcast": None}
    assert hall.heard("hilaire") == "Rien n’a encore été diffusé."


async def test_the_newest_is_offered_first_by_its_day_its_state_and_its_first_words(hall: Talk) -> None:
    await sends(hall)
    hall.at(date(2026, 3, 6))
    await sends(hall, "chimène", "bureau")

    await hall.say("hilaire", "/diffusions")

    assert [plain(key) for key in hall.keys("hilaire")[:2]] == [
        "Message, 6 mars 2026 : attend un accord, « La salle change. Venez à <15 h… »",
        "Message, 5 mars 2026 : envoyé, « La salle change. Venez à <15 h… »",
    ]


async def test_the_report_says_accepted_and_never_read_and_whom_to_call(hall: Talk) -> None:
    await sends(hall)

    outcome = await hall.say("hilaire", "/diffusions 1 rapport")

    assert outcome.result == {
        "broadcast": "1",
        "state": "sent",
        "complete": False,
        "accepted": 5,
        "told": 0,
        "unsure": 0,
        "waiting": 0,
        "refused": 0,
        "unreachable": 1,
    }
    assert hall.heard("hilaire") == (
        "Incomplet : 1 membre reste à prévenir.\n"
        "• Acceptés par la messagerie ou le serveur de courriel : 5. On ne sait pas s’ils ont été lus.\n"
        "• À joindre autrement : Nadège Ibara (+33639980130). Il faut appeler, ou écrire un courrier."
    )
    assert [plain(key) for key in hall.keys("hilaire")] == ["Prévenu par téléphone : Nadège Ibara"]


async def test_one_tap_notes_that_somebody_was_called_and_then_it_is_complete(hall: Talk) -> None:
    await sends(hall)
    await hall.say("hilaire", "/diffusions 1 report")

    outcome = await hall.press("hilaire", hall.keys("hilaire")[0])
    again = await hall.say("sylvie", "/diffusions 1 told M030 letter")

    assert outcome.result
    assert (outcome.result["complete"], outcome.result["told"]) == (True, 1)
    assert hall.heard("hilaire") == (
        "Complet : les 6 membres sont prévenus.\n"
        "• Acceptés par la messagerie ou le serveur de courriel : 5. On ne sait pas s’ils ont été lus.\n"
        "• Prévenu par courrier ou par téléphone : 1."
    )
    assert again.result == {"refused": "ALREADY_NOTED", "articles": []}
    assert hall.heard("sylvie") == "C’est déjà noté. /diffusions montre qui a été joint."


async def test_a_letter_is_noted_by_name_and_by_how(hall: Talk) -> None:
    await sends(hall)

    await hall.say("hilaire", "/diffusions 1 told")
    offered = hall.keys("hilaire")[0]
    await hall.say("hilaire", "nadège ibara")
    outcome = await hall.press("hilaire", "Par courrier")

    assert offered == "M030 Nadège Ibara"
    assert outcome.result
    assert outcome.result["complete"] is True


async def left(talk: Talk, **states: OutboxState) -> None:
    """Something left for those members, and that became of it; of who is not named here it is not known yet."""
    new = NewBroadcast(kind=BroadcastKind.MINUTES, audience="convened", body={})

    def unit(work: UnitOfWork) -> None:
        broadcasting.send(work, OPERATOR, new, list(states))
        for row in work.outbox.since(0):
            work.outbox.settle(row.id, states[row.member or ""])

    await talk.database.run(unit)


async def test_a_chat_that_refuses_and_one_that_is_gone_are_told_apart_by_name(hall: Talk) -> None:
    await left(hall, M012=OutboxState.DEAD, M014=OutboxState.UNREACHABLE)

    outcome = await hall.say("sylvie", "/diffusions 1 report")

    assert outcome.result
    assert (outcome.result["unreachable"], outcome.result["refused"]) == (1, 1)
    assert hall.heard("sylvie") == (
        "Incomplet : 2 membres restent à prévenir.\n"
        "• Refusé par la messagerie : Awa Ibara. Il faut appeler, ou écrire un courrier.\n"
        "• À joindre autrement : Rufin Obami. Il faut appeler, ou écrire un courrier."
    )
    assert [plain(key) for key in hall.keys("sylvie")] == [
        "Prévenu par téléphone : Rufin Obami",
        "Prévenu par téléphone : Awa Ibara",
    ]


async def test_what_is_uncertain_is_looked_at_before_it_is_sent_again(hall: Talk) -> None:
    await left(hall, M012=OutboxState.UNSURE)

    await hall.say("hilaire", "/diffusions 1 report")

    assert hall.heard("hilaire").endswith(
        "• Incertain, c’est peut-être arrivé : Awa Ibara. Demandez-leur, ou vérifiez avant de renvoyer."
    )
    assert hall.keys("hilaire")[-1] == "Regarder"


async def test_while_it_leaves_it_says_how_many_are_on_their_way(hall: Talk) -> None:
    await left(hall, M012=OutboxState.PENDING, M014=OutboxState.UNREACHABLE)
    hall.sender.channels = {}

    first = await hall.say("hilaire", "/diffusions 1 report")
    await hall.database.run(lambda work: broadcasting.note_told(work, OPERATOR, 1, "M014", ToldBy.CALL))
    second = await hall.say("hilaire", "/diffusions 1 report")

    said = await hall.database.run(lambda work: [row.body.get("text", "") for row in work.outbox.since(0)])
    assert first.result
    assert second.result
    assert (first.result["waiting"], first.result["complete"]) == (1, False)
    assert (second.result["waiting"], second.result["complete"]) == (1, False)
    assert "• En cours d’envoi : 1." in plain(said[-2])
    assert plain(said[-1]).startswith("En cours d’envoi : 1 message doit encore partir.")


async def test_many_names_are_counted_and_all_of_them_are_on_a_sheet(hall: Talk) -> None:
    def register(work: UnitOfWork) -> None:
        for n in range(NAMED + 1):
            work.members.save(member(f"M1{n:02}", f"Prénom{n}"))

    await hall.database.run(register)
    await sends(hall)

    await hall.say("hilaire", "/diffusions 1 report")

    assert "et 2 autres. Il faut appeler" in hall.heard("hilaire")
    assert [file.name for file in hall.to("hilaire").files] == ["diffusion-1.xlsx"]
    assert len(hall.keys("hilaire")) == OFFERED


async def test_who_endorses_sees_it_once_more_and_the_cards_change_for_all(hall: Talk) -> None:
    await sends(hall, "chimène")

    await hall.press("sylvie", "Relire et donner son accord")
    preview = hall.heard("sylvie")
    outcome = await hall.press("sylvie", "Confirmer")

    assert preview.startswith("Voici ce que liront 6 membres (« Tous les membres actifs ») :\n\n")
    assert outcome.result == {"broadcast": "1", "recipients": 6, "state": "sent"}
    assert cards(hall, "hilaire")[-1] == (
        "Message écrit par Chimène Ibara, pour « Tous les membres actifs » (6 membres) :\n"
        "Sylvie Ibara a donné l’accord du bureau.\nEnvoyé à 6 membres le 5 mars 2026 à 10 h 00."
    )
    assert [plain(each.text) for each in hall.paper.sent if each.to.chat == "chimène"][-2:] == [
        (
            "Votre message pour « Tous les membres actifs » :\n"
            "Sylvie Ibara a donné l’accord du bureau.\nEnvoyé à 6 membres le 5 mars 2026 à 10 h 00."
        ),
        f"{TEXT}\n\nChimène Ibara, pour le bureau",
    ]


async def test_the_second_of_the_bureau_reads_who_has_agreed(hall: Talk) -> None:
    await sends(hall, "chimène")
    for text in ("/diffusions 1 approve", "oui"):
        await hall.say("sylvie", text)

    yes = await hall.say("hilaire", "/diffusions 1 approve")
    heard = hall.heard("hilaire")
    no = await hall.say("hilaire", "/diffusions 1 stop")

    assert yes.result == no.result == {"refused": "ALREADY_DECIDED", "articles": []}
    assert heard == "C’est déjà parti le 5 mars 2026 à 10 h 00, avec l’accord de Sylvie Ibara."


async def test_a_no_on_the_card_stops_it_and_its_author_reads_who_said_so(hall: Talk) -> None:
    await sends(hall, "chimène")

    outcome = await hall.press("hilaire", "Ne pas envoyer")

    assert outcome.result == {"broadcast": "1", "recipients": 6, "state": "stopped"}
    assert hall.heard("chimène") == (
        "Votre message pour « Tous les membres actifs » :\nArrêté par Hilaire Ibara : rien n’est envoyé."
    )
    assert cards(hall, "sylvie")[-1].endswith("Arrêté par Hilaire Ibara : rien n’est envoyé.")


async def test_who_wrote_it_stops_it_themselves_and_is_not_told_what_they_did(hall: Talk) -> None:
    await sends(hall, "chimène")

    outcome = await hall.say("chimène", "/diffusions 1 stop")

    assert outcome.result
    assert outcome.result["state"] == "stopped"
    assert hall.heard("chimène") == "C’est arrêté : rien n’est envoyé."


async def test_who_writes_for_the_bureau_does_not_see_who_was_reached_nor_what_others_wrote(hall: Talk) -> None:
    await sends(hall)
    await sends(hall, "chimène")
    for text in ("/diffusions 2 approve", "oui"):
        await hall.say("sylvie", text)

    await hall.say("chimène", "/diffusions")
    offered = hall.keys("chimène")
    await hall.say("chimène", "/diffusions 2")

    assert len(offered) == 2
    assert hall.keys("chimène")[0] == "Corriger"
    assert "Qui a été joint" not in hall.keys("chimène")


async def test_what_is_planned_is_stopped_with_one_tap(hall: Talk) -> None:
    await writes(hall, "hilaire", "all", TEXT, "Plus tard…", "6 mars", "9h")

    await hall.say("sylvie", "/diffusions 1")
    shown = hall.heard("sylvie")
    outcome = await hall.press("sylvie", "Arrêter")
    hall.at(date(2026, 3, 6))
    await ticks(hall)

    assert "Le départ est prévu le 6 mars 2026 à 9 h 00." in shown
    assert outcome.result == {"broadcast": "1", "recipients": 6, "state": "stopped"}
    assert not [each for each in hall.paper.sent if plain(each.text).startswith(TEXT)]


async def test_a_correction_reaches_the_same_people_with_the_first_words_below(hall: Talk) -> None:
    await sends(hall, audience="bureau")
    hall.at(date(2026, 3, 6))

    await hall.say("sylvie", "/diffusions 1 corriger")
    await hall.say("sylvie", "Venez à 16 h.")
    outcome = await hall.press("sylvie", "Confirmer")

    assert outcome.result == {"broadcast": "2", "recipients": 2, "state": "sent"}
    assert hall.heard("hilaire") == (
        "Correction du message du 5 mars 2026 : tenez compte de celui-ci.\n\n"
        "Venez à 16 h.\n\nSylvie Ibara, pour le bureau\n\n"
        f"Le message du 5 mars 2026 disait : « {TEXT} »"
    )


async def test_what_was_stopped_is_shown_and_offers_nothing(hall: Talk) -> None:
    await sends(hall, "chimène")
    await hall.say("hilaire", "/diffusions 1 stop")

    outcome = await hall.say("hilaire", "/diffusions 1")

    assert outcome.result == {"broadcast": "1", "recipients": 6, "state": "stopped"}
    assert "Arrêté par Hilaire Ibara : rien n’est envoyé." in hall.heard("hilaire")


async def test_what_is_made_from_a_meeting_is_reported_and_not_corrected_here(hall: Talk) -> None:
    new = NewBroadcast(kind=BroadcastKind.MINUTES, audience="convened", body={})
    await hall.database.run(lambda work: broadcasting.send(work, OPERATOR, new, ["M030"]))

    await hall.say("hilaire", "/diffusions 1")

    assert hall.heard("hilaire") == "Compte rendu, 5 mars 2026 : envoyé"
    assert hall.keys("hilaire")[:2] == ["Qui a été joint", "Noter qui a été prévenu"]


@pytest.mark.parametrize("who", ["awa", "rufin"])
async def test_members_see_nothing_of_it(hall: Talk, who: str) -> None:
    await sends(hall)

    outcome = await hall.say(who, "/diffusions 1 report")

    assert outcome.result == {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 26"]}


@pytest.mark.parametrize(
    ("first", "subject"),
    [
        (None, "Message du bureau – N'DZOUANA"),
        ({"text": "Avant", "on": "2026-03-01"}, "Correction du message du 1er mars 2026 – N'DZOUANA"),
    ],
)
def test_the_e_mail_says_the_same_under_a_subject_of_its_own(first: dict[str, str] | None, subject: str) -> None:
    kind = "message_corrected" if first else "message_sent"
    body = {"text": TEXT, "by": "Sylvie Ibara", "association": "N'DZOUANA", "first": first}

    chat, mail = (renderers()[f"{kind}{way}"](language("fr"), body) for way in ("", "_mail"))

    assert mail.text == chat.text
    assert (chat.subject, mail.subject) == (None, subject)
