import pytest

from assistant.domain.members import Role
from tests.handlers.talk import Talk, member


@pytest.mark.parametrize(
    "words",
    [
        "combien je dois ?",
        "Combien est-ce que je dois",
        "Bonjour, je dois combien svp",
        "Combien dois-je à l’association ?",
        "Que dois-je ?",
        "que dois-je payer ?",
        "est-ce que je suis à jour",
        "mon solde",
        "Solde",
        "ma cotisation ?",
        "Suis-je à jour ?",
        "how much do I owe",
        "What do I owe?",
        "my balance please",
        "Am I up to date?",
    ],
)
async def test_a_plain_question_about_money_is_answered_with_the_balance(talk: Talk, words: str) -> None:
    await talk.register(member("M012", "Awa"), balance=-2000)

    outcome = await talk.say("awa", words)

    assert outcome.result
    assert outcome.result["balance"] == -2000
    assert talk.heard("awa").startswith("Vous devez 20,00 €")


@pytest.mark.parametrize(
    ("words", "beginning"),
    [
        ("mon relevé", "Au 5 mars 2026, vous ne devez rien."),
        ("mon relevé de mars svp", "Au 5 mars 2026, vous ne devez rien.\nDepuis le 1er mars 2026"),
        ("relevé depuis le 1er février", "Au 5 mars 2026, vous ne devez rien.\nDepuis le 1er février 2026"),
        ("mes données", "Voici tout ce qui est conservé à votre sujet (art. 5)."),
        ("confidentialité ?", "Vos données ne servent qu’à l’association (art. 5)."),
        ("aide", "Ce que vous pouvez me demander"),
        ("bonjour", "Bonjour. Que puis-je faire pour vous ?"),
        ("merci beaucoup", "Avec plaisir."),
    ],
)
async def test_other_plain_requests_are_met_as_their_command_would_be(talk: Talk, words: str, beginning: str) -> None:
    await talk.register(member("M012", "Awa"), balance=0)

    await talk.say("awa", words)

    assert talk.heard("awa").startswith(beginning)


async def test_a_request_whose_command_asks_is_offered_and_not_begun(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"))

    await talk.say("awa", "je voudrais changer de langue")
    offered = (talk.heard("awa"), talk.keys("awa"), talk.to("awa").question)
    await talk.press("awa", "La langue de mes réponses")

    assert offered == ("Est-ce bien cela ?", ["La langue de mes réponses"], None)
    assert talk.to("awa").question == "language"


@pytest.mark.parametrize(
    "words", ["il pleut", "😀", "12", "je dirai au président que tout va bien", "que dois-je faire ?"]
)
async def test_what_is_not_understood_is_met_with_the_menu(talk: Talk, words: str) -> None:
    await talk.register(member("M012", "Awa"), balance=-2000)

    outcome = await talk.say("awa", words)

    assert outcome.result is None
    assert talk.heard("awa") == (
        "Je n’ai pas compris. Vous pouvez demander votre solde, déclarer un paiement ou un événement, voir les "
        "réunions à venir, donner procuration, lire le règlement."
    )
    assert talk.keys("awa") == ["Solde", "Déclarer un paiement", "Événement", "Réunions", "Règlement", "Aide"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("mon père est décédé hier", "death_father"),
        ("J’ai perdu ma sœur", "death_sister"),
        ("my wife passed away", "death_spouse"),
        ("le décès de mon frère", "death_brother"),
        ("my husband’s father died", None),
        ("mon père et ma mère sont décédés, décès le 3 mars", None),
        ("le père de mon mari est mort", None),
        ("ma belle-mère est décédée", None),
        ("un décès dans la famille", None),
    ],
)
async def test_who_writes_of_a_death_reads_condolences_and_a_way_to_declare_it(
    talk: Talk, words: str, kind: str | None
) -> None:
    await talk.register(member("M012", "Awa"), balance=0)

    await talk.say("awa", words)
    read = (talk.heard("awa"), talk.keys("awa"))
    await talk.press("awa", "Le déclarer")

    assert read == ("Toutes nos condoléances. Voulez-vous en informer l’association ?", ["Le déclarer"])
    assert talk.to("awa").question == ("date" if kind else "kind")


@pytest.mark.parametrize("words", ["nous nous marions en juin", "Naissance de ma fille !", "c’est mon anniversaire"])
async def test_happy_news_are_met_with_joy_and_a_way_to_declare_them(talk: Talk, words: str) -> None:
    await talk.register(member("M012", "Awa"), balance=0)

    await talk.say("awa", words)
    read = talk.heard("awa")
    await talk.press("awa", "Le déclarer")

    assert read == "Quelle bonne nouvelle. Voulez-vous en informer l’association ?"
    assert talk.to("awa").question == "date"


async def test_a_word_lost_in_passing_is_no_death(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"), balance=0)

    await talk.say("awa", "j’ai perdu mon code")

    assert talk.heard("awa").startswith("Je n’ai pas compris.")


async def test_a_command_that_does_not_exist_is_named(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"))

    await talk.say("awa", "/tombola 3")

    assert talk.heard("awa") == "Je ne connais pas /tombola."
    assert talk.keys("awa") == ["Solde", "Déclarer un paiement", "Événement", "Réunions", "Règlement", "Aide"]


async def test_a_file_that_nobody_asked_for_is_left_alone_and_said(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"))

    await talk.send_file("awa", "acte.pdf")

    assert talk.heard("awa") == "Je ne sais pas à quoi sert ce fichier ; je n’en ai rien fait."


async def test_a_stranger_is_shown_the_way_in(talk: Talk) -> None:
    await talk.say("quidam", "salut")
    greeted = talk.keys("quidam")
    outcome = await talk.say("quidam", "combien je dois ?")

    assert greeted == ["Commencer", "Aide"]
    assert outcome.result == {"refused": "NOT_A_MEMBER", "articles": []}
    assert talk.heard("quidam").startswith("Je ne vous connais pas encore. Écrivez /start suivi du code")


@pytest.mark.parametrize("words", ["salut", "il pleut", "je voudrais adhérer", "C’est quoi ce service ?"])
async def test_a_stranger_s_own_words_are_met_with_who_speaks_and_how_to_be_known(talk: Talk, words: str) -> None:
    outcome = await talk.say("quidam", words)

    assert outcome.result is None
    assert talk.heard("quidam") == (
        "Je suis l’assistant de N'DZOUANA : je dis à ses membres ce qu’ils doivent, ce que prévoit le règlement, ce "
        "qui vient ensuite. Pour savoir qui vous êtes, il me faut le code que le bureau vous remet (/start, puis le "
        "code), ou votre propre contact si votre numéro figure au registre. Si vous n’avez ni l’un ni l’autre, "
        "écrivez au bureau."
    )
    assert talk.keys("quidam") == ["Commencer", "Aide"]


async def test_a_stranger_reads_of_the_code_alone_where_no_contact_can_be_shared(talk: Talk) -> None:
    talk.shares_contacts = False

    await talk.say("quidam", "salut")
    introduced = talk.heard("quidam")
    await talk.say("quidam", "/solde")

    assert introduced == (
        "Je suis l’assistant de N'DZOUANA : je dis à ses membres ce qu’ils doivent, ce que prévoit le règlement, ce "
        "qui vient ensuite. Pour savoir qui vous êtes, il me faut le code que le bureau vous remet : écrivez-le ici. "
        "Si vous n’en avez pas, écrivez au bureau."
    )
    assert talk.heard("quidam") == (
        "Je ne vous connais pas encore. Écrivez /start suivi du code que le bureau vous a remis."
    )


async def test_a_stranger_who_writes_of_a_death_reads_condolences_first(talk: Talk) -> None:
    await talk.say("quidam", "mon mari, membre chez vous, est décédé")

    assert talk.heard("quidam").startswith("Toutes nos condoléances.\nJe suis l’assistant de N'DZOUANA")


async def test_a_stranger_who_floods_is_answered_once_more_and_then_no_longer(talk: Talk) -> None:
    for _ in range(35):
        await talk.say("quidam", "il pleut")

    answers = [message.text for message in talk.paper.sent]
    assert len(answers) == 31
    assert talk.heard("quidam").startswith("Cela fait beaucoup de messages à la fois")


async def test_help_shows_whoever_asks_their_own_commands(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"))
    await talk.register(member("M005", "Zéphirin", Role.TREASURER))

    await talk.say("awa", "/aide")
    await talk.say("zéphirin", "/aide")
    await talk.say("quidam", "/aide")

    assert "/solde – Ce que vous devez, et si vous êtes à jour" in talk.heard("awa")
    assert "/banque" not in talk.heard("awa")
    assert "/banque – La banque est saisie jusqu’à un jour" in talk.heard("zéphirin")
    assert "/solde" not in talk.heard("quidam")
    assert "/confidentialite" in talk.heard("quidam")


async def test_help_shows_a_stranger_the_way_in_first_and_a_member_no_more(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"))

    await talk.say("quidam", "/aide")
    await talk.say("awa", "/aide")

    assert talk.heard("quidam").splitlines()[1] == "/start – Commencer"
    assert "/start" not in talk.heard("awa")


async def test_in_a_group_nothing_personal_is_said(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"), balance=-2000)

    outcome = await talk.say("awa", "/solde", private=False, chat="salon")

    assert outcome.result == {"refused": "PRIVATE_ONLY"}
    assert talk.heard("salon") == "Je vous réponds en privé : écrivez-moi directement."


async def test_where_nothing_is_open_there_is_nothing_to_cancel(talk: Talk) -> None:
    await talk.register(member("M011", "Joy", language="en"))

    await talk.say("joy", "/cancel")

    assert talk.heard("joy") == "There is nothing to cancel."


async def test_privacy_says_plainly_who_sees_what(talk: Talk) -> None:
    await talk.register(member("M011", "Joy", language="en"))

    await talk.say("joy", "/privacy")

    assert "Telegram keeps what is written there on its servers and could read it" in talk.heard("joy")
    assert "/mydata gives you everything that is held." in talk.heard("joy")
    assert "what you write here for 30 days, what I write for 90 days" in talk.heard("joy")
