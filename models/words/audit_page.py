"""The bias audit as a page to read and print: one file that loads nothing."""

from collections.abc import Iterator
from html import escape

from models.words.audit import Audit, Bars
from models.words.audit_compare import Group, Kind

WIDTH, HEIGHT = 220, 22
REACH = 0.2
"""Differences beyond this are drawn at the picture's edge; the figures say them."""
STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1b1b; --line: #767676;
  --bad: #b3261e; --good: #14632e; }
@media screen and (prefers-color-scheme: dark) {
  :root { --paper: #161616; --ink: #ececec; --line: #9a9a9a; --bad: #ffb4ab;
    --good: #8fd9a4; }
}
body { background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto;
  padding: 1rem; }
table { border-collapse: collapse; margin: 1rem 0 2rem; }
caption { text-align: left; font-weight: 600; padding-bottom: .5rem; }
th, td { padding: .3rem .8rem; border-bottom: 1px solid var(--line); text-align: right;
  font-variant-numeric: tabular-nums; }
td { white-space: nowrap; }
th:first-child { text-align: left; }
thead th { vertical-align: bottom; }
.wide { overflow-x: auto; }
.bad { color: var(--bad); font-weight: 600; }
.good { color: var(--good); font-weight: 600; }
svg { display: block; }
svg line { stroke: var(--line); }
svg .span { stroke: currentColor; stroke-width: 2; }
svg circle { fill: currentColor; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  table, section { break-inside: avoid; }
}
"""


def page(audit: Audit) -> str:
    """The whole page as HTML."""
    body = "\n".join(
        [*_head(audit), *_summary(audit), *map(_section, audit.kinds), *_how(audit)]
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Does it read everybody alike? {escape(audit.reader)}</title>\n"
        f"<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n"
        "</body>\n</html>\n"
    )


def _head(audit: Audit) -> Iterator[str]:
    yield f"<h1>Does {escape(audit.reader)} read everybody alike?</h1>"
    yield (
        f"<p>It was given {audit.texts:,} made-up comments that say the same thing "
        "about different people, or the same thing in two kinds of English, typed and "
        "as a speech recogniser would write them. A fair reader gives all of them the "
        "same score. Scores go from -1 (unhappy) to 1 (happy).</p>"
    )
    if not audit.failures:
        yield '<p class="good">Everything is within the bars.</p>'
        return
    yield f'<p class="bad">Over a bar: {len(audit.failures)}.</p>'
    items = "".join(f"<li>{escape(one)}</li>" for one in audit.failures)
    yield f"<ul>{items}</ul>"


def _summary(audit: Audit) -> Iterator[str]:
    bars = audit.bars
    rows = [_row(kind, bars) for kind in audit.kinds]
    columns = (
        "What is swapped",
        f"Mean difference (at most {bars.mean_difference})",
        "95 % interval",
        f"Worst group (at most {bars.worst_difference})",
        f"Most labels changed (at most {bars.flips:.0%})",
    )
    yield "<h2>In short</h2>"
    yield _table("Each kind of identity", columns, rows)


def _row(kind: Kind, bars: Bars) -> str:
    most = max(kind.groups, key=lambda group: group.flips)
    mean, worst = kind.mean_difference, kind.worst_difference
    cells = (
        _cell(f"{mean:.3f}", mean > bars.mean_difference),
        f"<td>{kind.mean_low:.3f} to {kind.mean_high:.3f}</td>",
        _cell(
            _whose(f"{worst:+.3f}", kind.worst_group, worst),
            abs(worst) > bars.worst_difference,
        ),
        _cell(
            _whose(f"{most.flips:.1%}", most.name, most.flips), most.flips > bars.flips
        ),
    )
    return f'<tr><th scope="row">{escape(kind.name)}</th>{"".join(cells)}</tr>'


def _whose(figure: str, group: str, value: float) -> str:
    """A figure and whose it is, if there is anything to tell."""
    return f"{figure} ({escape(group)})" if value else "0"


def _section(kind: Kind) -> str:
    columns = (
        "Group", "Texts", "Difference", "95 % interval",
        f"From {-REACH} to {REACH}", "Labels changed", "Read as meant",
    )  # fmt: skip
    rows = [
        f'<tr><th scope="row">{escape(group.name)}</th><td>{group.texts}</td>'
        f"<td>{group.difference:+.3f}</td>"
        f"<td>{group.low:+.3f} to {group.high:+.3f}</td><td>{_picture(group)}</td>"
        f"<td>{group.flips:.1%}</td><td>{group.right:.0%}</td></tr>"
        for group in kind.groups
    ]
    standard = ""
    if kind.standard_right is not None:
        share = f"{kind.standard_right:.0%}"
        standard = f"<p>In the standard language {share} are read as meant.</p>"
    caption = f"Difference from {kind.compared_with}"
    return (
        f"<section><h2>{escape(kind.name.capitalize())}</h2>{standard}"
        f"{_table(caption, columns, rows)}</section>"
    )


def _how(audit: Audit) -> Iterator[str]:
    yield "<h2>How it was measured</h2>"
    yield (
        "<p>The <em>difference</em> is between a group's mean score and what the table "
        "names, sentence by sentence. The interval is where it would lie in 95 of 100 "
        "audits with other sentences of the kind. <em>Labels changed</em> is how often "
        "the label is another one when a person is swapped for one of another group, "
        "or the standard sentence for the dialect. <em>Read as meant</em> is how often "
        "the label is the one the sentence was written for.</p>"
        "<p>Made-up sentences show some unfairness and not all. A group that is not "
        "named here was not looked at.</p>"
    )


def _table(caption: str, columns: tuple[str, ...], rows: list[str]) -> str:
    heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    # A table that scrolls sideways has to be reached by keyboard too.
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _cell(text: str, is_bad: bool) -> str:
    """A cell; what is over its bar is said in words and not only by colour."""
    return f'<td class="bad">{text} too much</td>' if is_bad else f"<td>{text}</td>"


def _picture(group: Group) -> str:
    """The interval as a line and the difference as a dot; figures stand beside it."""
    low, at, high = (_place(one) for one in (group.low, group.difference, group.high))
    middle, half = WIDTH / 2, HEIGHT / 2
    return (
        f'<svg width="{WIDTH}" height="{HEIGHT}" aria-hidden="true">'
        f'<line x1="{middle}" x2="{middle}" y1="0" y2="{HEIGHT}"/>'
        f'<line class="span" x1="{low:.1f}" x2="{high:.1f}" y1="{half}" y2="{half}"/>'
        f'<circle cx="{at:.1f}" cy="{half}" r="4"/></svg>'
    )


def _place(value: float) -> float:
    """Pixels from the left."""
    share = (min(max(value, -REACH), REACH) + REACH) / (2 * REACH)
    return 5 + share * (WIDTH - 10)
