"""How a settings file is read: TOML into a frozen struct, every key known.

What is wrong is told with the file, the key, what was expected, what the key means and
in which unit, so that nobody has to look it up.
"""

import difflib
import json
import re
import tomllib
from pathlib import Path
from typing import (
    Annotated,
    Any,
    Literal,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

import msgspec
from msgspec import Meta, Struct

from contract.errors import SettingsError
from contract.meanings import meanings, structs_in

S = TypeVar("S", bound=Struct)

WORDS = {
    "`int`": "a whole number",
    "`float`": "a number",
    "`str`": "text in quotes",
    "`bool`": "true or false",
    "`array`": "a list in [ ]",
    "`object`": "a table of keys",
    "`null`": "nothing",
}


class Broker(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the broker is and how one signs in to it."""

    host: Annotated[str, Meta(min_length=1)] = "127.0.0.1"
    """Name or address."""
    port: Annotated[int, Meta(ge=1, le=65535)] = 1883
    """TCP port."""
    protocol: Literal["5", "3.1.1"] = "5"
    """MQTT version; 3.1.1 for brokers that know no other."""
    username: str | None = None
    """Name at the broker; without a certificate."""
    password_file: str | None = None
    """File whose first line is the password."""
    ca_file: str | None = None
    """Authority that signed the broker's certificate; switches TLS on."""
    cert_file: str | None = None
    """Our certificate."""
    key_file: str | None = None
    """Our private key."""
    keepalive_s: Annotated[int, Meta(ge=2, le=300)] = 10
    """Seconds after which a silent connection counts as broken."""


def read_settings(path: Path, kind: type[S]) -> S:
    """Read a TOML file into `kind`.

    Raises SettingsError naming the file, the key, what was expected and the known keys.
    """
    text = _text(path)
    try:
        return msgspec.toml.decode(text, type=kind)
    except msgspec.ValidationError as error:
        told = _explain(str(error), kind, tomllib.loads(text))
        raise SettingsError(f"{path}: {told}") from error
    except msgspec.DecodeError as error:
        raise SettingsError(
            f"{path}: not TOML: {error}. Write key = value lines under [table] lines"
        ) from error


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SettingsError(
            f"{path}: line {line} is not UTF-8 text; save the file as UTF-8"
        ) from error
    except FileNotFoundError as error:
        raise SettingsError(
            f"{path}: there is no such file. Create it, or name another with --settings"
        ) from error
    except IsADirectoryError as error:
        raise SettingsError(
            f"{path}: is a folder. Name the settings file in it with --settings"
        ) from error
    except OSError as error:
        raise SettingsError(
            f"{path}: cannot be read ({error.strerror}). Let this user read it, or "
            "name another with --settings"
        ) from error


def _explain(message: str, kind: type[Struct], content: dict[str, Any]) -> str:
    """msgspec's words, with place, value, meaning and what is known there."""
    what, _, where = message.partition(" - at `$")
    path = re.findall(r"\w+|\[[^]]*\]", where)
    if unknown := re.search("unknown field `(.+)`", what):
        return _unknown(unknown[1], _owner(kind, path), path)
    if missing := re.search("missing required field `(.+)`", what):
        meaning = _meaning(_owner(kind, path), missing[1])
        return f"{missing[1]} {_place(path)} is missing; add it{meaning}"
    if not what.startswith(("Expected", "Invalid enum")):
        return f"{what} ({_place(path)})"
    last = max(n for n, part in enumerate(path) if not part.startswith("["))
    key, table = path[last], path[:last]
    owner = _owner(kind, table)
    return (
        f"{key} {_place(table)} is {_value(content, path)}, but must be "
        f"{_expected(what, get_type_hints(owner)[key])}; change it"
        f"{_meaning(owner, key)}"
    )


def _meaning(kind: type[Struct], key: str) -> str:
    told = meanings(kind).get(key)
    return f". It means: {told}" if told else ""


def _unknown(key: str, owner: type[Struct], path: list[str]) -> str:
    known = sorted(owner.__struct_fields__)
    close = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    hint = f"; did you mean {close[0]!r}?" if close else "; take it out"
    return f"unknown key {key!r} {_place(path)}{hint} (known here: {', '.join(known)})"


def _owner(kind: type[Struct], path: list[str]) -> type[Struct]:
    """The struct that the table at this path is read into."""
    for part in path:
        if not part.startswith("["):
            kind = next(structs_in(get_type_hints(kind)[part]))
    return kind


def _place(path: list[str]) -> str:
    """Where a table stands, as one finds it in the file."""
    names = ".".join(part for part in path if not part.startswith("["))
    entries = [int(part[1:-1]) + 1 for part in path if part[1:-1].isdigit()]
    entry = f", entry {entries[-1]}" if entries else ""
    return f"in [{names}]{entry}" if names else "at the top"


def _value(content: Any, path: list[str]) -> str:
    """What the file says there, in TOML's words as far as JSON's are the same."""
    for part in path:
        if part == "[...]":
            return "not right"
        content = content[int(part[1:-1]) if part.startswith("[") else part]
    return json.dumps(content, default=str, ensure_ascii=False)[:80]


def _expected(what: str, hint: Any) -> str:
    if what.startswith("Invalid enum"):
        return "one of " + ", ".join(json.dumps(value) for value in _choices(hint))
    for name, words in WORDS.items():
        what = what.replace(name, words)
    return what.removeprefix("Expected ").partition(", got")[0]


def _choices(hint: Any) -> list[Any]:
    """The values of the Literal in a type hint."""
    if get_origin(hint) is Literal:
        return list(get_args(hint))
    return [value for inner in get_args(hint) for value in _choices(inner)]
