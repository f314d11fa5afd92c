"""The demo's made-up past: brought once, shown as such, and gone when it is removed."""

from pathlib import Path

import pytest

from hub.store import sample
from hub.store.store import Store
from tests.provisioning.conftest import MakeDemo
from tests.provisioning.demos import Demo
from tests.servers import until


@pytest.fixture
def demo(make_demo: MakeDemo) -> Demo:
    """A demo that brings its past."""
    demo = make_demo()
    demo.with_sample = True
    return demo


def about(demo: Demo) -> sample.About | None:
    """What the demo's store says of sample data."""
    store = Store(demo.folder / "hub" / "store.db")
    try:
        return sample.about(store.connection())
    finally:
        store.close()


def is_whole(demo: Demo) -> bool:
    """Are all days there?"""
    return about(demo) == sample.About("there", 30, 30)


def test_the_first_start_brings_30_days_and_a_tour(demo: Demo) -> None:
    demo.start()
    assert "What to try" in demo.said
    until(lambda: is_whole(demo), "30 days are there", 90)
    until(lambda: "30 days of a made-up shop are there" in demo.said, "it is said")


def test_a_second_start_adds_nothing_and_what_was_removed_stays_away(
    demo: Demo,
) -> None:
    demo.start()
    until(lambda: is_whole(demo), "30 days are there", 90)
    demo.interrupt()
    demo.start()
    assert "made-up shop are" not in demo.said
    demo.interrupt()
    store = Store(demo.folder / "hub" / "store.db")
    sample.remove(store)
    store.close()
    demo.start()
    assert "made-up shop are" not in demo.said
    assert about(demo) == sample.About("removed", 30, 30)


def test_no_sample_brings_none(make_demo: MakeDemo) -> None:
    demo = make_demo()
    demo.start()
    assert about(demo) is None
    assert "made-up shop are" not in demo.said


def test_what_was_cut_off_half_way_comes_anew(demo: Demo, tmp_path: Path) -> None:
    demo.start(wait=False)
    until(lambda: (demo.folder / "log" / "sample.log").exists(), "it begins", 60)
    until(lambda: "day " in (demo.folder / "log" / "sample.log").read_text(), "a day")
    demo.process.kill()
    demo.process.wait()
    found = about(demo)
    assert found is not None and found.done < 30
    demo.start()
    until(lambda: is_whole(demo), "30 days are there", 90)
