"""The contract on paper: JSON Schemas, an AsyncAPI document and a table for the README.

All of it is derived from the structs, their docstrings and the lines under their
fields, so it cannot say anything else than the programs do.
"""

import inspect
import json
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from contract import topics
from contract.events import KINDS, Envelope
from contract.meanings import meanings, structs_in
from contract.messages import MESSAGES, Notice, Receipt, Settings, Status

Json = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DEVICE = "{device}"


class Channel(Struct, frozen=True):
    """One topic: who says what there to whom."""

    key: str
    address: str
    sender: str
    retained: bool
    says: str
    message: type[Struct] | None
    """The struct of its messages; none where all kinds of event go."""


CHANNELS = (
    Channel("events", topics.events(DEVICE), "device", False, "events", None),
    Channel(
        "status",
        topics.status(DEVICE),
        "device",
        True,
        "whether the device is there; its last will",
        Status,
    ),
    Channel(
        "hubStatus",
        topics.HUB_STATUS,
        "hub",
        True,
        "whether the hub is there, and its id; its last will",
        Status,
    ),
    Channel(
        "receipts", topics.receipts(DEVICE), "hub", False, "what is committed", Receipt
    ),
    Channel(
        "settings",
        topics.settings(DEVICE),
        "hub",
        True,
        "what the owner decided for the device",
        Settings,
    ),
    Channel(
        "notices",
        topics.notices(DEVICE),
        "hub",
        False,
        "what became of a call for someone",
        Notice,
    ),
)
"""Every topic of the contract."""


def documents() -> dict[str, Json]:
    """Every generated document by its path under `contract/`."""
    made = {f"schemas/{name}.json": _schema(kind, name) for name, kind in KINDS.items()}
    made["schemas/envelope.json"] = _schema(Envelope, "envelope")
    for name, message in MESSAGES.items():
        made[f"schemas/{name}.json"] = _schema(message, name)
    made["asyncapi.json"] = _asyncapi()
    return dict(sorted(made.items()))


def write(folder: Path) -> list[Path]:
    """Write the documents under `folder`, remove others' schemas; returns the paths."""
    made = {folder / path: _text(document) for path, document in documents().items()}
    for old in set((folder / "schemas").glob("*.json")) - set(made):
        old.unlink()
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(made)


def wire_format() -> str:
    """Event types and topics as Markdown tables, for the README."""
    lines = ["| event | says |", "|---|---|"]
    lines += [f"| `{name}` | {_summary(kind)} |" for name, kind in KINDS.items()]
    lines += ["", "| topic (QoS 1) | who publishes | says |", "|---|---|---|"]
    for channel in CHANNELS:
        sender = f"{channel.sender}, retained" if channel.retained else channel.sender
        lines.append(f"| `{channel.address}` | {sender} | {channel.says} |")
    return "\n".join(lines) + "\n"


def _text(document: Json) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _summary(kind: type[Struct]) -> str:
    return (inspect.getdoc(kind) or "").partition("\n")[0]


def _schema(kind: type[Struct], name: str) -> Json:
    """One struct's JSON Schema with all it needs inside."""
    (root,), parts = msgspec.json.schema_components(
        (kind,), ref_template="#/$defs/{name}"
    )
    _describe(kind, parts)
    own = parts.pop(root["$ref"].rpartition("/")[2])
    schema = {"$schema": DIALECT, "$id": f"urn:heed:{name}", **own}
    return schema | ({"$defs": parts} if parts else {})


def _describe(kind: type[Struct], parts: Json) -> None:
    """Put the fields' meanings into the schemas of a struct and those inside it."""
    for name, meaning in meanings(kind).items():
        parts[kind.__name__]["properties"][name]["description"] = meaning
    for field in msgspec.structs.fields(kind):
        for inner in structs_in(field.type):
            _describe(inner, parts)


def _asyncapi() -> Json:
    """The whole contract as AsyncAPI 3.0, as a device sees it."""
    structs: tuple[type[Struct], ...] = (Envelope, *KINDS.values(), *MESSAGES.values())
    _, parts = msgspec.json.schema_components(
        structs, ref_template="#/components/schemas/{name}"
    )
    for struct in structs:
        _describe(struct, parts)
    messages = {name: _event_message(name) for name in KINDS}
    messages |= {name: _message(name, kind) for name, kind in MESSAGES.items()}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Heed",
            "version": topics.ROOT.rpartition("/")[2],
            "description": "What a device and its hub say to each other over MQTT, "
            "as the device sees it. Events are CloudEvents 1.0 in structured JSON.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {channel.key: _channel(channel) for channel in CHANNELS},
        "operations": {channel.key: _operation(channel) for channel in CHANNELS},
        "components": {"messages": messages, "schemas": dict(sorted(parts.items()))},
    }


def _channel(channel: Channel) -> Json:
    made: Json = {
        "address": channel.address,
        "description": f"Where the {channel.sender} says: {channel.says}.",
        "messages": {
            name: {"$ref": f"#/components/messages/{name}"} for name in _names(channel)
        },
    }
    if DEVICE in channel.address:
        said = "The name in the device's certificate."
        made["parameters"] = {"device": {"description": said}}
    return made


def _names(channel: Channel) -> list[str]:
    if channel.message is None:
        return list(KINDS)
    return [name for name, kind in MESSAGES.items() if kind is channel.message]


def _operation(channel: Channel) -> Json:
    return {
        "action": "send" if channel.sender == "device" else "receive",
        "channel": {"$ref": f"#/channels/{channel.key}"},
        "bindings": {"mqtt": {"qos": 1, "retain": channel.retained}},
    }


def _event_message(name: str) -> Json:
    """A kind of event: the envelope, with its type and its data."""
    kind = KINDS[name]
    own = {
        "type": {"const": name},
        "data": {"$ref": f"#/components/schemas/{kind.__name__}"},
    }
    return {
        "name": name,
        "summary": _summary(kind),
        "contentType": "application/cloudevents+json",
        "payload": {
            "allOf": [{"$ref": "#/components/schemas/Envelope"}, {"properties": own}]
        },
    }


def _message(name: str, kind: type[Struct]) -> Json:
    return {
        "name": name,
        "summary": _summary(kind),
        "payload": {"$ref": f"#/components/schemas/{kind.__name__}"},
    }
