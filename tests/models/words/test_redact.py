"""The model's spans and the patterns' are brought together, whole words at a time."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from models.words.redact import KINDS, Detail, find, hide
from tests.examples import examples

WORDS = st.text(
    st.sampled_from("abc XYZ 0123456789 .,-'@/()\n\t\u200b🙂é٣四\ud83d½"), max_size=80
)
SPANS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 80), st.integers(0, 80)),
    max_size=6,
)


def told(text: str, spans: list[tuple[str, int, int]], allowed: set[str]) -> str:
    return hide(text, find(text, spans, frozenset(allowed)))[0]


def span(text: str, kind: str, part: str) -> tuple[str, int, int]:
    start = text.index(part)
    return kind, start, start + len(part)


def test_the_models_names_are_hidden_with_their_counts() -> None:
    text = "Siobhan and Padraig were lovely, ring 087 555 0142"
    spans = [span(text, "name", "Siobhan"), span(text, "name", "Padraig")]
    redacted, counts = hide(text, find(text, spans))
    assert redacted == "[name] and [name] were lovely, ring [phone]"
    assert counts == {"name": 2, "phone": 1}


def test_half_a_name_is_hidden_whole_and_its_possessive_stays() -> None:
    text = "it was padraig's fault"
    assert told(text, [span(text, "name", "padr")], set()) == "it was [name]'s fault"
    assert told(text, [span(text, "name", "padraig's")], set()) == (
        "it was [name]'s fault"
    )


def test_neighbours_of_one_kind_are_one_detail() -> None:
    text = "ask Padraig Loftus."
    spans = [span(text, "name", "Padraig"), span(text, "name", "Loftus.")]
    assert told(text, spans, set()) == "ask [name]."


def test_the_shops_own_words_are_no_names() -> None:
    text = "Maisie's is better than Barry's, says Maisie Byrne"
    spans = [
        span(text, "name", "Maisie's"),
        span(text, "name", "Barry's"),
        span(text, "name", "Maisie Byrne"),
    ]
    kept = told(text, spans, {"maisie's", "barry's"})
    assert kept == "Maisie's is better than Barry's, says [name]"


def test_the_shops_own_street_is_no_address_but_a_house_in_it_is() -> None:
    text = "The Shop Street one is better than 14 Shop Street, Galway"
    spans = [
        span(text, "address", "Shop Street"),
        span(text, "address", "14 Shop Street, Galway"),
    ]
    kept = told(text, spans, {"Shop Street"})
    assert kept == "The Shop Street one is better than [address]"
    half = [span(text, "name", "Shop")]
    assert told("Shop Street", half[:1], {"shop street"}) == "Shop Street"


def test_part_of_a_phrase_alone_is_not_the_shops_own() -> None:
    text = "Mary was rude, and the Mary Street bakery is dear"
    spans = [span(text, "name", "Mary"), ("name", 23, 27)]
    assert told(text, spans, {"Mary Street"}) == (
        "[name] was rude, and the Mary Street bakery is dear"
    )


def test_no_list_lets_a_phone_or_a_card_through() -> None:
    text = "maisies 0875550142 and 4111111111111111 or ana@maisies.example"
    allowed = {"maisies", "0875550142", "4111111111111111", "ana@maisies.example"}
    spans = [("name", 0, len(text))]
    for given_spans in ([], spans):
        hidden = told(text, given_spans, allowed)
        assert not re.search(r"[0-9]{4}|ana@", hidden)


def test_what_overlaps_a_pattern_keeps_both_kinds() -> None:
    text = "siobhan oh eight six five five five oh one four two"
    spans = [span(text, "name", "siobhan oh eight")]
    assert told(text, spans, set()) == "[name] [phone]"


def test_a_models_address_takes_in_the_post_code_in_it() -> None:
    text = "to Rose Cottage, Tansy Lane, LS6 2AB now"
    spans = [span(text, "address", "Rose Cottage, Tansy Lane, LS6 2AB")]
    assert told(text, spans, set()) == "to [address] now"


def test_spans_outside_the_text_and_empty_ones_hide_nothing() -> None:
    spans = [("name", -5, 0), ("name", 3, 3), ("name", 900, 1000), ("name", 2, 1)]
    assert told("ok then", spans, set()) == "ok then"


@settings(max_examples=examples(300), deadline=None)
@given(WORDS, SPANS)
def test_details_are_ordered_apart_and_never_half_a_word(
    text: str, spans: list[tuple[str, int, int]]
) -> None:
    details = find(text, spans)
    behind = 0
    for detail in details:
        assert behind <= detail.start < detail.end <= len(text)
        assert detail.kind in KINDS
        behind = detail.end
    assert details == sorted(details)
    redacted, counts = hide(text, details)
    assert sum(counts.values()) == len(details)
    assert redacted == rebuilt(text, details)
    for start, end in outside(text, details):
        assert text[start:end] in redacted


@settings(max_examples=examples(200), deadline=None)
@given(
    st.text(st.sampled_from("abc ,.!é🙂\n"), max_size=20),
    st.text(st.sampled_from("0123456789"), min_size=7, max_size=7),
    st.sampled_from(["087{}", "+353 87 {}", "087-{}", "(087) {}", "０８７ {}"]),
)
def test_no_digit_of_a_phone_is_left(around: str, digits: str, form: str) -> None:
    text = f"{around} {form.format(digits)} {around}"
    redacted, counts = hide(text, find(text))
    assert not any(char.isdigit() for char in redacted)
    assert counts.get("phone", 0) + counts.get("birth_date", 0) >= 1


def rebuilt(text: str, details: list[Detail]) -> str:
    """The text with placeholders, built from behind."""
    for detail in reversed(details):
        text = f"{text[: detail.start]}[{detail.kind}]{text[detail.end :]}"
    return text


def outside(text: str, details: list[Detail]) -> list[tuple[int, int]]:
    """The stretches that are not hidden."""
    edges = [0, *(at for one in details for at in (one.start, one.end)), len(text)]
    return list(zip(edges[::2], edges[1::2], strict=True))
