"""Whatever comes in is read or refused with a reason, and breaks nothing."""

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from contract.errors import BadMessage, UnknownType
from contract.events import (
    KINDS,
    Comment,
    Envelope,
    Event,
    Rating,
    decode_envelope,
    decode_event,
    encode_data,
    encode_envelope,
)
from contract.messages import MESSAGES, Receipt, Status, decode, encode
from tests.contract.goldens import EVENTS, NAMES, NOTES, golden, kind_of
from tests.examples import examples

keys = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,39}", fullmatch=True)
uuids = st.uuids(version=4).map(str)
languages = st.sampled_from(["en", "ga", "pt-BR", "zh-Hant"])
texts = st.text(st.characters(codec="utf-8"), max_size=300)
ratings = st.integers(2, 11).flatmap(
    lambda scale: st.builds(
        Rating,
        visit=uuids,
        step=keys,
        survey=keys,
        survey_version=st.integers(0, 2**53 - 1),
        question=keys,
        scale=st.just(scale),
        value=st.integers(1, scale),
        language=languages,
        variant=keys,
        source=st.sampled_from(["touch", "button"]),
        misuse=st.none() | keys,
    )
)
comments = st.builds(
    Comment,
    visit=uuids,
    step=keys,
    source=st.sampled_from(["typed", "spoken", "told"]),
    language=languages,
    text=st.none() | texts,
    hidden=st.dictionaries(keys, st.integers(0, 99), max_size=4),
    recognition=st.none() | st.floats(0, 1),
    score=st.none() | st.floats(-1, 1),
    emotions=st.lists(keys, max_size=3),
)
receipts = st.builds(
    Receipt, hub=texts, committed=st.lists(uuids, max_size=5), held=st.booleans()
)


def rating(**changes: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(golden("heed.rating.v1"))
    return document | changes


def read(payload: bytes) -> Event:
    return decode_event(decode_envelope(payload))


@given(ratings | comments)
def test_an_event_comes_back_as_it_was_sent(event: Event) -> None:
    envelope = decode_envelope(golden("heed.rating.v1"))
    sent = encode_envelope(
        msgspec.structs.replace(
            envelope, type=event.type, data=msgspec.Raw(encode_data(event))
        )
    )
    assert read(sent) == event


@given(receipts)
def test_a_receipt_comes_back_as_it_was_sent(receipt: Receipt) -> None:
    assert decode(encode(receipt), Receipt) == receipt


@given(st.binary(max_size=200))
def test_random_bytes_are_refused_as_an_event(payload: bytes) -> None:
    with pytest.raises(BadMessage):
        read(payload)


@given(st.binary(max_size=200), st.sampled_from(sorted(MESSAGES)))
def test_random_bytes_are_refused_as_a_message(payload: bytes, name: str) -> None:
    with pytest.raises(BadMessage):
        decode(payload, MESSAGES[name])


@st.composite
def mangled(draw: st.DrawFn) -> tuple[str, bytes]:
    """A golden file with bytes cut out, put in, doubled or changed."""
    name = draw(st.sampled_from(NAMES))
    payload = golden(name)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(payload)))
        until = draw(st.integers(at, min(at + 40, len(payload))))
        middle = draw(st.binary(max_size=8) | st.just(payload[at:until] * 2))
        payload = payload[:at] + middle + payload[until:]
    return name, payload


@settings(max_examples=examples(500))
@given(mangled())
def test_a_mangled_event_or_message_is_read_or_refused(case: tuple[str, bytes]) -> None:
    name, payload = case
    try:
        if name in EVENTS:
            read(payload)
        else:
            decode(payload, kind_of(name))
    except BadMessage as error:
        assert str(error)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=examples(300))
@given(st.sampled_from(NAMES), st.data())
def test_one_field_with_any_value_is_read_or_refused(name: str, data: Any) -> None:
    document = json.loads(golden(name))
    part = document["data"] if name in EVENTS and data.draw(st.booleans()) else document
    part[data.draw(st.sampled_from(sorted(part)))] = data.draw(values)
    payload = json.dumps(document).encode()
    try:
        if name in EVENTS:
            read(payload)
        else:
            decode(payload, kind_of(name))
    except BadMessage as error:
        assert str(error)


@pytest.mark.parametrize("inside", [b'{"data":', b'{"x":', b'{"id":"', b""])
@pytest.mark.parametrize("depth", [10, 100_000])
def test_deep_nesting_is_refused_and_breaks_nothing(inside: bytes, depth: int) -> None:
    payload = inside + b"[" * depth
    with pytest.raises(BadMessage):
        decode_envelope(payload)
    with pytest.raises(BadMessage):
        decode(payload, Status)


@pytest.mark.parametrize(
    "broken",
    [
        {"id": "01957d2c-9b29-7c11-8d3e-6a5b4c3d2e29\n"},
        {"source": "/devices/till-1/9f86d081884c7d65\n"},
        {"source": "/devices/till 1/9f86d081884c7d65"},
        {"source": "/devices/till-1/9f86"},
        {"sequence": "9999999999999999999"},
        {"sequence": 41},
        {"time": "2026-03-02T09:15:27"},
        {"time": "0001-01-01T00:00:00+23:00"},
        {"specversion": "0.3"},
        {"uptimems": 5},
        {"bootid": "no"},
        {"clocksynced": "true"},
        {"type": "rating\n"},
    ],
    ids=lambda broken: repr(broken)[:40],
)
def test_an_envelope_out_of_bounds_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(BadMessage):
        decode_envelope(json.dumps(rating(**broken)).encode())


@pytest.mark.parametrize(
    "broken",
    [
        {"value": 6},
        {"value": 0},
        {"scale": 12},
        {"step": "face\n"},
        {"step": "x" * 41},
        {"survey_version": 2**63},
        {"survey_version": 10**40},
        {"language": "english"},
        {"source": "voice"},
        {"visit": "1"},
    ],
    ids=repr,
)
def test_an_answer_out_of_bounds_is_refused(broken: dict[str, Any]) -> None:
    document = rating()
    document["data"] |= broken
    with pytest.raises(BadMessage, match=r"heed\.rating\.v1"):
        read(json.dumps(document).encode())


def test_a_newer_type_is_told_apart_from_garbage() -> None:
    payload = json.dumps(rating(type="heed.rating.v2", data={"stars": 5})).encode()
    envelope = decode_envelope(payload)
    assert bytes(envelope.data) == b'{"stars": 5}'
    with pytest.raises(UnknownType) as error:
        decode_event(envelope)
    assert error.value.type == "heed.rating.v2"


def test_a_newer_field_of_a_known_kind_is_passed_over() -> None:
    document = rating(traceparent="00-1-2-00")
    document["data"]["mood"] = "new"
    assert read(json.dumps(document).encode()) == read(golden("heed.rating.v1"))


def test_broken_utf8_is_refused_even_inside_data_of_an_unknown_type() -> None:
    payload = json.dumps(rating(type="heed.rating.v2", data={"x": "@"})).encode()
    with pytest.raises(BadMessage, match="utf-8"):
        decode_envelope(payload.replace(b"@", b"\xff"))


def test_the_time_of_any_calendar_can_be_turned_to_utc() -> None:
    for written in ("1970-01-01T00:00:00Z", "9998-12-31T23:59:59-12:00"):
        envelope: Envelope = decode_envelope(json.dumps(rating(time=written)).encode())
        assert envelope.time.astimezone(UTC) == datetime.fromisoformat(written)


@pytest.mark.parametrize("name", [*NOTES])
def test_a_message_without_its_first_field_is_refused(name: str) -> None:
    document = json.loads(golden(name))
    del document[next(iter(document))]
    kind: type[Struct] = kind_of(name)
    with pytest.raises(BadMessage, match=kind.__name__):
        decode(json.dumps(document).encode(), kind)


def test_every_kind_is_known_by_its_own_type() -> None:
    assert all(kind.type == name for name, kind in KINDS.items())
