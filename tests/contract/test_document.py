"""The documents beside the contract say what the programs do."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from msgspec import Struct

import contract
from contract import topics
from contract.document import CHANNELS, documents, wire_format, write
from contract.events import KINDS, Envelope
from contract.meanings import meanings, structs_in
from contract.messages import MESSAGES

FOLDER = Path(contract.__file__).parent


def all_structs() -> set[type[Struct]]:
    found: set[type[Struct]] = set()
    waiting: list[type[Struct]] = [Envelope, *KINDS.values(), *MESSAGES.values()]
    while waiting:
        kind = waiting.pop()
        found.add(kind)
        for field in msgspec.structs.fields(kind):
            waiting += [s for s in structs_in(field.type) if s not in found]
    return found


def references(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        yield from [v for k, v in document.items() if k == "$ref"]
        for value in document.values():
            yield from references(value)
    elif isinstance(document, list):
        for value in document:
            yield from references(value)


def test_the_documents_in_the_repository_are_the_generated_ones(tmp_path: Path) -> None:
    for path in write(tmp_path):
        here = FOLDER / path.relative_to(tmp_path)
        told = f"{here} is not up to date; run: heed contract --write"
        assert here.exists(), told
        assert here.read_text(encoding="utf-8") == path.read_text("utf-8"), told
    schemas = {path.name for path in (FOLDER / "schemas").iterdir()}
    assert schemas == {path.name for path in (tmp_path / "schemas").iterdir()}


def test_writing_again_removes_the_schema_of_a_kind_that_is_gone(
    tmp_path: Path,
) -> None:
    write(tmp_path)
    old = tmp_path / "schemas" / "heed.gone.v1.json"
    old.write_text("{}")
    write(tmp_path)
    assert not old.exists()


@pytest.mark.parametrize("kind", sorted(all_structs(), key=str))
def test_every_field_has_its_meaning_under_it(kind: type[Struct]) -> None:
    assert set(meanings(kind)) == set(kind.__struct_fields__)
    assert all(meaning.endswith(".") for meaning in meanings(kind).values())


@pytest.mark.parametrize("path", documents())
def test_every_reference_in_a_document_leads_somewhere(path: str) -> None:
    document = documents()[path]
    for reference in references(document):
        part: Any = document
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]


@pytest.mark.parametrize("path", [p for p in documents() if p.startswith("schemas/")])
def test_every_schema_is_a_sound_one(path: str) -> None:
    jsonschema.Draft202012Validator.check_schema(documents()[path])


def test_the_asyncapi_document_holds_every_topic_event_and_message() -> None:
    document = documents()["asyncapi.json"]
    addresses = {channel["address"] for channel in document["channels"].values()}
    device = "{device}"
    assert addresses == {
        topics.HUB_STATUS,
        *(f"{topics.ROOT}/{device}/{part}" for part in topics.UP + topics.DOWN),
    }
    assert set(document["components"]["messages"]) == {*KINDS, *MESSAGES}
    sends = {k for k, v in document["operations"].items() if v["action"] == "send"}
    assert sends == set(topics.UP)


def test_the_asyncapi_document_says_no_word_of_this_machine() -> None:
    text = json.dumps(documents())
    assert str(Path.home()) not in text
    assert str(FOLDER) not in text


def test_the_table_names_every_event_and_every_topic() -> None:
    table = wire_format()
    assert all(f"`{name}`" in table for name in KINDS)
    assert all(f"`{channel.address}`" in table for channel in CHANNELS)
