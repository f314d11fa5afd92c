"""A monkey at the kiosk: random touches, keys, reloads, tabs and pauses, seeded."""

import json
import random
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from contract.kinds import Help, Outcome
from device.kiosk.page import Screen
from tests.device.kiosk.customer import FillingOutbox, stored
from tests.device.kiosk.finger import hub_says, of_kind, sees
from tests.servers import until

if TYPE_CHECKING:
    from playwright.sync_api import (
        BrowserContext,
        ConsoleMessage,
        Page,
        Request,
        Response,
    )

HASTY = Screen(
    still_there_after_s=1.0,
    still_there_for_s=1,
    thanks_s=0.6,
    offer_s=0.8,
    call_waits_s=2.0,
    look_again_s=0.5,
    comments=True,
)
STEP = re.compile(r"/visits/([^/]+)/steps/([^/]+)$")
KEYS = ("1", "2", "3", "4", "Escape", "Tab", "Tab", "Enter", "Space", "x", "ArrowRight")
ALL = "button"
ONWARD = "main button:not(.call-someone, .keys *)"
BUTTONS = """(which) => [...document.querySelectorAll(which)]
  .filter((button) => button.checkVisibility() && !button.disabled)
  .map((button) => button.getBoundingClientRect())
  .filter((box) => box.top >= 0 && box.bottom <= innerHeight)
  .map((box) => [box.left + box.width / 2, box.top + box.height / 2])"""


class Monkey:
    """Plays on two tabs of one kiosk and notes all that the pages say and send."""

    def __init__(
        self, context: "BrowserContext", address: str, outbox: FillingOutbox, seed: int
    ) -> None:
        self._random = random.Random(seed)
        self._outbox = outbox
        self._address = address
        self.complaints: list[str] = []
        self.sent: dict[tuple[str, str], dict[str, Any]] = {}
        self.thanked: set[str] = set()
        self._tabs = [self._open(context) for _ in range(2)]

    def _open(self, context: "BrowserContext") -> "Page":
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)
        page.on("request", self._note)
        page.on("response", self._judge)
        page.goto(self._address)
        return page

    def _hear(self, message: "ConsoleMessage") -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _judge(self, response: "Response") -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status} {response.url}")

    def _note(self, request: "Request") -> None:
        """Not at its answer: a page that is left may know it without telling us."""
        named = STEP.search(request.url)
        if named:
            self.sent[named[1], named[2]] = json.loads(request.post_data or "{}")

    def play(self, count: int) -> None:
        """Do `count` things at random."""
        acts = {
            self._tap: 72,
            self._press: 10,
            self._tap_anywhere: 6,
            self._wait: 5,
            self._reload: 3,
            self._go_back: 2,
            self._answer_call: 2,
            self._change_tab: 4,
        }
        for _ in range(count):
            act = self._random.choices(list(acts), list(acts.values()))[0]
            act(self._tabs[0])
            self._look(self._tabs[0])

    def _tap(self, page: "Page") -> None:
        which = ONWARD if self._random.random() < 0.75 else ALL
        places = page.evaluate(BUTTONS, which)
        if places:
            page.touchscreen.tap(*self._random.choice(places))

    def _tap_anywhere(self, page: "Page") -> None:
        size = page.viewport_size or {"width": 800, "height": 480}
        x, y = self._random.random(), self._random.random()
        page.touchscreen.tap(x * size["width"], y * size["height"])

    def _press(self, page: "Page") -> None:
        page.keyboard.press(self._random.choice(KEYS))

    def _wait(self, page: "Page") -> None:
        page.wait_for_timeout(self._random.choice((50, 400, 1100, 2300)))

    def _reload(self, page: "Page") -> None:
        page.reload()

    def _go_back(self, page: "Page") -> None:
        page.go_back()
        page.go_forward()

    def _answer_call(self, page: "Page") -> None:
        calls = of_kind(self._outbox, Help)
        if calls:
            state = self._random.choice(("sent", "coming", "done", "nobody"))
            hub_says(self._outbox, calls[-1], state)  # type: ignore[arg-type]

    def _change_tab(self, page: "Page") -> None:
        self._tabs.reverse()
        self._tabs[0].bring_to_front()

    def _look(self, page: "Page") -> None:
        visit = page.evaluate(
            """() => document.querySelector('[data-kept="yes"]') &&
              sessionStorage.getItem("heed.visit")"""
        )
        if visit:
            self.thanked.add(visit)

    def leave(self) -> None:
        """Start both pages anew, which ends what is open, and wait for the rest."""
        for page in self._tabs:
            page.bring_to_front()
            page.reload()
            sees(page, "idle")
        until(self._all_ended, "every visit has ended")

    def _all_ended(self) -> bool:
        self._tabs[0].wait_for_timeout(20)
        events = stored(self._outbox)
        begun = {event.visit for event in events}  # type: ignore[attr-defined]
        over = {event.visit for event in events if isinstance(event, Outcome)}
        return begun == over and {key[0] for key in self.sent} <= over

    def check(self) -> None:
        """Fails if anything was lost, doubled, or complained of."""
        assert self.complaints == []
        rows = self._outbox.read("SELECT visit, step, type FROM outbox")
        kept = Counter((visit, step) for visit, step, _ in rows)
        assert [key for key, count in kept.items() if count > 1] == []
        assert kept.keys() == self.sent.keys()
        kinds = {(visit, step): type for visit, step, type in rows}
        for key, body in self.sent.items():
            assert kinds[key] == f"heed.{body['kind']}.v1"
        ends = Counter(event.visit for event in of_kind(self._outbox, Outcome))
        assert set(ends.values()) == {1}
        assert self.thanked <= ends.keys()
