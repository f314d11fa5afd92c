"""Fitting the words' model to a shop: what it needs, what it gains, what it leaves."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from hub import calibration
from hub.calibration import NEEDED, TooFew, crossed, measured, priors, softmax
from hub.store import comments
from hub.store.calibration import Labelled, labelled
from hub.store.store import Store
from hub.understanding import FACTS, INSTALLED, fitted_facts
from tests.hub.makers import NOW, Sender, comment, put_right, store_all, uuid
from tests.servers import require


def test_an_owners_word_goes_before_a_customers_and_forgotten_words_do_not_count(
    store: Store,
) -> None:
    sender, visits = Sender(), [uuid() for _ in range(4)]
    said = [comment(f"text {n}", visit=visit) for n, visit in enumerate(visits)]
    right = [
        put_right(visits[0], confirmed=True),
        put_right(visits[1], label="mixed"),
        put_right(visits[2], themes=["price"]),
        put_right(visits[3], label="positive"),
    ]
    store_all(store, [sender.incoming(one) for one in (*said, *right)])
    with store.write() as connection:
        (number,) = connection.execute(
            "SELECT comment FROM comments WHERE text = 'text 3'"
        ).fetchone()
        comments.correct_by_owner(connection, number, "neutral", NOW)
        comments.correct_by_owner(connection, number, "negative", NOW)
    found = {row.text: row.label for row in labelled(store.connection())}
    assert found == {"text 0": "negative", "text 1": "mixed", "text 3": "negative"}
    with store.write() as connection:
        connection.execute("UPDATE comments SET text = NULL")
    assert labelled(store.connection()) == []


def drawn(n: int, shift: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """Logits of a good model, and labels of a shop whose priors are shifted."""
    chance = np.random.default_rng(3)
    logits = chance.normal(0, 1.5, (n, 4))
    true = softmax(logits + np.array(shift))
    labels = np.array([chance.choice(4, p=row) for row in true])
    return logits, labels


def test_shifted_priors_are_found_and_help_on_comments_that_were_not_seen() -> None:
    logits, labels = drawn(400, [1.5, 0.0, -1.5, 0.0])
    bias = priors(logits, labels)
    assert bias[0] > 0.7 and bias[2] < -0.7
    before, after = measured(softmax(logits), labels, 0.4), crossed(logits, labels)
    assert after.log_loss < before.log_loss - 0.05
    assert after.accuracy > before.accuracy


def test_a_shop_like_all_others_changes_next_to_nothing() -> None:
    logits, labels = drawn(400, [0.0, 0.0, 0.0, 0.0])
    assert np.abs(priors(logits, labels)).max() < 0.35
    assert abs(crossed(logits, labels).accuracy - 0.62) < 0.15


def test_facts_of_another_model_are_not_used(tmp_path: Path) -> None:
    (tmp_path / FACTS).write_bytes(b'{"files": {"words.onnx": "other"}}')
    assert fitted_facts(tmp_path) is None
    (tmp_path / FACTS).write_bytes(b"{")
    assert fitted_facts(tmp_path) is None


def test_the_models_own_facts_come_back_fitted_and_are_used(tmp_path: Path) -> None:
    require(INSTALLED.with_name("words.onnx").exists(), "the words' model")
    from models.words.model import WordsModel, read_facts

    model = WordsModel()
    with pytest.raises(TooFew, match=f"needs {NEEDED} corrected comments, there are 5"):
        calibration.fit([Labelled("Lovely", "positive")] * 5, model)
    rows = [Labelled("I waited for ages", "neutral")] * 30
    rows += [Labelled("So kind, thank you", "positive")] * 30
    fitted = calibration.fit(rows, model)
    assert fitted.is_better
    assert len(list(calibration.report(fitted))) == 6
    path = calibration.write(fitted, tmp_path)
    assert fitted_facts(tmp_path) == path
    facts = read_facts(path)
    assert facts.bias != model.facts.bias
    before = model.answers("I waited for ages").sentiment[1]
    model.use(facts)
    assert model.answers("I waited for ages").sentiment[1] > before
    assert msgspec.json.decode(path.read_bytes())["name"] == facts.name
