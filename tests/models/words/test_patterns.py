"""Details are found without a model, and what only looks like one is let be."""

import json
import time
from pathlib import Path

import pytest

from models.words.corpus.passes import MARK
from models.words.corpus.splits import read_split
from models.words.patterns.checks import card, iban, luhn
from models.words.redact import find, hide
from models.words.redaction_score import Line, visible
from tests.examples import FEWER

HARD = Path(__file__).with_name("hard_details.jsonl")


def problem(marked: str, language: str) -> str | None:
    """What is left to read of the details, or hidden beside them."""
    text = MARK.sub(lambda mark: mark.group(2), marked)
    gold = Line(text, marked).gold()
    spans = [(one.kind, one.start, one.end) for one in find(text, language=language)]
    for _, start, end in gold:
        if visible(text, start, end, spans):
            return f"still to be read: {marked} {spans}"
    for kind, start, end in spans:
        if not any(start < last and first < end for _, first, last in gold):
            return f"{kind} hidden without need: {marked} {text[start:end]}"
    return None


def test_hard_cases_are_found_and_their_look_alikes_left() -> None:
    cases = [json.loads(line) for line in HARD.read_text("utf-8").splitlines()]
    problems = [problem(one["marked"], one.get("language", "en")) for one in cases]
    assert not [told for told in problems if told]


def test_the_corpus_for_training_keeps_to_the_bars_but_for_names_and_addresses() -> (
    None
):
    gold = found = right = spans = 0
    for one in [*read_split("train"), *read_split("dev")]:
        for comment in one.comments[::FEWER]:
            text, details = comment.plain, comment.details
            hidden = [
                (detail.kind, detail.start, detail.end)
                for detail in find(text, language=one.head.language)
            ]
            for kind, start, end in details:
                if kind not in ("name", "address"):
                    gold += 1
                    found += not visible(text, start, end, hidden)
            spans += len(hidden)
            right += sum(
                any(start < last and first < end for _, first, last in details)
                for _, start, end in hidden
            )
    assert found / gold >= 0.95
    assert right / spans >= 0.95


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        (
            "um it's oh eight six five five five oh one four two thanks",
            "um it's [phone] thanks",
        ),
        (
            "Ring 087 555 0142, or mail ana@mail.example.",
            "Ring [phone], or mail [email].",
        ),
        ("card 4111 1111 1111 1111!", "card [card]!"),
        ("see www.maisies.example/menu?", "see [url]?"),
        ("(my reg is 181-D-12345)", "(my reg is [plate])"),
        ("born 03/05/1962; order HX-20931", "born [birth_date]; order [id]"),
        ("deliver to 14 Elm Grove, please", "deliver to [address], please"),
        ("०८६ ५५५ ०१४२ is my phone", "[phone] is my phone"),
        ("call 0\u200b8\u200b7 5\u200b55 0142\u200b now", "call [phone] now"),
        ("<b>087 555 0142</b>", "<b>[phone]</b>"),
        ("tel\x000875550142\x07", "tel\x00[phone]\x07"),
        ("🙂087 555 0142🙂", "🙂[phone]🙂"),
        ("мой телефон 087 555 0142 спасибо", "мой телефон [phone] спасибо"),
    ],
)
def test_what_stands_around_a_detail_stays(text: str, redacted: str) -> None:
    assert hide(text, find(text))[0] == redacted


@pytest.mark.parametrize("language", ["en", "es", "de", "fr", "xx"])
def test_nothing_is_found_in_nothing(language: str) -> None:
    for text in ("", " ", "\x00", "🙂🙂", "…", "\ud800", "٪", "á́́"):
        assert find(text, language=language) == []


def test_check_digits_are_those_of_the_standards() -> None:
    assert luhn("79927398713") and not luhn("79927398710")
    assert card("4539148803436467") and not card("4539148803436468")
    assert not card("0000000000000000")
    assert iban("GB82WEST12345698765432") and not iban("GB83WEST12345698765432")
    assert not iban("XX82WEST12345698765432") and not iban("")


# What makes naive patterns slow: nothing but beginnings, over and over.
FLOODS = (
    "1", "1 ", "1-", "a", "a.", "a@", "@", "a-b/", "A1 ", "car ab12 ", "order 12 ",
    "oh one two ", "a dot ", "at at ", "IE29 ", "flat 3, 12 ", "born first of may ",
    "s for s for ", "twenty one hundred ", "www.a/", "\u200b1", "🙂", "rue de la ",
)  # fmt: skip


@pytest.mark.parametrize("flood", FLOODS)
def test_a_text_four_times_as_long_takes_about_four_times_as_long(flood: str) -> None:
    def took(length: int) -> float:
        text = (flood * length)[:length]
        begun = time.process_time()
        find(text)
        return time.process_time() - begun

    took(500)
    short = min(took(2_500) for _ in range(2))
    long = min(took(10_000) for _ in range(2))
    assert long < 8 * short + 0.02
