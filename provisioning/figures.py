"""A report of figures as lines and tables for a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

GAP = "  "


def shown(report: Mapping[str, Any], heading: str = "") -> str:
    """Single figures first, a line each; then what has parts, under its name."""
    blocks = []
    plain = {name: value for name, value in report.items() if not _has_parts(value)}
    if plain:
        width = max(map(len, plain))
        lines = [f"{_said(k):<{width}}{GAP}{_figure(v)}" for k, v in plain.items()]
        blocks.append("\n".join([*([heading] if heading else []), *lines]))
    for name, value in report.items():
        if _has_parts(value):
            blocks += _parts(f"{heading}: {_said(name)}".removeprefix(": "), value)
    return "\n\n".join(blocks)


def _parts(name: str, value: Any) -> Iterator[str]:
    """What has parts, as a table where they are alike."""
    if not isinstance(value, Mapping):
        yield "\n".join([name, *(f"- {_figure(one)}" for one in value)])
    elif all(isinstance(row, Mapping) and _is_flat(row) for row in value.values()):
        yield f"{name}\n{_table([{'': key, **row} for key, row in value.items()])}"
    else:
        yield shown(value, name)


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Columns under their names, words to the left and figures to the right."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [[_said(name) for name in names]]
    cells += [[_figure(row.get(name)) for name in names] for row in rows]
    widths = [max(len(row[at]) for row in cells) for at in range(len(names))]
    lines = [
        GAP.join(
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]
    return "\n".join(lines)


def _said(name: str) -> str:
    return name.replace("_", " ")


def _figure(value: Any) -> str:
    if value is None or isinstance(value, Mapping | list | tuple):
        return "none"
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return str(value)


def _has_parts(value: Any) -> bool:
    return isinstance(value, Mapping | list | tuple) and len(value) > 0


def _is_flat(row: Mapping[str, Any]) -> bool:
    return not any(isinstance(value, Mapping | list | tuple) for value in row.values())
