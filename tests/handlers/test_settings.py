import pytest

from tests.handlers.talk import Talk, member


async def test_the_language_is_chosen_by_its_own_name_and_kept(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"), balance=0)
    await talk.say("awa", "/langue")
    asked = talk.keys("awa")

    outcome = await talk.press("awa", "English")
    said = talk.heard("awa")
    await talk.say("awa", "/solde")

    assert asked == ["English", "Français", "Annuler"]
    assert outcome.result == {"language": "en"}
    assert said == "From now on I answer in English."
    assert talk.heard("awa").startswith("You owe nothing.")


async def test_the_language_may_follow_the_command(talk: Talk) -> None:
    await talk.register(member("M011", "Joy", language="en"))

    outcome = await talk.say("joy", "/language fr")

    assert outcome.result == {"language": "fr"}
    assert talk.heard("joy") == "Je réponds désormais en français."


async def test_a_stranger_may_choose_a_language(talk: Talk) -> None:
    await talk.say("quidam", "/language en")
    await talk.say("quidam", "/start")

    assert talk.heard("quidam").startswith("Hello, I am the assistant of N'DZOUANA.")


@pytest.mark.parametrize(
    ("chosen", "hours", "shown"),
    [("de 22 h à 7 h", (22, 7), "de 22 h à 7 h"), ("Pas d’heures calmes", (None, None), "aucune")],
)
async def test_quiet_hours_are_chosen_and_shown(
    talk: Talk, chosen: str, hours: tuple[int | None, int | None], shown: str
) -> None:
    await talk.register(member("M012", "Awa"))
    await talk.say("awa", "/reglages")
    await talk.press("awa", "Heures calmes")

    label = next(label for label in talk.keys("awa") if label.replace("\u00a0", " ") == chosen)
    outcome = await talk.press("awa", label)

    assert outcome.result
    assert (outcome.result["quiet_from"], outcome.result["quiet_until"]) == hours
    assert talk.heard("awa") == f"Vos réglages. Langue : français. Heures calmes : {shown}. Rappel mensuel : oui."


async def test_the_monthly_reminder_can_be_switched_off(talk: Talk) -> None:
    await talk.register(member("M011", "Joy", language="en"), balance=-2000)
    await talk.say("joy", "/settings")
    await talk.press("joy", "Monthly reminder")

    outcome = await talk.press("joy", "No")

    assert outcome.result
    assert outcome.result["reminders"] is False
    assert talk.heard("joy") == "Your settings. Language: English. Quiet hours: none. Monthly reminder: no."


async def test_settings_may_be_left_as_they_are(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"))
    await talk.say("awa", "/reglages")

    outcome = await talk.press("awa", "Ne rien changer")

    assert outcome.result == {"language": "fr", "quiet_from": None, "quiet_until": None, "reminders": True}


async def test_the_language_is_a_setting_and_answers_at_once(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"))
    await talk.say("awa", "/reglages")
    await talk.press("awa", "Langue")

    outcome = await talk.press("awa", "English")

    assert outcome.result == {"language": "en", "quiet_from": None, "quiet_until": None, "reminders": True}
    assert talk.heard("awa") == "Your settings. Language: English. Quiet hours: none. Monthly reminder: yes."
