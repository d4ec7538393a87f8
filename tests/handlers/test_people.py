from collections.abc import Callable, Sequence
from functools import partial
from time import process_time

import pytest

from assistant.domain.members import Member, Role, Status
from handlers.people import apart, besides
from tests.handlers.talk import Talk, member

FEW, MANY = 200, 6400


@pytest.fixture
async def bureau(talk: Talk) -> Talk:
    await talk.register(member("M003", "Jean", Role.SECRETARY))
    await talk.register(member("M012", "Awa", last_name="Mabiala"))
    await talk.register(member("M013", "Élodie", last_name="N’Goma"))
    await talk.register(member("M014", "Rufin", last_name="Samba"))
    await talk.register(member("M015", "Rufin", last_name="Samba"))
    await talk.register(member("M016", "Grace", status=Status.RESIGNED))
    return talk


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("M012", "M012"),
        ("m012", "M012"),
        ("Awa Mabiala", "M012"),
        ("mabiala AWA", "M012"),
        ("elodie n'goma", "M013"),
        ("M014", "M014"),
    ],
)
async def test_a_member_is_named_by_number_or_by_full_name_in_any_order(bureau: Talk, typed: str, number: str) -> None:
    await bureau.say("jean", "/relances")
    await bureau.say("jean", typed)

    outcome = await bureau.press("jean", "Jusqu’à nouvel ordre")
    outcome = await bureau.press("jean", "Passer")

    assert outcome.result
    assert outcome.result["member"] == number


@pytest.mark.parametrize("typed", ["Awa", "Mabiala", "M0", "M099", "1", "Rufin Samba", "Grace Ibara", "Awa Ibara"])
async def test_a_part_of_a_name_two_namesakes_and_strangers_all_get_one_neutral_sentence(
    bureau: Talk, typed: str
) -> None:
    await bureau.say("jean", "/relances")

    refused = await bureau.say("jean", typed)

    assert refused.result == {"refused": "MEMBER_UNCLEAR"}
    assert bureau.heard("jean") == (
        "Donnez le numéro du membre, ou ses prénom et nom en entier.\n\n"
        "Les rappels de qui ? Donnez le numéro du membre, ou ses prénom et nom."
    )


async def test_the_roll_is_never_offered(bureau: Talk) -> None:
    await bureau.say("jean", "/relances")

    assert bureau.keys("jean") == ["Annuler"]
    assert bureau.to("jean").options == 0


def test_namesakes_alone_have_their_number_beside_the_name() -> None:
    people = [member("M013", "Élodie"), member("M014", "Rufin"), member("M015", "RUFIN")]

    assert apart(people) == {"M013": "Élodie Ibara", "M014": "Rufin Ibara (M014)", "M015": "RUFIN Ibara (M015)"}


def test_who_is_besides_others_is_told_by_number() -> None:
    awa, joy, rufin = member("M012", "Awa"), member("M013", "Joy"), member("M014", "Rufin")

    assert besides([awa, joy, rufin], [member("M013", "Joy", Role.TREASURER)]) == [awa, rufin]


def _besides_themselves(people: Sequence[Member]) -> object:
    return besides(people, list(people[1:]))


@pytest.mark.parametrize("unit", [apart, _besides_themselves])
def test_at_the_door_thousands_cost_as_much_each_as_hundreds(unit: Callable[[Sequence[Member]], object]) -> None:
    few, many = (_fastest(partial(unit, _crowd(count))) for count in (FEW, MANY))

    assert many / few < 4 * MANY / FEW


def _crowd(count: int) -> list[Member]:
    return [member(f"M{place:05}", f"Membre{place:05}") for place in range(count)]


def _fastest(run: Callable[[], object]) -> float:
    """Seconds of the processor, of the least disturbed of a few runs."""

    def timed() -> float:
        begun = process_time()
        run()
        return process_time() - begun

    return min(timed() for _ in range(5))
