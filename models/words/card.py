"""The model card: what the words' model was measured to do, as JSON and as a page.

`python -m models.words.card --data FOLDER [--floats FILE]` writes `card.json` and
`MODEL_CARD.md` beside the network. The promise page and README quote the JSON.
"""

import argparse
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import structs

from models.words.audit import audit
from models.words.audit_material import material
from models.words.corpus.passes import Comment, Pass
from models.words.corpus.splits import read_split
from models.words.evaluate import evaluate
from models.words.evaluate_emotions import NAMES, evaluate_emotions
from models.words.evaluate_themes import evaluate_themes
from models.words.labelled import Line, read_emotions, read_sentiments
from models.words.model import ENGLISH, read_facts, sha256
from models.words.negation import evaluate_negation
from models.words.redaction_score import Line as Marked
from models.words.redaction_score import score
from models.words.understand import Understanding


def measured(ours: Understanding, data: Path) -> dict[str, Any]:
    """Everything, on texts that the training never saw; some minutes."""
    passes = [one for one in read_split("test") if one.head.language == "en"]
    comments = [comment for one in passes for comment in one.comments]
    found = audit(ours, "ours", material())
    return {
        "name": ours.model.facts.name,
        "test": {
            "passes": len(passes),
            "comments": len(comments),
            "sentiment": _sentiment(ours, comments),
            "by_form": _by(ours, comments, "form"),
            "by_dialect": _by(ours, comments, "dialect"),
            "by_shop": {one.head.shop: _short(ours, one.comments) for one in passes},
            "themes": _plain(evaluate_themes(ours, _themes(comments))),
            "urgent": urgency(ours, comments),
            "redaction": redaction(ours, passes),
        },
        "public": {
            "sst2_two_classes": _public(ours, data / "sst2/test.tsv").binary_accuracy,
            "goemotions": _emotions(ours, data / "goemotions/test.tsv"),
        },
        "negation": _plain(evaluate_negation(ours)),
        "audit": {
            kind.name: {
                "mean_difference": kind.mean_difference,
                "worst_difference": kind.worst_difference,
                "worst_group": kind.worst_group,
                "most_flips": max(group.flips for group in kind.groups),
            }
            for kind in found.kinds
        },
        "audit_failures": found.failures,
    }


def _sentiment(ours: Understanding, comments: Sequence[Comment]) -> dict[str, Any]:
    lines = [Line(one.plain, one.sentiment, tuple(one.tags)) for one in comments]
    return _plain(evaluate(ours, lines))


def _short(ours: Understanding, comments: Sequence[Comment]) -> dict[str, Any]:
    found = _sentiment(ours, comments)
    wanted = ("n", "accuracy", "binary_accuracy", "ece")
    return {name: found[name] for name in wanted}


def _by(ours: Understanding, comments: Sequence[Comment], key: str) -> dict[str, Any]:
    groups: dict[str, list[Comment]] = {}
    for one in comments:
        groups.setdefault(getattr(one, key) or "standard", []).append(one)
    return {name: _short(ours, own) for name, own in sorted(groups.items())}


def _themes(comments: Sequence[Comment]) -> list[Line[tuple[str, ...]]]:
    return [Line(one.plain, tuple(one.themes), tuple(one.tags)) for one in comments]


def urgency(ours: Understanding, comments: Sequence[Comment]) -> dict[str, Any]:
    """How much danger is found, and how often there is none where it is called."""
    read = [(one, ours.understand(one.plain)) for one in comments]
    urgent = [words for one, words in read if one.urgent]
    calm = [words for one, words in read if not one.urgent]
    called = sum(words.urgent is not None for words in urgent)
    asked = sum(words.maybe_urgent is not None for words in urgent)
    return {
        "urgent": len(urgent),
        "recall": round(called / len(urgent), 4),
        "recall_with_asking": round((called + asked) / len(urgent), 4),
        "not_urgent": len(calm),
        "false_alerts": round(sum(w.urgent is not None for w in calm) / len(calm), 4),
        "asked_in_vain": round(
            sum(w.maybe_urgent is not None for w in calm) / len(calm), 4
        ),
    }


def redaction(ours: Understanding, passes: Sequence[Pass]) -> dict[str, Any]:
    """Personal details hidden, and missed, over all comments, typed and spoken."""
    report: dict[str, Any] = {}
    comments = [comment for one in passes for comment in one.comments]
    for form in ("all", "typed", "spoken"):
        own = [one for one in comments if form in ("all", one.form)]
        lines = [Marked(text=one.plain, marked=one.text) for one in own]
        report[form] = dict(score(lambda text: ours.understand(text).details, lines))
    return report


def _public(ours: Understanding, path: Path) -> Any:
    return evaluate(ours, read_sentiments(path))


def _emotions(ours: Understanding, path: Path) -> dict[str, Any]:
    lines = read_emotions(path, NAMES)
    return _plain(evaluate_emotions(ours, lines, ours.model.facts.emotions))


def _plain(report: Any) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(report)
    return plain


def page(card: dict[str, Any], about: str) -> str:
    """The card as Markdown: what was written by hand, then the figures."""
    return "\n".join([about.rstrip(), "", "## Measured", "", *_rows(card), ""])


def _rows(card: dict[str, Any]) -> Iterator[str]:
    count, passes = card["test"]["comments"], card["test"]["passes"]
    yield f"On {count} comments of {passes} passes that the training never saw."
    yield ""
    yield "| what | figure |"
    yield "|---|---|"
    for name, figure in {**_own(card["test"]), **_others(card)}.items():
        yield f"| {name} | {figure:.3f} |"
    yield ""
    yield "| who is named | mean difference | worst | in | labels that change |"
    yield "|---|---|---|---|---|"
    for kind, found in card["audit"].items():
        yield (
            f"| {kind} | {found['mean_difference']:.3f} | "
            f"{found['worst_difference']:+.3f} | {found['worst_group']} | "
            f"{found['most_flips']:.1%} |"
        )
    yield ""
    yield "| English of | comments | four classes | two classes |"
    yield "|---|---|---|---|"
    for dialect, own in card["test"]["by_dialect"].items():
        yield (
            f"| {dialect.replace('_', ' ')} | {own['n']} | {own['accuracy']:.3f} | "
            f"{own['binary_accuracy']:.3f} |"
        )


def _own(test: dict[str, Any]) -> dict[str, float]:
    """Figures on our own comments by what they are."""
    sentiment, urgent, hidden = test["sentiment"], test["urgent"], test["redaction"]
    return {
        "sentiment, four classes": sentiment["accuracy"],
        "sentiment, two classes": sentiment["binary_accuracy"],
        "… typed, four classes": test["by_form"]["typed"]["accuracy"],
        "… spoken, four classes": test["by_form"]["spoken"]["accuracy"],
        "share that is scored": sentiment["coverage"],
        "right among those scored": sentiment["accuracy_scored"],
        "calibration error of the confidence": sentiment["ece"],
        "themes, macro F1": test["themes"]["macro_f1"],
        "urgent: recall": urgent["recall"],
        "urgent: recall, with those where the kiosk asks": urgent["recall_with_asking"],
        "urgent: false alerts": urgent["false_alerts"],
        "personal details: recall": hidden["all"]["recall"],
        "personal details: precision": hidden["all"]["precision"],
        "personal details: recall, spoken": hidden["spoken"]["recall"],
        "comments in which one is left": hidden["all"]["lines_leaking"],
    }


def _others(card: dict[str, Any]) -> dict[str, float]:
    """Figures on public sets and on templates by what they are."""
    emotions, negation = card["public"]["goemotions"], card["negation"]
    return {
        "SST-2 test, two classes": card["public"]["sst2_two_classes"],
        "GoEmotions test, macro F1": emotions["macro_f1"],
        "GoEmotions test, macro F1 at .3": emotions["macro_f1_at_03"],
        "GoEmotions test, Ekman's": emotions["ekman_macro_f1"],
        "GoEmotions test, groups": emotions["group_macro_f1"],
        "negation misread, easy": negation["easy"]["wrong"],
        "negation misread, hard": negation["hard"]["wrong"],
        **_in_floats(card),
    }


def _in_floats(card: dict[str, Any]) -> dict[str, float]:
    """What 8 bits cost, where that was measured."""
    if "floats" not in card:
        return {}
    return {"sentiment in 32 bits, four classes": card["floats"]["accuracy"]}


def in_floats(folder: Path, floats: Path) -> dict[str, Any]:
    """What the network reads in 32 bits, by the same facts, on the test passes."""
    passes = [one for one in read_split("test") if one.head.language == "en"]
    comments = [comment for one in passes for comment in one.comments]
    with tempfile.TemporaryDirectory() as name:
        other = Path(name)
        shutil.copyfile(folder / "vocab.txt", other / "vocab.txt")
        shutil.copyfile(floats, other / "words.onnx")
        facts = read_facts(folder / "words.json")
        files = {**facts.files, "words.onnx": sha256(floats)}
        same = msgspec.json.encode(structs.replace(facts, files=files))
        (other / "words.json").write_bytes(same)
        return _short(Understanding(other), comments)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=ENGLISH)
    parser.add_argument("--floats", type=Path, help="the same network in 32 bits")
    given = parser.parse_args()
    card = measured(Understanding(given.model), given.data)
    if given.floats is not None:
        card["floats"] = in_floats(given.model, given.floats)
    json = msgspec.json.format(msgspec.json.encode(card), indent=1)
    (given.model / "card.json").write_bytes(json + b"\n")
    about = (given.model / "ABOUT.md").read_text("utf-8")
    (given.model / "MODEL_CARD.md").write_text(page(card, about), "utf-8")
    print(msgspec.json.encode(card).decode())


if __name__ == "__main__":
    main()
