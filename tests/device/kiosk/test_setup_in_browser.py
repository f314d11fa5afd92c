"""Zones are drawn by finger, mouse and keyboard, on a real camera's process."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from device.kiosk.page import Screen
from device.kiosk.setup import counts
from device.kiosk.setup.door import make_code
from device.kiosk.setup.pages import Site
from device.queue.facts import facts
from device.queue.service import run
from device.queue.window import look
from device.queue.zones import read_zones
from device.settings import Camera
from tests.device.kiosk.customer import FillingOutbox, serving
from tests.device.kiosk.test_page_axe import Checker
from tests.device.samples import device
from tests.servers import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

LINE = ((0.32, 0.39), (0.68, 0.39), (0.78, 0.6), (0.28, 0.6))


@pytest.fixture
def address(data: Path, tmp_path: Path, outbox: FillingOutbox) -> Iterator[str]:
    """The kiosk beside a camera's process that plays a street, over and over."""
    camera = Camera(
        source="file",
        file=str(data / "people/vtest.avi"),
        file_fps=4.0,
        fps=10.0,
        detector="motion",
    )
    wanted = device(tmp_path, camera=camera)
    site = Site(zones=wanted.zones_path, camera=wanted.camera_socket, zone=camera.zone)
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(wanted, stop))
    thread.start()
    try:
        with serving(outbox, Screen(), site=site) as address:
            yield address
    finally:
        stop.set()
        thread.join(20)


def come_in(page: "Page", address: str, code: str, language: str = "en") -> None:
    page.goto(f"{address}setup?language={language}")
    page.locator("#code").fill(code)
    page.keyboard.press("Enter")


def drawn(page: "Page") -> Any:
    """The corners on the page, in hundredths of the picture."""
    return page.locator(".corner").evaluate_all(
        "(all) => all.map((one) => one.ariaLabel.match(/\\d+/g).slice(1).map(Number))"
    )


def spots(page: "Page") -> list[tuple[float, float]]:
    """Where on the screen the line's corners are."""
    page.wait_for_selector(".squares rect")
    box = page.locator(".picture").bounding_box()
    assert box is not None
    return [
        (box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in LINE
    ]


def told(page: "Page", *, bad: bool) -> str:
    page.wait_for_selector(f".told{'.bad' if bad else ':not(.bad)'}:not(:empty)")
    return page.locator(".told").inner_text()


def test_a_finger_draws_tries_and_saves(
    touch_page: "Page", address: str, outbox: FillingOutbox
) -> None:
    page = touch_page
    page.set_viewport_size({"width": 800, "height": 480})
    now_ms = outbox.now().time_ms
    until(lambda: facts(outbox, now_ms) is not None, "the camera's process runs")
    page.goto(address)
    page.locator('[data-do="about"]').tap()
    assert page.locator(".about-camera").is_visible()
    assert not page.locator(".about-pictures").is_visible()
    page.locator(".team").tap()
    for digit in make_code(outbox, "installer"):
        page.locator(f'[data-digit="{digit}"]').tap()
    page.locator('[data-do="enter"]').tap()
    for x, y in spots(page):
        page.touchscreen.tap(x, y)
    assert drawn(page) == [[32, 39], [68, 39], [78, 60], [28, 60]]
    page.locator('[data-do="live"]').tap()
    page.wait_for_selector(".dot")
    assert not page.locator(".squares").is_visible()
    page.wait_for_selector("[data-zone=waiting] b:not(:empty)")
    page.locator('[data-do="live"]').tap()
    page.locator('[data-do="save"]').tap()
    page.locator(".told", has_text="Saved").wait_for()
    saved = read_zones(outbox.path.with_name("zones.json"))
    assert [(round(x, 2), round(y, 2)) for x, y in saved.waiting] == list(LINE)
    page.locator('[data-do="finish"]').tap()
    page.wait_for_selector('[data-screen="idle"]')
    page.goto(f"{address}setup/zones")
    assert page.locator("#code").is_visible()


def test_a_mouse_drags_a_corner_and_crossing_sides_are_told(
    page: "Page", address: str, outbox: FillingOutbox
) -> None:
    come_in(page, address, make_code(outbox, "installer"))
    corners = spots(page)
    for x, y in corners:
        page.mouse.click(x, y)
    page.mouse.move(*corners[0])
    page.mouse.down()
    page.mouse.move(corners[1][0] + 60, corners[1][1] + 40, steps=4)
    page.mouse.up()
    assert "cross" in told(page, bad=True)
    page.locator('[data-do="save"]').click()
    assert "cross" in told(page, bad=True)
    assert not outbox.path.with_name("zones.json").exists()
    x, y = spots(page)[2]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(5000, 5000, steps=3)
    page.mouse.up()
    assert [100, 100] in drawn(page)


def test_the_keyboard_alone_draws_and_saves(
    page: "Page", address: str, outbox: FillingOutbox
) -> None:
    come_in(page, address, make_code(outbox, "installer"), "de")
    page.wait_for_selector(".squares rect")
    add = page.locator('[data-do="add"]')
    for _ in range(4):
        add.focus()
        page.keyboard.press("Enter")
    assert drawn(page) == [[30, 40], [70, 40], [70, 80], [30, 80]]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowLeft")
    assert drawn(page)[3] == [25, 79]
    page.keyboard.press("Insert")
    assert len(drawn(page)) == 5
    page.keyboard.press("Delete")
    for _ in range(8):
        page.keyboard.press("Shift+ArrowLeft")
    assert "Rand" in told(page, bad=True)
    page.locator('[data-do="save"]').focus()
    page.keyboard.press("Enter")
    path = outbox.path.with_name("zones.json")
    until(path.exists, "the zones are saved")
    assert read_zones(path).waiting[3][0] == 0


@pytest.mark.parametrize(
    ("language", "width", "height"),
    [
        ("de", 800, 480),
        ("fr", 768, 1024),
        pytest.param("en", 800, 480, marks=pytest.mark.long),
        pytest.param("es", 1920, 1080, marks=pytest.mark.long),
    ],
)
def test_nobody_is_kept_out_and_all_is_in_sight(
    page: "Page",
    address: str,
    outbox: FillingOutbox,
    language: str,
    width: int,
    height: int,
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    dark = language in ("de", "es")
    page.emulate_media(color_scheme="dark" if dark else "light")
    checker = Checker(page)
    page.goto(f"{address}setup?language={language}")
    checker.check("sign-in")
    assert in_sight(page)
    come_in(page, address, "1", language)
    told(page, bad=True)
    checker.check("wrong code")
    come_in(page, address, make_code(outbox, "installer"), language)
    for x, y in spots(page):
        page.mouse.click(x, y)
    checker.check("zones")
    assert in_sight(page)
    page.locator('[data-do="save"]').click()
    socket = outbox.path.with_name("camera.sock")
    until(lambda: look(socket).live.people is not None, "the camera counts")
    page.goto(f"{address}setup/count?language={language}")
    page.locator('[data-number="3"]').click()
    undo = page.locator('[data-do="take-back"]')
    undo.wait_for()
    checker.check("count")
    assert in_sight(page)
    undo.click()
    undo.wait_for(state="hidden")
    assert counts.pairs(outbox) == []
    checker.clean()


def in_sight(page: "Page") -> bool:
    """Is nothing cut off or hidden below the edge?"""
    return bool(
        page.evaluate(
            """() => [...document.querySelectorAll("button, a, input")].every((one) => {
              const box = one.getBoundingClientRect();
              return box.bottom <= innerHeight && box.right <= innerWidth &&
                one.scrollWidth <= one.clientWidth + 1;
            })"""
        )
    )
