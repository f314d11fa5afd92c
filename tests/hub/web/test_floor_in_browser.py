"""The floor in a real browser: heard, seen from afar, and done by keyboard alone."""

import logging
from typing import TYPE_CHECKING

import pytest

from tests.hub.web.looks import is_for_everyone
from tests.hub.web.shop import OurShop, Pages
from tests.hub.web.test_in_browser import on_the_floor, second_tablet, sign_in
from tests.servers import until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

COUNT_NOTES = """
    window.notes = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...when) {
        window.notes += 1;
        return start.apply(this, when);
    };
"""
SIZES = [(768, 1024), (1280, 800), (800, 480)]


def card(page: "Page", alert: int, state: str = "") -> str:
    """The selector of an alert's card, once it is there."""
    wanted = f'[data-state="{state}"]' if state else ""
    selector = f'#open [data-alert="{alert}"]{wanted}'
    page.wait_for_selector(selector)
    return selector


def test_the_keyboard_alone_takes_an_alert_and_gets_it_done(
    page: "Page", pages: Pages, shop: OurShop
) -> None:
    alert, later = shop.alert(), shop.alert("help", "Till 2")
    on_the_floor(page, pages)
    page.locator(f"{card(page, alert)} [data-action=take]").focus()
    page.keyboard.press("Enter")
    card(page, alert, "taken")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Gave a new bag")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    row = page.locator(f'#today [data-alert="{alert}"]')
    row.wait_for()
    assert "Solved" in row.inner_text()
    assert "Gave a new bag" in row.inner_text()
    focused = "document.activeElement.closest('article')?.dataset.alert"
    # The keyboard goes on with the next.
    page.wait_for_function(f"{focused} === '{later}'")
    page.keyboard.press("Enter")
    card(page, later, "taken")


def test_what_is_written_in_a_note_survives_everything(
    page: "Page", pages: Pages, shop: OurShop
) -> None:
    alert = shop.alert()
    on_the_floor(page, pages)
    page.click(f"{card(page, alert)} [data-action=take]")
    page.click(f"{card(page, alert, 'taken')} [data-action=done]")
    note = page.locator(f"{card(page, alert)} input")
    note.fill("Half a line")
    shop.refresh(alert, 3)
    card(page, alert, "open")
    assert note.input_value() == "Half a line"
    pages.stop()
    page.wait_for_selector('[data-connection="offline"]')
    pages.start()
    page.wait_for_selector('[data-connection="live"]')
    assert note.input_value() == "Half a line"
    page.reload()
    card(page, alert, "open")
    assert note.input_value() == "Half a line"


def test_a_line_for_an_alert_that_another_tablet_finished_stays_to_be_copied(
    page: "Page", browser: "Browser", pages: Pages, shop: OurShop
) -> None:
    alert = shop.alert()
    on_the_floor(page, pages)
    page.click(f"{card(page, alert)} [data-action=take]")
    page.click(f"{card(page, alert, 'taken')} [data-action=done]")
    page.fill(f"{card(page, alert)} input", "Not sent yet")
    with second_tablet(browser, pages) as other:
        other.click(f"{card(other, alert, 'taken')} [data-action=done]")
        other.click(f"{card(other, alert)} [data-outcome=explained]")
        page.wait_for_selector(f'#today [data-alert="{alert}"]')
    left = card(page, alert, "done")
    assert page.input_value(f"{left} input") == "Not sent yet"
    assert "Your line was not sent" in page.inner_text(f"{left} .said")
    page.click(f"{left} [data-action=close]")
    assert page.locator(left).count() == 0


def test_an_untaken_alert_sounds_after_the_first_touch_until_it_is_taken(
    page: "Page", pages: Pages, shop: OurShop
) -> None:
    page.add_init_script(COUNT_NOTES)
    shop.alert()
    sign_in(page, pages, "/floor")
    page.wait_for_selector("[data-loud]")
    page.evaluate("location.reload()")
    page.wait_for_selector('[data-loud] [data-sound="locked"]')
    assert page.evaluate("notes") == 0
    page.mouse.click(5, 300)
    page.wait_for_selector('[data-sound="on"]')
    until(lambda: page.evaluate("notes > 0"), "the tone")
    page.click("#sound")
    page.wait_for_selector('[data-sound="off"]')
    heard = page.evaluate("notes")
    alert = shop.alert("help", "Till 2")
    card(page, alert)
    assert page.evaluate("notes") == heard, "off means off"
    page.click("#sound")
    page.click("#who")
    page.click("#tone")
    until(lambda: page.evaluate("notes") > heard, "the tone")


def test_what_is_untaken_is_seen_from_afar_and_what_is_taken_is_quiet(
    page: "Page", pages: Pages, shop: OurShop
) -> None:
    alert = shop.alert()
    on_the_floor(page, pages)
    moving = "getComputedStyle(document.querySelector('.mark')).animationName"
    card(page, alert, "open")
    page.wait_for_selector("body[data-loud]")
    assert page.evaluate(moving) == "call"
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(moving) == "none"
    page.click(f"{card(page, alert)} [data-action=take]")
    page.wait_for_selector("body:not([data-loud])")
    assert page.locator(".mark").is_hidden()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_an_alert_is_read_from_two_metres_on_every_tablet(
    page: "Page", pages: Pages, shop: OurShop, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    alert = shop.alert("help", "Fitting rooms")
    on_the_floor(page, pages)
    selector = card(page, alert)
    size = f"parseFloat(getComputedStyle(document.querySelector('{selector} %s')).%s)"
    assert page.evaluate(size % ("h2", "fontSize")) >= 26
    assert page.evaluate(size % (".where", "fontSize")) >= 26
    box = page.locator(f"{selector} button").first.bounding_box()
    assert box is not None
    assert box["height"] >= 72
    assert box["y"] + box["height"] <= height, "the button is there without scrolling"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_light_and_dark_are_chosen_and_kept(page: "Page", pages: Pages) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="light")
    on_the_floor(page, pages)
    light = page.evaluate(paper)
    page.click("#who")
    page.select_option("#theme", "dark")
    dark = page.evaluate(paper)
    assert dark != light
    page.reload()
    assert page.get_attribute("html", "data-theme") == "dark", "from the first byte on"
    assert page.evaluate(paper) == dark
    page.emulate_media(color_scheme="dark")
    page.click("#who")
    page.select_option("#theme", "light")
    assert page.evaluate(paper) == light


def test_the_floor_speaks_the_tablets_language(
    page: "Page", pages: Pages, shop: OurShop
) -> None:
    alert = shop.alert()
    on_the_floor(page, pages)
    said = {
        "de": "Unzufriedener Kunde",
        "fr": "Client mécontent",
        "es": "Cliente descontento",
    }
    for code, words in said.items():
        page.click("#who")
        page.select_option("#language", code)
        page.click("#who-dialog [type=submit]")
        page.wait_for_selector(f'html[lang="{code}"] [data-connection="live"]')
        assert words in page.inner_text(card(page, alert))


def test_the_days_list_is_filtered_by_what_and_where(
    page: "Page", pages: Pages, shop: OurShop
) -> None:
    on_the_floor(page, pages)
    for kind, place in (("unhappy", "Till 1"), ("help", "Till 1"), ("help", "<i>2")):
        alert = shop.alert(kind, place)
        page.click(f"{card(page, alert)} [data-action=take]")
        page.click(f"{card(page, alert, 'taken')} [data-action=done]")
        page.click(f"{card(page, alert)} [data-outcome=solved]")
        page.wait_for_selector(f'#today [data-alert="{alert}"]')
    rows = page.locator("#today li")
    page.select_option("#filter-kind", "help")
    assert rows.count() == 2
    page.select_option("#filter-place", "<i>2")
    assert rows.count() == 1
    page.select_option("#filter-kind", "silent")
    assert rows.count() == 0
    assert page.inner_text("#nothing-yet") == "Nothing like that today."


def test_a_fault_in_a_script_reaches_the_hubs_log_without_its_words(
    page: "Page", pages: Pages, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "hub.web.errors")
    on_the_floor(page, pages)
    page.evaluate("setTimeout(() => { throw new RangeError('Ann was cross'); })")
    until(lambda: "RangeError on /floor" in caplog.text, "the fault in the log")
    assert "Ann" not in caplog.text


def test_every_state_of_the_floor_is_for_everyone(
    page: "Page", pages: Pages, shop: OurShop
) -> None:
    alert = shop.alert()
    shop.alert("help", "Till 2")
    on_the_floor(page, pages)
    page.click(f"{card(page, alert)} [data-action=take]")
    page.click(f"{card(page, alert, 'taken')} [data-action=done]")
    page.locator(f"{card(page, alert)} [data-outcome=solved]").wait_for()
    is_for_everyone(page)
    page.click("#who")
    page.locator("#who-dialog").wait_for()
    is_for_everyone(page)
