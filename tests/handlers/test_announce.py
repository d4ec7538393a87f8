"""The bureau announces an event: the text that is offered, the preview, what the members read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from assistant.domain.actors import Actor, ActorKind
from assistant.domain.aid import EventKind, Tie
from assistant.domain.claims import FiledClaim, NewClaim
from assistant.domain.members import Role
from assistant.i18n import language
from assistant.ports import UnitOfWork
from assistant.services.aid import declaring
from assistant.services.aid.announcing import LONGEST
from handlers.notices import renderers
from tests.handlers.declaring import gather
from tests.handlers.talk import Talk, member, plain

DIED = date(2026, 3, 4)
FATHER = NewClaim(EventKind.DEATH_FATHER, "M012", DIED, relative="Prosper Ngoma")
DRAFT = (
    "Nous avons la tristesse de vous l’apprendre : Awa Ibara a perdu son père, le 4 mars 2026.\n"
    "Toutes nos pensées vont à la famille."
)


@pytest.fixture
async def mourning(talk: Talk) -> Talk:
    """Awa's father has died, and she agrees that the members be told."""
    await gather(talk)
    await declare(talk)
    return talk


async def declare(talk: Talk, new: NewClaim = FATHER, *, consent: bool | None = True, by: str = "M012") -> FiledClaim:
    """The member declares it; what that causes is sent."""
    filed = await talk.database.run(lambda work: declaring.declare(work, _as(work, by), new, consent=consent))
    await talk.sender.drain()
    return filed


def _as(work: UnitOfWork, number: str) -> Actor:
    return Actor(ActorKind.MEMBER, work.members.get(number))


def _read_by(talk: Talk, text: str) -> list[str]:
    """Who was sent a message that begins with it, unasked."""
    return sorted(
        message.to.chat for message in talk.paper.sent if plain(message.text).startswith(text) and not message.question
    )


async def test_a_first_text_is_offered_that_names_the_kinship_and_not_the_relative(mourning: Talk) -> None:
    await mourning.say("hilaire", "/annoncer 1")

    assert mourning.heard("hilaire") == (
        "La famille est d’accord pour que les membres soient prévenus (art. 5). Je propose :\n\n"
        f"{DRAFT}\n\nHilaire Ibara, pour le bureau\n\n"
        "Utilisez ce texte, ou écrivez le vôtre."
    )
    assert mourning.to("hilaire").question == "text"
    assert mourning.keys("hilaire")[0] == "Utiliser ce texte"


async def test_nothing_leaves_before_the_last_tap_and_then_everybody_but_the_bereaved_reads_it(mourning: Talk) -> None:
    await mourning.say("hilaire", "/annoncer 1")
    await mourning.press("hilaire", "Utiliser ce texte")
    preview = mourning.heard("hilaire")
    before = _read_by(mourning, DRAFT)

    outcome = await mourning.press("hilaire", "Confirmer")

    assert preview == (
        f"Voici ce que liront 4 membres :\n\n{DRAFT}\n\nHilaire Ibara, pour le bureau\n\nFaut-il l’envoyer ?"
    )
    assert before == []
    assert outcome.result == {"claim": "1", "recipients": 4}
    assert _read_by(mourning, DRAFT) == ["hilaire", "rosine", "rufin", "sylvie"]
    assert mourning.heard("rufin") == f"{DRAFT}\n\nHilaire Ibara, pour le bureau"


async def test_the_bureau_s_own_words_are_read_as_they_were_written_line_by_line(mourning: Talk) -> None:
    own = "Chers tous,\n\nLe père d’Awa n’est plus.\nVeillée <samedi> à 18 h."
    await mourning.say("sylvie", "/announce 1")
    await mourning.say("sylvie", own)

    await mourning.say("sylvie", "oui")

    assert mourning.heard("rufin") == f"{own}\n\nSylvie Ibara, pour le bureau"
    assert "&lt;samedi&gt;" in str(mourning.to("rufin").text)


async def test_a_no_sends_nothing(mourning: Talk) -> None:
    await mourning.say("hilaire", "/annoncer 1 draft")

    outcome = await mourning.say("hilaire", "non")

    assert outcome.result == {"cancelled": "announce"}
    assert mourning.heard("hilaire") == "Rien n’a été envoyé."
    assert _read_by(mourning, DRAFT) == []


@pytest.mark.parametrize(("length", "taken"), [(LONGEST, True), (LONGEST + 1, False)])
async def test_a_text_is_no_longer_than_can_be_read(mourning: Talk, length: int, *, taken: bool) -> None:
    await mourning.say("hilaire", "/annoncer 1")

    outcome = await mourning.say("hilaire", "x" * length)

    assert mourning.to("hilaire").question == ("confirm" if taken else "text")
    assert outcome.result == (None if taken else {"refused": "TEXT_TOO_LONG"})


async def test_who_has_no_chat_here_is_counted_apart(mourning: Talk) -> None:
    await mourning.database.run(lambda work: work.members.save(member("M030", "Nadège")))

    await mourning.say("hilaire", "/annoncer 1 draft")
    preview = mourning.heard("hilaire")
    outcome = await mourning.say("hilaire", "oui")

    assert preview.startswith("Voici ce que liront 5 membres :")
    assert preview.endswith(
        "Faut-il l’envoyer ? 1 d’entre eux n’a pas de messagerie ici : il faut l’appeler ou lui écrire."
    )
    assert outcome.result == {"claim": "1", "recipients": 5}


async def test_several_events_are_offered_by_name_and_day(mourning: Talk) -> None:
    await declare(mourning, NewClaim(EventKind.BIRTH, "M014", DIED), by="M014")

    await mourning.say("hilaire", "/annoncer")

    assert mourning.heard("hilaire") == "2 événements peuvent être annoncés. Lequel ?"
    assert [plain(key) for key in mourning.keys("hilaire")[:2]] == [
        "Décès du père, Awa Ibara, 4 mars 2026",
        "Naissance, Rufin Ibara, 4 mars 2026",
    ]


@pytest.mark.parametrize("consent", [None, False])
async def test_without_the_family_s_yes_nothing_is_offered_and_a_number_is_refused(
    talk: Talk, consent: bool | None
) -> None:
    await gather(talk)
    await declare(talk, consent=consent)

    offered = await talk.say("hilaire", "/annoncer")
    heard = talk.heard("hilaire")
    named = await talk.say("hilaire", "/annoncer 1")

    assert offered.result == {"claim": None, "recipients": 0}
    assert heard == "Rien n’est à annoncer : les membres ne sont prévenus que si la famille est d’accord."
    assert named.result == {"refused": "CONSENT_REQUIRED", "articles": ["NDZ art. 5"]}
    assert talk.heard("hilaire") == (
        "La famille n’a pas donné son accord pour prévenir les membres : rien n’est annoncé sans elle (art. 5)."
    )


async def test_a_yes_taken_back_while_the_question_is_open_stops_it(mourning: Talk) -> None:
    await mourning.say("hilaire", "/annoncer 1 draft")
    await mourning.database.run(lambda work: declaring.set_consent(work, _as(work, "M012"), 1, given=False))

    outcome = await mourning.say("hilaire", "oui")

    assert outcome.result == {"refused": "CONSENT_REQUIRED", "articles": ["NDZ art. 5"]}
    assert _read_by(mourning, DRAFT) == []


async def test_the_second_to_announce_reads_that_it_is_done(mourning: Talk) -> None:
    for who in ("hilaire", "sylvie"):
        await mourning.say(who, "/annoncer 1 draft")
    await mourning.say("hilaire", "oui")

    outcome = await mourning.say("sylvie", "oui")

    assert outcome.result == {"refused": "ALREADY_ANNOUNCED", "articles": []}
    assert mourning.heard("sylvie") == "Les membres ont déjà été prévenus, le 5 mars 2026 à 10 h 00."
    assert len(_read_by(mourning, DRAFT)) == 4


@pytest.mark.parametrize("who", ["awa", "rufin", "solange"])
async def test_only_the_bureau_announces(mourning: Talk, who: str) -> None:
    await mourning.register(member("M020", "Solange", Role.SOCIAL))

    outcome = await mourning.say(who, "/annoncer 1")

    assert outcome.result is not None
    assert outcome.result["refused"] == "NOT_AUTHORISED"


def _ruled(kind: EventKind) -> Callable[[UnitOfWork], None]:
    return lambda work: work.claims.rule(1, kind)


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        (EventKind.DEATH_SPOUSE, {}, "a perdu la personne qui partageait sa vie, le 4 mars 2026."),
        (EventKind.DEATH_CHILD, {}, "C’est avec une profonde tristesse que nous vous l’apprenons : Awa Ibara a perdu"),
        (EventKind.BIRTH, {}, "Awa Ibara a la joie de nous annoncer la naissance de son enfant, le 4 mars 2026."),
        (EventKind.BIRTH, {"children": 2}, "la naissance de ses 2 enfants, le 4 mars 2026.\nTous nos vœux"),
        (EventKind.MARRIAGE, {"invitation": True}, "son mariage, le 4 mars 2026.\nTous les membres sont invités.\n"),
        (EventKind.BAPTISM, {}, "un baptême dans sa famille, le 4 mars 2026.\nTous nos vœux de bonheur."),
        (EventKind.BIRTHDAY, {"invitation": True}, "a la joie de fêter son anniversaire, le 4 mars 2026.\nTous les"),
        (EventKind.OTHER, {"tie": Tie.HALF_SIBLING}, "un événement qui a touché sa famille, le 4 mars 2026.\nNous"),
    ],
)
async def test_each_event_has_words_of_its_own(talk: Talk, kind: EventKind, more: dict[str, Any], said: str) -> None:
    await gather(talk)
    await declare(talk, NewClaim(kind, "M012", DIED, **more))

    await talk.say("hilaire", "/annoncer 1")

    assert said in talk.heard("hilaire")


async def test_what_the_bureau_takes_for_a_brother_s_death_is_announced_as_one(talk: Talk) -> None:
    await gather(talk)
    await declare(talk, NewClaim(EventKind.OTHER, "M012", DIED, tie=Tie.HALF_SIBLING))
    await talk.database.run(_ruled(EventKind.DEATH_BROTHER))

    await talk.say("hilaire", "/annoncer 1")

    assert "Awa Ibara a perdu son frère, le 4 mars 2026." in talk.heard("hilaire")


async def test_a_member_s_death_is_announced_without_writing_to_the_dead_or_to_their_spouse(talk: Talk) -> None:
    await gather(talk)
    await talk.register(member("M040", "Cédric", last_name="Mabiala", spouse="M041"))
    await talk.register(member("M041", "Diane", last_name="Mabiala", spouse="M040"))
    await declare(talk, NewClaim(EventKind.DEATH_MEMBER, "M040", DIED), by="M012")

    await talk.say("hilaire", "/annoncer 1 draft")
    outcome = await talk.say("hilaire", "oui")

    text = "Nous avons la grande tristesse de vous faire part du décès de notre membre Cédric Mabiala, survenu le"
    assert outcome.result == {"claim": "1", "recipients": 5}
    assert _read_by(talk, text) == ["awa", "hilaire", "rosine", "rufin", "sylvie"]


async def test_in_english_too(talk: Talk) -> None:
    await gather(talk, "en")
    await declare(talk)

    await talk.say("hilaire", "/announce 1 draft")
    await talk.say("hilaire", "yes")

    assert talk.heard("rufin") == (
        "It is with sadness that we tell you that Awa Ibara has lost their father, on 4 March 2026.\n"
        "Our thoughts are with all the family.\n\nHilaire Ibara, for the bureau"
    )


def test_the_operator_announces_as_such() -> None:
    reply = renderers()["event_announced"](language("fr"), {"text": "Texte", "by": None})

    assert plain(reply.text).startswith("Texte\n\n")
    assert plain(reply.text).endswith(", pour le bureau")


def test_an_announcement_is_taken_back_without_a_word_about_whom() -> None:
    reply = renderers()["announcement_withdrawn"](language("fr"), {"event": 1, "announced_on": "2026-03-05"})

    assert plain(reply.text) == (
        "Ce que le bureau vous a annoncé le 5 mars 2026 l’a été par méprise : n’en tenez pas compte. Nous vous prions "
        "de nous en excuser."
    )
