"""Which models there are: what models/manifest.toml says, read into structs."""

import functools
from importlib import resources
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from contract.errors import HeedError

Key = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,39}$")]
FileName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][\w.-]{0,99}$")]
Kind = Literal["speech", "people"]


class UnknownModel(HeedError, LookupError):
    """No model goes by that name."""


class Published(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a model's makers say of it; not measured by Heed."""

    measure: str
    """What was measured, with its unit."""
    source: str
    """Where they say so."""
    values: dict[str, float]
    """Figure by what it was measured on."""


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One model of the manifest."""

    key: Key
    """Its name here, and of its folder."""
    kind: Kind
    """What it is for."""
    name: str
    """What its makers call it."""
    address: Annotated[str, Meta(pattern="^https?://")]
    """Where its file is fetched from."""
    file: FileName
    """The fetched file's name."""
    bytes: Annotated[int, Meta(gt=0)]
    """Size of the fetched file."""
    licence: str
    """As an SPDX name."""
    source: str
    """The page on which its makers tell of it."""
    says: str
    """What an installer should know."""
    languages: tuple[str, ...] = ()
    """Languages that it knows words of."""
    unpack: Literal["zip"] | None = None
    """How the fetched file is unpacked; none where it is used as it is."""
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")] | None = None
    """The fetched file's checksum, where known."""
    md5: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")] | None = None
    """Its makers' checksum, where they give no better one."""
    published: Published | None = None
    """What its makers measured."""

    def __post_init__(self) -> None:
        if self.sha256 is None and self.md5 is None:
            raise ValueError(f"{self.key} has neither sha256 nor md5")

    @property
    def checksum(self) -> tuple[str, str]:
        """Name and value of the best checksum that is known."""
        if self.sha256 is not None:
            return "sha256", self.sha256
        assert self.md5 is not None
        return "md5", self.md5


class _Manifest(Struct, frozen=True, forbid_unknown_fields=True):
    model: tuple[Entry, ...]


def read_manifest(text: str) -> tuple[Entry, ...]:
    """The entries of a manifest; raises ValueError for one that is not sound."""
    entries = msgspec.toml.decode(text, type=_Manifest).model
    keys = [entry.key for entry in entries]
    if len(set(keys)) < len(keys):
        raise ValueError(f"the manifest names a model twice: {keys}")
    return entries


@functools.cache
def manifest() -> tuple[Entry, ...]:
    """The models that Heed knows, in the order of the file."""
    file = resources.files(__package__) / "manifest.toml"
    return read_manifest(file.read_text(encoding="utf-8"))


def entry(key: str, known: tuple[Entry, ...] | None = None) -> Entry:
    """The model of that name; raises UnknownModel that names the known ones."""
    known = manifest() if known is None else known
    for one in known:
        if one.key == key:
            return one
    names = ", ".join(one.key for one in known)
    raise UnknownModel(f"there is no model {key!r}; the known ones are {names}")
