"""What software does with words, in plain ones, and how often it was seen to fail."""

from flask import Blueprint, render_template

from hub.web import saidbook
from hub.web.context import here
from models.words.published import CARD, Card, read_card

blueprint = Blueprint("promise", __name__, url_prefix="/promise")


@blueprint.get("")
def show() -> str:
    """The page, in the reader's language."""
    language, words = saidbook.chosen()
    card = read_card(CARD)
    return render_template(
        "promise.html",
        on="promise",
        language=language,
        words=words,
        days=here().settings.words.keep_days,
        card=card,
        rows=rows(card) if card else [],
        name=saidbook.name,
    )


def rows(card: Card) -> list[tuple[str, str]]:
    """Key of the words and figure of each thing that was measured."""
    test, hidden = card.test, card.test.redaction.all
    shares = {
        "promise_left": 1 - hidden.recall,
        "promise_lines": hidden.lines_leaking,
        "promise_scored": test.sentiment.coverage,
        "promise_right": test.sentiment.accuracy_scored,
        "promise_danger": test.urgent.recall,
        "promise_false": test.urgent.false_alerts,
    }
    told = [(key, f"{100 * share:.1f} %") for key, share in shares.items()]
    return [*told, ("promise_unfair", f"{card.worst:.2f}")]
