"""The shop's own words stand readable at the kiosk as soon as the owner says so."""

import threading
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from contract.kinds import Comment
from device.kiosk.app import create_app
from device.kiosk.page import Screen
from models.words.process import ChildReader
from tests.device.kiosk.customer import Customer, FillingOutbox, stored
from tests.device.kiosk.test_survey import give, settings

SAID = "Siobhan Murphy at the bakery was lovely, her number is 087 555 1234"


@pytest.fixture
def wordy(outbox: FillingOutbox, reader: ChildReader) -> Iterator[FlaskClient]:
    """A kiosk whose words the model that comes along reads."""
    stop = threading.Event()
    try:
        screen = Screen(comments=True)
        yield create_app(outbox, screen, stop, reader=reader).test_client()
    finally:
        stop.set()


def said(client: FlaskClient, outbox: FillingOutbox) -> str | None:
    customer = Customer(client)
    customer.taps(4)
    body = {"kind": "comment", "source": "typed", "language": "en", "text": SAID}
    assert customer.post("comment-2", body).status_code == 201
    last = stored(outbox)[-1]
    assert isinstance(last, Comment)
    return last.text


def test_a_nickname_on_the_list_stays_and_a_number_never_does(
    wordy: FlaskClient, outbox: FillingOutbox
) -> None:
    assert said(wordy, outbox) == (
        "[name] at the bakery was lovely, her number is [phone]"
    )
    own = ["Siobhan Murphy", "087 555"]
    give(outbox, replace(settings(7), own_words=own))
    assert said(wordy, outbox) == (
        "Siobhan Murphy at the bakery was lovely, her number is [phone]"
    )
    draft = {"text": SAID, "language": "en"}
    shown = wordy.post("/words", json=draft).get_json()
    assert [kind for kind, _, _ in shown["details"]] == ["phone"]
    give(outbox, settings(8))
    assert said(wordy, outbox) == (
        "[name] at the bakery was lovely, her number is [phone]"
    )
