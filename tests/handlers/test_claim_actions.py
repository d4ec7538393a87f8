"""What the bureau says about a claim besides yes or no, and how a decision is undone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

import storage
from assistant import bylaws
from assistant.clocks import StandingClock
from assistant.domain.aid import EventKind
from assistant.ports import Database
from tests.conftest import PARIS
from tests.handlers.bereaved import all_heard, lines, two_mourn_one_brother
from tests.handlers.declaring import PAPER, declare, gather, kept, send_paper, tell
from tests.handlers.talk import Talk


@pytest.fixture
async def database(tmp_path: Path, clock: StandingClock) -> AsyncIterator[Database]:
    opened = storage.throwaway(
        tmp_path / "sealed.db", bylaws=bylaws.load("ndzouana"), clock=clock, timezone=PARIS, secret_key="secret"
    )
    yield opened
    await opened.close()


async def half_brother_dies(talk: Talk) -> None:
    """Of which the text does not say whether it is meant."""
    await gather(talk)
    await tell(talk, "awa", "/evenement other", "01/03/2026", "demi-frère", "oui")


async def two_mourn_apart(talk: Talk) -> None:
    """Two days and no name: perhaps one death."""
    await gather(talk)
    await declare(talk, "death_brother", "02/03/2026")
    await declare(talk, "death_brother", "03/03/2026", "rufin")


def offered(talk: Talk, who: str = "sylvie") -> list[str | None]:
    """The ids of what can be answered."""
    return [key.option for key in talk.to(who).keys if key.option not in {None, "back", "cancel"}]


# The document


async def test_a_document_is_shown_only_to_who_asks_and_every_card_says_who_has_seen_it(
    talk: Talk, tmp_path: Path
) -> None:
    await gather(talk)
    await tell(talk, "awa", "/evenement birth", "01/03/2026", "skip", "1")
    await send_paper(talk, "awa", tmp_path)
    await talk.say("awa", "oui")
    await talk.say("sylvie", "/demandes 1")
    before = talk.to("sylvie")

    await talk.say("sylvie", "see")

    shown = talk.to("sylvie")
    assert [file.content for file in before.files] == []
    assert [(file.name, file.content) for file in shown.files] == [("document-1-1.jpg", PAPER)]
    assert lines(talk)[0] == "Voici la pièce. Votre consultation est notée."
    assert "Acte de naissance : pièce reçue le 5 mars 2026, vue par Sylvie Ibara." in lines(talk)
    assert (shown.question, offered(talk)) == ("vote", ["approve", "refuse", "see"])
    assert "Acte de naissance : pièce reçue le 5 mars 2026, vue par Sylvie Ibara." in lines(talk, "hilaire")
    views = await talk.database.run(lambda work: work.documents.views("claim:1"))
    assert [view.viewer for view in views] == ["M002"]


async def test_where_nothing_was_handed_in_there_is_nothing_to_see(talk: Talk) -> None:
    await gather(talk)
    await declare(talk)

    await talk.say("sylvie", "/demandes 1")

    assert "see" not in offered(talk)


# What the text leaves open


async def test_what_the_text_leaves_open_is_said_first_and_voted_on_after(talk: Talk) -> None:
    await half_brother_dies(talk)
    await talk.say("sylvie", "/demandes 1")
    first = offered(talk)

    ruled = await talk.say("sylvie", "as_death_brother")
    card, buttons = lines(talk), talk.keys("sylvie")
    outcome = await talk.press("sylvie", "Approuver")

    assert first == ["refuse", "as_death_brother", "as_death_sister"]
    assert ruled.result == {"claim": "1", "votes": {"yes": 0, "no": 0, "waiting": 3}, "state": "declared"}
    assert "Noté : cela compte comme « Décès d’un frère »." in all_heard(talk, "sylvie")
    assert card[0] == (
        "Événement touchant un demi-frère ou une demi-sœur, compté comme « Décès d’un frère » (« demi-frère ») : "
        "Awa Ibara (M012), le 1er mars 2026."
    )
    assert card[2].startswith("Règlement : 500,00 €")
    assert buttons == ["Approuver", "Refuser", "Plus"]
    assert outcome.result == {"claim": "1", "votes": {"yes": 1, "no": 0, "waiting": 2}, "state": "declared"}
    assert (await kept(talk)).ruled is EventKind.DEATH_BROTHER


async def test_whom_it_concerns_says_nothing_of_it_either(talk: Talk) -> None:
    await gather(talk)
    await tell(talk, "sylvie", "/evenement other", "01/03/2026", "demi-frère", "oui")

    outcome = await talk.say("sylvie", "/demandes 1 as_death_brother")

    assert outcome.result is not None
    assert outcome.result["refused"] == "SELF_CONFIRMATION"
    assert (await kept(talk)).ruled is None


async def test_where_nobody_gets_a_new_card_the_question_is_put_again_with_what_was_noted(talk: Talk) -> None:
    await gather(talk)
    await tell(talk, "awa", "/evenement other", "01/03/2026", "fils adoptif", "oui")

    await talk.say("sylvie", "/demandes 1 as_birth")

    assert lines(talk)[0] == "Noté : cela compte comme « Naissance »."
    assert lines(talk)[3].startswith("Règlement : pas encore, il manque l’acte de naissance")
    assert (talk.to("sylvie").question, offered(talk)[0]) == ("vote", "refuse")


async def test_a_second_bereaved_member_s_claim_is_paid_if_the_bureau_says_that_it_is_no_duplicate(
    talk: Talk,
) -> None:
    await two_mourn_one_brother(talk)
    await talk.say("sylvie", "/demandes 2")
    asked, first = lines(talk), talk.keys("sylvie")

    await talk.press("sylvie", "Ce n’est pas un doublon")

    assert asked[2] == (
        "Règlement : au bureau de dire si celle-ci est versée aussi, une autre demande passe avant (art. 34, art. 14)."
    )
    assert "Même événement : n° 1, Awa Ibara, Décès d’un frère, 2 mars 2026." in asked
    assert "Approuver" not in first
    assert lines(talk)[2].startswith("Règlement : 500,00 €")
    assert talk.keys("sylvie") == ["Approuver", "Refuser", "Plus"]


# One event or two


async def test_claims_that_may_be_about_one_death_can_be_joined_and_parted_again(talk: Talk) -> None:
    await two_mourn_apart(talk)

    await talk.say("sylvie", "/demandes 2")
    apart = offered(talk)
    await talk.say("sylvie", "same_1")
    one = (await kept(talk, 2)).event
    await talk.say("sylvie", "/demandes 2")
    joined = offered(talk)
    await talk.say("sylvie", "apart")

    assert "same_1" in apart
    assert "apart" not in apart
    assert "apart" in joined
    assert "same_1" not in joined
    assert one == (await kept(talk, 1)).event
    assert (await kept(talk, 2)).event != one
    said = all_heard(talk, "sylvie")
    assert "Noté : même événement que la demande n° 1. La cotisation n’est appelée qu’une fois." in said
    assert "Noté : c’est un événement distinct." in said


# Since when the association knew


@pytest.mark.parametrize(
    ("said", "taken"), [("01/03/2026", False), ("02/03/2026", True), ("05/03/2026", True), ("06/03/2026", False)]
)
async def test_the_announcement_is_dated_between_the_death_and_the_declaration(
    talk: Talk, said: str, taken: bool
) -> None:
    await gather(talk)
    await declare(talk)
    await tell(talk, "sylvie", "/demandes 1", "announced")
    question = talk.to("sylvie").question

    await talk.say("sylvie", said)

    assert question == "date"
    assert talk.to("sylvie").question == ("vote" if taken else "date")
    day, month, year = map(int, said.split("/"))
    assert ((await kept(talk)).announced_on == date(year, month, day)) is taken


async def test_an_earlier_announcement_stands_on_the_card_at_once(talk: Talk) -> None:
    await gather(talk)
    await declare(talk)

    await tell(talk, "sylvie", "/demandes 1 announced", "03/03/2026")

    assert lines(talk)[0] == "Noté : annoncé le 3 mars 2026."
    assert lines(talk)[2].endswith("Annoncé le 3 mars 2026.")
    assert lines(talk, "hilaire")[1].endswith("Annoncé le 3 mars 2026.")


@pytest.mark.parametrize(
    ("kind", "day", "asked"),
    [("death_father", "04/03/2026", True), ("death_father", "05/03/2026", False), ("marriage", "04/03/2026", False)],
)
async def test_only_a_death_told_after_its_day_can_have_been_announced_earlier(
    talk: Talk, kind: str, day: str, asked: bool
) -> None:
    await gather(talk)
    await tell(talk, "awa", f"/evenement {kind}", day, "skip", "oui")

    await talk.say("sylvie", "/demandes 1")

    assert ("announced" in offered(talk)) is asked
