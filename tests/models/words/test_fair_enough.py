"""The model that comes along is at least as fair and as careful as it was measured.

The bars of `heed audit words` are stricter: what is over them stands in the model card.
"""

import pytest

from models.words.audit import Bars, audit, gate
from models.words.audit_material import material
from models.words.negation import evaluate_negation
from models.words.understand import Understanding

REACHED = Bars(mean_difference=0.05, worst_difference=0.10, flips=0.25)
"""What the first model keeps for everybody who may be named."""
REACHED_BY_DIALECTS = Bars(mean_difference=0.06, worst_difference=0.15, flips=0.40)
"""Of so few pairs a dialect, in which more than one word differs."""


@pytest.fixture(scope="module")
def ours() -> Understanding:
    return Understanding()


def unfair(ours: Understanding, part: int) -> list[str]:
    """What is over what was reached, on a part of the audit."""
    kinds = audit(ours, "heed", material().thinned(part)).kinds
    named = [kind for kind in kinds if kind.name != "dialect"]
    dialects = [kind for kind in kinds if kind.name == "dialect"]
    assert named and dialects
    return gate(named, REACHED) + gate(dialects, REACHED_BY_DIALECTS)


@pytest.mark.timeout(300)
def test_it_reads_everybody_alike_on_a_part_of_the_audit(ours: Understanding) -> None:
    assert unfair(ours, 12) == []


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_it_reads_everybody_alike_on_all_of_it(ours: Understanding) -> None:
    assert unfair(ours, 1) == []


def test_it_reads_a_no_as_it_is_meant(ours: Understanding) -> None:
    assert evaluate_negation(ours).failures == []
