"""Zip archives as a model comes in, and as nobody should unpack them."""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from typing import Any

from models.manifest import Entry

MODEL = {
    "tiny-0.1/am/final.mdl": b"a model" * 500,
    "tiny-0.1/conf/model.conf": b"--beam=10\n",
    "tiny-0.1/README": b"read me",
}


def packed(files: Mapping[str, bytes]) -> bytes:
    """An archive of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def packed_link(name: str, target: str) -> bytes:
    """An archive with a symbolic link in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = 0o120777 << 16
        archive.writestr(info, target)
    return buffer.getvalue()


def entry_for(content: bytes, address: str, **other: Any) -> Entry:
    """A manifest's entry for this archive."""
    facts: dict[str, Any] = {
        "key": "tiny",
        "kind": "speech",
        "languages": ("en",),
        "name": "tiny-0.1",
        "address": f"{address}tiny.zip",
        "file": "tiny.zip",
        "unpack": "zip",
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "licence": "Apache-2.0",
        "source": address,
        "says": "A model for tests.",
    }
    return Entry(**(facts | other))
