"""`/evenement`: what is asked, in which order, and what is read when the bylaws provide for it."""

from datetime import date

import pytest

from assistant.domain.aid import EventKind, Tie
from assistant.domain.members import Status
from tests.handlers.declaring import gather, kept, tell
from tests.handlers.talk import Talk, member, plain

OFFERED = [
    "Décès de mon père",
    "Décès de ma mère",
    "Décès de mon conjoint ou de ma conjointe",
    "Décès de mon enfant",
    "Décès de mon frère",
    "Décès de ma sœur",
    "Décès d’un membre",
    "Mon mariage",
    "Naissance de mon enfant",
    "Baptême de mon enfant",
    "Mon anniversaire",
    "Autre chose",
]
NEUTRAL = (
    "Toutes nos condoléances, à vous et à sa famille.\n"
    "Le règlement prévoit jusqu’à 2 000,00 € au décès d’un membre, selon sa situation dans l’association (art. 14). Le "
    "bureau l’examine, doit donner son accord et décide à qui la somme est versée (art. 25) ; vous lirez sa réponse "
    "ici.\n"
    "Si la famille souhaite que les membres soient prévenus, dites-le : rien ne sera dit sans son accord."
)


async def test_a_father_s_death_takes_three_short_answers_and_a_yes(talk: Talk) -> None:
    await gather(talk)
    asked = []
    for said in ("/evenement", "Décès de mon père", "hier", "Jean Ibara"):
        await talk.say("awa", said)
        asked.append((talk.to("awa").question, talk.to("awa").kind))
    echo = talk.heard("awa")

    outcome = await talk.say("awa", "oui")

    assert asked == [("kind", "choice"), ("date", "date"), ("relative", "text"), ("confirm", "yes_no")]
    assert echo == (
        "Vous déclarez le décès de votre père (« Jean Ibara »), le 4 mars 2026.\n"
        "Le règlement prévoit 1 000,00 € pour le décès de votre père (art. 14).\nEst-ce bien cela ?"
    )
    assert outcome.result == {"claim": "1", "payout": 100000, "levy": 5000}
    assert talk.heard("awa") == (
        "Toutes nos condoléances, à vous et aux vôtres.\n"
        "Le règlement prévoit 1 000,00 € pour le décès de votre père (art. 14). Le bureau doit maintenant donner son "
        "accord (art. 25) ; vous lirez sa réponse ici.\n"
        "Si l’annonce aux membres vous convient, dites-le : rien ne sera dit sans vous."
    )
    assert talk.keys("awa") == ["Annoncer", "Ne pas annoncer", "Retirer"]


async def test_the_conversation_goes_in_english_too(talk: Talk) -> None:
    await gather(talk, "en")

    await tell(talk, "awa", "/event death_sister", "yesterday", "skip", "yes")

    assert talk.heard("awa") == (
        "All our condolences to you and your family.\n"
        "The bylaws provide €500.00 for the death of your sister (art. 14). The bureau has to agree to it (art. 25); "
        "you will read its answer here.\n"
        "If you would like the members to be told, say so: nothing is said without you."
    )
    assert talk.keys("awa") == ["Announce", "Do not announce", "Withdraw"]


async def test_all_kinds_are_offered_in_words_that_people_use(talk: Talk) -> None:
    await gather(talk)

    await talk.say("awa", "/evenement")

    assert [plain(key) for key in talk.keys("awa")] == [*OFFERED, "Annuler"]
    assert {key.option for key in talk.to("awa").keys} == {*(kind.value for kind in EventKind), "cancel"}


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("death_mother", "date"),
        ("décès père", "date"),
        ("Baptême", "date"),
        ("birth 04/03/2026", "relative"),
        ("mariage 4 mars", "document"),
        ("death_member", "member"),
        ("death_member M014 hier", "confirm"),
        ("décès", "kind"),
    ],
)
async def test_what_follows_the_command_answers_its_first_questions(talk: Talk, words: str, asked: str) -> None:
    await gather(talk)

    await talk.say("awa", f"/evenement {words}")

    assert talk.to("awa").question == asked


NAMED = ("kind", "date", "relative", "confirm")
HELD = ("ceremony", "invitation", "confirm")


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("death_spouse", NAMED),
        ("death_child", NAMED),
        ("death_brother", NAMED),
        ("death_member", ("kind", "member", "date", "confirm")),
        ("marriage", ("kind", "date", "document", "confirm")),
        ("birth", ("kind", "date", "relative", "children", "document", "confirm")),
        ("baptism", ("kind", "date", "relative", *HELD)),
        ("birthday", ("kind", "date", *HELD)),
        ("other", NAMED),
    ],
)
async def test_each_kind_asks_what_it_needs_and_no_more(talk: Talk, kind: str, keys: tuple[str, ...]) -> None:
    answers = {
        "kind": kind,
        "member": "M014",
        "date": "04/03/2026",
        "relative": "grandparent" if kind == "other" else "Léa",
        "children": "2",
        "ceremony": "yes",
        "invitation": "yes",
        "document": "skip",
        "confirm": "yes",
    }
    await gather(talk)
    await talk.say("awa", "/evenement")

    asked = []
    while (key := talk.to("awa").question) is not None:
        asked.append(key)
        outcome = await talk.say("awa", answers[key])

    assert tuple(asked) == keys
    assert outcome.result
    assert outcome.result["claim"] == "1"


@pytest.mark.parametrize(
    ("kind", "day", "taken"),
    [
        ("death_father", "05/03/2026", True),
        ("death_father", "06/03/2026", False),
        ("birth", "06/03/2026", False),
        ("other", "06/03/2026", False),
        ("marriage", "06/03/2026", True),
        ("baptism", "20/06/2026", True),
        ("birthday", "20/06/2026", True),
    ],
)
async def test_only_what_is_planned_may_be_of_a_day_to_come(talk: Talk, kind: str, day: str, taken: bool) -> None:
    await gather(talk)

    outcome = await tell(talk, "awa", f"/evenement {kind}", day)

    assert (talk.to("awa").question == "date") is not taken
    assert outcome.result == (None if taken else {"refused": "FUTURE_DATE"})


async def test_a_day_that_the_books_do_not_reach_back_to_is_said_and_asked_again(talk: Talk) -> None:
    await gather(talk)

    outcome = await tell(talk, "awa", "/evenement death_father", "30/12/2025")

    assert outcome.result == {"refused": "BEFORE_BOOKS"}
    assert talk.heard("awa").startswith("Les comptes de l’association ne remontent pas jusqu’à ce jour")
    assert talk.to("awa").question == "date"


@pytest.mark.parametrize(
    ("said", "children"), [("1", 1), ("3", 3), ("9", 9), ("jumeaux", 2), ("triplets", 3), ("0", None), ("10", None)]
)
async def test_children_are_counted_from_one_to_nine(talk: Talk, said: str, children: int | None) -> None:
    await gather(talk)
    await tell(talk, "awa", "/evenement birth", "hier", "skip")

    outcome = await talk.say("awa", said)

    if children is None:
        assert outcome.result == {"refused": "NOT_A_COUNT"}
        assert talk.heard("awa").startswith("Donnez un nombre de 1 à 9.")
    else:
        await tell(talk, "awa", "skip", "yes")
        assert (await kept(talk)).told.children == children


async def test_a_no_to_the_echo_records_nothing(talk: Talk) -> None:
    await gather(talk)

    outcome = await tell(talk, "awa", "/evenement death_father", "hier", "skip", "non")

    assert outcome.result == {"cancelled": "event"}
    assert await talk.database.run(lambda work: work.claims.all()) == []


@pytest.mark.parametrize(
    ("kind", "answers", "first"),
    [
        ("marriage", ("skip",), "Tous nos vœux de bonheur à vous deux."),
        ("birth", ("skip", "1", "skip"), "Toutes nos félicitations, et bienvenue à l’enfant."),
        ("birth", ("skip", "2", "skip"), "Toutes nos félicitations, et bienvenue aux enfants."),
        ("baptism", ("skip", "yes", "yes"), "Toutes nos félicitations à la famille."),
        ("birthday", ("yes", "yes"), "Nous vous souhaitons un très bel anniversaire."),
        ("death_child", ("skip",), "Toutes nos condoléances, à vous et aux vôtres."),
        ("other", ("stillborn",), "Toutes nos condoléances, à vous et aux vôtres."),
        ("other", ("grandparent",), "Merci de nous l’avoir dit. Nous pensons à vous."),
    ],
)
async def test_what_is_felt_comes_before_the_figures(
    talk: Talk, kind: str, answers: tuple[str, ...], first: str
) -> None:
    await gather(talk)

    await tell(talk, "awa", f"/evenement {kind}", "hier", *answers, "yes")

    assert talk.heard("awa").split("\n")[0] == first


async def test_a_planned_event_is_taken_now_and_decided_from_its_day_on(talk: Talk) -> None:
    await gather(talk)

    outcome = await tell(talk, "awa", "/evenement birthday", "20/06/2026", "yes", "yes", "yes")

    assert outcome.result == {"claim": "1", "payout": 15000, "levy": 0}
    assert "Le bureau se prononcera à partir du 20 juin 2026, selon votre situation ce jour-là" in talk.heard("awa")


async def test_who_owes_too_much_today_reads_that_the_planned_day_counts(talk: Talk) -> None:
    await gather(talk, balance=-8000)

    await tell(talk, "awa", "/evenement birthday", "20/06/2026", "yes", "yes", "yes")

    assert "Aujourd’hui, vous devez 80,00 €, soit 20,00 € de plus que les 60,00 €" in talk.heard("awa")
    assert "C’est votre situation au 20 juin 2026 qui compte : il suffit d’être à jour ce jour-là." in talk.heard("awa")


@pytest.mark.parametrize("dead", ["up_to_date", "behind", "new", "suspended"])
async def test_how_a_dead_member_stood_is_not_told_to_who_declares_it(talk: Talk, dead: str) -> None:
    await gather(talk)
    await talk.register(member("M021", "Paul", language="fr"), balance=0)
    await talk.register(member("M022", "Zoé", language="fr"), balance=-30000)
    await talk.register(member("M023", "Guy", joined_on=date(2026, 2, 1), since=date(2026, 2, 1)), balance=0)
    await talk.register(member("M024", "Ida", status=Status.SUSPENDED), balance=0)
    number = {"up_to_date": "M021", "behind": "M022", "new": "M023", "suspended": "M024"}[dead]

    outcome = await tell(talk, "awa", "/evenement death_member", number, "hier", "yes")

    assert talk.heard("awa") == NEUTRAL
    assert talk.keys("awa") == ["Annoncer", "Ne pas annoncer", "Retirer"]
    assert outcome.result
    assert outcome.result["payout"] == {"up_to_date": 200000, "new": 50000}.get(dead, 0)


@pytest.mark.parametrize("named", ["M012", "Awa Ibara", "M099", "Paul"])
async def test_nobody_declares_their_own_death_and_a_doubtful_name_gets_one_answer(talk: Talk, named: str) -> None:
    await gather(talk)

    outcome = await tell(talk, "awa", "/evenement death_member", named)

    assert outcome.result == {"refused": "MEMBER_UNCLEAR"}
    assert talk.to("awa").question == "member"


async def test_a_member_whom_the_register_knows_to_be_dead_may_still_be_declared(talk: Talk) -> None:
    await gather(talk)
    await talk.register(member("M021", "Paul", status=Status.DECEASED, since=date(2026, 3, 4)), balance=0)

    await tell(talk, "awa", "/evenement death_member", "Paul Ibara", "hier")

    assert talk.to("awa").question == "confirm"


async def test_a_death_of_a_member_that_was_told_before_asks_nothing_more(talk: Talk) -> None:
    await gather(talk)
    await talk.register(member("M021", "Paul"), balance=0)
    await tell(talk, "awa", "/evenement death_member", "M021", "hier", "yes")

    await tell(talk, "rufin", "/evenement death_member", "M021", "hier", "yes")

    assert talk.heard("rufin") == (
        "Toutes nos condoléances, à vous et à sa famille.\n"
        "L’association en est déjà informée et le bureau s’en occupe : vous n’avez rien de plus à faire."
    )
    assert talk.keys("rufin") == ["Retirer"]


@pytest.mark.parametrize(
    ("words", "tie"),
    [
        ("half_sibling", Tie.HALF_SIBLING),
        ("Un grand-parent", Tie.GRANDPARENT),
        ("ma demi-sœur", Tie.HALF_SIBLING),
        ("my half-brother", Tie.HALF_SIBLING),
        ("mon fils adoptif", Tie.ADOPTION),
        ("ma compagne", Tie.PARTNER),
        ("mon partenaire de PACS", Tie.PARTNER),
        ("mon concubin", Tie.PARTNER),
        ("un enfant mort-né", Tie.STILLBORN),
        ("mon beau-frère", Tie.IN_LAW),
        ("ma belle mère", Tie.IN_LAW),
        ("my mother-in-law", Tie.IN_LAW),
        ("mon grand-père", Tie.GRANDPARENT),
        ("my grandmother", Tie.GRANDPARENT),
        ("mon oncle", Tie.UNLISTED),
        ("ma petite-fille", Tie.UNLISTED),
        ("la femme de mon frère", Tie.UNLISTED),
    ],
)
async def test_who_is_not_on_the_list_is_said_by_an_answer_or_in_words(talk: Talk, words: str, tie: Tie) -> None:
    await gather(talk)

    await tell(talk, "awa", "/evenement other", "hier", words, "yes")

    assert (await kept(talk)).told.tie is tie


@pytest.mark.parametrize("words", ["mon frère", "ma grande sœur", "Papa", "le décès de ma mère", "my older brother"])
async def test_a_close_relative_is_sent_back_to_the_list_where_aid_is_provided(talk: Talk, words: str) -> None:
    await gather(talk)

    outcome = await tell(talk, "awa", "/evenement other", "hier", words)

    assert outcome.result == {"refused": "LISTED_RELATIVE"}
    assert talk.heard("awa").startswith("Pour le décès d’un parent si proche, reprenez avec /evenement")
    assert talk.to("awa").question == "relative"


async def test_condolences_are_said_once_before_the_questions_whoever_began(talk: Talk) -> None:
    await gather(talk)

    await tell(talk, "awa", "/evenement", "death_father")
    chosen = talk.heard("awa")
    await talk.say("awa", "bientôt")
    asked_again = talk.heard("awa")
    await tell(talk, "awa", "/annuler", "J’ai perdu mon père")
    await talk.press("awa", "Le déclarer")

    assert chosen == "Nous pensons à vous. Quel jour est-ce arrivé ?"
    assert "Nous pensons à vous" not in asked_again
    assert talk.heard("awa") == "Quel jour est-ce arrivé ?"


async def test_who_has_left_may_not_declare(talk: Talk) -> None:
    await gather(talk)
    await talk.register(member("M030", "Léon", status=Status.RESIGNED, since=date(2026, 2, 1)))

    outcome = await tell(talk, "léon", "/evenement death_father", "hier")

    assert outcome.result == {"refused": "NOT_A_MEMBER", "articles": ["NDZ art. 14"]}
    assert talk.to("léon").question is None
