"""Buttons that bounce, lamps and the sensor, on gpiozero's mock pins."""

import itertools
import threading
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.errors import NotStored
from contract.events import Event, Passed
from device.panel import facts
from device.panel import panel as panels
from device.panel.debounce import ComingNear, Debounce
from device.panel.panel import Panel, Told, make_panel
from device.panel.pins import GpioPins, NoPins
from device.settings import Panel as Wired
from tests.servers import until

WIRED = Wired(
    buttons=(5, 6, 13, 19),
    lamps=(12, 16, 20, 21),
    listening_lamp=26,
    presence=17,
    settle_ms=20.0,
    pins="mock",
)


class Box:
    """An outbox that may be full."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.full = False
        self._facts: dict[str, bytes] = {}

    def put(self, event: Event) -> None:
        if self.full:
            raise NotStored("no room, says the test")
        self.events.append(event)

    def latest(self, key: str) -> bytes | None:
        return self._facts.get(key)

    def keep_latest(self, key: str, value: bytes) -> None:
        self._facts[key] = value


class Hand:
    """Presses buttons, steps before the sensor, and looks at the lamps."""

    def __init__(self, pins: GpioPins) -> None:
        self._factory = pins.factory

    def pin(self, number: int) -> Any:
        return self._factory.pin(number)

    def press(self, number: int, bounces: int = 0) -> None:
        """The contact closes, with so many bounces, and stays so."""
        for _ in range(bounces):
            self.pin(number).drive_low()
            self.pin(number).drive_high()
        self.pin(number).drive_low()

    def let_go(self, number: int, bounces: int = 0) -> None:
        for _ in range(bounces):
            self.pin(number).drive_high()
            self.pin(number).drive_low()
        self.pin(number).drive_high()

    def lit(self, *numbers: int) -> list[bool]:
        return [bool(self.pin(number).state) for number in numbers]


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def pins() -> GpioPins:
    return GpioPins("mock")


@pytest.fixture
def hand(pins: GpioPins) -> Hand:
    return Hand(pins)


@pytest.fixture
def panel(pins: GpioPins, box: Box) -> Iterator[Panel]:
    found = Panel(WIRED, pins, box)
    try:
        yield found
    finally:
        found.close()


@pytest.fixture
def told(panel: Panel) -> list[Told]:
    """What a follower hears."""
    heard: list[Told] = []

    stream = panel.follow()
    next(stream)

    def follow() -> None:
        for one in stream:
            if one is not None:
                heard.append(one)

    threading.Thread(target=follow, daemon=True).start()
    return heard


def presses(told: list[Told]) -> list[int]:
    return [one.press for one in told if one.press is not None]


def test_a_bouncing_press_counts_once_and_at_its_first_contact(
    told: list[Told], hand: Hand
) -> None:
    hand.press(13, bounces=5)
    until(lambda: presses(told) == [2], "the press is heard", timeout_s=2)
    threading.Event().wait(0.05)
    hand.let_go(13, bounces=4)
    threading.Event().wait(0.05)
    assert presses(told) == [2]
    hand.press(13)
    hand.press(5, bounces=1)
    until(lambda: len(presses(told)) == 3, "two more are heard")
    assert presses(told) == [2, 2, 0]


@given(
    st.lists(
        st.tuples(
            st.lists(st.floats(0.0005, 0.015), max_size=6),
            st.lists(st.floats(0.0005, 0.015), max_size=6),
            st.floats(0.1, 5),
            st.floats(0.1, 5),
        ),
        max_size=8,
    )
)
def test_however_contacts_bounce_each_press_counts_once(presses: list[Any]) -> None:
    button, at_s, counted = Debounce(0.03), 0.0, 0
    for closing, opening, held_s, open_s in presses:
        for bounces, ends_closed in ((closing, True), (opening, False)):
            contact = ends_closed
            counted += button.changed(contact, at_s)
            for gap_s in bounces + ([0.001] if len(bounces) % 2 else []):
                at_s, contact = at_s + gap_s, not contact
                counted += button.changed(contact, at_s)
            at_s += held_s if ends_closed else open_s
    assert counted == len(presses)


def test_a_button_that_is_held_at_the_start_is_no_press() -> None:
    button = Debounce(0.03, is_down=True)
    assert not button.changed(True, 1.0)
    assert not button.changed(False, 2.0)
    assert button.changed(True, 3.0)


def test_lamps_invite_and_the_pressed_one_answers(
    panel: Panel, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hand.lit(*WIRED.lamps) == [True] * 4
    monkeypatch.setattr(panels, "ANSWER_S", 0.2)
    hand.press(6)
    assert hand.lit(*WIRED.lamps) == [False, True, False, False]
    until(lambda: hand.lit(*WIRED.lamps) == [True] * 4, "all invite again")
    assert hand.lit(26) == [False]
    panel.show_listening(True)
    assert hand.lit(26) == [True]


def test_who_comes_near_is_told_and_counted(
    panel: Panel, told: list[Told], hand: Hand, box: Box
) -> None:
    hand.pin(17).drive_high()
    until(lambda: told and told[-1].is_there, "somebody is near")
    hand.pin(17).drive_low()
    hand.pin(17).drive_high()
    until(lambda: len(told) == 3, "each change is told")
    panel.close()
    (event,) = box.events
    assert isinstance(event, Passed) and event.passed == 1
    assert 0 < event.period_s < 30


def test_who_came_near_while_the_disk_was_full_is_told_later(
    pins: GpioPins, hand: Hand, box: Box
) -> None:
    panel = Panel(WIRED, pins, box, every_s=0.1)
    box.full = True
    hand.pin(17).drive_high()
    threading.Event().wait(0.3)
    box.full = False
    until(lambda: any(e.passed == 1 for e in box.events), "it is told")  # type: ignore[attr-defined]
    panel.close()
    assert sum(e.passed for e in box.events) == 1  # type: ignore[attr-defined]


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 10)), max_size=40))
def test_nobody_is_counted_twice_within_a_moment(changes: list[Any]) -> None:
    near, at_s, came = ComingNear(5.0), 0.0, []
    for is_there, gap_s in changes:
        at_s += gap_s
        if near.changed(is_there, at_s):
            came.append(at_s)
    assert all(b - a >= 5.0 for a, b in itertools.pairwise(came))


def test_without_pins_the_kiosk_goes_on_and_log_and_health_say_why(
    box: Box, caplog: pytest.LogCaptureFixture
) -> None:
    assert make_panel(Wired(), box) is None
    assert caplog.text == "" and facts.trouble(box) is None
    assert make_panel(Wired(buttons=(5,)), box) is None
    assert "pins cannot be used" in caplog.text and "python3-lgpio" in caplog.text
    assert "pins cannot be used" in (facts.trouble(box) or "")
    panel = make_panel(Wired(buttons=(5,), pins="mock"), box)
    assert panel is not None and facts.trouble(box) is None
    panel.close()


def test_a_pin_that_cannot_do_it_is_named_and_all_are_let_go(
    pins: GpioPins, box: Box
) -> None:
    pins.watch(5, lambda _: None, pull_up=True)
    with pytest.raises(NoPins, match=r"pin 5 cannot be used.*panel"):
        Panel(WIRED, pins, box)
    pins.watch(6, lambda _: None, pull_up=True)  # free again
    pins.close()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"buttons": (5, 5)}, "names a pin twice"),
        ({"buttons": (5,), "presence": 5}, "names a pin twice"),
        ({"lamps": (5,)}, "more than buttons"),
        ({"buttons": (28,)}, "27"),
    ],
)
def test_wiring_that_cannot_be_is_refused(wrong: Any, says: str) -> None:
    with pytest.raises((ValueError, msgspec.ValidationError), match=says):
        msgspec.convert(wrong, Wired)
