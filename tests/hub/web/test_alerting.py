"""The owner's page on alerts: rules in sentences, a dry run, hidden addresses."""

from collections.abc import Callable

import msgspec
import pytest

from hub.alerts import start
from hub.alerts.watches import (
    MoodUnusual,
    ThemeRising,
    ThemeUnusual,
    UnhappyShare,
)
from hub.store import channels, policies, sends, tills
from tests.hub.makers import Sender, rating, store_all
from tests.hub.web.conftest import Visitor
from tests.hub.web.shop import NOON, OurShop

PAGE = "/alerting"
SECRET = "correct-horse-battery"
MOOD = {
    "share_percent": "75",
    "at_least": "6",
    "minutes": "30",
    "on": "on",
    "from_time": "09:00",
    "to_time": "18:30",
    "cool_down_min": "20",
    "action": "save",
}


def watch_of(shop: OurShop, rule: str) -> object:
    policy = policies.newest(shop.store.connection())
    return next(one.watch for one in policy.rules if one.id == rule)


def by_fixed_numbers(shop: OurShop) -> None:
    """Let the mood be judged by a fixed share, as in shops of earlier versions."""
    first = start.policy()
    fixed = [
        msgspec.structs.replace(rule, watch=UnhappyShare())
        if rule.id == "mood"
        else rule
        for rule in first.rules
    ]
    with shop.store.write() as connection:
        wanted = msgspec.structs.replace(first, rules=fixed)
        policies.decide(connection, wanted, NOON, "Olga", "test")


def test_the_owner_compares_with_what_is_usual_or_with_fixed_numbers(
    as_role: Callable[[str], Visitor], shop: OurShop
) -> None:
    owner = as_role("owner")
    fields = MOOD | {"chance_days": "7,5"}
    assert owner.sends("/alerting/rules/mood", PAGE, **fields).status_code == 303
    assert watch_of(shop, "mood") == MoodUnusual(chance_days=7.5)
    assert "about once in" in owner.opens(PAGE).get_data(as_text=True)
    refused = owner.sends("/alerting/rules/mood", PAGE, **(MOOD | {"chance_days": "0"}))
    assert "one false alarm: 0.5 or more" in refused.get_data(as_text=True)
    theme = MOOD | {"theme": "waiting", "times_usual": "5", "chance_days": "3"}
    owner.sends("/alerting/rules/theme", PAGE, **theme)
    for rule in ("mood", "theme"):
        assert owner.sends(f"/alerting/rules/{rule}/other", PAGE).status_code == 303
    assert watch_of(shop, "mood") == UnhappyShare()
    assert watch_of(shop, "theme") == ThemeRising(theme="waiting")
    owner.sends("/alerting/rules/theme/other", PAGE)
    assert watch_of(shop, "theme") == ThemeUnusual(theme="waiting")
    assert owner.sends("/alerting/rules/help/other", PAGE).status_code == 404


def test_the_owner_changes_a_rule_in_its_sentence(
    as_role: Callable[[str], Visitor], shop: OurShop
) -> None:
    by_fixed_numbers(shop)
    owner = as_role("owner")
    answer = owner.sends("/alerting/rules/mood", PAGE, **MOOD)
    assert answer.status_code == 303
    assert watch_of(shop, "mood") == UnhappyShare(share=0.75, at_least=6, minutes=30)
    (rule,) = [
        r for r in policies.newest(shop.store.connection()).rules if r.id == "mood"
    ]
    assert (rule.scope.from_min, rule.scope.to_min) == (540, 1110)
    assert rule.cool_down_s == 1200
    row = shop.store.connection().execute("SELECT who, what FROM audit").fetchall()[-1]
    assert row == ("A owner", "changed the rule mood")


def test_a_dry_run_says_how_often_it_would_have_fired_and_saves_nothing(
    as_role: Callable[[str], Visitor], shop: OurShop
) -> None:
    by_fixed_numbers(shop)
    sender = Sender()
    sender.began = NOON - 9 * 86_400_000
    for day in (1, 2, 3, 8):
        at = NOON - day * 86_400_000
        made = [sender.incoming(rating(2), at=at + n) for n in range(6)]
        store_all(shop.store, made, at + 10)
    fields = MOOD | {"action": "preview", "from_time": "00:00", "to_time": "24:00"}
    answer = as_role("owner").sends("/alerting/rules/mood", PAGE, **fields)
    text = answer.get_data(as_text=True)
    assert "Would have fired 3 times in the last week" in text
    assert watch_of(shop, "mood") == UnhappyShare()


def test_a_rule_is_copied_for_another_place_and_removed_again(
    as_role: Callable[[str], Visitor], shop: OurShop
) -> None:
    owner = as_role("owner")
    owner.sends("/alerting/rules/mood/copy", PAGE)
    assert watch_of(shop, "mood-2") == MoodUnusual()
    assert owner.sends("/alerting/rules/mood/remove", PAGE).status_code == 400
    assert owner.sends("/alerting/rules/mood-2/remove", PAGE).status_code == 303
    assert owner.sends("/alerting/rules/mood-2/remove", PAGE).status_code == 404


def test_the_ladder_is_a_sentence_too(
    as_role: Callable[[str], Visitor], shop: OurShop
) -> None:
    owner = as_role("owner")
    fields = {
        "lead_min": "1.5",
        "owner_min": "",
        "again": "2",
        "again_min": "5",
        "take_min": "20",
        "quiet_from": "22:00",
        "quiet_to": "07:00",
    }
    assert owner.sends("/alerting/ladder", PAGE, **fields).status_code == 303
    policy = policies.newest(shop.store.connection())
    told = [(rung.who, rung.after_s) for rung in policy.ladder.schedule()]
    assert told == [("floor", 0), ("lead", 90), ("lead", 390), ("lead", 690)]
    assert policy.take_lasts_s == 1200 and policy.quiet is not None
    wrong = owner.sends(
        "/alerting/ladder", PAGE, **(fields | {"lead_min": "5", "owner_min": "2"})
    )
    assert wrong.status_code == 400 and "later" in wrong.get_data(as_text=True)


def test_a_channels_address_is_never_shown_again_and_its_key_once(
    as_role: Callable[[str], Visitor], shop: OurShop
) -> None:
    owner = as_role("owner")
    fields = {
        "name": "Hook",
        "port": "webhook",
        "rung": "owner",
        "address": f"https://shop.example/{SECRET}",
    }
    added = owner.sends("/alerting/channels", PAGE, **fields).get_data(as_text=True)
    (one,) = channels.listing(shop.store.connection())
    secret = channels.secret_of(shop.store.connection(), one.channel)
    assert secret is not None and secret.key in added and SECRET not in added
    later = owner.opens(PAGE).get_data(as_text=True)
    assert secret.key not in later and SECRET not in later and "Hook" in later
    path = f"/alerting/channels/{one.channel}"
    assert owner.sends(path, PAGE, action="test").status_code == 303
    (waiting,) = sends.waiting(shop.store.connection(), NOON)
    assert waiting.alert is None
    owner.sends(path, PAGE, action="save", words="on", on_duty="on")
    (one,) = channels.listing(shop.store.connection())
    assert one.words and one.on_duty
    assert owner.sends(path, PAGE, action="remove").status_code == 303
    assert channels.listing(shop.store.connection()) == []


@pytest.mark.parametrize(
    ("port", "address"),
    [("webhook", "ftp://x"), ("apprise", f"nonsense://{SECRET}"), ("apprise", "")],
)
def test_an_address_that_reaches_nobody_is_refused(
    as_role: Callable[[str], Visitor], shop: OurShop, port: str, address: str
) -> None:
    fields = {"name": "X", "port": port, "rung": "floor", "address": address}
    answer = as_role("owner").sends("/alerting/channels", PAGE, **fields)
    assert answer.status_code == 400
    assert SECRET not in answer.get_data(as_text=True)
    assert channels.listing(shop.store.connection()) == []


def test_staff_have_no_business_there(as_role: Callable[[str], Visitor]) -> None:
    assert as_role("staff").opens(PAGE).status_code == 403


SENTENCES = {
    "en": "Who is told when nobody answers",
    "es": "A quién se avisa si nadie responde",
    "de": "Wer erfährt es, wenn niemand antwortet",
    "fr": "Qui est prévenu si personne ne répond",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_the_page_is_in_the_owners_language_and_its_fields_work(
    as_role: Callable[[str], Visitor], shop: OurShop, language: str
) -> None:
    by_fixed_numbers(shop)
    owner = as_role("owner")
    owner.http.set_cookie("heed_language", language)
    text = owner.opens(PAGE).get_data(as_text=True)
    assert f'<html lang="{language}"' in text
    assert SENTENCES[language] in text
    # No place was left unfilled, and no word is taken from Python.
    assert "{" not in text.split("<main>")[1] and "built-in" not in text
    assert owner.sends("/alerting/rules/mood", PAGE, **MOOD).status_code == 303
    assert watch_of(shop, "mood") == UnhappyShare(share=0.75, at_least=6, minutes=30)


def test_a_kind_gets_a_ladder_of_its_own_and_goes_back_to_that_of_all(
    as_role: Callable[[str], Visitor], shop: OurShop
) -> None:
    owner = as_role("owner")
    fields = {"lead_min": "1", "owner_min": "", "again": "0", "again_min": "10"}
    sent = owner.sends("/alerting/ladder/help", PAGE, action="save", **fields)
    assert sent.status_code == 303
    policy = policies.newest(shop.store.connection())
    told = [(rung.who, rung.after_s) for rung in policy.ladder_of("help").schedule()]
    assert told == [("floor", 0), ("lead", 60)]
    assert policy.ladder_of("unhappy") == policy.ladder  # Others are as before.
    text = owner.opens(PAGE).get_data(as_text=True)
    assert "Calls for someone: a ladder of its own" in text
    owner.sends("/alerting/ladder/help", PAGE, action="same")
    policy = policies.newest(shop.store.connection())
    assert policy.ladder_of("help") == policy.ladder
    assert "silent" in policy.by_kind  # What others had is untouched.


@pytest.mark.parametrize(
    ("kind", "fields", "status"),
    [
        ("help", {"lead_min": "5", "owner_min": "2"}, 400),
        ("help", {"lead_min": "0"}, 400),
        ("help", {"again": "99"}, 400),
        ("nothing", {"lead_min": "5"}, 404),
    ],
)
def test_a_senseless_ladder_of_a_kind_is_refused(
    as_role: Callable[[str], Visitor],
    shop: OurShop,
    kind: str,
    fields: dict[str, str],
    status: int,
) -> None:
    sent = as_role("owner").sends(f"/alerting/ladder/{kind}", PAGE, **fields)
    assert sent.status_code == status
    assert policies.revision(shop.store.connection()) == 0


def test_the_owner_sees_whether_another_till_helped(
    as_role: Callable[[str], Visitor], shop: OurShop
) -> None:
    owner = as_role("owner")
    assert "No other till was asked for" in owner.opens(PAGE).get_data(as_text=True)
    for number in range(6):
        alert = shop.alert("till", f"Till {number}", at=NOON - 3_600_000)
        with shop.store.write() as connection:
            tills.done(connection, alert, NOON - 3_000_000, number < 5, 8)
            tills.measured(connection, alert, 2 if number else 8)
    text = owner.opens(PAGE).get_data(as_text=True)
    assert 'data-tills="4/5/5/6"' in text and "That is 80 %." in text
