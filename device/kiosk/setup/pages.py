"""The addresses below /setup: coming in, drawing zones, counting by eye."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Protocol

import msgspec
from flask import Blueprint, Flask, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from msgspec import Struct

from device.kiosk.page import inside_html
from device.kiosk.setup import counts, drawing, eye
from device.kiosk.setup.answers import answer, problem
from device.kiosk.setup.door import Door, Facts, Kind, NotLetIn
from device.kiosk.setup.words import said
from device.kiosk.words import catalog, languages
from device.queue.facts import facts
from device.queue.window import NoWindow, look

COOKIE: Final = "heed_setup"
MAX_CODE: Final = 40


class Site(Struct, frozen=True, kw_only=True):
    """What there is to set up on this device."""

    zones: Path
    """The file of the drawn zones."""
    camera: Path
    """The socket of the camera's process."""
    zone: str
    """The waiting line's name in its events."""

    def has_camera(self, outbox: Facts) -> bool:
        """Does a camera run here, or did somebody draw zones for one?"""
        now_ms = outbox.now().time_ms
        return self.zones.exists() or facts(outbox, now_ms) is not None


class Outbox(Facts, eye.Outbox, Protocol):
    """What the set-up pages need of the outbox."""


class _Code(Struct, frozen=True, forbid_unknown_fields=True):
    code: str


def install(app: Flask, outbox: Outbox, site: Site) -> Door:
    """Serve the set-up pages; gives the door that lets people in."""
    door = Door(outbox)
    pages = Blueprint(
        "setup",
        __name__,
        url_prefix="/setup",
        template_folder="templates",
        static_folder="static",
    )
    _let_in(pages, door)
    _draw(pages, door, outbox, site)
    _count(pages, door, outbox, site)
    app.register_blueprint(pages)
    return door


def guarded(
    door: Door, *kinds: Kind
) -> Callable[[Callable[..., ResponseReturnValue]], Callable[..., Any]]:
    """Answers only those who are in as one of these kinds."""

    def wrap(view: Callable[..., ResponseReturnValue]) -> Callable[..., Any]:
        @functools.wraps(view)
        def checked(*args: Any, **more: Any) -> ResponseReturnValue:
            if door.who(request.cookies.get(COOKIE)) in kinds:
                return view(*args, **more)
            if request.method == "GET" and request.accept_mimetypes.accept_html:
                return redirect(f"/setup?language={language()}")
            return problem(403, "signed_out")

        return checked

    return wrap


def language() -> str:
    """The page's language, as its address says."""
    asked = request.args.get("language", "")
    return asked if asked in languages() else languages()[0]


def page(name: str, **more: Any) -> str:
    """A page in its language."""
    code = language()
    words = said(code)
    names = [(other, catalog(other)["name"]) for other in languages()]
    return render_template(
        f"setup/{name}.html",
        language=code,
        languages=names,
        said=words,
        words=inside_html(words),
        **more,
    )


def _let_in(pages: Blueprint, door: Door) -> None:
    @pages.get("", strict_slashes=False)
    def start() -> ResponseReturnValue:
        kind = door.who(request.cookies.get(COOKIE))
        if kind is None:
            return page("signin")
        way = "zones" if kind == "installer" else "count"
        return redirect(f"/setup/{way}?language={language()}")

    @pages.post("/sign-in")
    def sign_in() -> Response:
        try:
            given = msgspec.json.decode(request.get_data(cache=False), type=_Code)
            token, _ = door.enter("".join(given.code[:MAX_CODE].split()))
        except (msgspec.DecodeError, UnicodeDecodeError):
            return problem(400, "wrong")
        except NotLetIn as error:
            return problem(429 if error.why == "rest" else 403, error.why)
        done = Response(status=204)
        done.set_cookie(COOKIE, token, path="/setup", httponly=True, samesite="Strict")
        return done

    @pages.post("/sign-out")
    def sign_out() -> Response:
        door.leave(request.cookies.get(COOKIE))
        done = Response(status=204)
        done.delete_cookie(COOKIE, path="/setup")
        return done


def _draw(pages: Blueprint, door: Door, outbox: Outbox, site: Site) -> None:
    installer = guarded(door, "installer")

    @pages.get("/zones")
    @installer
    def zones() -> str:
        return page("zones", drawn=inside_html(drawing.found(site.zones)))

    @pages.post("/zones/check")
    @installer
    def check() -> Response:
        return answer(drawing.checked(request.get_data(cache=False)))

    @pages.post("/zones")
    @installer
    def save() -> Response:
        body = request.get_data()
        result = drawing.checked(body)
        if not result.may_be_saved:
            return problem(400, "zones", **msgspec.to_builtins(result))
        try:
            drawing.saved(site.zones, body)
        except OSError as error:
            return problem(503, "not_saved", why=f"{site.zones}: {error.strerror}")
        return Response(status=204)

    @pages.get("/view")
    @installer
    def view() -> Response:
        try:
            seen = look(site.camera)
            return answer(seen if "still" in request.args else seen.live)
        except NoWindow as error:
            known = facts(outbox, outbox.now().time_ms)
            trouble = known.trouble if known is not None else None
            return problem(503, "no_view", why=trouble or str(error))


def _count(pages: Blueprint, door: Door, outbox: Outbox, site: Site) -> None:
    colleague = guarded(door, "installer", "staff")
    by_eye = eye.Eye(outbox, site.camera, site.zone)

    @pages.get("/count")
    @colleague
    def count() -> str:
        may_draw = door.who(request.cookies.get(COOKIE)) == "installer"
        error = inside_html(counts.error(counts.pairs(outbox)))
        return page("count", may_draw=may_draw, error=error)

    @pages.post("/count")
    @colleague
    def keep() -> Response:
        return by_eye.count(request.get_data(cache=False))

    @pages.post("/count/back")
    @colleague
    def take_back() -> Response:
        return by_eye.take_back(request.get_data(cache=False))
