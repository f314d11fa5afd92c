"""What the set-up pages' addresses answer."""

from typing import Any

import msgspec
from flask import Response


def problem(status: int, error: str, **more: Any) -> Response:
    """An answer that the page has words for."""
    body = msgspec.json.encode({"error": error, **more})
    return Response(body, status, content_type="application/json")


def answer(content: Any) -> Response:
    """Anything as JSON."""
    return Response(msgspec.json.encode(content), content_type="application/json")
