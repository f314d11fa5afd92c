"""The addresses by which the page has somebody listened to."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

import msgspec
from flask import Flask, Response, request
from msgspec import Struct

from contract.kinds import Language
from device.listen.models import CannotListen, Readiness

if TYPE_CHECKING:
    from device.listen.listening import Listening

MAX_BYTES = 200


class Begin(Struct, frozen=True, forbid_unknown_fields=True):
    """The button was pressed."""

    language: Language
    """In which language somebody will speak."""


class End(Struct, frozen=True, forbid_unknown_fields=True):
    """It was pressed again, or the page goes elsewhere."""

    discard: bool = False
    """True if nothing of it counts."""


class Listener(Protocol):
    """Who listens; its modules are imported where there is a speech model only."""

    def knows(self, language: str) -> bool:
        """Is there a model for a language?"""

    def ready(self, language: str) -> Readiness:
        """Can one speak in this language?"""

    def begin(self, language: str) -> "tuple[int, Listening]":
        """Listen; gives a number for it. Raises CannotListen."""

    def get(self, number: int) -> "Listening | None":
        """The listening of that number, if it is the one under way."""


_encode = msgspec.json.encode


def install(app: Flask, listener: Listener | None) -> None:
    """Answer the page; without a listener that nobody can be listened to."""

    @app.get("/listening")
    def can_listen() -> Response:
        try:
            language = msgspec.convert(request.args.get("language"), Language)
        except msgspec.ValidationError:
            return _error(400, "bad language", "name one such as en")
        state = "off" if listener is None else listener.ready(language)
        return _json({"state": state})

    if listener is not None:
        _take_presses(app, listener)


def _take_presses(app: Flask, listener: Listener) -> None:
    @app.post("/listening")
    def begin_press() -> Response:
        body = request.get_data(cache=False)
        try:
            wanted = msgspec.json.decode(body[:MAX_BYTES], type=Begin)
            number, _ = listener.begin(wanted.language)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return _error(400, "bad press", 'post {"language": "en"}')
        except CannotListen as error:
            return _error(503, error.why, str(error))
        return _json({"id": number}, 201)

    @app.get("/listening/<int:number>")
    def follow_press(number: int) -> Response:
        listening = listener.get(number)
        if listening is None:
            return _error(404, "not listening", "press the button first")
        return Response(_stream(listening), content_type="text/event-stream")

    @app.post("/listening/<int:number>/end")
    def end_press(number: int) -> Response:
        try:
            body = request.get_data(cache=False)
            how = msgspec.json.decode(body[:MAX_BYTES] or b"{}", type=End)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return _error(400, "bad end", 'post {"discard": false}')
        listening = listener.get(number)
        if listening is None:
            return _error(404, "not listening", "it has ended already")
        if how.discard:
            listening.discard()
        else:
            listening.end()
        return Response(status=204)


def _stream(listening: "Listening") -> Iterator[bytes]:
    for told in listening.follow():
        yield b":\n\n" if told is None else b"data: " + _encode(told) + b"\n\n"


def _json(content: object, status: int = 200) -> Response:
    return Response(_encode(content), status, content_type="application/json")


def _error(status: int, error: str, hint: str) -> Response:
    return _json({"error": error, "hint": hint}, status)
