"""Set-up in a real browser: it looks right for everyone, and nothing is lost."""

from typing import TYPE_CHECKING

from msgspec.structs import replace

from hub.store import devices, settings
from hub.surveys import first_settings
from tests.hub.web.looks import is_for_everyone
from tests.hub.web.shop import NOON, PASSPHRASE, OurShop, Pages
from tests.hub.web.test_in_browser import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

MARKUP = "<img src=x onerror=\"document.title='owned'\">"


def test_every_page_of_the_set_up_is_for_everyone(
    page: "Page", pages: Pages, shop: OurShop
) -> None:
    with shop.store.write() as connection:
        devices.meet(connection, "door-1", NOON)
        wanted = replace(first_settings(), own_words=["Maisie"])
        settings.decide(connection, wanted, NOON)
    sign_in(page, pages, "/admin/devices")
    paths = ["devices", "places", "people", "survey", "survey/history", "audit"]
    paths += ["wording", "survey/history/1"]
    for path in [*(f"/admin/{name}" for name in paths), "/you"]:
        page.goto(pages.url + path)
        for more in page.locator("summary").all():
            more.click()
        is_for_everyone(page)
    page.set_viewport_size({"width": 390, "height": 844})
    for path in [*(f"/admin/{name}" for name in paths), "/you"]:
        page.goto(pages.url + path)
        sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert sideways <= 0, path


def test_the_preview_follows_what_is_written_and_publishing_reaches_the_devices(
    page: "Page", pages: Pages, shop: OurShop
) -> None:
    sign_in(page, pages, "/admin/survey")
    page.get_by_role("link", name="How was the service?").click()
    page.fill("#question-en", MARKUP)
    shown = page.locator('[data-mirror="question-en"]')
    assert shown.inner_text() == MARKUP
    page.uncheck('[name=languages][value="de"]')
    assert page.locator("#question-de").is_hidden()
    page.fill("#help_timeout", "soon")
    page.get_by_role("button", name="Publish to all devices").click()
    page.locator("#help_timeout-problem").wait_for()
    page.locator("#help_timeout:focus").wait_for()
    assert page.input_value("#question-en") == MARKUP
    page.fill("#help_timeout", "60")
    page.get_by_role("button", name="Publish to all devices").click()
    page.get_by_text("Published.").wait_for()
    found = settings.newest(shop.store.connection())
    assert found is not None
    assert found.survey.question["en"] == MARKUP
    assert found.languages == ["en", "es", "fr"]
    assert "owned" not in page.title()


def test_what_was_written_when_the_sign_in_ended_is_sent_after_signing_in(
    page: "Page", pages: Pages, shop: OurShop
) -> None:
    sign_in(page, pages, "/admin/places")
    page.fill("#new-touchpoint", "Garden אבג")
    with shop.store.write() as connection:
        connection.execute("DELETE FROM sessions")
    page.get_by_role("button", name="Add touchpoint").click()
    page.get_by_text("What you wrote is kept").wait_for()
    page.fill("#passphrase", PASSPHRASE)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Send it now").click()
    page.get_by_text("Added.").wait_for()
    assert page.locator('[name=name][value="Garden אבג"]').count() == 1


def test_a_newcomer_chooses_a_passphrase_and_is_let_in(
    page: "Page", pages: Pages, shop: OurShop
) -> None:
    sign_in(page, pages, "/admin/people")
    page.fill("#new-name", "Ann")
    page.get_by_role("button", name="Let in").click()
    once = page.inner_text("#made")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.fill("#name", "Ann")
    page.fill("#passphrase", once)
    page.get_by_role("button", name="Sign in").click()
    page.fill("#old", once)
    page.fill("#new", "one of my own")
    page.fill("#again", "one of my own")
    page.get_by_role("button", name="Change passphrase").click()
    page.get_by_text("Your passphrase is changed").wait_for()
    page.goto(pages.url + "/floor")
    page.wait_for_selector('[data-connection="live"]')
    assert page.inner_text("#who") == "Ann"
    assert page.get_by_role("link", name="Set-up").count() == 0
