"""What is ahead, and answering it: from the list, from a card, from a button under a message of some days ago."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.domain.actors import Actor, ActorKind
from assistant.domain.meetings import SessionKind
from assistant.domain.members import Status
from assistant.ports import UnitOfWork
from assistant.services.meetings import representing
from tests.handlers.meeting_ahead import answers, call, gather
from tests.handlers.talk import Talk, member, plain

HEAD = ["Réunion mensuelle, samedi 14 mars 2026 à 14 h 30", "Lieu : chez Rufin Ibara, 12 rue des Lilas, Lyon"]
MEAL = "Repas : 5,00 €, sauf si vous dites au plus tard le 7 mars 2026 que vous ne venez pas (art. 15)."
CHANGE = "Vous pouvez changer d’avis jusqu’au début de la réunion."
WHY = "Voulez-vous dire pourquoi ? Le bureau vous lira, et dira si l’absence est excusée (art. 19)."
MEETING = "la réunion mensuelle du 14 mars 2026"
CONVOCATION = ["Je viens", "Je ne viens pas", "Donner procuration", "Itinéraire"]


def acting(work: UnitOfWork, number: str) -> Actor:
    return Actor(ActorKind.MEMBER, work.members.get(number))


async def test_nothing_ahead_says_so_and_when_to_expect_the_next_meeting(talk: Talk) -> None:
    await gather(talk)

    outcome = await talk.say("awa", "/reunions")

    assert outcome.result == {"meeting": None}
    assert talk.heard("awa") == (
        "Aucune réunion n’est convoquée pour l’instant. La prochaine réunion mensuelle est prévue en mars 2026 "
        "(art. 19) ; vous lirez ici le jour et le lieu."
    )


async def test_the_meeting_ahead_is_shown_with_its_buttons_and_the_answer_is_asked_for(called: Talk) -> None:
    await called.say("awa", "/reunions")

    heard = called.heard("awa")
    assert heard.splitlines()[:2] == HEAD
    assert heard.splitlines()[-2:] == ["Vous n’avez pas encore répondu.", MEAL]
    assert re.search(r"\nOrdre du jour :\n• .*\n• Projets\n• Budget", heard)
    assert called.to("awa").question == "answer"
    assert called.keys("awa") == [
        "Je viens",
        "Je ne viens pas",
        "Annuler",
        "Donner procuration",
        "Itinéraire",
        "Agenda",
    ]
    (way,) = [key.url for key in called.to("awa").keys if key.url]
    assert way == "https://www.openstreetmap.org/search?query=12%20rue%20des%20Lilas%2C%20Lyon"


async def test_a_tap_under_the_convocation_is_the_whole_answer(called: Talk) -> None:
    assert called.keys("awa") == CONVOCATION

    outcome = await called.press("awa", "Je viens")

    assert outcome.result == {"meeting": "1", "rsvp": "present"}
    assert called.heard("awa") == f"C’est noté : vous venez à {MEETING}.\n{MEAL}\n{CHANGE}"
    assert called.keys("awa") == ["Je ne viens pas", "Itinéraire", "Agenda"]


async def test_the_same_tap_again_says_that_it_was_said(called: Talk) -> None:
    await called.press("awa", "Je viens")

    outcome = await called.say("awa", "/reunions present")

    assert outcome.result == {"meeting": "1", "rsvp": "present"}
    assert called.heard("awa").startswith(f"Vous l’aviez déjà dit : vous venez à {MEETING}.")


async def test_an_absence_is_noted_before_its_reason_is_asked_for(called: Talk) -> None:
    outcome = await called.press("awa", "Je ne viens pas")

    noted = await answers(called)
    assert outcome.result is None
    assert [rsvp.answer for rsvp in noted] == ["absent"]
    assert called.to("awa").question == "reason"
    assert called.heard("awa") == (
        f"C’est noté : vous ne venez pas à {MEETING}.\n"
        "Le repas ne vous est pas demandé : vous avez prévenu à temps (art. 15).\n"
        "Un autre membre peut voter pour vous si vous lui donnez procuration (art. 16).\n"
        f"{CHANGE}\n\n{WHY}"
    )
    assert called.keys("awa") == ["Passer", "Retour", "Annuler", "Donner procuration"]


async def test_the_reason_is_kept_for_the_bureau_and_shown_again(called: Talk) -> None:
    await called.press("awa", "Je ne viens pas")

    outcome = await called.say("awa", "Le mariage de ma sœur")

    assert outcome.result == {"meeting": "1", "rsvp": "absent"}
    assert (await answers(called))[-1].reason == "Le mariage de ma sœur"
    assert "Votre raison, pour le bureau : « Le mariage de ma sœur »" in called.heard("awa")
    assert called.keys("awa") == ["Donner procuration", "Je viens"]


@pytest.mark.parametrize("way_out", ["passer", "annuler", "/payer"])
async def test_leaving_the_reason_out_leaves_the_absence_as_it_was_noted(called: Talk, way_out: str) -> None:
    await called.press("awa", "Je ne viens pas")

    await called.say("awa", way_out)

    assert [(rsvp.answer, rsvp.reason) for rsvp in await answers(called)] == [("absent", "")]
    assert "rien n’a été enregistré" not in called.heard("awa")


async def test_who_cancels_at_the_reason_is_told_that_the_absence_stands(called: Talk) -> None:
    await called.press("awa", "Je ne viens pas")

    outcome = await called.press("awa", "Annuler")

    assert outcome.result == {"cancelled": "meetings"}
    assert called.heard("awa") == "Entendu. Ce qui a été noté reste noté."


async def test_who_goes_on_with_something_else_is_told_so_too(called: Talk) -> None:
    await called.press("awa", "Je ne viens pas")

    await called.say("awa", "/payer")

    assert called.heard("awa").startswith("J’ai mis /reunions de côté ; ce qui a été noté reste noté.")


async def test_going_back_from_the_reason_asks_for_the_answer_again(called: Talk) -> None:
    await called.press("awa", "Je ne viens pas")
    await called.press("awa", "Retour")
    again = called.to("awa").question

    outcome = await called.press("awa", "Je viens")

    assert again == "answer"
    assert outcome.result == {"meeting": "1", "rsvp": "present"}


@pytest.mark.parametrize(
    ("received", "meal"),
    [
        (datetime(2026, 3, 7, 22, 59, tzinfo=UTC), "Le repas ne vous est pas demandé"),
        (datetime(2026, 3, 7, 23, 1, tzinfo=UTC), "Le repas (5,00 €) reste dû : une absence s’annonce au plus tard le"),
    ],
)
async def test_the_time_that_counts_is_that_of_the_inbox(called: Talk, received: datetime, meal: str) -> None:
    called.clock.instant = received + timedelta(hours=3)

    await called.say("awa", "/reunions 1 absent", received_at=received)

    assert called.heard("awa").splitlines()[1].startswith(meal)
    assert (await answers(called))[0].received_at == received


@pytest.mark.parametrize(("balance", "keys"), [(-6000, ["Donner procuration", "Je viens"]), (-6001, ["Je viens"])])
async def test_who_is_beyond_the_accepted_arrears_is_offered_no_proxy(
    talk: Talk, balance: int, keys: list[str]
) -> None:
    await gather(talk, awa=balance)
    await call(talk)
    await talk.press("awa", "Je ne viens pas")

    await talk.say("awa", "passer")

    assert talk.keys("awa") == keys
    assert ("procuration" in talk.heard("awa")) == (balance == -6000)


async def test_who_is_not_up_to_date_learns_before_coming_that_they_will_not_vote(talk: Talk) -> None:
    await gather(talk, awa=-6001)
    await call(talk)

    await talk.press("awa", "Je viens")

    assert (
        "À ce jour, vous pouvez venir et prendre la parole, mais pas voter (art. 7). /solde dit comment y remédier."
        in talk.heard("awa")
    )


async def test_an_honorary_member_reads_nothing_of_a_meal_nor_of_dues(called: Talk) -> None:
    await called.register(member("M030", "Odile", status=Status.HONORARY), balance=0)

    await called.say("odile", "/reunions")

    heard = called.heard("odile")
    assert "Repas" not in heard
    assert heard.endswith("À ce jour, vous pouvez venir et prendre la parole, mais pas voter (art. 7).")


async def test_the_host_is_told_that_the_meal_is_not_for_them_to_pay(called: Talk) -> None:
    await called.press("rufin", "Je viens")
    coming = called.heard("rufin")

    await called.press("rufin", "Je ne viens pas")

    assert "Repas : rien à payer, vous recevez la réunion (art. 15)." in coming
    assert "Vous deviez recevoir la réunion : prévenez aussi le bureau." in called.heard("rufin")


async def test_without_a_host_nothing_is_said_of_a_meal(talk: Talk) -> None:
    await gather(talk)
    await call(talk, hosts=())

    await talk.say("awa", "/reunions")
    card = talk.heard("awa")
    await talk.press("awa", "Je ne viens pas")

    assert "Repas" not in card
    assert "repas" not in talk.heard("awa")


async def test_who_comes_after_giving_a_proxy_keeps_it_until_they_arrive(called: Talk) -> None:
    await called.database.run(lambda work: representing.give(work, acting(work, "M012"), 1, "M013"))

    outcome = await called.say("awa", "/reunions 1 present")

    assert outcome.result == {"meeting": "1", "rsvp": "present"}
    assert (
        "Votre procuration à Joy Ibara tient jusqu’à votre arrivée ; ensuite, vous votez en personne (art. 16)."
        in called.heard("awa")
    )


async def test_the_card_names_the_proxy_given_and_the_one_held(called: Talk) -> None:
    await called.database.run(lambda work: representing.give(work, acting(work, "M012"), 1, "M013"))

    await called.say("awa", "/reunions")
    await called.say("joy", "/meetings")

    year_reference = "P-2026-0001"
    assert f"Votre procuration : Joy Ibara vote pour vous ({year_reference})." in called.heard("awa")
    assert "Retirer la procuration" in called.keys("awa")
    assert f"You vote for Awa Ibara as well ({year_reference})." in called.heard("joy")


async def test_a_holder_who_stays_away_is_told_what_becomes_of_the_proxy(called: Talk) -> None:
    await called.database.run(lambda work: representing.give(work, acting(work, "M012"), 1, "M014"))

    await called.sender.drain()

    await called.say("rufin", "/reunions 1 absent")

    assert "Awa Ibara compte sur vous : sans vous, la procuration ne vaut rien (art. 16)." in called.heard("rufin")
    assert called.keys("rufin")[-1] == "Je ne peux pas"


async def test_several_meetings_are_offered_by_name_and_answered_one_by_one(called: Talk) -> None:
    await call(called, date(2026, 3, 21), SessionKind.EXCEPTIONAL)

    await called.say("awa", "/reunions")
    asked = (called.to("awa").question, called.heard("awa"), called.keys("awa")[:2])
    await called.press("awa", asked[2][1])
    outcome = await called.press("awa", "Je viens")

    assert (*asked[:2], [plain(label) for label in asked[2]]) == (
        "meeting",
        "2 réunions sont à venir. Laquelle ?",
        ["Réunion mensuelle, samedi 14 mars 2026 à 14 h 30", "Réunion exceptionnelle, samedi 21 mars 2026 à 14 h 30"],
    )
    assert outcome.result == {"meeting": "2", "rsvp": "present"}


async def test_the_calendar_file_comes_on_request(called: Talk) -> None:
    await called.press("awa", "Je viens")

    outcome = await called.press("awa", "Agenda")

    (file,) = called.to("awa").files
    assert (file.name, file.media_type) == ("reunion-1.ics", "text/calendar")
    written = file.content.decode().replace("\r\n ", "")
    assert "UID:meeting-1.n-dzouana@mbongi" in written
    assert "DTSTART:20260314T133000Z" in written
    assert outcome.result == {"meeting": "1", "rsvp": "present"}


async def test_the_bureau_sees_how_many_have_answered_and_nobody_else_does(called: Talk) -> None:
    await called.press("awa", "Je viens")
    await called.say("joy", "/meetings 1 absent")

    await called.say("sylvie", "/reunions")
    await called.say("rufin", "/reunions")

    counted = "Réponses à ce jour : présents 1, absents 1, représentés 0, sans réponse 2."
    assert counted in called.heard("sylvie")
    assert called.keys("sylvie")[-2:] == ["Qui a été joint", "Saisir la réponse d’un membre"]
    assert "Réponses à ce jour" not in called.heard("rufin")


async def test_the_bureau_enters_what_a_member_said_by_telephone(called: Talk) -> None:
    await called.say("sylvie", "/reunions")
    await called.press("sylvie", "Saisir la réponse d’un membre")
    await called.say("sylvie", "Awa Ibara")
    await called.press("sylvie", "Ne vient pas")

    outcome = await called.say("sylvie", "En voyage")

    (kept,) = await answers(called)
    assert outcome.result == {"meeting": "1", "rsvp": "absent", "member": "M012"}
    assert (kept.answer, kept.reason, kept.entered_by) == ("absent", "En voyage", "M002")
    assert called.heard("sylvie") == f"C’est noté pour Awa Ibara : absence à {MEETING}."


async def test_the_bureau_cannot_enter_an_answer_for_who_is_suspended_nor_a_member_for_another(called: Talk) -> None:
    barred = await called.say("sylvie", "/reunions 1 for M015 present")
    words = called.heard("sylvie")
    own = await called.say("awa", "/reunions 1 for M013 present")

    assert barred.result == {"refused": "SUSPENDED", "articles": ["NDZ art. 30"]}
    assert words == "Odile Ibara ne fait pas partie des membres convoqués actuellement (art. 30)."
    assert own.result == {"meeting": "1", "rsvp": "present"}
    assert list(await called.database.run(lambda work: work.attendances.answers(1))) == ["M012"]


async def test_it_reads_as_plainly_in_english(called: Talk) -> None:
    await called.press("joy", "I am not coming")

    assert called.heard("joy") == (
        "Noted: you are not coming to the monthly meeting of 14 March 2026.\n"
        "Nothing is asked for the meal: you said so in time (art. 15).\n"
        "Somebody may vote for you if you give them a proxy (art. 16).\n"
        "You can change your mind until the meeting begins.\n\n"
        "Would you like to say why? The bureau reads it, and decides whether it excuses (art. 19)."
    )
