"""`heed eval` and `heed audit`: how well and how fairly comments are read.

Everything is loaded when it is asked for: a device that only serves its pages needs
none of it.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
import msgspec

from contract.errors import HeedError
from provisioning.figures import shown

if TYPE_CHECKING:
    from models.words.audit import Audit
    from models.words.reading import Reader
    from models.words.understand import Understanding

F = TypeVar("F", bound=Callable[..., Any])
OURS, *PEERS = "heed", "vaderSentiment", "textblob"


class NotWritten(HeedError, OSError):
    """A report could not be written."""


@click.group("eval")
def evaluate() -> None:
    """Measure how well comments are read, on files with known answers."""


@click.group()
def audit() -> None:
    """Measure how fairly comments are read."""


def _options(*wanted: Callable[[F], F]) -> Callable[[F], F]:
    def add(command: F) -> F:
        for option in reversed(wanted):
            command = option(command)
        return command

    return add


FILES = click.argument(
    "files",
    metavar="FILE…",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
)
LANGUAGE = click.option(
    "--language", default="en", show_default=True, help="That of the comments."
)
JSON = click.option("--json", "as_json", is_flag=True, help="As one line of JSON.")
MODEL = click.option(
    "--model",
    type=click.Path(path_type=Path),
    help="Folder of another model than the one that comes along.",
)
READER = click.option(
    "--reader",
    type=click.Choice([OURS, *PEERS]),
    default=OURS,
    show_default=True,
    help="Who reads.",
)
WITH_PEERS = click.option(
    "--peers", is_flag=True, help=f"Measure {' and '.join(PEERS)} as well."
)


@evaluate.command()
@_options(FILES, LANGUAGE, READER, MODEL, WITH_PEERS, JSON)
def sentiment(
    files: Sequence[Path],
    language: str,
    reader: str,
    model: Path | None,
    peers: bool,
    as_json: bool,
) -> None:
    """Negative, neutral, positive or mixed: text, tab, label, and tags if known.

    Labels are those names, or 0 for negative and 1 for positive.
    """
    from models.words import peers as others
    from models.words.evaluate import evaluate, evaluate_peer
    from models.words.labelled import read_sentiments

    lines = [line for path in files for line in read_sentiments(path)]
    report = _plain(evaluate(_reader(reader, model), lines, language))
    if peers:
        report["peers"] = {
            name: _plain(evaluate_peer(peer, lines, language))
            for name, peer in others.peers().items()
        }
    _say(report, as_json)


@evaluate.command()
@_options(FILES, LANGUAGE, MODEL, JSON)
def emotions(
    files: Sequence[Path], language: str, model: Path | None, as_json: bool
) -> None:
    """GoEmotions' 28: text, tab, their numbers or names with commas between."""
    from models.words.evaluate_emotions import NAMES, evaluate_emotions
    from models.words.labelled import read_emotions

    lines = [line for path in files for line in read_emotions(path, NAMES)]
    ours = _ours(model)
    thresholds = ours.model.facts.emotions
    _say(_plain(evaluate_emotions(ours, lines, thresholds, language)), as_json)


@evaluate.command()
@_options(FILES, LANGUAGE, MODEL, JSON)
def themes(
    files: Sequence[Path], language: str, model: Path | None, as_json: bool
) -> None:
    """What comments are about: text, tab, themes with commas between or none."""
    from models.words.evaluate_themes import evaluate_themes
    from models.words.labelled import read_themes

    lines = [line for path in files for line in read_themes(path)]
    _say(_plain(evaluate_themes(_ours(model), lines, language)), as_json)


@evaluate.command()
@_options(FILES, LANGUAGE, MODEL, JSON)
def redaction(
    files: Sequence[Path], language: str, model: Path | None, as_json: bool
) -> None:
    """Personal details hidden: JSON lines {"text", "marked"}.

    In "marked", details are wrapped as [[TYPE|original]].
    """
    from models.words.labelled import read_file
    from models.words.redaction_score import read_lines, score

    lines = [line for path in files for line in read_lines(read_file(path), path.name)]
    ours = _ours(model)
    _say(score(lambda text: ours.understand(text, language).details, lines), as_json)


@evaluate.command()
@_options(READER, MODEL, JSON)
def negation(reader: str, model: Path | None, as_json: bool) -> None:
    """How often a "no" is misread, on sentences that come along."""
    from models.words.negation import evaluate_negation

    report = evaluate_negation(_reader(reader, model))
    _say(_plain(report), as_json)
    _fail(report.failures)


@audit.command()
@_options(READER, MODEL)
@click.option(
    "--page",
    "page_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the report as a page to this file.",
)
@click.option(
    "--report",
    "report_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the report as JSON to this file.",
)
@_options(JSON)
def words(
    reader: str,
    model: Path | None,
    page_file: Path | None,
    report_file: Path | None,
    as_json: bool,
) -> None:
    """Whether a comment reads otherwise when somebody else is in it."""
    from models.words.audit import audit
    from models.words.audit_material import material
    from models.words.audit_page import page

    found = audit(_reader(reader, model), reader, material())
    if page_file:
        _write(page_file, page(found).encode())
    if report_file:
        _write(report_file, msgspec.json.format(msgspec.json.encode(found)))
    _say(_plain(found) if as_json else brief(found), as_json)
    _fail(found.failures)


def brief(found: "Audit") -> dict[str, Any]:
    """A line for each kind of identity; the groups are in the page and the JSON."""
    return {
        "reader": found.reader,
        "texts": found.texts,
        "kinds": {
            kind.name: {
                "mean_difference": kind.mean_difference,
                "worst_difference": kind.worst_difference,
                "worst_group": kind.worst_group,
                "most_flips": max(group.flips for group in kind.groups),
            }
            for kind in found.kinds
        },
        "failures": found.failures,
    }


def _reader(name: str, model: Path | None) -> "Reader":
    """Our model or a peer; raises BadModel, NoPeer."""
    if name == OURS:
        return _ours(model)
    from models.words.peers import peers

    return peers()[name]


def _ours(model: Path | None) -> "Understanding":
    """Our own model; raises BadModel where it is odd."""
    from models.words.model import ENGLISH
    from models.words.understand import Understanding

    return Understanding(model or ENGLISH)


def _plain(report: Any) -> dict[str, Any]:
    plain = msgspec.to_builtins(report)
    assert isinstance(plain, dict)
    return plain


def _say(report: Mapping[str, Any], as_json: bool) -> None:
    click.echo(msgspec.json.encode(report).decode() if as_json else shown(report))


def _fail(failures: Sequence[str]) -> None:
    """Leave with exit code 1 where something is over its bar."""
    if failures:
        raise SystemExit(1)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise NotWritten(f"{path}: cannot be written ({error.strerror})") from error
