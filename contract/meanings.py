"""What a struct's fields mean: the words in the line under each, from its source."""

import ast
import functools
import inspect
import textwrap
from collections.abc import Iterator
from typing import Any, get_args

from msgspec import Struct


@functools.cache
def meanings(kind: type[Struct]) -> dict[str, str]:
    """Meaning by field name, in one line each; empty where the source is not here."""
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        if issubclass(base, Struct) and base is not Struct:
            found.update(_described(base))
    return {name: found[name] for name in kind.__struct_fields__ if name in found}


def structs_in(hint: Any) -> Iterator[type[Struct]]:
    """Structs that a type hint such as `list[Zone]` or `Broker | None` names."""
    if isinstance(hint, type) and issubclass(hint, Struct):
        yield hint
    for inner in get_args(hint):
        yield from structs_in(inner)


def _described(kind: type) -> Iterator[tuple[str, str]]:
    try:
        source = inspect.getsource(kind)
    except OSError:
        return
    body = ast.parse(textwrap.dedent(source)).body[0]
    assert isinstance(body, ast.ClassDef)
    for field, below in zip(body.body, body.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
        ):
            yield field.target.id, " ".join(str(below.value.value).split())
