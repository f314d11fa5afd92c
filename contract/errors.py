"""The errors of Heed: one base, each also a built-in, each carrying facts.

HeedError
├── SettingsError(ValueError)      a settings file that cannot be used
├── BadMessage(ValueError)         bytes that are not what the contract says
│   └── UnknownType(BadMessage)    a sound envelope of a type not known here
├── BadTopic(ValueError)           a topic outside the contract
├── DatabaseError(RuntimeError)    a database file that cannot be used
├── NotStored(OSError)             nothing could be committed
└── TooLarge(ValueError)           a row over the size that the line carries
"""


class HeedError(Exception):
    """Base of all errors that Heed raises on purpose."""


class SettingsError(HeedError, ValueError):
    """A settings file is missing, malformed or says something impossible."""


class BadMessage(HeedError, ValueError):
    """Bytes from outside are not the event or message they claim to be."""


class UnknownType(BadMessage):
    """The envelope is sound, its `type` is one this version does not know."""

    def __init__(self, type: str) -> None:
        super().__init__(f"event type {type!r} is not known to this version")
        self.type = type


class BadTopic(HeedError, ValueError):
    """A topic, or a name meant for one, is outside the contract."""


class DatabaseError(HeedError, RuntimeError):
    """A database file is from a newer version, damaged or not ours."""


class NotStored(HeedError, OSError):
    """Nothing could be committed, so nothing may be thanked for."""


class TooLarge(HeedError, ValueError):
    """A row is larger than the line carries."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(
            f"{size} bytes are more than the {limit} that one event may be"
        )
        self.size = size
        self.limit = limit
