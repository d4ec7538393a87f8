from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.domain.ledger import Kind
from assistant.domain.members import Role, Status
from assistant.domain.messages import SentFile
from assistant.services import bank
from tests.files.statements.banks import ofx, sheet, transaction
from tests.handlers.talk import Talk, member, plain

AWA = member("M001", "Awa", Role.TREASURER)
BRICE = member("M002", "Brice", Role.DEPUTY_TREASURER, last_name="Okemba")
CHANTAL = member("M003", "Chantal", last_name="Ngoma")
DIDIER = member("M004", "Didier", last_name="Ngoma")
ELISE = member("M005", "Élise", last_name="Yoka", spouse="M006")
FELIX = member("M006", "Félix", last_name="Yoka", spouse="M005")
GILLES = member("M007", "Gilles", last_name="Tati", status=Status.RADIATED)
CERTAIN = transaction("10.00", "20260302", "1", "NGOMA CHANTAL", "COTIS M003")
COUPLE = transaction("40.00", "20260303", "2", "YOKA ELISE", "M005 ET M006")
SHARED = transaction("10.00", "20260303", "3", "NGOMA", "COTISATION")
UNKNOWN = transaction("25.00", "20260303", "4", "SARL DUPONT", "FACTURE 12")
DEBIT = transaction("-5.00", "20260304", "5", "LA POSTE", "TIMBRES")
FORMER = transaction("10.00", "20260304", "6", "TATI GILLES", "M007")
ALIKE = [transaction("10.00", "20260304", ref, "OKEMBA BRICE", "mars") for ref in ("7", "8")]
WHOLE = (CERTAIN, COUPLE, SHARED, UNKNOWN, DEBIT, FORMER)
END = "<DTEND>20260304"


@pytest.fixture(autouse=True)
async def association(talk: Talk) -> None:
    for person in (AWA, BRICE, CHANTAL, DIDIER, ELISE, FELIX, GILLES):
        await talk.register(person)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The statement, as the channel fetched it."""
    path = tmp_path / "releve.ofx"
    path.write_bytes(ofx(*WHOLE, end=END))
    return path


async def received(talk: Talk, *numbers: str) -> list[list[int]]:
    """What the books say was paid, by member."""

    def read(work: Any) -> list[list[int]]:
        return [[row.cents for row in work.ledger.entries(number) if row.kind is Kind.PAYMENT] for number in numbers]

    return await talk.database.run(read)


def keys(talk: Talk) -> list[str]:
    """What stands on the treasurer's buttons, with plain spaces."""
    return [plain(label) for label in talk.keys("awa")]


async def hand_in(talk: Talk, path: Path, who: str = "awa") -> Any:
    await talk.say(who, "/rapprocher")
    return await talk.say(who, file=SentFile(path.name, "application/octet-stream", 10, str(path)))


async def test_the_matched_lines_are_one_list_to_accept_at_once(talk: Talk, file: Path) -> None:
    await hand_in(talk, file)

    assert talk.heard("awa").splitlines() == [
        "2 lignes reconnues, 50,00 € au total.",
        "• 02/03/2026 : Chantal Ngoma (M003) 10,00 €",
        "• 03/03/2026 : Élise Yoka (M005) 20,00 €, Félix Yoka (M006) 20,00 €",
        "Une autre est à regarder ensuite.",
    ]
    assert keys(talk)[:2] == ["Tout enregistrer", "Pas maintenant"]
    assert await received(talk, "M003", "M005", "M006") == [[], [], []]


async def test_a_yes_books_them_and_the_doubtful_ones_follow_one_by_one_with_their_candidates(
    talk: Talk, file: Path
) -> None:
    await hand_in(talk, file)
    await talk.press("awa", "Tout enregistrer")

    assert await received(talk, "M003", "M005", "M006") == [[1000], [2000], [2000]]
    assert talk.heard("chantal").startswith("Votre paiement de 10,00 € est confirmé.")
    assert talk.heard("awa").splitlines() == [
        "10,00 €, 3 mars 2026 : « NGOMA COTISATION ».",
        "Plusieurs membres peuvent être visés.",
        "De qui est ce paiement ?",
    ]
    assert keys(talk)[:4] == ["Chantal Ngoma (M003)", "Didier Ngoma (M004)", "De personne", "Plus tard"]


async def test_the_end_says_what_was_booked_and_lists_what_was_left_alone(talk: Talk, file: Path) -> None:
    await hand_in(talk, file)
    await talk.press("awa", "Tout enregistrer")
    outcome = await talk.say("awa", "M004")

    assert outcome.result == {"matched": 3, "doubtful": 0, "unmatched": 2}
    assert await received(talk, "M003", "M004") == [[1000], [1000]]
    assert talk.heard("awa").splitlines() == [
        "3 lignes enregistrées, 60,00 € au total. Les membres ont leurs reçus.",
        "De personne, laissées de côté (2) :",
        "• 03/03/2026, 25,00 €, SARL DUPONT, FACTURE 12 (inconnu)",
        "• 04/03/2026, 10,00 €, TATI GILLES, M007 (n’est plus membre)",
        "Un débit :",
        "• 04/03/2026, -5,00 €, LA POSTE, TIMBRES",
        "La banque est saisie jusqu’au 4 mars 2026.",
    ]


async def test_nothing_is_booked_without_a_yes_and_the_bank_is_not_entered(talk: Talk, file: Path) -> None:
    await hand_in(talk, file)
    await talk.press("awa", "Pas maintenant")
    outcome = await talk.press("awa", "Plus tard")

    assert outcome.result == {"matched": 2, "doubtful": 1, "unmatched": 2}
    assert await received(talk, "M003", "M004", "M005") == [[], [], []]
    assert await talk.database.run(bank.entered_until) is None
    assert talk.heard("awa").startswith("Rien n’a été enregistré.\n3 lignes attendent : renvoyez le fichier")


async def test_the_same_file_again_goes_on_where_it_was_left_and_names_what_was_booked(talk: Talk, file: Path) -> None:
    await hand_in(talk, file)
    await talk.press("awa", "Tout enregistrer")
    await talk.press("awa", "Plus tard")

    await hand_in(talk, file)
    asked = talk.heard("awa")
    outcome = await talk.press("awa", "De personne")

    assert asked.startswith("10,00 €, 3 mars 2026 : « NGOMA COTISATION ».")
    assert outcome.result == {"matched": 0, "doubtful": 0, "unmatched": 3}
    assert "• 03/03/2026, 10,00 €, NGOMA, COTISATION (déjà mis de côté)" in talk.heard("awa")
    assert "Enregistrées auparavant (2) :\n• 02/03/2026, 10,00 €, NGOMA CHANTAL, COTIS M003 = n° 1 de Chantal" in (
        talk.heard("awa")
    )
    assert await received(talk, "M003", "M004", "M005", "M006") == [[1000], [], [2000], [2000]]


async def test_a_third_time_there_is_nothing_left_to_ask(talk: Talk, file: Path) -> None:
    for answer in ("De personne", None):
        outcome = await hand_in(talk, file)
        if answer:
            await talk.press("awa", "Tout enregistrer")
            outcome = await talk.press("awa", answer)

    assert outcome.result == {"matched": 0, "doubtful": 0, "unmatched": 3}


async def test_two_lines_alike_are_asked_about_one_by_one_and_the_rest_can_be_put_off(
    talk: Talk, tmp_path: Path
) -> None:
    path = tmp_path / "releve.ofx"
    path.write_bytes(ofx(*ALIKE, SHARED, end=END))
    await hand_in(talk, path)

    assert "Une autre ligne de ce jour est identique" not in talk.heard("awa")
    await talk.press("awa", "Plus tard")
    assert talk.heard("awa").splitlines()[1] == "Une autre ligne de ce jour est identique : est-ce le même paiement ?"
    assert talk.heard("awa").splitlines()[2] == "Il en reste une après celle-ci."
    outcome = await talk.press("awa", "Toutes les autres plus tard")

    assert outcome.result == {"matched": 0, "doubtful": 3, "unmatched": 0}


async def test_a_couples_line_may_be_shared_or_given_whole(talk: Talk, tmp_path: Path) -> None:
    path = tmp_path / "releve.ofx"
    path.write_bytes(ofx(transaction("20.00", "20260303", "9", "M OU MME YOKA ELISE", "VIREMENT"), end=END))
    await hand_in(talk, path)

    offered = keys(talk)[:3]
    await talk.say("awa", "3")

    assert offered == [
        "Élise Yoka (M005)",
        "Félix Yoka (M006)",
        "Élise Yoka (M005) 10,00 € + Félix Yoka (M006) 10,00 €",
    ]
    assert await received(talk, "M005", "M006") == [[1000], [1000]]


async def test_what_a_member_declared_otherwise_is_offered_with_what_they_declared(talk: Talk, tmp_path: Path) -> None:
    await talk.declare("M003", 2000)
    path = tmp_path / "releve.ofx"
    path.write_bytes(ofx(CERTAIN, end=END))
    await hand_in(talk, path)

    assert keys(talk)[:2] == ["Chantal Ngoma (M003), déclaré le 05/03/2026 : 20,00 €", "Chantal Ngoma (M003)"]
    await talk.say("awa", "1")
    assert await received(talk, "M003") == [[1000]]
    assert talk.heard("chantal").startswith("Votre paiement est confirmé pour 10,00 €")


async def test_a_treasurers_own_payment_waits_for_the_other_one(talk: Talk, tmp_path: Path) -> None:
    path = tmp_path / "releve.ofx"
    path.write_bytes(ofx(transaction("10.00", "20260303", "9", "IBARA AWA", "M001"), end=END))

    mine = await hand_in(talk, path)
    said = talk.heard("awa")
    await hand_in(talk, path, "brice")
    theirs = await talk.press("brice", "Tout enregistrer")

    assert mine.result == {"matched": 1, "doubtful": 0, "unmatched": 0}
    assert "Votre propre paiement (10,00 €) attend l’autre trésorier." in said
    assert theirs.result == {"matched": 1, "doubtful": 0, "unmatched": 0}
    assert await received(talk, "M001") == [[1000]]


async def test_a_list_that_has_changed_since_it_was_shown_is_shown_again(talk: Talk, file: Path) -> None:
    await hand_in(talk, file)
    await talk.declare("M003", 1000)

    outcome = await talk.press("awa", "Tout enregistrer")

    assert outcome.result == {"refused": "LIST_CHANGED"}
    assert talk.heard("awa").startswith("Un paiement a été enregistré ou déclaré entre-temps.")
    assert await received(talk, "M003") == [[]]
    await talk.press("awa", "Tout enregistrer")
    assert await received(talk, "M003") == [[1000]]


async def test_of_two_treasurers_the_second_is_told_what_is_left(talk: Talk, file: Path) -> None:
    await hand_in(talk, file)
    await hand_in(talk, file, "brice")
    await talk.press("awa", "Tout enregistrer")

    await talk.press("brice", "Tout enregistrer")

    assert talk.heard("brice").startswith("10,00 €, 3 mars 2026 : « NGOMA COTISATION ».")
    assert await received(talk, "M003", "M005", "M006") == [[1000], [2000], [2000]]


async def test_an_answer_to_a_line_that_somebody_else_has_decided_is_none_to_the_next(
    talk: Talk, tmp_path: Path
) -> None:
    path = tmp_path / "releve.ofx"
    other = transaction("10.00", "20260304", "9", "NGOMA", "AUTRE")
    path.write_bytes(ofx(SHARED, other, end=END))
    await hand_in(talk, path)
    await hand_in(talk, path, "brice")
    await talk.press("brice", "Didier Ngoma (M004)")

    outcome = await talk.press("awa", "Chantal Ngoma (M003)")

    assert outcome.result == {"refused": "LINE_CHANGED"}
    assert talk.heard("awa").splitlines()[:3] == [
        "Cette ligne a été décidée entre-temps. Voici la suivante.",
        "",
        "10,00 €, 4 mars 2026 : « NGOMA AUTRE ».",
    ]
    assert await received(talk, "M003", "M004") == [[], [1000]]


async def test_nothing_is_answered_in_advance(talk: Talk, file: Path) -> None:
    await talk.say("awa", "/rapprocher oui M003")
    await talk.say("awa", file=SentFile(file.name, "application/octet-stream", 10, str(file)))

    assert talk.to("awa").question == "accept"
    assert await received(talk, "M003", "M005") == [[], []]


async def test_going_back_undoes_no_booking(talk: Talk, file: Path) -> None:
    await hand_in(talk, file)
    await talk.press("awa", "Tout enregistrer")

    await talk.say("awa", "retour")

    assert talk.heard("awa").startswith("10,00 €, 3 mars 2026 : « NGOMA COTISATION ».")
    assert await received(talk, "M003") == [[1000]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Je n’ai pas pu lire ce relevé."),
        (sheet(["hier;;X;;1"]), "Le premier point que je n’ai pas pu lire est à la ligne 2."),
    ],
)
async def test_a_file_that_is_no_statement_is_asked_for_again_in_words(
    talk: Talk, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "releve.csv"
    path.write_bytes(content)

    outcome = await hand_in(talk, path)

    assert outcome.result == {"refused": "FILE_REFUSED"}
    assert said in talk.heard("awa")


async def test_words_are_no_file(talk: Talk) -> None:
    await talk.say("awa", "/rapprocher")

    outcome = await talk.say("awa", "le voici")

    assert outcome.result == {"refused": "FILE_NEEDED"}


async def test_the_command_is_the_treasurers(talk: Talk) -> None:
    outcome = await talk.say("chantal", "/rapprocher")

    assert outcome.result is not None
    assert outcome.result["refused"] == "NOT_AUTHORISED"


async def test_a_long_list_is_shortened(talk: Talk, tmp_path: Path) -> None:
    lines = [transaction("10.00", f"202602{day:02}", f"F{day}", "NGOMA CHANTAL", f"M003 {day}") for day in range(1, 14)]
    path = tmp_path / "releve.ofx"
    path.write_bytes(ofx(*lines, end=END))

    await hand_in(talk, path)

    shown = talk.heard("awa").splitlines()
    assert shown[0] == "13 lignes reconnues, 130,00 € au total."
    assert shown[-1] == "… et une autre"
    assert len(shown) == 14


async def test_a_statement_with_nothing_to_decide_is_entered_at_once(talk: Talk, tmp_path: Path) -> None:
    path = tmp_path / "releve.ofx"
    path.write_bytes(ofx(DEBIT, end=END))

    outcome = await hand_in(talk, path)

    assert outcome.result == {"matched": 0, "doubtful": 0, "unmatched": 0}
    assert await talk.database.run(bank.entered_until) == date(2026, 3, 4)
