"""`heed calibrate words`: fits the words' model to what people put right here."""

from collections.abc import Iterator
from pathlib import Path

from hub.calibration import fit, report, write
from hub.settings import Hub
from hub.store.calibration import labelled
from hub.store.store import Store
from models.words.model import WordsModel


def words(store: Store, settings: Hub) -> Iterator[str]:
    """Fit, and tell in lines what came of it; raises TooFew, BadModel."""
    model = WordsModel()
    fitted = fit(labelled(store.connection()), model)
    yield from report(fitted)
    if not fitted.is_better:
        yield "That is no better, so nothing was changed."
        return
    path = write(fitted, Path(settings.data))
    yield f"Written to {path}; what colleagues tell is read by it from now on."
    yield "Kiosks go on with the model's own priors: they do not take a shop's yet."
