"""The figures of an evaluation, on cases small enough to count by hand."""

from pathlib import Path

import numpy as np
import pytest

from models.people import evaluate
from models.people.truth import BadTruth, TrueBoxes, read_truth


def boxes(*places: float) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """People 10 wide and 20 high with their left edges at these places."""
    return np.array([[x, 0, x + 10, 20] for x in places], float).reshape(-1, 4)


def answer(*people: tuple[int, float]) -> evaluate.Answer:
    """People by number and place."""
    return evaluate.Answer(
        np.array([number for number, _ in people], np.int64),
        boxes(*(place for _, place in people)),
        len(people),
    )


def true(*people: tuple[int, float], ignored: tuple[int, ...] = ()) -> TrueBoxes:
    ids = np.array([number for number, _ in people], np.int64)
    return TrueBoxes(
        ids, boxes(*(place for _, place in people)), ~np.isin(ids, ignored)
    )


def test_found_missed_and_made_up_people_are_counted() -> None:
    truth = {1: true((1, 0), (2, 50), (3, 100), ignored=(3,))}
    found = evaluate.compare(truth, {1: answer((7, 1), (8, 100), (9, 300))})
    assert (found.right, found.wrong, found.missed) == (1, 1, 1)
    assert found.f1 == found.precision == found.recall == 0.5
    assert found.count_off == 0


def test_a_person_who_gets_another_number_is_a_switch() -> None:
    truth = {n: true((1, 0), (2, 50)) for n in (1, 2, 3)}
    answers = {
        1: answer((7, 0), (8, 50)),
        2: answer((7, 0)),
        3: answer((7, 0), (9, 50)),
    }
    assert evaluate.compare(truth, answers).switches == 1


def test_a_stay_goes_on_over_a_short_gap_and_cutting_a_corner_is_none() -> None:
    everywhere = [0, 0, 0, 500, 0, 0, 0, 500, 500, 500]
    truth = {n: true((1, x)) for n, x in enumerate(everywhere)}
    times = {n: n * 0.5 for n in truth}
    stays = evaluate.true_stays(truth, lambda at: at[:, 0] < 100, times)
    assert stays == [3.0]


def test_nobody_to_find_gives_no_share() -> None:
    found = evaluate.compare({1: true()}, {1: answer()})
    assert found.f1 is None and found.recall is None
    assert evaluate.relative(3, 0) is None


def test_both_forms_of_truth_are_read(tmp_path: Path) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text("2,5,10,20,30,40,1,-1,-1,-1\n4,5,10,20,30,40,0\n")
    truth = read_truth(lines)
    assert truth.frames == (2, 4)
    assert truth.boxes is not None and len(truth.boxes[3].ids) == 0
    assert truth.boxes[2].boxes.tolist() == [[10, 20, 40, 60]]
    assert evaluate.true_counts(truth, lambda at: at[:, 1] > 0) == {2: 1, 3: 0, 4: 0}
    counts = tmp_path / "counts.json"
    counts.write_text('{"people_in_zone": [0, 2, 1]}')
    assert read_truth(counts).in_zone == {1: 0, 2: 2, 3: 1}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "holds nothing"),
        ("1,2,3", "line 1"),
        ("1,1,0,0,5,5,1\n1,1,x,0,5,5,1", "line 2"),
        ("0,1,0,0,5,5,1", "line 1"),
        ("1,1,0,0,nan,5,1", "line 1"),
        ('{"people_in_zone": [1.5]}', "whole number"),
        ('{"people_in_zone": [-1]}', "below 0"),
        ('{"people": [1]}', "unknown field"),
        ('{"people_in_zone": []}', "holds nothing"),
    ],
)
def test_a_truth_that_makes_no_sense_is_named(
    content: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "truth.txt"
    path.write_text(content)
    with pytest.raises(BadTruth, match=said):
        read_truth(path)
