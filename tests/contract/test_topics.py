"""A name that could break a topic, or an access list, is never let into one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract import topics
from contract.errors import BadTopic

names = st.from_regex("[a-z0-9][a-z0-9-]{0,62}", fullmatch=True).filter(
    lambda name: name != "hub"
)
MAKERS = (
    topics.events,
    topics.status,
    topics.receipts,
    topics.settings,
    topics.notices,
)


@given(names)
def test_a_good_name_comes_back_out_of_every_topic(name: str) -> None:
    assert topics.device_name(name) == name
    parsed = [topics.parse(make(name)) for make in MAKERS]
    assert parsed == [(name, part) for part in topics.UP + topics.DOWN]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "hub",
        "Till",
        "till 1",
        "till/1",
        "+",
        "#",
        "-till",
        "till\n",
        "tíll",
        "x" * 64,
        "till\x00",
        "$SYS",
        "٣",
    ],
)
def test_a_name_that_cannot_stand_in_a_topic_is_refused(name: str) -> None:
    with pytest.raises(BadTopic, match="small letters"):
        topics.device_name(name)


@given(st.text(st.characters(), max_size=80))
def test_any_text_as_a_topic_is_parsed_or_refused(text: str) -> None:
    try:
        name, part = topics.parse(text)
    except BadTopic as error:
        assert repr(text) in str(error) or "cannot be a device" in str(error)
    else:
        assert text == f"{topics.ROOT}/{name}/{part}"


@pytest.mark.parametrize(
    "topic",
    [
        "heed/v1/hub/status",
        "heed/v1/till-1",
        "heed/v2/till-1/events",
        "heed/v1/till-1/events/x",
        "/heed/v1/till-1/events",
        "heed/v1/+/events",
        "",
    ],
)
def test_a_topic_of_no_device_is_refused(topic: str) -> None:
    with pytest.raises(BadTopic):
        topics.parse(topic)
