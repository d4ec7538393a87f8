from datetime import date

import pytest

from assistant.domain.actors import OPERATOR
from assistant.domain.members import Member, Role, Status, StatusChange
from assistant.ports import UnitOfWork
from assistant.services.admission import Item, record
from tests.handlers.talk import Talk, member

CHANTAL = Member("M070", "Ngoma", "Chantal", None, (StatusChange(date(2026, 1, 10), Status.CANDIDATE),), language="fr")


@pytest.fixture
async def bureau(talk: Talk) -> Talk:
    await talk.register(member("M003", "Jean", Role.SECRETARY), balance=0)
    await talk.register(CHANTAL)
    return talk


async def _complete(talk: Talk, *but: Item) -> None:
    def note(work: UnitOfWork) -> None:
        for item in set(Item) - set(but):
            record(work, OPERATOR, "M070", item, date(2026, 2, 1))

    await talk.database.run(note)


async def test_a_candidate_whose_file_is_complete_and_paid_is_admitted(bureau: Talk) -> None:
    await _complete(bureau)
    await bureau.pay("M070", 5000, date(2026, 2, 20))

    await bureau.say("jean", "/admettre")
    await bureau.press("jean", "M070 Chantal Ngoma")
    await bureau.say("jean", "1er mars")
    asked = bureau.heard("jean")
    outcome = await bureau.press("jean", "Confirmer")

    assert asked == "Admettre Chantal Ngoma (M070) à partir du 1er mars 2026 ?"
    assert bureau.heard("jean") == (
        "Chantal Ngoma est membre. Admission : 50,00 € (annexe). L’entraide s’ouvre le 1er septembre 2026 (art. 6)."
    )
    assert outcome.result
    assert (outcome.result["member"], outcome.result["waiting_ends_on"]) == ("M070", "2026-09-01")


async def test_the_new_member_is_welcomed(bureau: Talk) -> None:
    await _complete(bureau)
    await bureau.pay("M070", 5000, date(2026, 2, 20))

    await bureau.say("jean", "/admettre M070 2026-03-01")
    await bureau.press("jean", "Confirmer")

    assert bureau.heard("chantal").startswith("Bienvenue Chantal : vous êtes membre (art. 3")
    assert "L’entraide vous couvre à partir du 1er septembre 2026." in bureau.heard("chantal")


@pytest.mark.parametrize("named", ["M070 1er mars", "1/3 m070", "Chantal Ngoma 1er mars", "NGOMA chantal 2026-03-01"])
async def test_who_and_when_may_follow_the_command(bureau: Talk, named: str) -> None:
    await _complete(bureau)
    await bureau.pay("M070", 5000, date(2026, 2, 20))

    await bureau.say("jean", f"/admettre {named}")

    assert bureau.heard("jean") == "Admettre Chantal Ngoma (M070) à partir du 1er mars 2026 ?"


@pytest.mark.parametrize("command", ["/admettre", "/candidature"])
@pytest.mark.parametrize("named", ["M012", "m012", "Awa Ibara", "IBARA awa"])
async def test_whoever_is_no_candidate_is_told_to_be_none_and_the_candidates_are_offered(
    bureau: Talk, command: str, named: str
) -> None:
    await bureau.register(member("M012", "Awa"))

    outcome = await bureau.say("jean", f"{command} {named}")

    assert outcome.result == {"refused": "NOT_A_CANDIDATE"}
    assert bureau.heard("jean").startswith("M012 Awa Ibara n’est pas en attente d’admission.\n\n")
    assert bureau.keys("jean")[0] == "M070 Chantal Ngoma"


async def test_the_day_beside_a_name_that_is_refused_is_kept_for_its_question(bureau: Talk) -> None:
    await bureau.register(member("M012", "Awa"))
    await _complete(bureau)
    await bureau.pay("M070", 5000, date(2026, 2, 20))

    await bureau.say("jean", "/admettre M012 1er mars")
    await bureau.press("jean", "M070 Chantal Ngoma")

    assert bureau.heard("jean") == "Admettre Chantal Ngoma (M070) à partir du 1er mars 2026 ?"


async def test_what_names_nobody_is_told_before_the_last_yes(bureau: Talk) -> None:
    await _complete(bureau)
    await bureau.pay("M070", 5000, date(2026, 2, 20))

    await bureau.say("jean", "/admettre M099 1er mars")
    await bureau.press("jean", "M070 Chantal Ngoma")
    told = bureau.heard("jean")
    await bureau.press("jean", "Confirmer")

    assert told == (
        "Admettre Chantal Ngoma (M070) à partir du 1er mars 2026 ?\n\nJe n’ai pas su quoi faire de « M099 »."
    )
    assert bureau.heard("jean").startswith("Chantal Ngoma est membre.")
    assert "M099" not in bureau.heard("jean")


@pytest.mark.parametrize(
    ("missing", "reason", "sentence"),
    [
        (Item.TEXTS, "TEXTS_NOT_ACKNOWLEDGED", "le candidat doit d’abord avoir lu les statuts et le règlement"),
        (Item.FORM, "INCOMPLETE_APPLICATION", "le dossier n’est pas complet (questionnaire, fiche, famille)"),
        (Item.ACCEPTED, "BUREAU_DECISION_REQUIRED", "le bureau doit d’abord se prononcer"),
    ],
)
async def test_what_is_missing_is_said_with_its_article(
    bureau: Talk, missing: Item, reason: str, sentence: str
) -> None:
    await _complete(bureau, missing)
    await bureau.pay("M070", 5000, date(2026, 2, 20))

    outcome = await bureau.say("jean", "/admettre M070 2026-03-01")

    assert outcome.result
    assert outcome.result["refused"] == reason
    assert bureau.heard("jean").startswith(f"Pas encore : {sentence} (art. ")
    assert bureau.keys("jean") == ["Compléter le dossier"]


async def test_a_cent_short_of_the_admission_is_not_paid(bureau: Talk) -> None:
    await _complete(bureau)
    await bureau.pay("M070", 4999, date(2026, 2, 20))

    outcome = await bureau.say("jean", "/admettre M070 2026-03-01")

    assert outcome.result
    assert outcome.result["refused"] == "ADMISSION_FEE_DUE"
    assert bureau.heard("jean").startswith("Pas encore : il reste 0,01 € à régler pour l’admission (")


async def test_where_only_the_payment_is_missing_the_complete_file_is_not_offered(bureau: Talk) -> None:
    await _complete(bureau)

    await bureau.say("jean", "/admettre M070 2026-03-01")

    assert bureau.keys("jean") == []


async def test_a_day_to_come_is_refused_and_asked_again(bureau: Talk) -> None:
    await _complete(bureau)
    await bureau.pay("M070", 5000, date(2026, 2, 20))
    await bureau.say("jean", "/admettre M070")

    refused = await bureau.say("jean", "6/3/2026")
    await bureau.press("jean", "Aujourd’hui")

    assert refused.result == {"refused": "FUTURE_DATE"}
    assert bureau.heard("jean") == "Admettre Chantal Ngoma (M070) à partir du 5 mars 2026 ?"


async def test_nothing_is_done_without_the_last_yes(bureau: Talk) -> None:
    await _complete(bureau)
    await bureau.pay("M070", 5000, date(2026, 2, 20))
    await bureau.say("jean", "/admettre M070 2026-03-01")

    outcome = await bureau.say("jean", "non")
    kept = await bureau.database.run(lambda work: work.members.get("M070"))

    assert bureau.heard("jean") == "Annulé : rien n’a été enregistré."
    assert outcome.result == {"cancelled": "admit"}
    assert kept
    assert kept.status is Status.CANDIDATE


async def test_where_nobody_waits_it_is_said(talk: Talk) -> None:
    await talk.register(member("M003", "Jean", Role.SECRETARY))

    outcome = await talk.say("jean", "/admettre M001")

    assert outcome.result == {"refused": "NOT_A_CANDIDATE", "articles": ["NDZ art. 3"]}
    assert talk.heard("jean") == "Personne n’attend d’être admis."


async def test_a_member_without_the_role_is_refused_kindly(bureau: Talk) -> None:
    await bureau.register(member("M012", "Awa"))

    outcome = await bureau.say("awa", "/admettre M070")

    assert outcome.result
    assert outcome.result["refused"] == "NOT_AUTHORISED"
    assert "Chantal" not in bureau.heard("awa")


async def test_the_file_is_completed_piece_by_piece(bureau: Talk) -> None:
    await _complete(bureau, Item.FORM, Item.ACCEPTED)
    await bureau.say("jean", "/candidature M070")
    await bureau.press("jean", "Le bureau accepte la candidature")
    first = await bureau.say("jean", "hier")
    said = bureau.heard("jean")

    await bureau.press("jean", "Noter une autre pièce")
    await bureau.press("jean", "La fiche : nom, prénom, adresse, téléphone, courriel".replace(" :", "\u00a0:"))
    second = await bureau.press("jean", "Aujourd’hui")

    assert first.result == {"candidate": "M070", "missing": ["form"]}
    assert said == "Noté. Il manque encore :\n• La fiche : nom, prénom, adresse, téléphone, courriel"
    assert second.result == {"candidate": "M070", "missing": []}
    assert bureau.keys("jean") == ["Admettre"]
