"""The model that comes along is within the bars for fairness and negation."""

import pytest

from models.words.audit import audit
from models.words.audit_material import material
from models.words.negation import evaluate_negation
from models.words.understand import Understanding


@pytest.fixture(scope="module")
def ours() -> Understanding:
    return Understanding()


def test_it_reads_everybody_alike_on_a_part_of_the_audit(ours: Understanding) -> None:
    assert audit(ours, "heed", material().thinned(4)).failures == []


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_it_reads_everybody_alike_on_all_of_it(ours: Understanding) -> None:
    assert audit(ours, "heed", material()).failures == []


def test_it_reads_a_no_as_it_is_meant(ours: Understanding) -> None:
    assert evaluate_negation(ours).failures == []
