"""What is asked."""

import json

import msgspec
import pytest

from contract import messages
from contract.messages import Answer, Settings, Survey
from device.kiosk.survey import SETTINGS, Surveys, built_in
from tests.device.kiosk.customer import Customer, FillingOutbox


def settings(revision: int, question: str = "today") -> Settings:
    return Settings(
        revision=revision,
        survey=Survey(
            key="ours",
            version=revision,
            question_key=question,
            question={"en": "How did it go?"},
            faces=[Answer(key=f"f{n}", label={"en": f"Face {n}"}) for n in range(1, 6)],
            unhappy_reasons=[Answer(key="queue", label={"en": "The queue"})],
        ),
    )


def give(outbox: FillingOutbox, given: Settings) -> None:
    outbox.keep_latest(SETTINGS, messages.encode(given))


def test_without_settings_our_own_survey_is_asked_in_four_languages(
    customer: Customer,
) -> None:
    asked = customer.client.get("/survey").json
    assert asked is not None
    assert asked["survey"]["question"]["en"] == "How was it today?"
    assert asked["languages"] == ["en", "es", "de", "fr"]
    assert len(asked["survey"]["faces"]) == 4
    assert len(asked["survey"]["unhappy_reasons"]) <= 6
    assert asked["survey"]["unhappy_reasons"] != asked["survey"]["happy_reasons"]


def test_a_new_revision_is_asked_without_a_restart(
    customer: Customer, outbox: FillingOutbox
) -> None:
    assert customer.taps(5, survey_version=3).status_code == 400
    give(outbox, settings(3))
    asked = customer.client.get("/survey").json
    assert asked is not None and asked["revision"] == 3
    assert customer.taps(5, survey_version=3).status_code == 201


def test_a_visit_that_began_before_the_new_revision_still_counts(
    customer: Customer, outbox: FillingOutbox
) -> None:
    give(outbox, settings(3, question="old"))
    customer.client.get("/survey")
    give(outbox, settings(4, question="new"))
    assert customer.taps(1, question="old", survey_version=3).status_code == 201
    assert customer.gives_reasons("queue").status_code == 201


def test_a_visit_that_began_before_a_restart_still_counts(
    outbox: FillingOutbox,
) -> None:
    give(outbox, settings(3))
    surveys = Surveys(outbox)
    surveys.current()
    give(outbox, settings(4))
    surveys.current()

    started_again = Surveys(outbox)
    assert [s.revision for s in started_again.shown()] == [4, 3, 0]


@pytest.mark.parametrize("bad", [b"", b"\xff", b"{}", b'{"revision": 4}'])
def test_a_bad_revision_keeps_the_last_good_one(
    outbox: FillingOutbox, bad: bytes
) -> None:
    surveys = Surveys(outbox)
    give(outbox, settings(3))
    assert surveys.current().revision == 3
    outbox.keep_latest(SETTINGS, bad)
    assert surveys.current().revision == 3


def test_our_own_survey_is_one_the_hub_could_have_sent() -> None:
    assert messages.decode(messages.encode(built_in()), Settings) == built_in()


def test_a_language_without_our_wording_is_still_offered(
    customer: Customer, outbox: FillingOutbox
) -> None:
    polish = msgspec.structs.replace(settings(5), languages=["pl", "en"])
    give(outbox, polish)
    asked = json.loads(customer.client.get("/survey").data)
    assert asked["languages"] == ["pl", "en"]
    assert asked["written"] == {"pl": "en", "en": "en"}
    assert asked["words"]["en"]["send"] == "Send"


def test_markup_in_a_survey_stays_text_inside_the_page(
    customer: Customer, outbox: FillingOutbox
) -> None:
    asked = settings(6)
    nasty = {"en": "</script><script>alert(1)</script><!-- How?"}
    survey = msgspec.structs.replace(asked.survey, question=nasty)
    give(outbox, msgspec.structs.replace(asked, survey=survey))
    page = customer.client.get("/").text
    assert page.count("</script>") == 3
    inside = page.split('id="known">')[1].split("</script>")[0]
    assert json.loads(inside)["survey"]["question"] == nasty


def test_the_page_is_told_apart_from_one_of_an_older_program(
    customer: Customer,
) -> None:
    asked = customer.client.get("/survey").json
    assert asked is not None and len(asked["build"]) == 16
    assert asked["build"] in customer.client.get("/").text
