"""The addresses by which a page has somebody listened to, asked by a client."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from contract.kinds import Comment
from device.kiosk.app import create_app
from device.kiosk.page import Screen
from device.listen.sources import WavFile
from models.words.process import ChildReader
from tests.device.kiosk.customer import Customer, FillingOutbox, stored
from tests.device.listen.conftest import MakeListener, make_listener
from tests.models.speech import tones
from tests.models.speech.conftest import wait_until
from tests.models.speech.wav import write_wav

__all__ = ["make_listener"]


@pytest.fixture
def listening(
    outbox: FillingOutbox, make_listener: MakeListener, tmp_path: Path
) -> Iterator[FlaskClient]:
    """A client of a kiosk that hears "queue price"."""
    said = write_wav(tmp_path / "said.wav", tones.sentence("queue price"))
    stop = threading.Event()
    listener = make_listener(WavFile(said, 2.0))
    app = create_app(outbox, Screen(), stop, listener=listener)
    try:
        yield app.test_client()
    finally:
        stop.set()


def is_ready(client: FlaskClient) -> bool:
    return bool(client.get("/listening?language=en").json == {"state": "ready"})


def test_without_a_listener_it_is_off(client: FlaskClient) -> None:
    assert client.get("/listening?language=en").json == {"state": "off"}
    assert client.post("/listening", json={"language": "en"}).status_code == 405


def test_a_press_is_followed_to_its_words(listening: FlaskClient) -> None:
    wait_until(lambda: is_ready(listening), 20)
    begun = listening.post("/listening", json={"language": "en"})
    assert begun.status_code == 201
    number = json.loads(begun.data)["id"]
    stream = listening.get(f"/listening/{number}")
    assert stream.content_type.startswith("text/event-stream")
    told = [
        json.loads(line.removeprefix("data: "))
        for line in stream.get_data(as_text=True).split("\n\n")
        if line.startswith("data: ")
    ]
    assert told[-1]["state"] == "heard"
    assert told[-1]["text"] == "queue price"
    assert 0 <= told[0]["left_s"] <= 30
    again = listening.get(f"/listening/{number}").get_data(as_text=True)
    assert "queue" not in again


@pytest.mark.parametrize(
    ("address", "status"),
    [("/listening", 400), ("/listening?language=../x", 400), ("/listening/77", 404)],
)
def test_bad_questions_get_clear_answers(
    address: str, status: int, listening: FlaskClient
) -> None:
    answer = listening.get(address)
    assert answer.status_code == status
    assert json.loads(answer.data)["hint"]


@pytest.mark.parametrize("body", [b"", b"{}", b'{"language": 7}', b"\xff", b"[" * 999])
def test_a_bad_press_is_refused(body: bytes, listening: FlaskClient) -> None:
    assert listening.post("/listening", data=body).status_code == 400


def test_a_press_in_a_language_without_a_model_is_refused(
    listening: FlaskClient,
) -> None:
    answer = listening.post("/listening", json={"language": "fr"})
    assert answer.status_code == 503
    assert json.loads(answer.data)["error"] == "no_model"


def test_another_sites_page_cannot_have_anybody_listened_to(
    listening: FlaskClient,
) -> None:
    answer = listening.post(
        "/listening",
        json={"language": "en"},
        headers={"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403


def comment(customer: Customer, outbox: FillingOutbox, **more: object) -> Comment:
    customer.taps(1)
    body = {"kind": "comment", "source": "spoken", "text": "hm", **more}
    assert customer.post("comment-2", body).status_code == 201
    (found,) = [event for event in stored(outbox) if isinstance(event, Comment)]
    return found


def test_recognition_is_kept_with_the_comment(
    customer: Customer, outbox: FillingOutbox
) -> None:
    found = comment(customer, outbox, recognition=0.83)
    assert (found.source, found.recognition) == ("spoken", 0.83)
    assert found.why_not == "no_model"


def test_unsure_words_are_kept_but_not_scored_and_say_why(
    reader: ChildReader, outbox: FillingOutbox
) -> None:
    app = create_app(outbox, Screen(), threading.Event(), reader=reader)
    said = "i waited forty minutes for a refund"
    found = comment(Customer(app.test_client()), outbox, text=said, recognition=0.31)
    assert (found.scored, found.why_not) == (False, "recognition")
    assert (found.text, found.label, found.urgent) == (said, None, None)


def test_typed_words_have_no_recognition(customer: Customer) -> None:
    customer.taps(1)
    body = {"kind": "comment", "source": "typed", "text": "hm", "recognition": 0.5}
    assert customer.post("comment-2", body).status_code == 400
    body["source"] = "spoken"
    assert customer.post("comment-3", {**body, "recognition": 1.5}).status_code == 400
