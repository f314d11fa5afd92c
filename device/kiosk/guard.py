"""Who may talk to the kiosk's page: only the page itself, on this machine.

A page from elsewhere could post through the visitor's browser, and a foreign name that
resolves to 127.0.0.1 (DNS rebinding) would make it look like our own.
"""

from urllib.parse import urlsplit

from flask import Flask, Request, Response, request
from werkzeug.exceptions import Forbidden

LOOPBACK = ("127.0.0.1", "localhost", "::1")

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; "
    "style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


def is_loopback(address: str) -> bool:
    """Does `http://…` name this machine and nothing else?"""
    try:
        parts = urlsplit(address)
        return parts.scheme == "http" and parts.hostname in LOOPBACK
    except ValueError:
        return False


def refusal(request: Request) -> str | None:
    """Why this request may not be served, or none."""
    if not is_loopback(f"http://{request.headers.get('Host', '')}"):
        return "the Host header must be a loopback name such as 127.0.0.1"
    origin = request.headers.get("Origin")
    if origin is not None and not is_loopback(origin):
        return "only the kiosk's own page may ask; the Origin is another"
    site = request.headers.get("Sec-Fetch-Site", "none")
    if site not in ("none", "same-origin") and request.method != "GET":
        return "only the kiosk's own page may post"
    return None


def install(app: Flask) -> None:
    """Refuse strangers before any route, and close the page to the outside."""

    @app.before_request
    def refuse_strangers() -> None:
        why = refusal(request)
        if why is not None:
            raise Forbidden(why)

    @app.after_request
    def close_the_page(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response
