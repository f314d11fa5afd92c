"""What a comment leaves in the store, and what becomes of its words."""

import sqlite3
from pathlib import Path

from hub import clock
from hub.figures.dayparts import cell_of
from hub.store import alert_words, alerts, batches, comments, human_list
from hub.store.comment_counts import UTC
from hub.store.store import Store
from tests.hub.makers import (
    NOW,
    Sender,
    comment,
    put_right,
    rating,
    store_all,
    unscored,
    uuid,
)

DAY_MS = 86_400_000
WORDS = "The xylophone queue was long"


def counts(store: Store) -> dict[str, int]:
    """How often each thing is counted."""
    rows = store.connection().execute(
        "SELECT what, sum(n) FROM comment_counts GROUP BY what HAVING sum(n) <> 0"
    )
    return dict(rows.fetchall())


def kept_words(store: Store) -> list[str]:
    rows = store.connection().execute(
        "SELECT text FROM comments WHERE text IS NOT NULL ORDER BY comment"
    )
    return [row[0] for row in rows]


def on_disk(store: Store, words: str) -> bool:
    """Do the words stand anywhere in the store's files?"""
    store.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    files = store.path.parent.glob(store.path.name + "*")
    return any(words.encode() in path.read_bytes() for path in files)


def listed(store: Store) -> list[str]:
    return [entry.why for entry in human_list.waiting(store.connection())]


def test_a_comment_is_counted_by_what_was_read_in_it(store: Store) -> None:
    sender = Sender()
    twice = comment(themes=["price", "price"])
    store_all(store, [sender.incoming(comment()), sender.incoming(twice)])
    assert counts(store) == {
        "all": 2,
        "scored": 2,
        "label:negative": 2,
        "feeling:frustration": 2,
        "theme:waiting": 1,
        "theme:price": 1,
    }


def test_words_stand_in_one_place_and_are_overwritten_in_their_time(
    store: Store,
) -> None:
    comments.keep_days(store, 10)
    store_all(store, [Sender().incoming(comment(WORDS))])
    (data,) = store.connection().execute("SELECT data FROM events").fetchone()
    assert WORDS.encode() not in data
    clock.tidy(store, NOW + 10 * DAY_MS)
    assert kept_words(store) == [WORDS]
    assert on_disk(store, WORDS)
    clock.tidy(store, NOW + 11 * DAY_MS)
    assert kept_words(store) == []
    assert not on_disk(store, WORDS)
    assert counts(store)["theme:waiting"] == 1


def test_a_customers_correction_counts_and_what_was_read_is_kept(
    store: Store,
) -> None:
    sender, visit = Sender(), uuid()
    told = comment(visit=visit)
    right = put_right(visit, label="mixed", themes=["staff", "price"])
    store_all(store, [sender.incoming(told), sender.incoming(right)])
    assert counts(store) == {
        "all": 1,
        "scored": 1,
        "label:mixed": 1,
        "feeling:frustration": 1,
        "theme:staff": 1,
        "theme:price": 1,
    }
    row = store.connection().execute("SELECT label, read_label FROM comments")
    assert row.fetchone() == ("mixed", "negative")


def test_a_correction_that_overtakes_its_comment_counts_too(store: Store) -> None:
    sender, visit = Sender(), uuid()
    store_all(store, [sender.incoming(put_right(visit, label="positive"))])
    store_all(store, [sender.incoming(comment(visit=visit))])
    assert counts(store)["label:positive"] == 1
    assert counts(store)["all"] == 1


def test_a_mended_time_moves_a_comment_to_its_day(store: Store) -> None:
    sender = Sender()
    sender.synced, sender.clock_off = False, -3 * DAY_MS
    # Nobody knows yet when that boot began: the comment is placed where it arrives.
    store_all(store, [sender.incoming(comment())], NOW + 5 * DAY_MS)
    (before,) = store.connection().execute("SELECT at FROM comments").fetchone()
    sender.synced, sender.clock_off = True, 0
    later = sender.incoming(rating(), at=NOW + 60_000)
    store_all(store, [later], NOW + 5 * DAY_MS)
    row = store.connection().execute("SELECT at, day, part FROM comments").fetchone()
    cell = cell_of(row[0], UTC)
    assert cell != cell_of(before, UTC)
    assert row[1:] == (cell.day, cell.part)
    (n,) = (
        store.connection()
        .execute(
            "SELECT sum(n) FROM comment_counts WHERE what = 'all' AND day = ?",
            (cell.day,),
        )
        .fetchone()
    )
    assert n == 1
    assert counts(store)["all"] == 1


def test_five_comments_of_a_day_are_a_batch_the_day_after_and_four_are_not(
    store: Store,
) -> None:
    sender = Sender()
    store_all(store, [sender.incoming(comment()) for _ in range(4)])
    clock.tidy(store, NOW)
    clock.tidy(store, NOW + DAY_MS)
    assert batches.made(store.connection(), told=False) == []
    tomorrow = NOW + DAY_MS
    told = sender.incoming(comment(source="told"), at=tomorrow)
    store_all(store, [told, sender.incoming(comment(), at=tomorrow)], tomorrow)
    clock.tidy(store, tomorrow)
    assert batches.made(store.connection(), told=False) == [], "not on the same day"
    clock.tidy(store, NOW + 2 * DAY_MS)
    (batch,) = batches.made(store.connection(), told=False)
    assert batch.n == 5
    assert batch.counts["theme:waiting"] == 5
    assert len(batches.words(store.connection(), batch.batch)) == 5
    assert batches.made(store.connection(), told=True) == []


def test_what_is_published_does_not_change_by_a_late_correction(store: Store) -> None:
    sender, visit = Sender(), uuid()
    store_all(
        store,
        [sender.incoming(comment(visit=visit))]
        + [sender.incoming(comment()) for _ in range(4)],
    )
    clock.tidy(store, NOW + DAY_MS)
    right = sender.incoming(put_right(visit, label="positive"))
    store_all(store, [right], NOW + DAY_MS)
    (batch,) = batches.made(store.connection(), told=False)
    assert batch.counts["label:negative"] == 5
    labels = [said.label for said in batches.words(store.connection(), batch.batch)]
    assert labels == ["negative"] * 5


def test_a_batch_of_which_words_are_forgotten_shows_none(store: Store) -> None:
    sender = Sender()
    events = [sender.incoming(comment(), at=NOW + n * DAY_MS) for n in range(5)]
    comments.keep_days(store, 6)
    store_all(store, events, NOW + 5 * DAY_MS)
    clock.tidy(store, NOW + 6 * DAY_MS)
    (batch,) = batches.made(store.connection(), told=False)
    assert len(batches.words(store.connection(), batch.batch)) == 5
    clock.tidy(store, NOW + 7 * DAY_MS)
    assert len(kept_words(store)) == 4
    assert batches.words(store.connection(), batch.batch) == []


def test_unsure_and_person_only_words_wait_for_a_human_and_danger_first(
    store: Store,
) -> None:
    sender = Sender()
    given = [
        comment(),
        unscored("unsure"),
        unscored("person_only"),
        unscored("no_model", None),
        unscored("language", None),
        unscored("unsure", maybe_urgent="safety"),
    ]
    store_all(store, [sender.incoming(one) for one in given])
    assert listed(store) == ["danger", "unsure", "person_only", "no_model"]
    first = human_list.waiting(store.connection())[0]
    with store.write() as connection:
        assert human_list.take_off(connection, first.comment, NOW)
        assert not human_list.take_off(connection, first.comment, NOW)
    assert listed(store) == ["unsure", "person_only", "no_model"]
    rows = store.connection().execute("SELECT count(*) FROM human_list").fetchone()
    assert rows == (4,)


def unhappy_with(store: Store, *said: object, now: int = NOW) -> list[str]:
    """An unhappy visit that then says something; what happened to its alert."""
    sender, visit = Sender(), uuid()
    store_all(store, [sender.incoming(rating(1, visit))])
    for one in said:
        made = one(visit)  # type: ignore[operator]
        store_all(store, [sender.incoming(made, at=now)], now)
    return [step.what for step in alerts.steps_after(store.connection(), 0)]


def test_the_alert_of_an_unhappy_visit_tells_what_was_said(store: Store) -> None:
    steps = unhappy_with(store, lambda visit: comment(WORDS, visit=visit))
    assert steps == ["raised", "amended"]
    (line,) = alert_words.lines(store.connection(), NOW)
    assert (line.text, line.feelings, line.themes) == (WORDS, "frustration", "waiting")
    assert alert_words.lines(store.connection(), NOW + 30 * 60_000) == []


def test_words_for_a_person_only_and_of_other_visits_stay_off_the_alert(
    store: Store,
) -> None:
    steps = unhappy_with(
        store,
        lambda visit: unscored("person_only", WORDS, visit=visit),
        lambda visit: comment(WORDS),
    )
    assert steps == ["raised"]
    assert alert_words.lines(store.connection(), NOW) == []


def test_a_line_goes_when_its_alert_is_done(store: Store) -> None:
    from hub.alerts import lifecycle

    unhappy_with(store, lambda visit: comment(WORDS, visit=visit))
    (line,) = alert_words.lines(store.connection(), NOW)
    lifecycle.done(store, line.alert, "solved", None, "Mia", NOW)
    assert alert_words.lines(store.connection(), NOW) == []


def test_words_of_danger_call_somebody_at_once_and_late_ones_go_to_the_list(
    store: Store,
) -> None:
    sender = Sender()
    danger = comment(WORDS, urgent="safety")
    store_all(store, [sender.incoming(danger)])
    (step,) = alerts.open_now(store.connection())
    assert (step.kind, step.state) == ("urgent", "open")
    (line,) = alert_words.lines(store.connection(), NOW)
    assert line.urgent == "safety"
    assert listed(store) == []
    late = sender.incoming(comment(WORDS, urgent="safety"), at=NOW)
    store_all(store, [late], NOW + 3_600_000)
    assert listed(store) == ["danger"]
    assert alerts.open_now(store.connection())[0].times == 1


def test_words_of_danger_that_nobody_was_called_for_are_first_on_the_list(
    store: Store,
) -> None:
    unsure = unscored("unsure", "Help, the", urgent="safety")
    store_all(store, [Sender().incoming(unsure)])
    assert alerts.open_now(store.connection()) == []
    assert listed(store) == ["danger"]


def test_unsure_words_that_may_mean_danger_raise_nothing(store: Store) -> None:
    maybe = unscored("unsure", maybe_urgent="health")
    store_all(store, [Sender().incoming(maybe)])
    assert alerts.open_now(store.connection()) == []
    assert listed(store) == ["danger"]


def test_a_store_from_before_comments_takes_them(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    Store(path).close()
    old = sqlite3.connect(path)
    for table in (
        *("comments", "corrections", "comment_counts", "word_batches"),
        *("batch_counts", "human_list", "alert_comments"),
    ):
        old.execute(f"DROP TABLE {table}")
    old.execute("DELETE FROM _sqlite_migrations WHERE name = 'words_001_comments'")
    old.commit()
    old.close()
    store = Store(path)
    with store.write() as connection:
        comments.forget_words(connection, NOW)
    store.close()
