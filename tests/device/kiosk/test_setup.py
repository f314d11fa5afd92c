"""The pages behind a code: who is let in, what is saved, what is counted by eye."""

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.events import Counted, Uncounted
from device.kiosk.app import create_app
from device.kiosk.page import Screen
from device.kiosk.setup import counts, door, drawing
from device.kiosk.setup import eye as by_eye
from device.kiosk.setup.door import Door, NotLetIn, make_code
from device.kiosk.setup.pages import Site
from device.kiosk.setup.words import said
from device.kiosk.survey import LANGUAGES
from device.queue.blind import Why
from device.queue.view import Live, View
from device.queue.window import Window
from device.queue.zones import read_zones
from tests.device.kiosk.customer import FillingOutbox, stored
from tests.device.kiosk.test_words import places

SQUARE = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]]
FOLDER = Path(door.__file__).parent


@pytest.fixture
def site(tmp_path: Path) -> Site:
    folder = tmp_path / "data"
    return Site(zones=folder / "zones.json", camera=folder / "camera.sock", zone="till")


@pytest.fixture
def visitor(outbox: FillingOutbox, site: Site) -> Iterator[FlaskClient]:
    stop = threading.Event()
    try:
        yield create_app(outbox, Screen(), stop, site=site).test_client()
    finally:
        stop.set()


class Eye:
    """A camera's process that sees so many people."""

    def __init__(self, path: Path) -> None:
        self.people: int | None = 3
        self._stop = threading.Event()
        self._window = Window(path)
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.wait(0.005):
            why = "dark" if self.people is None else None
            live = Live(
                at_ms=1, dots=[], people=self.people, rough=False, why_blind=why
            )
            self._window.show(View(live=live))

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self._window.close()


@pytest.fixture
def eye(site: Site) -> Iterator[Eye]:
    found = Eye(site.camera)
    try:
        yield found
    finally:
        found.close()


def enters(visitor: FlaskClient, code: str) -> int:
    return visitor.post("/setup/sign-in", json={"code": code}).status_code


def counted(visitor: FlaskClient, people: Any, key: str = "one-count") -> Any:
    return visitor.post("/setup/count", json={"people": people, "key": key})


def test_a_stranger_sees_only_where_to_type_a_code(visitor: FlaskClient) -> None:
    assert "data-digit" in visitor.get("/setup").text
    html = {"Accept": "text/html"}
    for page in ("zones", "count", "view"):
        assert visitor.get(f"/setup/{page}", headers=html).status_code == 302
    for address in ("zones", "zones/check", "count", "count/back"):
        assert visitor.post(f"/setup/{address}", json={}).status_code == 403
    assert "data-do" not in visitor.get("/setup/static/none").text


def test_an_installer_s_code_lets_in_once(
    visitor: FlaskClient, outbox: FillingOutbox
) -> None:
    code = make_code(outbox, "installer")
    assert enters(visitor, "12345678") == 403
    assert enters(visitor, f"{code[:4]} {code[4:]}") == 204
    assert visitor.get("/setup").location.startswith("/setup/zones")
    visitor.post("/setup/sign-out")
    assert enters(visitor, code) == 403


def test_a_colleague_s_code_stays_and_lets_count_only(
    visitor: FlaskClient, outbox: FillingOutbox
) -> None:
    code = make_code(outbox, "staff")
    for _ in range(2):
        assert enters(visitor, code) == 204
        assert visitor.get("/setup/count").status_code == 200
        assert visitor.post("/setup/zones", json={}).status_code == 403
        visitor.post("/setup/sign-out")
    assert make_code(outbox, "staff") != code
    assert enters(visitor, code) == 403


def test_no_code_is_kept_as_it_is(outbox: FillingOutbox) -> None:
    code = make_code(outbox, "staff")
    assert code.encode() not in (outbox.latest("code staff") or b"")


def test_guessing_ends_after_five_and_an_old_code_is_void(
    outbox: FillingOutbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    ours = Door(outbox, lambda: clock[0])
    code = make_code(outbox, "staff")
    for _ in range(5):
        with pytest.raises(NotLetIn, match="wrong"):
            ours.enter("000000" if code != "000000" else "000001")
    with pytest.raises(NotLetIn, match="rest"):
        ours.enter(code)
    clock[0] = door.REST_S + 1
    token, kind = ours.enter(code)
    assert (ours.who(token), kind) == ("staff", "staff")
    clock[0] += door.IDLE_S["staff"] + 1
    assert ours.who(token) is None
    once = make_code(outbox, "installer")
    monkeypatch.setattr(door, "INSTALLER_S", -1.0)
    with pytest.raises(NotLetIn, match="wrong"):
        ours.enter(once)


def test_sound_zones_are_saved_and_others_are_told(
    visitor: FlaskClient, outbox: FillingOutbox, site: Site
) -> None:
    enters(visitor, make_code(outbox, "installer"))
    crossing = [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]]
    for zone, fault in (
        (crossing, "crosses"),
        ([[0.1, 0.1], [1.4, 0.1], [0.5, 0.5]], "outside"),
        (SQUARE[:2], "few"),
        ([[0.1, 0.1], [0.5, 0.1], [0.9, 0.1]], "no_inside"),
        ([*SQUARE] * 11, "many"),
    ):
        body = {"waiting": SQUARE, "service": zone}
        answer: Any = visitor.post("/setup/zones", json=body)
        assert (answer.status_code, answer.json["faults"]) == (400, {"service": fault})
    assert visitor.post("/setup/zones", json={"staff": SQUARE}).status_code == 400
    assert visitor.post("/setup/zones", data=b"\xff{").status_code == 400
    assert not site.zones.exists()
    assert visitor.post("/setup/zones", json={"waiting": SQUARE}).status_code == 204
    assert read_zones(site.zones).waiting == [tuple(corner) for corner in SQUARE]
    assert drawing.found(site.zones).service == []
    assert "0.9" in visitor.get("/setup/zones").text


def test_a_folder_that_cannot_be_written_is_named(
    visitor: FlaskClient, outbox: FillingOutbox, site: Site
) -> None:
    enters(visitor, make_code(outbox, "installer"))
    site.zones.mkdir()
    answer: Any = visitor.post("/setup/zones", json={"waiting": SQUARE})
    assert answer.status_code == 503 and answer.json["error"] == "not_saved"
    assert "zones.json" in answer.json["why"]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=60)
    | st.builds(
        json.dumps,
        st.dictionaries(
            st.sampled_from(["waiting", "service", "x"]),
            st.lists(st.lists(st.floats(-2, 2), max_size=3), max_size=5),
            max_size=2,
        ),
    ).map(str.encode)
)
def test_no_body_is_too_odd_to_be_checked(body: bytes) -> None:
    result = drawing.checked(body)
    assert not result.may_be_saved or json.loads(body)["waiting"]


def test_a_count_by_eye_goes_out_beside_the_camera_s(
    visitor: FlaskClient, outbox: FillingOutbox, eye: Eye
) -> None:
    enters(visitor, make_code(outbox, "staff"))
    first = counted(visitor, 4)
    assert first.json["counted"] == 3
    assert first.json["error"] == {"n": 1, "off": None, "within": None}
    assert counted(visitor, 4).json == first.json
    for number, people in enumerate((3, 3, 3, 6)):
        last = counted(visitor, people, f"key-number-{number}")
    assert last.json["error"] == {"n": 5, "off": 0.8, "within": 0.8}
    assert stored(outbox)[0] == Counted(zone="till", people=4, camera=3)
    assert len(stored(outbox)) == 5
    assert '"n":5' in visitor.get("/setup/count").text


def test_a_slip_is_taken_back_and_counts_no_more(
    visitor: FlaskClient, outbox: FillingOutbox, eye: Eye
) -> None:
    def back(count: str) -> Any:
        return visitor.post("/setup/count/back", json={"count": count})

    enters(visitor, make_code(outbox, "staff"))
    first = counted(visitor, 3).json["count"]
    slip = counted(visitor, 30, "key-of-a-slip").json["count"]
    assert back(first).json == {"error": "too_late"}
    outbox.full = True
    assert back(slip).json["error"] == "not_stored"
    outbox.full = False
    for _ in range(2):  # asked again because the answer got lost
        assert back(slip).json["error"]["n"] == 1
    assert counts.pairs(outbox) == [(3, 3)]
    assert stored(outbox)[-1] == Uncounted(zone="till", count=slip)
    assert len(stored(outbox)) == 3
    assert back(first).json == {"error": "too_late"}
    assert visitor.post("/setup/count/back", json={"count": 1}).status_code == 400


def test_a_count_of_some_minutes_ago_stands(
    outbox: FillingOutbox, site: Site, eye: Eye
) -> None:
    clock = [0.0]
    ours = by_eye.Eye(outbox, site.camera, "till", lambda: clock[0])
    told: Any = ours.count(b'{"people": 3, "key": "some-key"}').json
    body = json.dumps({"count": told["count"]}).encode()
    clock[0] = by_eye.UNDO_S + 1
    assert ours.take_back(body).status_code == 409
    assert counts.pairs(outbox) == [(3, 3)]


def test_what_a_blind_camera_cannot_answer_is_not_kept(
    visitor: FlaskClient, outbox: FillingOutbox, eye: Eye
) -> None:
    enters(visitor, make_code(outbox, "staff"))
    eye.people = None
    assert counted(visitor, 4).json["error"] == "count_blind"
    for people in (-1, 501, "4", None):
        assert counted(visitor, people).status_code == 400
    eye.people = 2
    outbox.full = True
    assert counted(visitor, 4).json["error"] == "not_stored"
    assert stored(outbox) == [] and counts.pairs(outbox) == []


def test_without_a_camera_s_program_that_is_said(
    visitor: FlaskClient, outbox: FillingOutbox
) -> None:
    enters(visitor, make_code(outbox, "installer"))
    view: Any = visitor.get("/setup/view")
    assert view.json["error"] == "no_view"
    assert counted(visitor, 4).json["error"] == "no_view"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_pages_is_written_in_every_language(language: str) -> None:
    english, other = said("en"), said(language)
    source = "".join(
        file.read_text()
        for file in [*FOLDER.glob("static/*.js"), *FOLDER.glob("templates/setup/*")]
    )
    named = set(re.findall(r'say\("([a-z_]+)"', source))
    named |= {f"why_{why}" for why in get_args(Why)}
    named |= set(re.findall(r"said\.([a-z_]+)|said\['([a-z_]+)'\]", source)[0])
    assert named - {""} <= other.keys() == english.keys()
    for key, text in english.items():
        assert places(other[key]) == places(text), key
        if language != "en" and " " in text:
            assert other[key] != text, key
