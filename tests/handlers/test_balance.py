from dataclasses import replace
from datetime import date

from assistant.domain.actors import OPERATOR
from assistant.domain.ledger import Account, Kind, NewTransfer, member_account
from assistant.domain.members import Status, StatusChange
from tests.handlers.talk import Talk, member


async def test_whoever_is_at_zero_owes_nothing_and_is_up_to_date(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"), balance=0)

    outcome = await talk.say("awa", "/solde")

    assert talk.heard("awa") == (
        "Vous ne devez rien. Vous êtes à jour (art. 8). Vote, procurations et entraide vous sont ouverts.\n"
        "Prochaine échéance : 10,00 € le 1er avril 2026."
    )
    assert outcome.result == {
        "balance": 0,
        "overdue": 0,
        "pending": 0,
        "status": "UP_TO_DATE",
        "articles": ["NDZ art. 8"],
    }


async def test_whoever_paid_ahead_is_told_so(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"), balance=7500)

    outcome = await talk.say("awa", "/solde")

    assert talk.heard("awa").startswith("Vous avez 75,00 € d’avance. Vous êtes à jour (art. 8).")
    assert outcome.result
    assert outcome.result["balance"] == 7500


async def test_sixty_euros_late_is_within_the_tolerance_and_a_cent_more_is_not(talk: Talk) -> None:
    await talk.register(member("M014", "Awa"), balance=-6000)
    await talk.register(member("M016", "Bintou"), balance=-6001)

    within = await talk.say("awa", "/solde")
    beyond = await talk.say("bintou", "/solde")

    assert talk.heard("awa").startswith(
        "Vous devez 60,00 €, depuis le 31 décembre 2025 au plus tard. "
        "Vous êtes à jour : l’association accepte jusqu’à 60,00 € de retard (art. 8)."
    )
    assert talk.heard("bintou").startswith(
        "Vous devez 60,01 €, depuis le 31 décembre 2025 au plus tard. "
        "C’est 0,01 € de plus que le retard accepté (art. 8) : tant que c’est le cas, vous ne pouvez ni voter, "
        "ni donner ou porter une procuration, ni bénéficier de l’entraide. "
        "Régler 0,01 € suffit pour être de nouveau à jour."
    )
    assert within.result
    assert beyond.result
    assert (within.result["status"], beyond.result["status"]) == ("WITHIN_TOLERANCE", "NOT_UP_TO_DATE")


async def test_a_debt_says_the_day_it_began(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"), balance=-2000)

    await talk.say("awa", "/solde")

    assert talk.heard("awa").startswith("Vous devez 20,00 €, depuis le 1er février 2026.")


async def test_in_english_amounts_and_days_are_written_the_british_way(talk: Talk) -> None:
    await talk.register(member("M011", "Joy", language="en"), balance=-2000)

    await talk.say("joy", "/balance")

    assert talk.heard("joy") == (
        "You owe €20.00, since 1 February 2026. You are up to date: the association accepts up to €60.00 of arrears "
        "(art. 8). Votes, proxies and mutual aid are open to you.\n"
        "Next due: €10.00 on 1 April 2026."
    )


async def test_after_two_years_of_arrears_settling_opens_the_rights_a_month_later_only(talk: Talk) -> None:
    await talk.register(member("M030", "Alain"), balance=-24000)
    await talk.register(member("M031", "Basile"), balance=-23999)

    await talk.say("alain", "/solde")
    await talk.say("basile", "/solde")

    assert "régler 180,00 € aujourd’hui rouvrira vos droits le 5 avril 2026 (art. 9)" in talk.heard("alain")
    assert "Régler 179,99 € suffit pour être de nouveau à jour." in talk.heard("basile")


async def test_in_the_wait_after_long_arrears_the_day_it_ends_is_told(talk: Talk) -> None:
    await talk.register(member("M030", "Alain"), balance=-24000)
    await talk.pay("M030", 24000)

    outcome = await talk.say("alain", "/solde")

    assert talk.heard("alain").startswith(
        "Vous ne devez rien. Après un long retard, vos droits se rouvrent le 5 avril 2026 (art. 9)."
    )
    assert outcome.result
    assert outcome.result["status"] == "LONG_ARREARS_WAIT"
    assert outcome.result["articles"][0] == "NDZ art. 9"


async def test_in_the_first_six_months_mutual_aid_is_not_open_yet(talk: Talk) -> None:
    newcomer = member("M070", "Chantal", joined_on=date(2026, 2, 14), since=date(2026, 2, 14))
    await talk.register(newcomer)
    await talk.pay("M070", 10000)

    await talk.say("chantal", "/solde")

    assert "Vote et procurations vous sont ouverts, l’entraide à partir du 14 août 2026 (art. 6)." in talk.heard(
        "chantal"
    )


async def test_a_suspended_member_learns_what_they_owe_and_what_is_closed(talk: Talk) -> None:
    await talk.register(member("M065", "Hilaire", status=Status.SUSPENDED), balance=-1000)

    outcome = await talk.say("hilaire", "/solde")

    assert talk.heard("hilaire").startswith(
        "Vous devez 10,00 €, depuis le 1er mars 2026. Votre adhésion est suspendue (art. 30) : "
        "ni vote, ni procuration, ni entraide pendant ce temps ; les cotisations continuent."
    )
    assert outcome.result
    assert outcome.result["status"] == "SUSPENDED"
    assert outcome.result["articles"][0] == "NDZ art. 30"


async def test_whoever_resigned_is_told_the_amount_and_nothing_of_rights(talk: Talk) -> None:
    person = member("M068", "Rufin")
    left = (*person.history, StatusChange(date(2026, 1, 20), Status.RESIGNED))
    await talk.register(replace(person, history=left), balance=-5500)

    await talk.say("rufin", "/solde")

    assert talk.heard("rufin") == "Vous devez 35,00 €, depuis le 31 décembre 2025 au plus tard."


async def test_what_is_declared_and_not_confirmed_is_told_apart(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"), balance=-2000)
    await talk.declare("M012", 2000)

    outcome = await talk.say("awa", "/solde")

    assert "Un paiement de 20,00 € déclaré le 5 mars 2026 attend la confirmation de la trésorerie." in talk.heard("awa")
    assert outcome.result
    assert (outcome.result["balance"], outcome.result["pending"]) == (-2000, 2000)


async def test_several_declared_payments_share_one_line(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"), balance=-3000)
    await talk.declare("M012", 1000)
    await talk.declare("M012", 1500)

    await talk.say("awa", "/solde")

    assert "2 paiements, 25,00 € en tout, attendent la confirmation de la trésorerie." in talk.heard("awa")


async def test_the_details_are_one_tap_away(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"), balance=0)
    await talk.say("awa", "/solde")

    outcome = await talk.press("awa", "Détail")

    assert talk.heard("awa").startswith("Au 5 mars 2026, vous ne devez rien.")
    assert outcome.command == "statement"


async def test_a_stranger_is_told_no_amount(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"), balance=-2000)

    outcome = await talk.say("quidam", "/solde")

    assert outcome.result == {"refused": "NOT_A_MEMBER", "articles": []}
    assert "€" not in talk.heard("quidam")


async def test_a_contribution_is_told_apart_until_its_last_day(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"), balance=0)
    levy = NewTransfer(
        member_account("M012"), Account.AID, 5000, Kind.LEVY, date(2026, 3, 5), "event:1", due_on=date(2026, 3, 6)
    )
    await talk.database.run(lambda work: work.ledger.record([levy], OPERATOR))

    await talk.say("awa", "/solde")
    before = talk.heard("awa")
    talk.later(days=1)
    await talk.say("awa", "/solde")
    last_day = talk.heard("awa")
    talk.later(days=1)
    await talk.say("awa", "/solde")
    after = talk.heard("awa")

    line = "Dont 50,00 € de cotisation décès, à régler au plus tard le 6 mars 2026 (art. 14)."
    assert line in before
    assert line in last_day
    assert "cotisation décès" not in after
