from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

import storage
from assistant import bylaws
from assistant.clocks import StandingClock
from assistant.i18n import language
from assistant.ports import UnitOfWork
from assistant.services.notify import MAIL
from handlers.notices import renderers
from tests.conftest import PARIS
from tests.handlers.assembly import convene, gather, open_it
from tests.handlers.talk import Talk, plain


@pytest.fixture
async def hall(talk: Talk) -> Talk:
    await gather(talk)
    await convene(talk)
    return talk


@pytest.fixture
async def post(tmp_path: Path, clock: StandingClock) -> AsyncIterator[Talk]:
    """Where e-mail leaves; the president has an address."""
    opened = storage.throwaway(
        tmp_path / "post.db", bylaws=bylaws.load("ndzouana"), clock=clock, timezone=PARIS, can_mail=True
    )
    talk = Talk(opened, clock)
    await gather(talk)
    await convene(talk)

    def address(work: UnitOfWork) -> None:
        president = work.members.get("M001")
        assert president is not None
        work.members.save(replace(president, email="hilaire@example.org"))

    await opened.run(address)
    yield talk
    await opened.close()


async def enters(talk: Talk, giver: str, holder: str, writing: str = "letter") -> dict[str, object]:
    for said in ("/saisir-procuration", giver, holder, writing):
        await talk.say("jean", said)
    outcome = await talk.say("jean", "yes")
    assert outcome.result
    return dict(outcome.result)


async def test_the_bureau_enters_a_letter_and_both_get_the_mandate(hall: Talk) -> None:
    for said in ("/saisir-procuration", "Awa Mabiala", "M013", "par lettre"):
        await hall.say("jean", said)
    asked = hall.heard("jean")
    outcome = await hall.say("jean", "yes")

    assert asked == (
        "Awa Mabiala (M012) donne procuration à Élodie N’Goma (M013) pour l’assemblée générale ordinaire du 14 mars "
        "2026, par lettre. Faut-il l’enregistrer ?"
    )
    assert outcome.result
    assert (outcome.result["proxy"], outcome.result["forwarded_to"]) == ("1", ["president", "bureau"])
    assert hall.heard("jean") == (
        "Enregistrée sous la référence P-2026-0001 : Élodie N’Goma (M013) votera pour Awa Mabiala (M012) à l’assemblée "
        "générale ordinaire du 14 mars 2026 (art. 16). Les deux personnes reçoivent le mandat ci-joint. Gardez "
        "l’original avec les papiers de la réunion."
    )
    assert hall.heard("awa") == (
        "Le bureau a enregistré la procuration que vous avez donnée par lettre : Élodie N’Goma votera pour vous à "
        "l’assemblée générale ordinaire du 14 mars 2026 (art. 16). Le mandat P-2026-0001 est joint. Si ce n’est pas "
        "exact, retirez-la avant l’ouverture, le 14 mars 2026 à 14 h 30."
    )
    assert hall.keys("awa") == ["La retirer"]
    assert hall.keys("élodie") == ["Je ne peux pas"]


@pytest.mark.parametrize(
    ("giver", "holder", "code", "why"),
    [
        ("M012", "M013", "GIVER_NOT_UP_TO_DATE", "Awa Mabiala (M012) n’est pas à jour."),
        ("M013", "M012", "HOLDER_NOT_UP_TO_DATE", "Awa Mabiala (M012) n’est pas à jour."),
        ("M013", "M015", "SUSPENDED", "L’adhésion de l’une des deux personnes est suspendue."),
        ("M013", "M013", "SELF_PROXY", "On ne porte pas sa propre procuration : le mandataire est un autre membre."),
        (
            "M017",
            "M013",
            "GIVER_ALREADY_GAVE",
            (
                "Joy Samba (M017) a déjà donné procuration pour l’assemblée générale ordinaire du 14 mars 2026 ; il "
                "faut d’abord la retirer."
            ),
        ),
        (
            "M013",
            "M014",
            "HOLDER_ALREADY_HAS_PROXY",
            (
                "Grace Loemba (M014) porte déjà une procuration pour l’assemblée générale ordinaire du 14 mars 2026 ; "
                "une seule est permise."
            ),
        ),
    ],
)
async def test_the_bureau_reads_what_stands_against_it(
    talk: Talk, giver: str, holder: str, code: str, why: str
) -> None:
    await gather(talk, M012=-6001)
    await convene(talk)
    await enters(talk, "M017", "M014")

    result = await enters(talk, giver, holder)

    assert result["refused"] == code
    assert talk.heard("jean").endswith(why)


async def test_after_the_opening_nothing_is_entered(hall: Talk) -> None:
    await open_it(hall)

    outcome = await hall.say("jean", "/saisir-procuration")

    assert outcome.result == {"proxy": None}


async def test_a_no_enters_nothing(hall: Talk) -> None:
    for said in ("/enter-proxy", "M012", "M013", "sms"):
        await hall.say("jean", said)

    outcome = await hall.say("jean", "no")

    assert outcome.result == {"cancelled": "enter-proxy"}


async def test_it_is_for_the_bureau_alone(hall: Talk) -> None:
    outcome = await hall.say("awa", "/saisir-procuration M013 M014")

    assert outcome.result
    assert outcome.result["refused"] == "NOT_AUTHORISED"


async def test_the_president_gets_it_by_e_mail_with_a_subject(post: Talk) -> None:
    await post.say("awa", "/procuration M013")
    await post.say("awa", "yes")

    rows = await post.database.run(lambda work: work.outbox.since(0))
    (mail,) = [row for row in rows if row.to.channel == MAIL]
    shown = renderers()[mail.kind](language("fr"), mail.body)
    assert (mail.member, mail.to.chat) == ("M001", "hilaire@example.org")
    assert shown.subject == "Procuration P-2026-0001 pour l’assemblée générale ordinaire du 14 mars 2026"
    assert plain(shown.text).startswith("Procuration P-2026-0001 : Awa Mabiala (M012) donne procuration à Élodie")
    assert shown.buttons == ()
    assert [file.document for file in shown.files] == ["mandate"]


@pytest.mark.parametrize("typed", ["lettre", "courrier", "Courriel", "mail", "SMS"])
async def test_the_way_it_came_is_understood_in_one_word(hall: Talk, typed: str) -> None:
    await hall.say("jean", "/saisir-procuration M012 M013")
    offered = hall.keys("jean")

    await hall.say("jean", typed)

    assert offered[:3] == ["Par lettre", "Par courriel", "Par SMS"]
    assert hall.to("jean").question == "confirm"
