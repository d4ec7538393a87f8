import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from assistant.chat import ChatGoneError
from assistant.domain.actors import OPERATOR
from assistant.domain.members import Role
from assistant.domain.messages import Preferences
from assistant.ports import UnitOfWork
from assistant.services import pauses, warnings
from tests.documents import reading
from tests.handlers.talk import Talk, member

LETTER = (
    "Bonjour Awa Ibara,\n"
    "Au 5 mars 2026, il reste 80,00 € en retard sur votre compte, depuis le 31 décembre 2025 ou plus tôt.\n"
    "Merci de les régler au plus tard le 4 avril 2026. 20,00 € d’ici là suffisent pour être de nouveau à jour "
    "(art. 8) ; le reste demeure dû et peut être réglé en plusieurs fois.\n"
    "Des cotisations encore impayées après un avertissement peuvent être retenues comme faute grave (art. 30) : le "
    "bureau vous entendrait d’abord, et seule une assemblée extraordinaire pourrait décider d’une suspension ou "
    "d’une radiation. Rien n’est décidé aujourd’hui.\n"
    "Si quelque chose est inexact, ou si payer est difficile, parlez-en à la trésorerie : Grace Ibara.\n"
    "Voici de quoi se compose ce montant :\n"
    "• Solde reporté · 35,00 €\n"
    "• Cotisation annuelle · 15,00 €\n"
    "• Cotisation mensuelle, janvier 2026 · 10,00 €\n"
    "• Cotisation mensuelle, février 2026 · 10,00 €\n"
    "• Cotisation mensuelle, mars 2026 · 10,00 €\n"
    "Avec nos salutations les meilleures, pour le bureau\n"
    "Jean Ibara, pour le secrétariat général"
)


@pytest.fixture
async def bureau(talk: Talk) -> Talk:
    await talk.register(member("M003", "Jean", Role.SECRETARY), balance=0)
    await talk.register(member("M005", "Grace", Role.TREASURER, language="en"), balance=0)
    await talk.register(member("M012", "Awa"), balance=-8000)
    await talk.register(member("M013", "Joy", language="en"), balance=-8000)
    await talk.register(member("M014", "Rufin"), balance=-8000)
    await talk.database.run(lose_chat)
    return talk


def lose_chat(work: UnitOfWork) -> None:
    """Rufin can no longer be written to."""
    (account,) = work.accounts.of_member("M014")
    work.accounts.save(replace(account, unreachable_since=work.now))


def warned(number: str) -> Callable[[UnitOfWork], object]:
    return lambda work: warnings.issue(work, OPERATOR, number)


async def test_the_bureau_reads_the_letter_and_the_member_gets_it_once_it_is_confirmed(bureau: Talk) -> None:
    await bureau.say("jean", "/avertir Awa Ibara")
    preview = bureau.heard("jean").replace("<i>", "").replace("</i>", "")

    outcome = await bureau.press("jean", "Confirmer")

    assert preview == f"Cette lettre part ici, tout de suite, pour Awa Ibara (M012) :\n{LETTER}"
    assert outcome.result == {
        "member": "M012",
        "warning": "1",
        "overdue": 8000,
        "pay_by": "2026-04-04",
        "state": "pending",
        "articles": ["NDZ art. 30", "NDZ art. 8"],
    }
    assert bureau.heard("jean") == "L’avertissement part pour Awa Ibara. /avertir montre quand il est parti."
    assert bureau.heard("awa").startswith(
        "Awa, le bureau vous adresse un avertissement écrit pour cotisations impayées (art. 30) ; la lettre est "
        "jointe.\nAu 5 mars 2026, il reste 80,00 € en retard sur votre compte"
    )
    assert bureau.keys("awa") == ["Payer 20,00\u00a0€", "Payer 80,00\u00a0€", "Détail"]


async def test_the_letter_is_attached_with_its_table_and_its_total(bureau: Talk) -> None:
    await bureau.say("jean", "/avertir M012")
    await bureau.press("jean", "Confirmer")

    (file,) = bureau.to("awa").files

    printed = reading.lines(file.content)
    assert (file.name, file.media_type) == ("avertissement-M012-2026-03-05.pdf", "application/pdf")
    assert "Objet\u00a0: Avertissement pour cotisations impayées (art. 30)" in printed
    assert printed[-2:] == ["Jean Ibara, pour le secrétariat général", "Signature"]
    assert any(line.startswith("Total 80,00") for line in printed)


async def test_the_letter_is_in_the_member_s_language_and_the_questions_in_the_bureau_s(bureau: Talk) -> None:
    await bureau.say("grace", "/warn M012")
    french = bureau.heard("grace")
    await bureau.say("grace", "/cancel")
    await bureau.say("jean", "/avertir M013")
    english = bureau.heard("jean")
    await bureau.press("jean", "Confirmer")

    assert french.startswith("This letter goes to Awa Ibara (M012) here, at once:\n<i>Bonjour Awa Ibara,\n")
    assert english.startswith("Cette lettre part ici, tout de suite, pour Joy Ibara (M013) :\n<i>Dear Joy Ibara,\n")
    assert bureau.heard("joy").startswith(
        "Joy, the bureau sends you a written warning about unpaid dues (art. 30); the letter is attached.\n"
        "On 5 March 2026 €80.00 is overdue on your account, since 31 December 2025 or earlier. Please pay it by "
        "4 April 2026. €20.00 by then is enough to be up to date again (art. 8)"
    )
    assert bureau.to("joy").files[0].name == "warning-M013-2026-03-05.pdf"


async def test_nothing_leaves_without_the_last_yes(bureau: Talk) -> None:
    await bureau.say("jean", "/avertir M012")

    outcome = await bureau.press("jean", "Non")

    assert outcome.result == {"cancelled": "warn"}
    assert [message for message in bureau.paper.sent if message.to.chat == "awa"] == []
    assert await bureau.database.run(lambda work: work.warnings.of_member("M012")) == []


async def test_after_long_arrears_the_letter_promises_no_rights_at_once(bureau: Talk) -> None:
    await bureau.register(member("M015", "Basile"), balance=-26000)

    await bureau.say("jean", "/avertir M015")

    assert "vos droits se rouvrent 1 mois après le règlement de 200,00 € (art. 9)" in bureau.heard("jean")
    assert "suffisent" not in bureau.heard("jean")


async def test_of_many_charges_the_latest_are_shown_and_the_others_counted(bureau: Talk) -> None:
    bureau.at(date(2027, 3, 5))

    await bureau.say("jean", "/avertir M012")

    assert "\n… 6 lignes plus anciennes\n• Cotisation mensuelle, mai 2026 · 10,00 €\n" in bureau.heard("jean")


@pytest.mark.parametrize(
    ("balance", "reason", "told"),
    [
        (0, "UP_TO_DATE", "Chantal Ibara n’a aucun retard : il n’y a pas lieu d’avertir (art. 8)."),
        (
            -6000,
            "WITHIN_TOLERANCE",
            "Chantal Ibara doit 60,00 €, dans la limite des 60,00 € que l’association accepte : pas d’avertissement",
        ),
    ],
)
async def test_who_does_not_owe_more_than_is_accepted_is_not_warned_and_the_figures_are_said(
    bureau: Talk, balance: int, reason: str, told: str
) -> None:
    await bureau.register(member("M016", "Chantal"), balance=balance)

    outcome = await bureau.say("jean", "/avertir M016")

    assert outcome.result == {"refused": reason, "articles": ["NDZ art. 30", "NDZ art. 8"]}
    assert bureau.heard("jean").startswith(told)


async def test_in_the_wait_after_long_arrears_there_is_nothing_to_warn_of(bureau: Talk) -> None:
    await bureau.register(member("M016", "Chantal"), balance=-26000)
    await bureau.pay("M016", 26000)

    outcome = await bureau.say("grace", "/warn M016")

    assert outcome.result
    assert outcome.result["refused"] == "LONG_ARREARS_WAIT"
    assert bureau.heard("grace") == (
        "Chantal Ibara has paid and waits after long arrears; €0.00 is overdue: no warning (art. 8)."
    )


async def test_what_is_doubtful_is_said_before_the_letter(bureau: Talk) -> None:
    await bureau.declare("M012", 2000)
    await bureau.database.run(lambda work: pauses.bereaved(work, OPERATOR, "M012", work.today))

    await bureau.say("jean", "/avertir M012")

    assert bureau.heard("jean").startswith(
        "Un paiement déclaré de 20,00 € attend la confirmation de la trésorerie.\n"
        "Les rappels à Awa Ibara sont en pause en ce moment.\nCette lettre part ici"
    )


# What was sent before


async def test_a_second_warning_within_thirty_days_needs_another_yes(bureau: Talk) -> None:
    await bureau.database.run(warned("M012"))
    await bureau.sender.drain()
    bureau.later(days=29)

    await bureau.say("jean", "/avertir M012")
    preview = bureau.heard("jean")
    await bureau.press("jean", "Confirmer")
    asked, keys = bureau.heard("jean"), bureau.keys("jean")
    await bureau.press("jean", "Un autre avertissement")

    kept = await bureau.database.run(lambda work: work.warnings.of_member("M012"))
    assert preview.startswith(
        "Avertissements précédents :\n"
        "• 5 mars 2026, 80,00 €, à régler avant le 4 avril 2026 inclus : envoyé ici le 5 mars 2026 à 10 h 00\n"
        "Cette lettre part ici"
    )
    assert asked == "Awa Ibara a déjà reçu un avertissement le 5 mars 2026. En envoyer un autre ?"
    assert keys[:2] == ["Un autre avertissement", "Non"]
    assert [warning.issued_on for warning in kept] == [date(2026, 3, 5), date(2026, 4, 3)]


async def test_after_thirty_days_one_yes_is_enough(bureau: Talk) -> None:
    await bureau.database.run(warned("M012"))
    bureau.later(days=30)
    await bureau.say("jean", "/avertir M012")

    outcome = await bureau.press("jean", "Confirmer")

    assert outcome.result
    assert outcome.result["warning"] == "2"


async def test_a_no_to_another_warning_leaves_it_at_one(bureau: Talk) -> None:
    await bureau.database.run(warned("M012"))
    await bureau.say("grace", "/warn M012")
    await bureau.press("grace", "Confirm")

    outcome = await bureau.press("grace", "No")

    assert outcome.result == {"refused": "ALREADY_WARNED", "articles": ["NDZ art. 30", "NDZ art. 8"]}
    assert len(await bureau.database.run(lambda work: work.warnings.of_member("M012"))) == 1


async def test_of_two_who_confirm_the_second_reads_that_it_is_done(bureau: Talk) -> None:
    await bureau.say("jean", "/avertir M012")
    await bureau.say("grace", "/warn M012")
    await bureau.press("grace", "Confirm")

    asked = await bureau.press("jean", "Confirmer")

    assert asked.result is None
    assert bureau.heard("jean") == "Awa Ibara a déjà reçu un avertissement le 5 mars 2026. En envoyer un autre ?"
    assert len(await bureau.database.run(lambda work: work.warnings.of_member("M012"))) == 1


@pytest.mark.parametrize(("days", "flagged"), [(30, False), (31, True)])
async def test_what_stays_unpaid_after_the_day_given_is_flagged_and_decides_nothing(
    bureau: Talk, days: int, flagged: bool
) -> None:
    await bureau.database.run(warned("M012"))
    await bureau.sender.drain()
    bureau.later(days=days)

    await bureau.say("jean", "/avertir M012")

    flag = (
        "Toujours pas à jour depuis l’avertissement du 5 mars 2026 : cela peut être retenu comme faute grave "
        "(art. 30). Rien ne suit de soi-même : le bureau entend le membre et propose, une assemblée extraordinaire "
        "vote."
    )
    assert (flag in bureau.heard("jean")) is flagged


async def test_who_has_paid_since_is_not_flagged_and_the_history_stays(bureau: Talk) -> None:
    await bureau.database.run(warned("M012"))
    await bureau.sender.drain()
    await bureau.pay("M012", 8000, date(2026, 3, 20))
    bureau.at(date(2026, 4, 20))

    await bureau.say("grace", "/warn M012")

    assert bureau.heard("grace") == (
        "Awa Ibara owes €10.00, within the €60.00 that the association accepts: no warning (art. 8).\n"
        "Earlier warnings:\n• 5 March 2026, €80.00, to pay by 4 April 2026: sent here on 5 March 2026 at 10:00"
    )
    assert bureau.keys("grace") == []


# Where there is no chat


async def test_who_cannot_be_reached_gets_a_letter_on_paper(bureau: Talk) -> None:
    await bureau.say("jean", "/avertir M014")
    preview = bureau.heard("jean")

    outcome = await bureau.press("jean", "Confirmer")

    assert preview.startswith("Rufin Ibara (M014) n’a pas de messagerie ici ; cette lettre est à imprimer :\n")
    assert outcome.result
    assert (outcome.result["warning"], outcome.result["state"]) == ("1", "unreachable")
    assert bureau.heard("jean") == (
        "Voici la lettre pour Rufin Ibara : imprimez-la, signez-la, postez-la, puis dites-moi le jour."
    )
    assert bureau.to("jean").files[0].name == "avertissement-M014-2026-03-05.pdf"
    assert bureau.keys("jean") == ["Posté le …"]


async def test_a_letter_that_was_posted_is_noted_with_its_day_and_its_number(bureau: Talk) -> None:
    await bureau.say("jean", "/avertir M014")
    await bureau.press("jean", "Confirmer")
    bureau.at(date(2026, 3, 9))

    await bureau.press("jean", "Posté le …")
    asked = bureau.heard("jean")
    await bureau.say("jean", "7/3/2026")
    outcome = await bureau.say("jean", "1A 234 567")
    said = bureau.heard("jean")
    await bureau.say("grace", "/warn M014")

    assert asked == "Quel jour ?"
    assert outcome.result == {"member": "M014", "warning": "1", "told_by": "letter", "told_on": "2026-03-07"}
    assert said == "Noté : avertissement du 5 mars 2026, posté ou remis le 7 mars 2026 (1A 234 567)."
    assert "to pay by 4 April 2026: posted or handed over on 7 March 2026 (1A 234 567)" in bureau.heard("grace")


async def test_a_call_is_noted_in_english_too_and_the_letter_is_there_to_print(bureau: Talk) -> None:
    await bureau.database.run(warned("M014"))
    await bureau.say("grace", "/proof Rufin Ibara")
    asked, files = bureau.heard("grace"), [file.name for file in bureau.to("grace").files]
    await bureau.press("grace", "Told by telephone")
    await bureau.press("grace", "Today")

    outcome = await bureau.press("grace", "Skip")

    assert asked == "How did the warning of 5 March 2026 reach them? Here is the letter, to print."
    assert files == ["avertissement-M014-2026-03-05.pdf"]
    assert outcome.result == {"member": "M014", "warning": "1", "told_by": "call", "told_on": "2026-03-05"}
    assert bureau.heard("grace") == "Noted: the warning of 5 March 2026 was told by telephone on 5 March 2026."


@pytest.mark.parametrize(("typed", "code"), [("4/3/2026", "TOO_EARLY"), ("6/3/2026", "FUTURE_DATE")])
async def test_it_was_not_posted_before_its_date_nor_will_be(bureau: Talk, typed: str, code: str) -> None:
    await bureau.database.run(warned("M014"))
    await bureau.say("jean", "/preuve M014 letter")

    refused = await bureau.say("jean", typed)

    assert refused.result == {"refused": code}


async def test_where_the_message_is_the_proof_nothing_is_left_to_note(bureau: Talk) -> None:
    await bureau.database.run(warned("M012"))
    await bureau.sender.drain()

    outcome = await bureau.say("jean", "/preuve M012")

    assert outcome.result == {"warning": None}
    assert bureau.heard("jean") == "Aucun avertissement à ce membre n’attend de preuve."


async def test_a_warning_that_waits_to_leave_is_no_proof_yet(bureau: Talk) -> None:
    hours = Preferences(quiet_from=22, quiet_until=12)
    await bureau.database.run(lambda work: work.accounts.save_preferences("M012", hours))
    await bureau.database.run(warned("M012"))

    await bureau.say("jean", "/avertir M012")

    assert "à régler avant le 4 avril 2026 inclus : en attente de départ\n" in bureau.heard("jean")


async def test_a_warning_that_did_not_arrive_is_said_and_can_still_be_posted(bureau: Talk) -> None:
    bureau.paper.failures.append(ChatGoneError("blocked"))
    await bureau.database.run(warned("M012"))
    await bureau.sender.drain()
    await bureau.pay("M012", 8000)

    await bureau.say("jean", "/avertir M012")
    said, keys = bureau.heard("jean"), bureau.keys("jean")
    await bureau.press("jean", "Noter la remise")

    assert said.endswith("n’a pas pu être envoyé ici, et aucune lettre n’est notée (/preuve)")
    assert keys == ["Noter la remise"]
    assert bureau.to("jean").files[0].name == "avertissement-M012-2026-03-05.pdf"


async def test_the_warning_is_in_the_member_s_own_file(bureau: Talk) -> None:
    await bureau.database.run(warned("M012"))
    await bureau.sender.drain()

    await bureau.say("awa", "/mesdonnees")

    (held,) = json.loads(bureau.to("awa").files[0].content)["warnings"]
    assert (held["cents"], held["pay_by"], held["chat_state"]) == (8000, "2026-04-04", "sent")


@pytest.mark.parametrize("command", ["/avertir M012", "/preuve M012"])
async def test_a_member_without_the_role_is_refused(bureau: Talk, command: str) -> None:
    outcome = await bureau.say("joy", command)

    assert outcome.result
    assert outcome.result["refused"] == "NOT_AUTHORISED"
    assert "Awa" not in bureau.heard("joy")
