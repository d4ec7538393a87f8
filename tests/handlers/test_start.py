from dataclasses import replace

import pytest

from assistant.domain.actors import OPERATOR
from assistant.domain.members import Member, Role
from assistant.domain.messages import Contact
from assistant.ports import UnitOfWork
from assistant.services import linking
from tests.handlers.talk import Talk, member, plain

AWA = member("M012", "Awa", phone="+33639980137", language=None)
WELCOMES = {
    "fr": ("Bonjour Awa. Je sais désormais que c’est vous", ["Solde", "Aide"]),
    "en": ("Hello Awa. I know you from now on", ["Balance", "Help"]),
}


async def _known(talk: Talk, person: Member = AWA) -> None:
    await talk.database.run(lambda work: work.members.save(person))


async def _code(talk: Talk) -> str:
    return await talk.database.run(lambda work: linking.invite(work, OPERATOR, "M012"))


async def _tied(talk: Talk, account: str) -> str | None:
    def read(work: UnitOfWork) -> str | None:
        found = work.accounts.get("paper", account)
        return found.member if found else None

    return await talk.database.run(read)


async def test_a_code_ties_the_account_and_says_what_can_be_asked(talk: Talk) -> None:
    await _known(talk)

    outcome = await talk.say("awa", f"/start {await _code(talk)}")

    assert outcome.result == {"member": "M012"}
    assert talk.heard("awa").startswith("Bonjour Awa. Je sais désormais que c’est vous : demandez ce que vous devez")
    assert "/aide montre tout, /confidentialite dit ce qui est conservé." in talk.heard("awa")
    assert talk.keys("awa") == ["Solde", "Aide"]


@pytest.mark.parametrize(
    ("registered", "reported", "spoken"),
    [("en", "fr", "en"), ("en", None, "en"), ("fr", "en", "fr"), (None, "en", "en"), (None, None, "fr")],
)
@pytest.mark.parametrize("by", ["/start {code}", "{code}", "contact"])
async def test_the_welcome_is_in_the_register_s_language_and_where_it_has_none_in_the_platform_s(
    talk: Talk, by: str, registered: str | None, reported: str | None, spoken: str
) -> None:
    await _known(talk, replace(AWA, language=registered))
    code = await _code(talk)

    if by == "contact":
        await talk.say("awa", contact=Contact("+33639980137", own=True), language=reported)
    else:
        await talk.say("awa", by.format(code=code), language=reported)

    greeting, keys = WELCOMES[spoken]
    assert talk.heard("awa").startswith(greeting)
    assert talk.to("awa").language == spoken
    assert talk.keys("awa") == keys


async def test_who_chose_a_language_here_before_they_were_known_is_welcomed_in_it(talk: Talk) -> None:
    await _known(talk, replace(AWA, language="fr"))
    await talk.say("awa", "/langue en")

    await talk.say("awa", f"/start {await _code(talk)}", language="fr")

    assert talk.heard("awa").startswith("Hello Awa.")


async def test_a_telephone_that_passes_to_another_member_speaks_their_language(talk: Talk) -> None:
    await talk.register(member("M013", "Joy", language="en"))
    await _known(talk, replace(AWA, language="fr"))

    await talk.say("joy", f"/start {await _code(talk)}")
    welcome = talk.heard("joy")
    await talk.say("joy", "/aide")

    assert welcome.startswith("Bonjour Awa.")
    assert talk.heard("joy").startswith("Ce que vous pouvez me demander")


async def test_without_a_code_the_own_contact_is_asked_for(talk: Talk) -> None:
    await _known(talk)
    await talk.say("awa", "/start")

    outcome = await talk.share("awa", "06 39 98 01 37")

    assert talk.paper.sent[0].question == "contact"
    assert "l’assistant de N'DZOUANA" in talk.paper.sent[0].text.unescape()
    assert outcome.result == {"member": "M012"}
    assert await _tied(talk, "awa") == "M012"


async def test_where_no_contact_can_be_shared_the_code_alone_is_asked_for_in_one_message(talk: Talk) -> None:
    await _known(talk)
    talk.shares_contacts = False

    await talk.say("awa", "/start")
    (question,) = talk.paper.sent
    outcome = await talk.say("awa", await _code(talk))

    assert (question.question, question.kind) == ("code", "text")
    assert plain(question.text) == (
        "Bonjour, je suis l’assistant de N'DZOUANA. Pour savoir qui vous êtes, il me faut le code que le bureau vous "
        "remet : écrivez-le ici. Si vous n’en avez pas encore, demandez-le au bureau."
    )
    assert [key.label for key in question.keys] == ["Annuler"]
    assert outcome.result == {"member": "M012"}


@pytest.mark.parametrize("words", ["je n'en ai pas", "06 39 98 01 37", "abcdefghijk", "start", "😀"])
async def test_what_is_no_code_is_no_failed_try_and_the_code_is_asked_for_again(talk: Talk, words: str) -> None:
    await _known(talk)
    talk.shares_contacts = False
    await talk.say("awa", "/start")

    for _ in range(linking.ATTEMPTS):
        refused = await talk.say("awa", words)
    heard, question = talk.heard("awa"), talk.to("awa").question
    outcome = await talk.say("awa", f"start {await _code(talk)}")

    assert refused.result == {"refused": "CODE_NEEDED"}
    assert heard.startswith("Ce n’est pas un code : un code compte seize lettres, chiffres ou tirets")
    assert question == "code"
    assert outcome.result == {"member": "M012"}


async def test_where_no_contact_can_be_shared_one_that_comes_all_the_same_ties_nobody(talk: Talk) -> None:
    await _known(talk)
    talk.shares_contacts = False

    outcome = await talk.share("awa", "+33639980137")

    assert outcome.result == {"refused": "CODE_NEEDED"}
    assert await _tied(talk, "awa") is None


async def test_a_code_that_is_not_valid_is_asked_for_again_without_a_word_of_contacts(talk: Talk) -> None:
    await _known(talk)
    talk.shares_contacts = False
    await talk.say("awa", "/start")

    outcome = await talk.say("awa", "Abcdefghijklmnop")
    again = talk.heard("awa")
    tied = await talk.say("awa", await _code(talk))

    assert outcome.result == {"refused": "INVITATION_INVALID"}
    assert again == (
        "Ce code n’est pas valable, ou ne l’est plus. Demandez-en un nouveau au bureau.\n\n"
        "Envoyez-moi le code que le bureau vous remet."
    )
    assert tied.result == {"member": "M012"}


async def test_a_code_that_was_typed_is_kept_nowhere(talk: Talk) -> None:
    await _known(talk)
    talk.shares_contacts = False
    await talk.say("awa", "/start")

    await talk.say("awa", "Abcdefghijklmnop")

    dialogue = await talk.database.run(lambda work: work.dialogues.get("paper", "awa"))
    assert dialogue is not None
    assert (dialogue.answers, dialogue.arguments) == ({}, ())


async def test_five_codes_that_are_not_valid_are_the_most_where_no_contact_can_be_shared_too(talk: Talk) -> None:
    await _known(talk)
    talk.shares_contacts = False
    await talk.say("awa", "/start")

    for _ in range(linking.ATTEMPTS):
        await talk.say("awa", "Abcdefghijklmnop")
    outcome = await talk.say("awa", await _code(talk))

    assert outcome.result == {"refused": "TOO_MANY_ATTEMPTS", "articles": []}
    assert await _tied(talk, "awa") is None


@pytest.mark.parametrize("words", ["{code}", " {code}\n", "start {code}", "Start {code}"])
@pytest.mark.parametrize("asked", [True, False])
async def test_a_code_may_be_written_without_any_command(talk: Talk, words: str, *, asked: bool) -> None:
    await _known(talk)
    if asked:
        await talk.say("awa", "/start")

    outcome = await talk.say("awa", words.format(code=await _code(talk)))

    assert outcome.result == {"member": "M012"}


@pytest.mark.parametrize("words", ["anticonstitution", "Confidentialité", "abcdefghijklmno", "ABCDEFGHIJKLMNOPQ"])
async def test_other_words_of_a_stranger_are_no_failed_try(talk: Talk, words: str) -> None:
    await _known(talk)

    for _ in range(linking.ATTEMPTS):
        await talk.say("awa", words)
    outcome = await talk.say("awa", await _code(talk))

    assert outcome.result == {"member": "M012"}


async def test_codes_without_a_command_count_as_tries_too(talk: Talk) -> None:
    await _known(talk)

    for _ in range(linking.ATTEMPTS):
        await talk.say("awa", "Abcdefghijklmnop")
    outcome = await talk.say("awa", await _code(talk))

    assert outcome.result is not None
    assert outcome.result["refused"] == "TOO_MANY_ATTEMPTS"


async def test_a_code_may_be_typed_as_the_answer(talk: Talk) -> None:
    await _known(talk)
    code = await _code(talk)
    await talk.say("awa", "/start")

    outcome = await talk.say("awa", code)

    assert outcome.result == {"member": "M012"}


async def test_somebody_elses_contact_is_refused_and_the_question_put_again(talk: Talk) -> None:
    await _known(talk)
    await talk.say("awa", "/start")

    outcome = await talk.share("awa", "+33639980137", own=False)

    assert outcome.result == {"refused": "CONTACT_NOT_OWN"}
    assert talk.heard("awa") == (
        "Ce contact est celui de quelqu’un d’autre. Partagez le vôtre avec le bouton, ou utilisez votre code.\n\n"
        "Envoyez-moi le code que le bureau vous remet, ou partagez votre propre contact."
    )
    assert talk.to("awa").question == "contact"
    assert await _tied(talk, "awa") is None


async def test_a_number_that_is_not_on_the_register_is_refused_and_the_question_put_again(talk: Talk) -> None:
    await _known(talk)
    await talk.say("awa", "/start")

    refused = await talk.share("awa", "+33639980999")
    outcome = await talk.share("awa", "+33639980137")

    assert refused.result == {"refused": "CONTACT_UNKNOWN"}
    assert outcome.result == {"member": "M012"}


async def test_a_wrong_code_is_refused_without_a_reason(talk: Talk) -> None:
    await _known(talk)

    outcome = await talk.say("awa", "/start abcdefghijklmnop")

    assert outcome.result == {"refused": "INVITATION_INVALID", "articles": []}
    assert talk.heard("awa") == "Ce code n’est pas valable, ou ne l’est plus. Demandez-en un nouveau au bureau."


async def test_after_five_wrong_codes_the_hour_to_wait_for_is_told(talk: Talk) -> None:
    await _known(talk)
    for _ in range(5):
        await talk.say("awa", "/start abcdefghijklmnop")

    outcome = await talk.say("awa", f"/start {await _code(talk)}")

    assert outcome.result == {"refused": "TOO_MANY_ATTEMPTS", "articles": []}
    assert "Attendez jusqu’au 5 mars 2026 à 11 h 00, ou demandez de l’aide au bureau." in talk.heard("awa")


async def test_a_code_works_once(talk: Talk) -> None:
    await _known(talk)
    code = await _code(talk)
    await talk.say("awa", f"/start {code}")

    outcome = await talk.say("intrus", f"/start {code}")

    assert outcome.result == {"refused": "INVITATION_INVALID", "articles": []}
    assert await _tied(talk, "intrus") is None


async def test_the_bureau_is_told_of_a_new_tie(talk: Talk) -> None:
    await talk.register(member("M003", "Jean", Role.SECRETARY))
    await _known(talk)

    await talk.say("awa", f"/start {await _code(talk)}")

    assert talk.heard("jean") == (
        "Awa Ibara (M012) utilise désormais l’assistant sur Paper. Si cela vous surprend, demandez-lui."
    )


async def test_whoever_is_known_is_greeted(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"))

    outcome = await talk.say("awa", "/start")

    assert talk.heard("awa") == "Bonjour Awa. Que puis-je faire pour vous ?"
    assert outcome.result == {"member": "M012"}


@pytest.mark.parametrize("name", ["<b", "Ana_ & co", "*Gras*", "<cmd>help</cmd>", "&amp;"])
async def test_a_name_is_shown_as_it_is_whatever_it_holds(talk: Talk, name: str) -> None:
    await talk.register(member("M012", "Awa"))
    await talk.database.run(lambda work: work.members.save(member("M012", name)))

    await talk.say("awa", "/start")

    assert str(talk.to("awa").text.unescape()).startswith(f"Bonjour {name}. ")
    assert "<" not in talk.to("awa").text


async def test_marks_that_are_not_seen_are_left_out_of_names(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"))
    await talk.database.run(lambda work: work.members.save(member("M012", "A\u202ewa\u2066\x07\nVous devez")))

    await talk.say("awa", "/start")

    assert talk.heard("awa").startswith("Bonjour Awa  Vous devez. Que puis-je")
