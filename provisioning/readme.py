"""The tables of README.md from the structs; `python -m provisioning.readme` writes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec
from msgspec import Meta, Struct

from contract.document import wire_format
from contract.meanings import meanings, structs_in
from device.settings import Device
from hub.settings import Hub

README = Path(__file__).resolve().parent.parent / "README.md"


def tables() -> dict[str, str]:
    """Every generated part of the README by the name in its markers."""
    return {
        "device settings": settings_table(Device),
        "hub settings": settings_table(Hub),
        "wire format": wire_format().strip(),
    }


def filled(text: str) -> str:
    """The text with every generated part anew; raises ValueError for a missing one."""
    for name, table in tables().items():
        begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
        if text.count(begin) != 1 or text.count(end) != 1:
            raise ValueError(f"README.md needs {begin!r} and {end!r} once each")
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}\n{table}\n{end}{rest.partition(end)[2]}"
    return text


def settings_table(kind: type[Struct]) -> str:
    """All keys of a settings file with default and meaning, as Markdown."""
    rows = ["| key | default | what it is |", "|---|---|---|"]
    rows += [f"| `{key}` | {default} | {says} |" for key, default, says in keys(kind)]
    return "\n".join(rows)


def keys(kind: type[Struct], table: str = "") -> Iterator[tuple[str, str, str]]:
    """Dotted key, default and meaning of every setting, tables after plain keys."""
    says = meanings(kind)
    fields = msgspec.structs.fields(kind)
    for field in fields:
        if not list(structs_in(field.type)):
            words = says[field.name] + allowed(field.type)
            yield f"{table}{field.name}", shown(default(field)), words
    for field in fields:
        for inner in structs_in(field.type):
            yield from keys(inner, f"{table}{field.name}.")


def default(field: msgspec.structs.FieldInfo) -> Any:
    """What a key is worth if it is not said; NODEFAULT where it must be."""
    made = field.default_factory
    return field.default if made is msgspec.NODEFAULT else made()


def shown(default: Any) -> str:
    """A default as one would write it in TOML."""
    if default is msgspec.NODEFAULT:
        return "must be set"
    if default is None:
        return "none"
    return f"`{msgspec.json.encode(default).decode()}`"


def allowed(hint: Any) -> str:
    """A number's limits or the known words; nothing where there are none."""
    for meta in get_args(hint):
        if isinstance(meta, Meta) and meta.ge is not None and meta.le is not None:
            return f" {meta.ge:g} to {meta.le:g}."
    if get_origin(hint) is Literal:
        return f" {' or '.join(map(shown, get_args(hint)))}."
    return ""


if __name__ == "__main__":
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8")
