"""Set-up: places and devices, and what is told when it can't be done."""

import re

import msgspec
import pytest

from contract.kinds import Health
from hub.store import devices
from tests.hub.web.conftest import Visitor
from tests.hub.web.shop import NOON, OurShop

MARKUP = "<script>alert(1)</script>"
HEBREW = "קופה 2"
OVERRIDE = "\u202eevil\u202c"


def audit(shop: OurShop) -> list[str]:
    rows = shop.store.connection().execute("SELECT what FROM audit ORDER BY n")
    return [what for (what,) in rows]


def device(shop: OurShop, name: str) -> tuple[str, str | None]:
    found = [d for d in devices.listing(shop.store.connection()) if d.name == name]
    return found[0].state, found[0].touchpoint


def report(shop: OurShop, name: str, health: Health) -> None:
    with shop.store.write() as connection:
        known = devices.known(connection, name)
        assert known is not None
        devices.set_online(connection, known[0], True, NOON)
        devices.health(connection, known[0], msgspec.json.encode(health), NOON)


@pytest.fixture
def newcomer(shop: OurShop) -> str:
    """A device that has reported and waits."""
    with shop.store.write() as connection:
        devices.meet(connection, "door-1", NOON)
    return "door-1"


def test_a_new_device_is_approved_for_a_place_that_is_there(
    colleague: Visitor, shop: OurShop, newcomer: str
) -> None:
    assert "Waiting for your yes" in colleague.opens("/admin/devices").text
    place = str(shop.place("Till 1"))
    path = f"/admin/devices/{newcomer}/approve"
    answer = colleague.sends(path, "/admin/devices", touchpoint=place, was="0")
    assert answer.status_code == 303
    assert device(shop, newcomer) == ("approved", "Till 1")
    assert audit(shop)[-1] == "approved device door-1: stands at Till 1"


@pytest.mark.parametrize("name", [MARKUP, HEBREW, OVERRIDE, "x" * 60])
def test_a_new_device_is_approved_for_a_new_place(
    colleague: Visitor, shop: OurShop, newcomer: str, name: str
) -> None:
    path, form = f"/admin/devices/{newcomer}/approve", {"touchpoint": "0", "was": "0"}
    answer = colleague.sends(path, "/admin/devices", new_name=name, shop="1", **form)
    assert answer.status_code == 303
    assert device(shop, newcomer) == ("approved", name)
    for page in ("/admin/devices", "/admin/places", "/admin/audit"):
        assert MARKUP not in colleague.opens(page).text


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"touchpoint": "0", "new_name": " "}, 400, "1 to 60 characters"),
        ({"touchpoint": "0", "new_name": "x" * 61}, 400, "this has 61"),
        ({"touchpoint": "0", "new_name": "till 1"}, 400, "there already"),
        ({"touchpoint": "999999"}, 400, "no such touchpoint"),
        ({"touchpoint": "-1", "new_name": ""}, 400, "1 to 60 characters"),
        ({"touchpoint": "0", "new_name": "N", "shop": "77"}, 400, "no such shop"),
        ({"touchpoint": "1", "was": "2"}, 409, "changed this in the meantime"),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_nothing_is_done(
    colleague: Visitor,
    shop: OurShop,
    newcomer: str,
    form: dict[str, str],
    status: int,
    words: str,
) -> None:
    path, sent = f"/admin/devices/{newcomer}/approve", {"was": "0", "shop": "1", **form}
    answer = colleague.sends(path, "/admin/devices", **sent)
    assert answer.status_code == status
    found = re.search(r'id="place-door-1-problem"[^>]*>([^<]*)', answer.text)
    assert found is not None and words in found[1]
    assert 'aria-describedby="place-door-1-problem"' in answer.text
    assert device(shop, newcomer) == ("pending", None)


def test_a_device_is_moved_retired_and_let_in_again(
    colleague: Visitor, shop: OurShop
) -> None:
    one, two = str(shop.place("Till 1")), str(shop.place("Till 2"))
    page, approve = "/admin/devices", "/admin/devices/till-1/approve"
    colleague.sends(approve, page, touchpoint=two, was=one)
    assert device(shop, "till-1") == ("approved", "Till 2")
    assert audit(shop)[-1] == "moved device till-1: stands at Till 2"
    colleague.sends("/admin/devices/till-1/retire", page)
    assert device(shop, "till-1")[0] == "retired"
    colleague.sends(approve, page, touchpoint=one, was=two)
    assert device(shop, "till-1") == ("approved", "Till 1")


def test_a_device_that_never_was_is_not_found(colleague: Visitor) -> None:
    for act in ("approve", "retire"):
        path = f"/admin/devices/nobody/{act}"
        form = {"touchpoint": "1", "was": "0"}
        assert colleague.sends(path, "/admin/devices", **form).status_code == 404


def test_a_device_tells_how_it_is_in_plain_words(
    colleague: Visitor, shop: OurShop
) -> None:
    health = Health(
        uptime_s=90_000,
        temperature_c=84.4,
        disk_free_mb=120,
        waiting=40,
        oldest_waiting_s=900.0,
        settings_revision=2,
        settings_refused="no faces <b>",
        clock_synced=False,
        models={"people": "yolox_nano, 12 frames a second possible; blind: dark"},
        panel="pin 5 cannot be used",
    )
    report(shop, "till-1", health)
    text = colleague.opens("/admin/devices").text
    for words in (
        "84 °C, too hot",
        "120 MB left, that is little",
        "40, the oldest from 15 min ago",
        "could not use the newest: no faces &lt;b&gt;",
        "not set; its times are estimated",
        "1 day",
        "▲ </span>yolox_nano, 12 frames a second possible; blind: dark",
        "▲ </span>pin 5 cannot be used",
    ):
        assert words in text, words


def test_a_place_is_renamed_where_it_is_read(colleague: Visitor, shop: OurShop) -> None:
    place = shop.place("Till 1")
    path, form = f"/admin/touchpoints/{place}", {"was": "Till 1", "back": "devices"}
    answer = colleague.sends(path, "/admin/devices", name="Front till", **form)
    assert answer.location == "/admin/devices?said=saved"
    assert device(shop, "till-1") == ("approved", "Front till")
    late = colleague.sends(path, "/admin/devices", name="Till A", **form)
    assert late.status_code == 409
    assert "in the meantime, to Front till" in late.text
    assert device(shop, "till-1") == ("approved", "Front till")


def test_shops_are_added_and_touchpoints_put_into_them(
    colleague: Visitor, shop: OurShop
) -> None:
    page = "/admin/places"
    assert "Corner &lt;Shop&gt;" in colleague.opens(page).text
    assert colleague.sends("/admin/shops", page, name=HEBREW).status_code == 303
    assert colleague.sends("/admin/shops", page, name=HEBREW).status_code == 400
    form = {"name": "Till 1", "was": "Till 1", "shop": "2", "was_shop": "1"}
    place = shop.place("Till 1")
    assert (
        colleague.sends(f"/admin/touchpoints/{place}", page, **form).status_code == 303
    )
    assert (
        colleague.sends(f"/admin/touchpoints/{place}", page, **form).status_code == 409
    )
    assert audit(shop)[-1] == f"touchpoint Till 1 is in {HEBREW} now"
    form = {"name": "Corner", "was": "Corner <Shop>"}
    assert colleague.sends("/admin/shops/1", page, **form).status_code == 303


def test_the_audit_is_read_page_by_page(colleague: Visitor, shop: OurShop) -> None:
    with shop.store.write() as connection:
        for n in range(250):
            connection.execute(
                "INSERT INTO audit VALUES (NULL, ?, 'x', ?)", (NOON, f"<{n}>")
            )
    first = colleague.opens("/admin/audit").text
    assert "&lt;249&gt;" in first and "&lt;149&gt;" not in first
    older = re.search(r"before=(\d+)", first)
    assert older is not None
    assert "&lt;149&gt;" in colleague.opens(f"/admin/audit?before={older[1]}").text
    for absurd in ("-1", "x", "9" * 40, "٣", ""):
        page = colleague.opens(f"/admin/audit?before={absurd}")
        assert page.status_code == 200
