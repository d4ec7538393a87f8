from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from assistant.domain.members import Role
from assistant.domain.messages import OutboxState
from assistant.domain.reminding import WarningKind
from assistant.ports import UnitOfWork
from assistant.services.meetings import absences
from tests.documents import reading
from tests.handlers.talk import Talk, member
from tests.services.meetings.held import DAYS, meeting, missed

LETTER = (
    "Bonjour Awa Ibara,\n"
    "En 2026, 4 absences aux réunions mensuelles ne sont pas excusées : 10 janvier 2026, 10 février 2026, "
    "10 mars 2026 et 10 avril 2026.\n"
    "Chaque membre s’engage à venir aux réunions ou à s’y faire représenter (art. 7). Le règlement prévoit un "
    "avertissement écrit au-delà de 3 absences non excusées dans l’année, ou de 5 absences excusées (art. 19). Vos "
    "droits restent les mêmes.\n"
    "En cas d’empêchement, dites pourquoi avant la réunion : le bureau décide si l’absence est excusée. Ou donnez "
    "procuration à un membre qui y sera (art. 16) : être représenté, ce n’est pas être absent.\n"
    "Après une lettre, 6 absences ou plus dans l’année civile peuvent être retenues comme faute grave (art. 30) : le "
    "bureau vous entendrait d’abord, et seule une assemblée extraordinaire pourrait décider d’une suspension ou d’une "
    "radiation. Rien n’est décidé aujourd’hui.\n"
    "Si quelque chose est inexact, ou si vous êtes souvent en déplacement, parlez-en au bureau, qui peut convenir avec "
    "vous d’une autre organisation (art. 19) : Jean Ibara.\n"
    "Avec nos salutations les meilleures, pour le bureau\n"
    "Jean Ibara, pour le secrétariat général"
)


@pytest.fixture
async def bureau(talk: Talk) -> Talk:
    """In December, when the year's nine meetings are over."""
    talk.at(date(2026, 12, 5))
    await talk.register(member("M003", "Jean", Role.SECRETARY), balance=0)
    await talk.register(member("M005", "Grace", Role.TREASURER, language="en"), balance=0)
    await talk.register(member("M012", "Awa"), balance=0)
    await talk.register(member("M013", "Joy", language="en"), balance=0)
    return talk


def announced(number: str, reason: str, day: date = DAYS[0]) -> Callable[[UnitOfWork], int]:
    return lambda work: meeting(work, day, [number], reasons={number: reason})


async def test_nothing_to_decide_is_said_in_one_sentence(bureau: Talk) -> None:
    outcome = await bureau.say("jean", "/absences")

    assert bureau.heard("jean") == "Aucune absence n’attend de décision, et personne n’atteint de limite (art. 19)."
    assert outcome.result == {"waiting": 0, "members": []}


async def test_an_absence_with_a_reason_is_excused_in_three_taps(bureau: Talk) -> None:
    await bureau.database.run(announced("M012", "déplacement professionnel"))

    await bureau.say("jean", "/absences")
    first = bureau.heard("jean")
    await bureau.press("jean", "M012 Awa Ibara")
    second = bureau.heard("jean")
    await bureau.press("jean", "Examiner\u00a0: 10 janvier 2026")
    third = bureau.heard("jean")
    await bureau.press("jean", "Excusée")
    outcome = await bureau.press("jean", "Passer")

    assert first == (
        "1 absence attend une décision (art. 19).\n"
        "Les absences de qui ? Donnez le numéro de membre, ou le prénom et le nom."
    )
    assert second == (
        "Awa Ibara (M012), 2026 : 0 absence non excusée, 0 excusée (art. 19).\n"
        "• 10 janvier 2026 : à examiner « déplacement professionnel »"
    )
    assert third == (
        "Awa Ibara : cette absence est-elle excusée ?\n• 10 janvier 2026 : à examiner « déplacement professionnel »"
    )
    assert bureau.heard("jean") == (
        "Noté : Awa Ibara, absence du 10 janvier 2026, excusée. En 2026 : 0 absence non excusée, 1 excusée."
    )
    assert outcome.result == {
        "member": "M012",
        "unjustified": 0,
        "justified": 1,
        "waiting": 0,
        "proposed": False,
        "grave": False,
        "meeting": "1",
        "absence": "J",
    }


async def test_a_refusal_is_told_to_the_member_with_the_bureau_s_words_and_the_counts(bureau: Talk) -> None:
    await bureau.database.run(announced("M013", "work"))

    await bureau.say("jean", "/absences M013 1 refuse")
    outcome = await bureau.say("jean", "Pas prévenu l’employeur")

    assert outcome.result
    assert outcome.result["absence"] == "U"
    assert bureau.heard("joy") == (
        "Your absence of 10 January 2026 is not excused (art. 19).\n“Pas prévenu l’employeur”\n"
        "In 2026: 1 absence not excused, 0 excused.\n"
        "If something is missing from what the bureau knows, speak to it: Jean Ibara."
    )


async def test_a_decision_can_be_changed_and_says_what_it_was(bureau: Talk) -> None:
    await bureau.database.run(announced("M012", "travail"))
    await bureau.say("jean", "/absences M012 1 refuse")
    await bureau.press("jean", "Passer")

    await bureau.say("grace", "/absences M012")
    await bureau.press("grace", "Judge 10 January 2026 anew")
    offered = bureau.keys("grace")
    await bureau.press("grace", "Excused")
    await bureau.press("grace", "Skip")

    assert offered[0] == "Excused"
    assert "Not excused" not in offered
    assert bureau.heard("awa") == (
        "Votre absence du 10 janvier 2026 est finalement excusée (art. 19).\n"
        "En 2026 : 0 absence non excusée, 1 excusée."
    )


async def test_the_second_of_two_who_judge_reads_who_was_first(bureau: Talk) -> None:
    await bureau.database.run(announced("M012", "travail"))
    await bureau.say("grace", "/absences M012 1")
    await bureau.press("grace", "Not excused")
    await bureau.say("jean", "/absences M012 1 excuse")
    await bureau.press("jean", "Passer")

    outcome = await bureau.press("grace", "Skip")

    assert outcome.result == {"refused": "ALREADY_DECIDED", "articles": []}
    assert bureau.heard("grace").startswith("That is decided already: Jean Ibara has excused this absence, on 5 Dec")


async def test_the_fourth_absence_leads_to_a_letter_that_is_looked_at_before_it_leaves(bureau: Talk) -> None:
    await bureau.database.run(lambda work: missed(work, "M012", 4))

    await bureau.say("jean", "/absences")
    offered = bureau.heard("jean")
    await bureau.say("jean", "M012")
    await bureau.press("jean", "Avertir par écrit")
    preview = bureau.heard("jean").replace("<i>", "").replace("</i>", "")
    outcome = await bureau.press("jean", "Confirmer")

    assert "Un avertissement écrit est possible : Awa Ibara." in offered
    assert preview == f"Cette lettre part ici, tout de suite, pour Awa Ibara (M012) :\n{LETTER}"
    assert outcome.result == {
        "member": "M012",
        "unjustified": 4,
        "justified": 0,
        "waiting": 0,
        "proposed": False,
        "grave": False,
        "warning": "1",
        "state": OutboxState.PENDING,
        "articles": ["NDZ art. 19"],
    }
    assert bureau.heard("awa").startswith(
        "Awa, le bureau vous adresse un avertissement écrit pour absences (art. 19) ; la lettre est jointe.\nEn 2026, "
    )
    assert bureau.keys("awa") == ["Réunions"]


async def test_the_letter_is_a_page_to_keep(bureau: Talk) -> None:
    await bureau.database.run(lambda work: missed(work, "M012", 4))
    await bureau.say("jean", "/absences M012 warn")
    await bureau.press("jean", "Confirmer")

    (file,) = bureau.to("awa").files

    printed = reading.lines(file.content)
    assert (file.name, file.media_type) == ("avertissement-M012-2026-12-05.pdf", "application/pdf")
    assert "Objet\u00a0: Avertissement pour absences aux réunions (art. 19)" in printed
    assert printed[-2:] == ["Jean Ibara, pour le secrétariat général", "Signature"]


async def test_the_letter_is_in_the_member_s_language(bureau: Talk) -> None:
    await bureau.database.run(lambda work: missed(work, "M013", 6, excused=6))

    await bureau.say("jean", "/absences M013 warn")
    await bureau.press("jean", "Confirmer")

    assert bureau.heard("joy").startswith(
        "Joy, the bureau sends you a written warning about absences (art. 19); the letter is attached.\n"
        "In 2026 6 absences are excused: 10 January 2026, 10 February 2026, 10 March 2026, 10 April 2026, "
        "10 May 2026 and 10 June 2026."
    )


async def test_nothing_leaves_without_the_last_yes(bureau: Talk) -> None:
    await bureau.database.run(lambda work: missed(work, "M012", 4))
    await bureau.say("jean", "/absences M012 warn")

    outcome = await bureau.press("jean", "Non")

    assert outcome.result == {"cancelled": "absences"}
    assert await bureau.database.run(lambda work: work.warnings.of_kind(WarningKind.ABSENCES)) == []


async def test_of_two_who_warn_at_once_the_second_reads_that_it_is_done(bureau: Talk) -> None:
    await bureau.database.run(lambda work: missed(work, "M012", 4))
    await bureau.say("grace", "/absences M012 warn")
    await bureau.say("jean", "/absences M012 warn")
    await bureau.press("jean", "Confirmer")

    outcome = await bureau.press("grace", "Confirm")

    assert outcome.result == {"refused": "ALREADY_WARNED", "articles": ["NDZ art. 19"]}
    assert bureau.heard("grace") == "Awa Ibara was warned about these absences already, on 5 December 2026."


async def test_the_letter_to_who_has_no_chat_is_for_the_bureau_to_post_and_its_proof_is_noted(bureau: Talk) -> None:
    def lose_chat(work: UnitOfWork) -> None:
        missed(work, "M012", 4)
        (account,) = work.accounts.of_member("M012")
        work.accounts.save(replace(account, unreachable_since=work.now))

    await bureau.database.run(lose_chat)
    await bureau.say("jean", "/absences M012 warn")
    await bureau.press("jean", "Confirmer")
    posted = bureau.to("jean").files[0].name
    await bureau.press("jean", "Posté le …")
    shown = bureau.heard("jean")
    await bureau.press("jean", "Aujourd’hui")
    outcome = await bureau.press("jean", "Passer")

    await bureau.say("jean", "/absences M012")

    assert posted == "avertissement-M012-2026-12-05.pdf"
    assert "5 décembre 2026" in shown or "jour" in shown
    assert outcome.result == {"member": "M012", "warning": "1", "told_by": "letter", "told_on": "2026-12-05"}
    assert "• Avertissement écrit du 5 décembre 2026 : " in bureau.heard("jean")


async def test_so_many_absences_after_a_letter_are_shown_for_what_they_may_be(bureau: Talk) -> None:
    await bureau.database.run(lambda work: missed(work, "M012", 6))
    await bureau.say("jean", "/absences M012 warn")
    await bureau.press("jean", "Confirmer")

    await bureau.say("jean", "/absences M012")

    assert (
        "Des absences aussi nombreuses après une lettre peuvent être retenues comme faute grave (art. 30). Rien n’est "
        "automatique : le bureau entend le membre et propose, une assemblée extraordinaire vote."
    ) in bureau.heard("jean")


async def test_one_s_own_absences_are_shown_and_decided_by_others(bureau: Talk) -> None:
    await bureau.database.run(announced("M003", "travail"))

    await bureau.say("jean", "/absences M003")
    shown = bureau.heard("jean")
    await bureau.say("grace", "/absences M003 1 excuse")
    outcome = await bureau.press("grace", "Skip")

    assert shown.endswith("• 10 janvier 2026 : à examiner « travail »")
    assert bureau.keys("jean") == []
    assert outcome.result
    assert outcome.result["absence"] == "J"


async def test_the_bureau_is_told_once_after_the_meeting_with_all_the_names(bureau: Talk) -> None:
    def unit(work: UnitOfWork) -> None:
        for day in DAYS[:3]:
            meeting(work, day, ["M012", "M013"])
        absences.propose(work)
        meeting(work, DAYS[3], ["M012", "M013", "M005"], reasons={"M005": "fièvre"})
        absences.propose(work)

    await bureau.database.run(unit)
    await bureau.sender.drain()

    assert bureau.heard("jean") == (
        "Absences, après la réunion mensuelle du 10 avril 2026 (art. 19)\n"
        "1 absence motivée attend la décision du bureau.\n"
        "Un avertissement écrit est proposé ; rien ne part sans le bureau :\n"
        "• Awa Ibara (M012) : 4 absences non excusées, 0 excusée\n"
        "• Joy Ibara (M013) : 4 absences non excusées, 0 excusée"
    )
    assert bureau.keys("jean") == ["Absences"]


async def test_absences_are_not_for_members(bureau: Talk) -> None:
    outcome = await bureau.say("awa", "/absences")

    assert outcome.result == {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 19"]}


async def test_a_time_away_is_noted_and_the_member_reads_it(bureau: Talk) -> None:
    await bureau.say("jean", "/exempter Awa Ibara")
    await bureau.say("jean", "1er janvier")
    await bureau.say("jean", "30/06/2026")
    await bureau.say("jean", "Mission à Brazzaville")
    summary = bureau.heard("jean")

    outcome = await bureau.press("jean", "Confirmer")

    assert summary == (
        "Awa Ibara (M012) : les réunions mensuelles manquées du 1er janvier 2026 au 30 juin 2026 ne comptent pas comme "
        "absences (art. 19). Un message le lui dit."
    )
    assert outcome.result == {"member": "M012", "exemption": "1", "first": "2026-01-01", "last": "2026-06-30"}
    assert bureau.heard("awa") == (
        "Le bureau a noté votre éloignement du 1er janvier 2026 au 30 juin 2026 : les réunions mensuelles manquées "
        "pendant ce temps ne comptent pas comme absences (art. 19). Merci de répondre tout de même à chaque "
        "convocation : les repas sont prévus d’après les réponses."
    )


async def test_a_time_away_that_ends_before_it_begins_is_asked_again(bureau: Talk) -> None:
    await bureau.say("jean", "/exempter M012")
    await bureau.say("jean", "2/6/2026")

    outcome = await bureau.say("jean", "1/6/2026")

    assert outcome.result == {"refused": "TOO_EARLY"}


async def agreed(talk: Talk) -> None:
    """Awa is away until June of next year."""
    await talk.say("jean", "/exempter M012")
    for answer in ("1/11/2026", "30/06/2027", "Mission"):
        await talk.say("jean", answer)
    await talk.press("jean", "Confirmer")


async def test_a_time_away_can_end_earlier_but_not_later(bureau: Talk) -> None:
    await agreed(bureau)

    await bureau.say("grace", "/exempt M012")
    await bureau.press("grace", "End it: 1 November 2026 – 30 June 2027")
    later = await bureau.say("grace", "30 June 2027")
    outcome = await bureau.press("grace", "Today")

    assert later.result == {"refused": "DEADLINE_PASSED"}
    assert outcome.result == {"member": "M012", "exemption": "1", "first": "2026-11-01", "last": "2026-12-05"}


async def test_a_time_away_can_be_undone_and_another_noted(bureau: Talk) -> None:
    await agreed(bureau)

    await bureau.say("jean", "/exempter M012 1")
    outcome = await bureau.press("jean", "L’annuler entièrement")

    assert outcome.result == {"member": "M012", "exemption": "1", "first": "2026-11-01", "last": "2026-10-31"}
    assert bureau.heard("awa") == (
        "Le bureau est revenu sur l’éloignement noté à partir du 1er novembre 2026 : les absences comptent comme "
        "d’habitude (art. 19)."
    )
