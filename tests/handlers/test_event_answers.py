"""`/evenement` about what is declared already: consent, taking back, where it stands."""

import pytest

from assistant.domain.claims import ClaimState
from tests.handlers.declaring import declare, gather, kept, tell
from tests.handlers.talk import Talk, plain


async def test_the_family_says_whether_the_members_may_be_told_and_may_change_its_mind(talk: Talk) -> None:
    await gather(talk)
    await declare(talk)
    unsaid = (await kept(talk)).consent

    given = await talk.press("awa", "Annoncer")
    said = (await kept(talk)).consent
    await talk.press("awa", "Ne pas annoncer")

    assert given.result == {"claim": "1", "consent": True}
    assert (unsaid, said, (await kept(talk)).consent) == (None, True, False)
    assert talk.heard("awa") == "C’est noté : rien ne sera dit aux membres. Vous pouvez changer d’avis."
    assert talk.keys("awa") == ["Annoncer"]


@pytest.mark.parametrize(
    ("words", "given"), [("annoncer 1 oui", True), ("announce 1 yes", True), ("annoncer 1 non", False)]
)
async def test_consent_may_be_typed_in_one_line(talk: Talk, words: str, given: bool) -> None:
    await gather(talk)
    await declare(talk)

    await talk.say("awa", f"/evenement {words}")

    assert (await kept(talk)).consent is given


async def test_what_is_declared_is_withdrawn_with_one_button_and_once(talk: Talk) -> None:
    await gather(talk)
    await declare(talk)

    outcome = await talk.press("awa", "Retirer")
    said = talk.heard("awa")
    again = await talk.say("awa", "/evenement retirer 1")

    assert outcome.result == {"claim": "1", "state": "withdrawn"}
    assert said == "Retiré : le décès de votre père, le 2 mars 2026."
    assert again.result == {"refused": "ALREADY_DECIDED", "articles": ["NDZ art. 14"]}
    assert talk.heard("awa") == "Cela a été retiré le 5 mars 2026 à 10 h 00."


@pytest.mark.parametrize("words", ["retirer 1", "annoncer 1 oui", "withdraw 99"])
async def test_nobody_speaks_for_what_another_member_has_declared(talk: Talk, words: str) -> None:
    await gather(talk)
    await declare(talk)

    outcome = await talk.say("rufin", f"/evenement {words}")

    assert outcome.result == {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 5"]}
    assert (await kept(talk)).state is ClaimState.DECLARED


async def test_where_several_are_open_the_one_to_withdraw_is_asked_for(talk: Talk) -> None:
    await gather(talk)
    await declare(talk)
    await declare(talk, "death_sister", "03/03/2026")

    await talk.say("awa", "/evenement retirer")
    offered = [plain(key) for key in talk.keys("awa")]
    outcome = await talk.say("awa", "2")

    assert offered[:2] == ["le décès de votre père, le 2 mars 2026", "le décès de votre sœur, le 3 mars 2026"]
    assert outcome.result == {"claim": "2", "state": "withdrawn"}


async def test_a_member_sees_where_each_of_their_declarations_stands(talk: Talk) -> None:
    await gather(talk)
    await declare(talk)
    await tell(talk, "awa", "/evenement marriage", "03/03/2026", "skip", "yes")
    await tell(talk, "awa", "/evenement other", "04/03/2026", "grandparent", "yes")
    await talk.say("awa", "/evenement retirer 1")

    await talk.say("awa", "/evenement")
    await talk.press("awa", "Ce que j’ai déclaré")

    assert talk.heard("awa") == (
        "• Le 4 mars 2026, un événement qui touche un grand-parent : rien ne peut être versé en l’état.\n"
        "• Le 3 mars 2026, votre mariage : il manque encore quelque chose de votre part.\n"
        "• Le 2 mars 2026, le décès de votre père : retiré."
    )
    assert talk.keys("awa") == ["Envoyer ce qui manque", "Retirer"]


async def test_who_has_declared_nothing_reads_so_and_can_begin(talk: Talk) -> None:
    await gather(talk)

    outcome = await talk.say("awa", "/evenement liste")

    assert outcome.result == {"claims": []}
    assert talk.heard("awa") == "Vous n’avez encore rien déclaré."
    assert talk.keys("awa") == ["Déclarer un événement"]


@pytest.mark.parametrize("words", ["retirer", "annoncer"])
async def test_what_nothing_declared_fits_says_so(talk: Talk, words: str) -> None:
    await gather(talk)

    outcome = await talk.say("awa", f"/evenement {words}")

    assert outcome.result == {"claim": None}
    assert talk.heard("awa") == "Aucune de vos déclarations ne correspond."
