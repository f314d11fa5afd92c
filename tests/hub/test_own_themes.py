"""Own themes find comments by the real model, get a past, and leave no trace."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from hub.alerts.policy import Policy
from hub.alerts.preview import Tried, tried
from hub.alerts.watches import Rule, ThemeRising
from hub.own_themes import Comparing
from hub.store import alert_words, batches, own_themes, policies
from hub.store.own_themes import BadTheme, OwnTheme
from hub.store.store import Store
from hub.understanding import NotRead, Understander
from tests.hub.makers import NOW, Sender, comment, rating, store_all, uuid
from tests.hub.own import ABOUT_COFFEE, ABOUT_OTHERS, COFFEE

DAY_MS = 86_400_000
KEY = "the-coffee"


@pytest.fixture(scope="module")
def reads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Understander]:
    """The model that comes along, in a process of its own."""
    understander = Understander(tmp_path_factory.mktemp("hub"), within_s=90.0)
    try:
        yield understander
    finally:
        understander.close()


def works(store: Store, reads: Understander, now: int = NOW) -> None:
    work = Comparing(store, reads, lambda: now)
    while work.some():
        pass


def make(store: Store, reads: Understander) -> OwnTheme:
    """The coffee, with the threshold that its examples give."""
    fitted = reads.compare([], {"x": COFFEE}, 90).fitted["x"]
    new = OwnTheme(
        names={"en": "The coffee", "de": "Der Kaffee"},
        examples=COFFEE,
        like_from=fitted.like_from,
    )
    with store.write() as connection:
        return own_themes.add(connection, new, ["waiting"])


def says(store: Store, texts: list[str], at: int = NOW) -> None:
    sender = Sender(outbox=uuid()[-12:] + "0000")
    sender.boot, sender.began = uuid(), at - 3_600_000
    given = [comment(text, themes=[]) for text in texts]
    store_all(store, [sender.incoming(one, at=at) for one in given], at)


def own(store: Store) -> dict[str, str]:
    rows = store.connection().execute("SELECT text, own FROM comments")
    return dict(rows.fetchall())


def test_new_comments_get_the_theme_and_others_do_not(
    store: Store, reads: Understander
) -> None:
    make(store, reads)
    says(store, ABOUT_COFFEE + ABOUT_OTHERS)
    works(store, reads)
    found = own(store)
    assert sum(found[text] == KEY for text in ABOUT_COFFEE) >= 5
    assert sum(found[text] == KEY for text in ABOUT_OTHERS) <= 1
    counted = store.connection().execute(
        "SELECT sum(n) FROM comment_counts WHERE what = ?", (f"theme:{KEY}",)
    )
    assert counted.fetchone()[0] == sum(one == KEY for one in found.values())
    for path in store.path.parent.iterdir():
        assert b"embedding" not in path.read_bytes()


def test_a_new_theme_gets_a_past_and_a_retired_one_no_future(
    store: Store, reads: Understander
) -> None:
    says(store, ABOUT_COFFEE + ABOUT_OTHERS, NOW - DAY_MS)
    with store.write() as connection:
        batches.publish(connection, NOW)
    theme = make(store, reads)
    works(store, reads)
    (batch,) = batches.made(store.connection(), told=False)
    assert batch.counts[f"theme:{KEY}"] >= 5
    assert own_themes.spans(store.connection()) == {KEY: [(0, None)]}
    with store.write() as connection:
        own_themes.retire(connection, theme.theme)
    says(store, ABOUT_COFFEE, NOW)
    works(store, reads)
    with store.write() as connection:
        batches.publish(connection, NOW + DAY_MS)
    late = batches.made(store.connection(), told=False)[-1]
    assert f"theme:{KEY}" not in late.counts
    assert own_themes.spans(store.connection()) == {KEY: [(0, 1)]}


def test_a_deleted_theme_leaves_nothing_but_the_comments(
    store: Store, reads: Understander
) -> None:
    says(store, ABOUT_COFFEE, NOW - DAY_MS)
    with store.write() as connection:
        batches.publish(connection, NOW)
    theme = make(store, reads)
    works(store, reads)
    says(store, ABOUT_COFFEE)
    works(store, reads)
    with store.write() as connection:
        own_themes.delete(connection, theme.theme)
    assert set(own(store).values()) == {""}
    for table in ("batch_counts", "comment_counts", "minute_counts"):
        rows = store.connection().execute(
            f"SELECT sum(n) FROM {table} WHERE what LIKE '%{KEY}%'"
        )
        assert rows.fetchone() == (None,)


def test_a_rule_on_an_own_theme_raises_when_it_rises(
    store: Store, reads: Understander
) -> None:
    make(store, reads)
    watch = ThemeRising(theme=KEY, at_least=4)
    with store.write() as connection:
        before = policies.newest(connection)
        wanted = Policy(rules=[Rule(id="coffee", watch=watch)], ladder=before.ladder)
        policies.decide(connection, wanted, NOW, "Ann", "coffee")
    says(store, ABOUT_COFFEE[:3])
    works(store, reads)
    assert raised(store) == []
    says(store, ABOUT_COFFEE[3:])
    works(store, reads)
    assert raised(store) == ["theme"]
    works(store, reads)
    assert raised(store) == ["theme"], "nothing is compared twice"


def raised(store: Store) -> list[str]:
    rows = store.connection().execute("SELECT kind FROM alerts ORDER BY alert")
    return [kind for (kind,) in rows]


def test_a_rule_is_tried_on_the_themes_that_past_complaints_have_or_would_have(
    store: Store, reads: Understander, tmp_path: Path
) -> None:
    rule = Rule(id="coffee", watch=ThemeRising(theme=KEY, at_least=4))
    nobody = Understander(tmp_path, ["/bin/false"])
    theme, yesterday = make(store, reads), NOW - DAY_MS
    says(store, [*ABOUT_COFFEE, *ABOUT_OTHERS], yesterday)

    def fires(by: Understander) -> list[int]:
        return [at for at, _ in tried(store.connection(), by, rule, NOW).times]

    assert fires(reads) == [yesterday], "as they would have it"
    assert tried(store.connection(), nobody, rule, NOW) == Tried([], 15)
    assert set(own(store).values()) == {""}, "nothing of it is kept"
    works(store, reads)
    with store.write() as connection:
        batches.publish(connection, NOW)
        own_themes.retire(connection, theme.theme)
    says(store, ABOUT_COFFEE, NOW)
    works(store, nobody)
    with store.write() as connection:
        batches.publish(connection, NOW + DAY_MS)
        own_themes.retire(connection, theme.theme, is_over=False)
    assert fires(nobody) == [yesterday], "as they have it"
    assert fires(reads) == [yesterday, NOW], "and what came while it was out of use"
    other = replace(rule, watch=ThemeRising(theme="service", at_least=4))
    assert tried(store.connection(), nobody, other, NOW) == Tried([], 0)
    nobody.close()


def test_the_line_of_an_alert_tells_its_own_theme(
    store: Store, reads: Understander
) -> None:
    make(store, reads)
    visit, sender = uuid(), Sender()
    said = [rating(1, visit), comment(ABOUT_COFFEE[0], visit=visit)]
    store_all(store, [sender.incoming(one) for one in said])
    works(store, reads)
    (line,) = alert_words.lines(store.connection(), NOW)
    assert line.themes == f"{KEY} waiting"
    steps = store.connection().execute("SELECT what FROM steps ORDER BY step")
    assert [what for (what,) in steps] == ["raised", "amended", "amended"]


def test_without_a_model_comments_wait_and_nothing_is_lost(
    store: Store, tmp_path: Path, reads: Understander
) -> None:
    make(store, reads)
    nobody = Understander(tmp_path, ["/bin/false"])
    says(store, ABOUT_COFFEE)
    with pytest.raises(NotRead):
        works(store, nobody)
    nobody.close()
    works(store, reads)
    assert KEY in own(store).values()


def test_names_and_keys_are_each_ones_own(store: Store) -> None:
    new = OwnTheme(names={"en": "Waiting"}, examples=["a b"] * 3, like_from=0.5)
    with store.write() as connection:
        assert own_themes.add(connection, new, ["waiting"]).key == "waiting-2"
        with pytest.raises(BadTheme, match="called 'waiting' already"):
            other = OwnTheme(names={"en": "waiting"}, examples=[], like_from=0.5)
            own_themes.add(connection, other, [])
        named = OwnTheme(names={"fr": "日本"}, examples=[], like_from=0.5)
        assert own_themes.add(connection, named, []).key == "theme"
