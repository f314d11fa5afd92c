"""Which role each page needs. Nothing else decides it, and what isn't named is shut."""

from hub.store.people import ROLES

ANYONE = "anyone"
NEEDED = {
    "front": ANYONE,
    "healthz": ANYONE,
    "static": ANYONE,
    "signin.show": ANYONE,
    "signin.sign_in": ANYONE,
    "signin.sign_out": "staff",
    "signin.token": "staff",
    "errors.report": "staff",
    # An owner may look at all of this; what changes something is the admin's.
    "admin.show": "owner",
    "admin.devices": "owner",
    "admin.places": "owner",
    "admin.people": "owner",
    "admin.survey": "owner",
    "admin.wording": "owner",
    "admin.history": "owner",
    "admin.revision": "owner",
}
BY_SURFACE = {
    "you": "staff",
    "floor": "staff",
    "alert_lines": "staff",
    "human": "lead",
    "told": "staff",
    "promise": "staff",
    "floor_turns": "staff",
    "floor_lines": "staff",
    "floor_guidance": "staff",
    "guidance": "owner",
    "pairing": ANYONE,
    "tablets": "owner",
    "alerting": "owner",
    "channels": "owner",
    "owner": "owner",
    "owner_words": "owner",
    "themes": "owner",
    "waits": "owner",
    "sample": "owner",
    "admin": "admin",
}
"""For all pages of a blueprint that aren't named above."""


def needed(endpoint: str | None) -> str:
    """The role that a page needs, or `ANYONE`.

    An address that leads nowhere is answered 404 to all who are signed in.
    """
    if endpoint is None:
        return "staff"
    surface = endpoint.partition(".")[0]
    return NEEDED.get(endpoint) or BY_SURFACE.get(surface) or "admin"


def covers(role: str, need: str) -> bool:
    """May somebody of this role see what needs that one?"""
    return need == ANYONE or ROLES.index(role) >= ROLES.index(need)
