"""What stands on the wire today is read the same way tomorrow."""

import json
from datetime import UTC
from typing import Any

import jsonschema
import msgspec
import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from contract.document import documents
from contract.events import (
    KINDS,
    decode_envelope,
    decode_event,
    encode_data,
    encode_envelope,
)
from contract.messages import MESSAGES, decode, encode
from tests.contract.goldens import EVENTS, NOTES, golden, kind_of, type_of


def valid(document: Any, schema: str) -> None:
    jsonschema.Draft202012Validator(
        documents()[f"schemas/{schema}.json"],
        format_checker=jsonschema.FormatChecker(),
    ).validate(document)


def test_every_kind_of_event_and_message_has_a_golden_file() -> None:
    assert {type_of(name) for name in EVENTS} == set(KINDS)
    assert {kind_of(name) for name in NOTES} == set(MESSAGES.values())


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_is_read_and_written_back_as_it_was(name: str) -> None:
    envelope = decode_envelope(golden(name))
    event = decode_event(envelope)

    assert type(event) is KINDS[type_of(name)]
    assert envelope.time.utcoffset() == UTC.utcoffset(None)
    again = msgspec.structs.replace(envelope, data=msgspec.Raw(encode_data(event)))
    assert json.loads(encode_envelope(again)) == json.loads(golden(name))


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_is_what_the_schemas_say(name: str) -> None:
    document = json.loads(golden(name))
    valid(document, "envelope")
    valid(document["data"], document["type"])


@pytest.mark.parametrize("name", EVENTS)
def test_a_stranger_reads_an_event_as_a_cloudevent(name: str) -> None:
    event = JSONFormat().read(CloudEvent, golden(name))

    written = json.loads(golden(name))
    assert event.get_id() == written["id"]
    assert event.get_type() == written["type"]
    assert event.get_source() == written["source"]
    assert event.get_specversion() == "1.0"
    assert event.get_time() == decode_envelope(golden(name)).time
    assert event.get_extension("sequence") == written["sequence"]
    assert event.get_extension("clocksynced") is written["clocksynced"]
    assert event.get_data() == written["data"]


@pytest.mark.parametrize("name", NOTES)
def test_a_message_is_read_and_written_back_as_it_was(name: str) -> None:
    message = decode(golden(name), kind_of(name))
    assert json.loads(encode(message)) == json.loads(golden(name))


@pytest.mark.parametrize("name", NOTES)
def test_a_message_is_what_the_schema_says(name: str) -> None:
    valid(json.loads(golden(name)), name.split(".")[0])
