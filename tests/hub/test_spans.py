"""Which numbers are here, against a plain set."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.store import spans
from hub.store.store import Store
from tests.examples import examples
from tests.hub.stores import new_store

numbers = st.integers(1, 60)


@settings(max_examples=examples(60), deadline=None)
@given(batches=st.lists(st.lists(numbers, max_size=12), max_size=12), edge=numbers)
def test_spans_hold_exactly_the_numbers_that_came(
    batches: list[list[int]], edge: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = new_store(tmp_path_factory.mktemp("spans") / "store.db")
    try:
        came: set[int] = set()
        with store.write() as connection:
            for batch in batches:
                spans.add(connection, 1, batch)
                came |= set(batch)
            kept = connection.execute(
                "SELECT first, last FROM spans WHERE outbox = 1 ORDER BY first"
            ).fetchall()
        assert kept == spans.ranges(came)
        here = spans.here(store.connection(), 1, edge, edge + 10)
        assert here == len([n for n in came if edge <= n <= edge + 10])
    finally:
        store.close()


def test_another_outbox_has_numbers_of_its_own(tmp_path: Path) -> None:
    store = Store(tmp_path / "store.db")
    with store.write() as connection:
        spans.add(connection, 1, [1, 2, 3])
        spans.add(connection, 2, [2])
        assert spans.here(connection, 2, 1, 9) == 1
    store.close()
