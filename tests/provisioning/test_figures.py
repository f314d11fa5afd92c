"""Figures as lines and tables in a terminal."""

from provisioning.figures import shown


def test_single_figures_stand_first_and_under_each_other() -> None:
    report = {"by_tag": {}, "n": 3, "macro_f1": 0.5, "ece": None, "p50_ms": 1.23456}
    assert shown(report).splitlines() == [
        "by tag    none",
        "n         3",
        "macro f1  0.5",
        "ece       none",
        "p50 ms    1.2346",
    ]


def test_parts_that_are_alike_are_a_table() -> None:
    parts = {"good": {"f1": 0.25, "n": 10}, "bad": {"f1": 1.0, "n": 2}}
    assert shown({"by_label": parts}).splitlines() == [
        "by label",
        "        f1   n",
        "good  0.25  10",
        "bad      1   2",
    ]


def test_parts_within_parts_have_the_whole_name() -> None:
    report = {"peers": {"one": {"n": 1, "by_label": {"good": {"n": 1}}}}, "why": ["a"]}
    assert shown(report).split("\n\n") == [
        "peers: one\nn  1",
        "peers: one: by label\n      n\ngood  1",
        "why\n- a",
    ]
