"""What those convened read, in chat and by e-mail, in both languages; the bureau's card in each of its states."""

from __future__ import annotations

from typing import Any

import pytest

from handlers import meeting_words
from handlers.meeting_bureau import meeting_card
from handlers.meeting_notices import (
    called_off,
    changed,
    convened,
    meeting_called_off,
    meeting_called_off_mail,
    meeting_changed,
    meeting_changed_mail,
    meeting_convened,
    meeting_convened_mail,
)
from tests.handlers.convening import ENGLISH, FRENCH, PLACE, body, lines
from tests.handlers.talk import plain

MEAL = {"hosts": ["Awa Ibara"], "meal": 500, "meal_until": "2026-03-07"}
OFF = body(reason="Salle <inondée>", edition=2)
CHANGED = body(
    edition=1,
    starts_at="2026-03-15T16:00:00+01:00",
    on="2026-03-15",
    before=body(),
    changes=["starts_at"],
)


def card(**more: Any) -> dict[str, Any]:
    """As the bureau gets it."""
    known = {
        "state": "proposed",
        "asks": True,
        "votes": {"yes": 1, "no": 0, "waiting": 3},
        "needed": 2,
        "proposed_by": "Sylvie Ibara",
        "by": "Sylvie Ibara",
        "at": "2026-02-20T10:00:00+01:00",
        "reason": None,
        "voted": None,
        "superseded": False,
    }
    return body(**(known | more))


def test_a_convocation_says_when_where_what_for_and_how_to_be_represented() -> None:
    shown = meeting_convened(FRENCH, body())

    assert lines(shown.text) == [
        "Convocation à l’assemblée générale ordinaire, samedi 14 mars 2026 à 14 h 30.",
        f"Lieu : {PLACE}",
        "Ordre du jour (art. 18) :",
        "1. Ouverture",
        "2. Divers (vote)",
        "Si vous ne pouvez pas venir, un membre présent peut voter pour vous (art. 16).",
    ]
    assert [button.label for button in shown.buttons] == [
        "Je viens",
        "Je ne viens pas",
        "Donner procuration",
        "Itinéraire",
    ]
    assert shown.buttons[3].url == "https://www.openstreetmap.org/search?query=12%20rue%20des%20Lilas%2C%20Lyon"


def test_the_same_in_english() -> None:
    shown = meeting_convened(ENGLISH, body(**MEAL))

    assert lines(shown.text) == [
        "You are called to the ordinary general assembly, Saturday 14 March 2026 at 14:30.",
        f"Place: at the home of Awa Ibara, {PLACE}",
        "Agenda (art. 18):",
        "1. Opening",
        "2. Divers (vote)",
        "Meal: €5.00 from each member, nothing for whoever says by 7 March 2026 that they are not coming (art. 15).",
        "If you cannot come, a member who will be there can vote for you (art. 16).",
    ]


def test_the_buttons_answer_that_meeting_in_that_edition() -> None:
    yes, no, proxy, _ = meeting_convened(FRENCH, body(edition=1)).buttons

    assert (yes.command, yes.arguments) == ("meetings", ("3", "present", "edition-1"))
    assert (no.command, no.arguments) == ("meetings", ("3", "absent", "edition-1"))
    assert (proxy.command, proxy.arguments) == ("proxy", ("3",))


def test_where_nobody_can_be_represented_no_proxy_is_offered() -> None:
    shown = meeting_convened(FRENCH, body(proxies=False))

    assert [button.label for button in shown.buttons] == ["Je viens", "Je ne viens pas", "Itinéraire"]
    assert "voter pour vous" not in plain(shown.text)


@pytest.mark.parametrize(
    ("issued", "said"),
    [
        ("2026-03-07", "Repas : 5,00 € par membre, rien pour qui annonce son absence au plus tard le 7 mars 2026"),
        ("2026-03-08", "Repas : 5,00 € par membre (art. 15)."),
    ],
)
def test_a_day_that_has_gone_by_when_it_is_sent_is_not_held_out_to_anybody(issued: str, said: str) -> None:
    shown = convened(FRENCH, body(**MEAL, issued_on=issued))

    assert said in plain(shown)


def test_who_no_longer_receives_the_members_leaves_no_meal_to_pay() -> None:
    moved = body(hosts=[]) | {"before": body(**MEAL), "changes": ["hosts"]}

    assert lines(changed(FRENCH, moved))[1:] == [
        "Elle n’a plus lieu chez un membre.",
        "Aucun repas n’est à payer (art. 15).",
    ]


def test_of_a_meeting_without_proxies_none_are_said_to_end() -> None:
    shown = lines(called_off(FRENCH, OFF | {"proxies": False}))

    assert shown[-1] == "Vous n’avez rien à faire."


def test_the_letter_and_the_calendar_s_file_come_with_it() -> None:
    letter, calendar = meeting_convened(FRENCH, body(**MEAL)).files

    assert (letter.document, letter.name) == ("convocation", "convocation-2026-03-14.pdf")
    assert plain(letter.data["title"]) == "Convocation à l’assemblée générale ordinaire (art. 18)"
    assert letter.data["agenda"] == ["Ouverture", "Divers"]
    assert letter.data["issued_on"] == "2026-02-20"
    assert letter.data["signed_by"] == "Sylvie Ibara, pour le secrétariat général"
    assert [row["label"] for row in letter.data["facts"]] == ["Date", "Lieu", "Chez"]
    assert any("chacun n’en porte qu’une (art. 16)" in plain(words) for words in letter.data["paragraphs"])
    assert (calendar.document, calendar.data["uid"], calendar.data["cancelled"]) == (
        "calendar",
        "meeting-3.n-dzouana@mbongi",
        False,
    )


@pytest.mark.parametrize("again", [True, False])
def test_a_second_assembly_says_why_and_that_proxies_are_given_again_where_they_are(*, again: bool) -> None:
    data = body(second=True, first_on="2026-03-14", proxies_again=again)

    text = plain(meeting_convened(FRENCH, data).text)

    assert "Convocation à la seconde assemblée générale ordinaire" in text
    assert (
        "L’assemblée du 14 mars 2026 n’a pas réuni le quorum : celle-ci reprend le même ordre du jour (art. 18)."
        in text
    )
    assert ("Les procurations sont à donner de nouveau." in text) is again


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"changes": ["starts_at"], "starts_at": "2026-03-15T16:00:00+01:00"},
            "Nouvelle date : dimanche 15 mars 2026 à 16 h 00 (au lieu de : samedi 14 mars 2026 à 14 h 30).",
        ),
        ({"changes": ["place"], "place": "Salle <A>"}, f"Nouveau lieu : Salle <A> (au lieu de : {PLACE})."),
        ({"changes": ["hosts"], "hosts": ["Awa Ibara"]}, "Elle a désormais lieu chez Awa Ibara."),
        ({"changes": ["hosts"]}, "Elle n’a plus lieu chez un membre."),
        ({"changes": ["agenda"]}, "Nouvel ordre du jour :\n1. Ouverture\n2. Divers (vote)"),
    ],
)
def test_a_change_says_what_is_different_and_nothing_else(change: dict[str, Any], said: str) -> None:
    text = plain(meeting_changed(FRENCH, body(before=body(), edition=1, **change)).text)

    assert text == (
        f"Changement pour l’assemblée générale ordinaire du 14 mars 2026.\n{said}\n"
        "Une réponse ou une procuration déjà donnée reste valable ; vous pouvez la changer."
    )


def test_a_meeting_called_off_takes_its_entry_from_the_calendar_and_asks_for_nothing() -> None:
    shown = meeting_called_off(FRENCH, OFF)

    assert "Le bureau précise : « Salle <inondée> »" in plain(shown.text)
    assert "&lt;inondée&gt;" in str(shown.text)
    assert shown.buttons == ()
    (calendar,) = shown.files
    assert calendar.data["cancelled"] is True
    assert calendar.data["sequence"] > CHANGED["edition"]


@pytest.mark.parametrize(
    ("mail", "data", "subject"),
    [
        (meeting_convened_mail, body(), "Convocation à l’assemblée générale ordinaire (art. 18)"),
        (meeting_changed_mail, CHANGED, "Changement : l’assemblée générale ordinaire du 15 mars 2026"),
        (meeting_called_off_mail, OFF, "Annulation : l’assemblée générale ordinaire du 14 mars 2026"),
    ],
)
def test_an_e_mail_has_a_subject_and_promises_no_button(mail: Any, data: dict[str, Any], subject: str) -> None:
    shown = mail(FRENCH, data)

    assert plain(shown.subject) == subject
    assert shown.buttons == ()
    assert "<cmd>" not in str(shown.text)
    assert shown.files


def test_an_e_mail_says_how_to_answer_all_the_same() -> None:
    said = "Pour dire si vous venez, écrivez au bureau, ou répondez dans la conversation si vous l’utilisez."

    assert lines(meeting_convened_mail(FRENCH, body()).text)[-1] == said
    assert lines(meeting_changed_mail(FRENCH, CHANGED).text)[-1] == said


# The bureau's card


@pytest.mark.parametrize(
    ("data", "labels"),
    [
        (card(), ["D’accord", "Pas d’accord"]),
        (card(asks=False), []),
        (card(voted="approve"), []),
        (card(voted="refuse"), []),
        (card(superseded=True), []),
        (card(reason="Trop tôt", asks=False), ["Voir"]),
        (card(state="convened"), ["Qui a été joint"]),
        (card(state="called_off", reason="Trop tôt"), []),
    ],
)
def test_a_card_offers_what_can_be_done_now(data: dict[str, Any], labels: list[str]) -> None:
    assert [button.label for button in meeting_card(FRENCH, data).buttons] == labels


def test_a_card_shows_the_whole_meeting_and_how_many_have_still_to_agree() -> None:
    shown = lines(meeting_card(FRENCH, card(purpose="texts", needed=4)).text)

    assert shown[0] == (
        "Assemblée générale ordinaire, samedi 14 mars 2026 à 14 h 30 : Sylvie Ibara propose de convoquer les membres."
    )
    assert "Objet : Modification des statuts ou du règlement intérieur" in shown
    assert shown[-1] == "L’envoi se fera dès que 3 autres personnes du bureau auront donné leur accord."


def test_the_buttons_of_a_card_are_about_its_edition() -> None:
    yes, no = meeting_card(FRENCH, card(edition=2)).buttons

    assert (yes.command, yes.arguments) == ("notices", ("3", "approve", "edition-2"))
    assert no.arguments == ("3", "refuse", "edition-2")


def test_where_it_falls_by_itself_there_is_no_reason_to_quote() -> None:
    shown = plain(meeting_card(FRENCH, card(state="called_off", reason="")).text)

    assert shown.endswith("Trop peu de membres du bureau sont d’accord.")


def test_what_the_operator_does_has_no_name() -> None:
    shown = plain(meeting_card(FRENCH, card(proposed_by=None)).text)

    assert ": l’opérateur propose de convoquer les membres." in shown


# The words


@pytest.mark.parametrize(
    ("kind", "second", "french", "english"),
    [
        ("monthly", False, "la réunion mensuelle", "the monthly meeting"),
        ("ago", True, "la seconde assemblée générale ordinaire", "the second ordinary general assembly"),
        ("age", False, "l’assemblée générale extraordinaire", "the extraordinary general assembly"),
        ("exceptional", False, "la réunion exceptionnelle", "the exceptional meeting"),
    ],
)
def test_each_kind_has_its_name_with_the_article(kind: str, french: str, english: str, *, second: bool) -> None:
    assert meeting_words.title(FRENCH, kind, second=second) == french
    assert meeting_words.title(ENGLISH, kind, second=second) == english


def test_the_first_of_a_month_is_written_as_people_do() -> None:
    data = body(starts_at="2026-03-01T15:00:00+01:00")

    assert plain(meeting_words.when(FRENCH, data)) == "dimanche 1er mars 2026 à 15 h 00"
    assert meeting_words.when(ENGLISH, data) == "Sunday 1 March 2026 at 15:00"


@pytest.mark.parametrize(
    ("signer", "signed"),
    [
        (None, "Le bureau"),
        ({"name": "Awa Ibara", "roles": ["culture"]}, "Awa Ibara"),
        ({"name": "Awa Ibara", "roles": ["control", "president"]}, "Awa Ibara, pour la présidence"),
    ],
)
def test_a_letter_is_signed_by_name_and_office(signer: dict[str, Any] | None, signed: str) -> None:
    assert meeting_words.signature(FRENCH, body(signed_by=signer)) == signed
