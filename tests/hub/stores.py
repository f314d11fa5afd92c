"""A hub's store made quickly: the empty file is made once, then copied."""

import tempfile
from functools import cache
from pathlib import Path

from contract.database import prepare
from hub.store.schema import migrations
from hub.store.store import Store


def new_store(path: Path) -> Store:
    """The same as `Store(path)` where no file is yet, without all the migrations."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_empty())
    return Store(path)


@cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        prepare(path, migrations)
        return path.read_bytes()
