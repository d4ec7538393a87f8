"""The page in a real browser, with a stand-in association behind it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.settings import Listen
from tests.loopback import free_port
from tests.web.hall import PNG, WORDS, Hall, listening, web_chat

pytestmark = pytest.mark.chromium


def say(page: Page, text: str, chat: int = 0) -> None:
    page.locator(".chat").nth(chat).locator("textarea").fill(text)
    page.locator(".chat").nth(chat).locator("textarea").press("Enter")


def last(page: Page, chat: int = 0) -> str:
    return page.locator(".chat").nth(chat).locator(".bubble .text").last.inner_text()


def test_a_message_is_answered_in_the_conversation(page: Page) -> None:
    say(page, "/solde")

    expect(page.locator(".bubble:not(.mine) b")).to_have_text("Vous devez 35,00 €.")
    expect(page.locator(".bubble.mine .text")).to_have_text("/solde")
    expect(page.locator(".date")).to_have_count(1)


def test_a_press_is_marked_and_an_edit_replaces_the_bubble_in_place(page: Page, hall: Hall) -> None:
    say(page, "/payer")

    page.get_by_role("button", name="20,00 €").click()
    expect(page.get_by_text("Noté : c’est déclaré.")).to_be_visible()

    expect(page.locator(".bubble:not(.mine):not(.typing)")).to_have_count(1)
    expect(page.locator(".key")).to_have_count(0)
    assert [incoming.press for incoming in hall.received] == [None, "q.0"]
    assert hall.received[1].message == "m1"


def test_an_answered_question_offers_its_options_no_longer(page: Page) -> None:
    say(page, "/payer")
    expect(page.get_by_role("button", name="20,00 €")).to_be_enabled()

    say(page, "20")

    expect(page.get_by_role("button", name="20,00 €")).to_have_attribute("aria-disabled", "true")


def test_a_command_named_in_a_text_can_be_pressed(page: Page) -> None:
    say(page, "/solde")

    page.locator("button.command", has_text="/payer").click()

    expect(page.get_by_text("Combien avez-vous payé ?")).to_be_visible()


def test_a_reload_keeps_the_conversation_and_what_was_pressed(page: Page) -> None:
    say(page, "/solde")
    page.get_by_role("button", name="Détail").click()
    expect(page.get_by_text("Voici votre relevé.")).to_be_visible()

    page.reload()

    expect(page.locator(".bubble .text")).to_have_text(
        ["/solde", re.compile("Vous devez 35,00"), "Voici votre relevé."]
    )
    expect(page.locator(".key.chosen")).to_contain_text("Détail")


def test_two_people_are_shown_side_by_side(page: Page) -> None:
    page.get_by_role("button", name=WORDS["beside"].format(name="Rufin Ossebi")).click()
    say(page, "bonjour", chat=1)
    expect(page.locator(".chat").nth(1).locator(".bubble .text")).to_have_count(2)

    page.reload()

    expect(page.locator(".chat h2")).to_have_text(["Aminata Koumba", "Rufin Ossebi"])
    expect(page.locator(".chat").nth(0).locator(".bubble")).to_have_count(0)
    expect(page.locator(".chat").nth(1).locator(".bubble")).to_have_count(2)


def test_moving_the_clock_brings_reminders_to_whoever_is_shown_and_a_badge_to_the_others(page: Page) -> None:
    page.get_by_role("button", name=WORDS["stop_week"]).click()

    expect(page.get_by_text("Bonjour. Il reste 20,00 € à régler.")).to_be_visible()
    expect(page.locator("#clock .day")).to_have_text("mardi 10 novembre 2026")
    expect(page.locator("#people .news")).to_have_count(3)


def test_images_and_pdf_files_are_shown_in_place(page: Page) -> None:
    say(page, "/releve")

    expect(page.locator(".file img")).to_have_js_property("naturalWidth", 1)
    expect(page.get_by_role("link", name=WORDS["open"].format(name="releve.pdf"))).to_be_visible()


def test_a_file_is_sent_and_shown(page: Page, hall: Hall) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": "reçu de 20 €.png", "mimeType": "image/png", "buffer": PNG}
    )

    expect(page.locator(".mine img")).to_have_js_property("naturalWidth", 1)
    file = hall.received[0].file
    assert file is not None
    assert (file.name, file.media_type, file.size) == ("reçu de 20 €.png", "image/png", len(PNG))
    assert Path(file.path).read_bytes() == PNG


def test_markup_that_anyone_types_stays_text(page: Page) -> None:
    attack = "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script><b>gras</b>"

    say(page, attack)

    expect(page.locator(".bubble .text").last).to_have_text("Vous avez écrit : " + attack)
    assert page.locator(".log img:not([alt=''])").count() == 0
    assert page.locator(".log script, .log b").count() == 0
    assert "broken" not in page.title()


def test_everything_can_be_done_with_the_keyboard_alone(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator("#skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("/payer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="20,00 €")).to_be_visible()

    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="35,00 €")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Noté : c’est déclaré.")).to_be_visible()
    expect(page.locator("textarea")).to_be_focused()


def test_the_menu_of_commands_opens_moves_and_closes_with_the_keyboard(page: Page) -> None:
    page.get_by_role("button", name=WORDS["commands"], exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".menu button").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=WORDS["commands"], exact=True)).to_be_focused()

    page.keyboard.press("Enter")
    expect(page.locator(".menu button").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Combien avez-vous payé ?")).to_be_visible()


def test_screen_readers_are_told_what_is_new_and_who_said_it(page: Page) -> None:
    log = page.get_by_role("log")
    expect(log).to_have_attribute("aria-live", "polite")

    say(page, "bonjour")

    expect(page.locator(".bubble.mine .unseen")).to_have_text(f"{WORDS['you']} : ")
    expect(page.get_by_role("textbox")).to_have_accessible_name(WORDS["write_to"].format(name="Aminata Koumba"))
    for button in page.get_by_role("button").all():
        assert (button.get_attribute("aria-label") or button.inner_text()).strip()


def test_a_message_that_could_not_be_sent_stays_and_can_be_sent_again(page: Page, hall: Hall) -> None:
    page.route("**/messages", lambda route: route.abort())
    say(page, "/solde")
    expect(page.locator(".failed .text")).to_have_text("/solde")
    page.unroute("**/messages")

    page.get_by_role("button", name=WORDS["try_again"]).click()

    expect(page.locator(".bubble:not(.mine) b")).to_have_text("Vous devez 35,00 €.")
    expect(page.locator(".bubble.mine")).to_have_count(1)
    expect(page.locator(".failed")).to_have_count(0)
    assert len(hall.received) == 1


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_waiting_for_an_answer_shows_that_somebody_writes(page: Page, hall: Hall) -> None:
    hall.answering = False

    say(page, "bonjour")

    expect(page.locator(".typing")).to_be_visible()


def test_the_conversation_turns_to_the_language_its_person_chose(page: Page) -> None:
    say(page, "/english")

    expect(page.locator(".chat")).to_have_attribute("lang", "en")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_person_of_the_demo_shares_their_own_contact(page: Page, hall: Hall) -> None:
    page.locator("#people .person", has_text="Grace Tati").click()
    say(page, "/contact")

    page.get_by_role("button", name=WORDS["share_contact"]).click()
    expect(page.get_by_text("Merci.")).to_be_visible()

    contact = hall.received[-1].contact
    assert contact is not None
    assert (contact.phone, contact.own) == ("+33639980411", True)


@pytest.mark.parametrize("width", [320, 360, 768])
def test_nothing_overflows_a_narrow_screen(chromium: Browser, address: str, width: int) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 740}, reduced_motion="reduce")
    page.goto(address)
    page.wait_for_selector(".chat textarea")
    say(page, "/solde " + "anticonstitutionnellement" * 8)
    expect(page.locator(".bubble:not(.mine):not(.typing)")).to_have_count(1)

    sizes = page.evaluate(
        "[document.documentElement.scrollWidth, document.body.scrollWidth, document.body.scrollHeight,"
        " document.querySelector('.log').scrollWidth - document.querySelector('.log').clientWidth]"
    )
    page.close()

    assert sizes == [width, width, 740, 0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground_in_light_and_dark(chromium: Browser, address: str, scheme: str) -> None:
    page = chromium.new_page(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.goto(address)
    page.wait_for_selector(".chat textarea")
    say(page, "/solde")
    expect(page.locator(".key").first).to_be_visible()

    contrasts = page.evaluate(CONTRAST)
    page.close()

    assert {name: ratio for name, ratio in contrasts.items() if ratio < 4.5} == {}
    assert len(contrasts) == 9


CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const colour = (css) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = css; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const found = colour(getComputedStyle(at).backgroundColor);
      if (found[3] > 250) return found;
    }
    return colour("white");
  };
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const places = [".bubble:not(.mine) .text", ".bubble:not(.mine) time", ".mine .text", ".date", ".key", ".command",
    ".person .note", "#clock button small", ".chat header p"];
  return Object.fromEntries(places.filter((place) => document.querySelector(place)).map((place) => {
    const element = document.querySelector(place);
    const [a, b] = [light(colour(getComputedStyle(element).color)), light(ground(element))];
    return [place, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)];
  }));
}"""


def test_without_the_demo_a_browser_sees_its_own_conversation_alone(
    chromium: Browser, hall: Hall, tmp_path: Path
) -> None:
    with listening(web_chat(hall, tmp_path, Listen("127.0.0.1", free_port()), demo=False)) as address:
        one, other = chromium.new_context(locale="fr-FR"), chromium.new_context(locale="fr-FR")
        mine, theirs = one.new_page(), other.new_page()
        mine.goto(address)
        theirs.goto(address)
        say(mine, "/solde")
        expect(mine.locator(".bubble:not(.mine) b")).to_be_visible()

        mine.reload()

        expect(mine.locator(".bubble")).to_have_count(2)
        expect(mine.locator("#people, #clock, #notice")).to_have_count(3)
        for frame in mine.locator("#people, #clock, #notice").all():
            expect(frame).to_be_hidden()
        expect(theirs.get_by_text(WORDS["welcome_code"])).to_be_visible()
        expect(theirs.locator(".bubble")).to_have_count(0)
        one.close()
        other.close()
