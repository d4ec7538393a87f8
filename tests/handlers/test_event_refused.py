"""What is read when the bylaws do not provide for an event: gentle, exact, and with what can still be done."""

from datetime import date

import pytest

from assistant.domain.members import Status
from assistant.domain.orders import Choice
from assistant.services.tick import tick
from tests.handlers.declaring import declare, gather, kept, tell, vote
from tests.handlers.talk import Talk, member

CONSENT = "Si l’annonce aux membres vous convient, dites-le : rien ne sera dit sans vous."


@pytest.mark.parametrize(("balance", "paid"), [(-6000, True), (-6001, False)])
async def test_beyond_the_accepted_arrears_the_figures_of_that_day_are_told(
    talk: Talk, balance: int, paid: bool
) -> None:
    await gather(talk, balance=balance)

    outcome = await declare(talk)

    assert outcome.result
    assert outcome.result["payout"] == (100000 if paid else 0)
    if not paid:
        assert outcome.result["refused"] == "NOT_UP_TO_DATE"
        assert outcome.result["articles"] == ["NDZ art. 8", "NDZ art. 14"]
        assert talk.heard("awa") == (
            "Toutes nos condoléances, à vous et aux vôtres.\n"
            "Le 2 mars 2026, vous deviez 60,01 €, soit 0,01 € de plus que les 60,00 € de retard acceptés (art. 8, "
            "art. 14). L’entraide ne peut pas être versée en l’état. Un paiement remis au plus tard ce jour-là et pas "
            "encore confirmé compterait encore : s’il y en a un, déclarez-le, et votre demande sera réexaminée. La "
            f"commission sociale peut proposer une aide exceptionnelle (art. 26).\n{CONSENT}"
        )
        assert talk.keys("awa") == [
            "Déclarer un paiement",
            "Écrire à la commission sociale",
            "Annoncer",
            "Ne pas annoncer",
        ]


async def test_the_echo_already_says_that_nothing_is_paid_and_that_it_may_be_declared(talk: Talk) -> None:
    await gather(talk, balance=-8000)

    await tell(talk, "awa", "/evenement death_father", "02/03/2026", "skip")

    assert "L’entraide ne peut pas être versée en l’état.\nVous pouvez le déclarer quand même" in talk.heard("awa")
    assert talk.to("awa").question == "confirm"


async def test_a_payment_of_that_day_that_is_confirmed_later_changes_the_answer_and_is_told(talk: Talk) -> None:
    await gather(talk, balance=-8000)
    await declare(talk)

    await tell(talk, "awa", "/payer 20 virement 02/03/2026", "skip", "yes")
    await talk.say("rosine", "/paiements 1 confirm")
    await talk.database.run(tick)
    await talk.say("hilaire", "/aide")

    assert talk.heard("awa") == (
        "Votre déclaration a été réexaminée : le décès de votre père, le 2 mars 2026.\n"
        "Le règlement prévoit 1 000,00 € pour le décès de votre père (art. 14). Le bureau doit maintenant donner son "
        f"accord (art. 25) ; vous lirez sa réponse ici.\n{CONSENT}"
    )


@pytest.mark.parametrize(("day", "covered"), [(date(2026, 3, 1), True), (date(2026, 2, 28), False)])
async def test_in_the_waiting_period_the_first_covered_day_and_the_commission_are_named(
    talk: Talk, day: date, covered: bool
) -> None:
    await gather(talk)
    joined = date(2025, 9, 1)
    await talk.register(member("M031", "Nadège", joined_on=joined, since=joined), balance=0)

    outcome = await declare(talk, "death_mother", f"{day:%d/%m/%Y}", "nadège")

    assert outcome.result
    assert outcome.result["payout"] == (100000 if covered else 0)
    if not covered:
        assert outcome.result["refused"] == "IN_WAITING_PERIOD"
        assert talk.heard("nadège") == (
            "Toutes nos condoléances, à vous et aux vôtres.\n"
            "L’entraide s’ouvre après la carence qui suit l’adhésion, pour vous le 1er mars 2026 (art. 6). Elle ne "
            "peut donc pas être versée cette fois. La commission sociale peut proposer une aide exceptionnelle "
            f"(art. 26).\n{CONSENT}"
        )
        assert "Écrire à la commission sociale" in talk.keys("nadège")


async def test_exceptional_help_is_not_spoken_of_at_a_birthday(talk: Talk) -> None:
    await gather(talk, balance=-8000)

    await tell(talk, "awa", "/evenement birthday", "02/03/2026", "yes", "yes", "yes")

    assert "commission sociale" not in talk.heard("awa")
    assert talk.keys("awa") == ["Déclarer un paiement", "Annoncer", "Ne pas annoncer", "Retirer"]


@pytest.mark.parametrize(
    ("tie", "code", "said"),
    [
        (
            "in_law",
            "EVENT_NOT_COVERED",
            "Le règlement ne prévoit pas de somme pour un événement qui touche la belle-fam",
        ),
        (
            "grandparent",
            "EVENT_NOT_COVERED",
            "Le règlement ne prévoit pas de somme pour un événement qui touche un gra",
        ),
        (
            "half_sibling",
            "BUREAU_DECISION_REQUIRED",
            "Le règlement ne dit pas s’il couvre un événement qui touche un d",
        ),
        ("adoption", "BUREAU_DECISION_REQUIRED", "c’est au bureau d’en décider (art. 34, art. 14). Vous lirez sa rép"),
    ],
)
async def test_what_is_not_listed_is_refused_or_put_to_the_bureau(talk: Talk, tie: str, code: str, said: str) -> None:
    await gather(talk)

    outcome = await tell(talk, "awa", "/evenement other", "hier", tie, "yes")

    assert outcome.result
    assert (outcome.result["refused"], outcome.result["payout"], outcome.result["levy"]) == (code, 0, 0)
    assert said in talk.heard("awa")
    assert ("Écrire à la commission sociale" in talk.keys("awa")) is (code == "EVENT_NOT_COVERED")


async def test_an_event_in_a_suspension_or_before_joining_is_explained(talk: Talk) -> None:
    await gather(talk)
    await talk.register(member("M032", "Serge", status=Status.SUSPENDED), balance=0)
    joined = date(2026, 2, 15)
    await talk.register(member("M033", "Inès", joined_on=joined, since=joined), balance=0)

    await declare(talk, "death_mother", "02/03/2026", "serge")
    await declare(talk, "death_mother", "14/02/2026", "inès")

    assert "Ce jour-là, votre adhésion était suspendue (art. 30, art. 14)" in talk.heard("serge")
    assert "L’entraide couvre ce qui survient tant que l’on est membre actif" in talk.heard("inès")


async def test_the_same_event_twice_says_when_it_was_declared(talk: Talk) -> None:
    await gather(talk)
    await declare(talk)
    talk.later(days=2)

    await tell(talk, "awa", "/evenement death_father", "02/03/2026", "skip")
    echo = talk.heard("awa")
    outcome = await talk.say("awa", "oui")

    assert echo.endswith("Ne confirmez que s’il s’agit d’un autre événement.")
    assert outcome.result
    assert outcome.result["refused"] == "DUPLICATE_EVENT"
    assert "Vous avez déjà déclaré cet événement le 5 mars 2026 (annexe, art. 14)" in talk.heard("awa")
    assert talk.keys("awa") == ["Retirer"]


async def test_a_second_birthday_of_the_year_is_not_helped_again(talk: Talk) -> None:
    await gather(talk)
    await tell(talk, "awa", "/evenement birthday", "02/03/2026", "yes", "yes", "yes")

    await tell(talk, "awa", "/evenement birthday", "04/03/2026", "yes", "yes", "yes")

    assert "La somme prévue pour votre anniversaire de cette année a déjà été demandée" in talk.heard("awa")


async def test_who_shares_a_death_with_another_member_reads_nothing_of_them(talk: Talk) -> None:
    await gather(talk)
    await tell(talk, "awa", "/evenement death_father", "02/03/2026", "Paul Zamba", "yes")

    outcome = await tell(talk, "rufin", "/evenement death_father", "02/03/2026", "Paul Zamba", "yes")

    assert outcome.result
    assert outcome.result["refused"] == "POSSIBLE_DUPLICATE"
    assert "Le même événement semble déjà déclaré : c’est au bureau de décider ce qui est versé" in talk.heard("rufin")
    assert "Awa" not in talk.heard("rufin")


@pytest.mark.parametrize(
    ("ceremony", "invitation", "lacking"),
    [
        ("yes", "no", "les membres ne sont pas invités."),
        ("no", "yes", "il n’y a pas de cérémonie."),
        ("no", "no", "il n’y a ni cérémonie ni invitation."),
    ],
)
async def test_what_a_baptism_lacks_is_named_and_can_be_put_right(
    talk: Talk, ceremony: str, invitation: str, lacking: str
) -> None:
    await gather(talk)
    refused = await tell(talk, "awa", "/evenement baptism", "20/06/2026", "Léa", ceremony, invitation, "yes")
    said = talk.heard("awa")

    await talk.press("awa", "Cela a changé")
    asked = talk.to("awa").question
    outcome = await tell(talk, "awa", "yes", "yes")

    assert refused.result
    assert refused.result["refused"] == "NO_CEREMONY_OR_INVITATION"
    assert f"D’après ce que vous indiquez, {lacking} Si cela change, dites-le ici" in said
    assert asked == "ceremony"
    assert outcome.result == {"claim": "1", "payout": 15000, "levy": 0}
    assert talk.heard("awa").startswith("Merci, c’est noté. Le règlement prévoit 150,00 €")


async def test_two_deaths_of_a_month_are_explained_in_a_plain_sentence(talk: Talk) -> None:
    await gather(talk, balance=-7100)
    await declare(talk, "death_mother", "02/03/2026", "rufin")

    outcome = await declare(talk, "death_father", "04/03/2026")

    assert outcome.result
    assert outcome.result["articles"] == ["NDZ art. 9", "NDZ art. 8", "NDZ art. 14"]
    assert (
        "L’entraide ne peut pas être versée en l’état : un autre décès étant survenu le même mois, c’est votre "
        "situation au 28 février 2026 qui compte, et vous deviez 61,00 €, soit 1,00 € de plus que le retard accepté "
        "(art. 9, art. 8, art. 14). Un paiement remis avant l’annonce du décès, le 5 mars 2026, peut encore compter : "
        "s’il y en a un, déclarez-le. La commission sociale peut"
    ) in talk.heard("awa")


async def test_a_second_death_that_opens_aid_to_the_first_is_told_with_the_same_sentence(talk: Talk) -> None:
    await gather(talk, balance=-6500)
    first = await declare(talk)

    await declare(talk, "death_mother", "04/03/2026", "rufin")

    assert first.result
    assert first.result["refused"] == "NOT_UP_TO_DATE"
    assert talk.heard("awa").startswith(
        "Votre déclaration a été réexaminée : le décès de votre père, le 2 mars 2026.\n"
        "Le règlement prévoit 1 000,00 € pour le décès de votre père (art. 14, annexe, art. 9, art. 8). Un autre décès "
        "étant survenu le même mois, c’est votre situation au 28 février 2026 qui a compté."
    )


async def test_after_long_arrears_the_day_that_aid_opens_again_is_told(talk: Talk) -> None:
    await gather(talk, balance=-25000)
    await talk.pay("M012", 25000, date(2026, 3, 1))

    outcome = await declare(talk)

    assert outcome.result
    assert outcome.result["refused"] == "LONG_ARREARS_WAIT"
    assert "Après un long retard, l’entraide vous couvre de nouveau à partir du 1er avril 2026" in talk.heard("awa")


async def test_the_bureau_s_no_is_told_in_its_words_with_who_else_can_help(talk: Talk) -> None:
    await gather(talk)
    await declare(talk)

    await vote(talk, choice=Choice.REFUSE, reason="il manque l’acte")

    assert talk.heard("awa") == (
        "Le bureau n’a pas accordé l’entraide pour le décès de votre père, le 2 mars 2026 (art. 25) : « il manque "
        "l’acte ». Écrivez-lui pour en parler. La commission sociale peut proposer une aide exceptionnelle "
        "(art. 26)."
    )
    assert talk.keys("awa") == ["Écrire à la commission sociale"]
    assert (await kept(talk)).decision is not None


async def test_a_refused_claim_is_not_told_again_while_nothing_changes(talk: Talk) -> None:
    await gather(talk, balance=-8000)
    await declare(talk)
    heard = len([message for message in talk.paper.sent if message.to.chat == "awa"])

    for _ in range(3):
        talk.later(days=1)
        await talk.database.run(tick)
        await talk.say("hilaire", "/aide")

    told = [message for message in talk.paper.sent if message.to.chat == "awa"][heard:]
    assert not [message for message in told if "réexaminée" in str(message.text)]
