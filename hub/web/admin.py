"""Set-up: places, devices, people, what is asked, and who changed what."""

from collections.abc import Callable

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from hub.web import (
    admin_audit,
    admin_devices,
    admin_history,
    admin_people,
    admin_places,
    admin_survey,
    admin_wording,
)

Routes = dict[str, tuple[str, Callable[..., ResponseReturnValue]]]

blueprint = Blueprint("admin", __name__, url_prefix="/admin")


def show() -> ResponseReturnValue:
    """The first page: devices, since they are what goes wrong."""
    return redirect(url_for("admin.devices"), 303)


LOOKS: Routes = {
    "": ("show", show),
    "/devices": ("devices", admin_devices.show),
    "/places": ("places", admin_places.show),
    "/people": ("people", admin_people.show),
    "/survey": ("survey", admin_survey.show),
    "/survey/history": ("history", admin_history.history),
    "/survey/history/<int(max=999999999):number>": ("revision", admin_history.revision),
    "/wording": ("wording", admin_wording.show),
    "/audit": ("audit", admin_audit.show),
}
CHANGES: Routes = {
    "/devices/<name>/approve": ("approve", admin_devices.approve),
    "/devices/<name>/retire": ("retire", admin_devices.retire),
    "/shops": ("add_shop", admin_places.add_shop),
    "/shops/<int(max=999999999):shop>": ("rename_shop", admin_places.rename_shop),
    "/touchpoints": ("add_touchpoint", admin_places.add_touchpoint),
    "/touchpoints/<int(max=999999999):touchpoint>": (
        "change_touchpoint",
        admin_places.change_touchpoint,
    ),
    "/people/add": ("add_person", admin_people.add),
    "/people/<int(max=999999999):person>/role": ("change_role", admin_people.role),
    "/people/<int(max=999999999):person>/passphrase": (
        "new_passphrase",
        admin_people.passphrase,
    ),
    "/people/<int(max=999999999):person>/remove": ("remove", admin_people.remove),
    "/people/<int(max=999999999):person>/sign-out": ("sign_out", admin_people.sign_out),
    "/survey/publish": ("publish", admin_survey.publish),
    "/wording/words": ("publish_words", admin_wording.publish_words),
    "/wording/thanks": ("publish_thanks", admin_wording.publish_thanks),
    "/survey/history/<int(max=999999999):number>/again": ("again", admin_history.again),
}
for path, (endpoint, view) in LOOKS.items():
    blueprint.add_url_rule(path, endpoint, view)
for path, (endpoint, view) in CHANGES.items():
    blueprint.add_url_rule(path, endpoint, view, methods=["POST"])
