"""A button's contacts bounce for some milliseconds; here a press counts once. Pure."""

from typing import Final

SETTLE_S: Final = 0.03
"""Contacts of arcade buttons come to rest within 5 to 20 ms."""


class Debounce:
    """One button, from the changes of its contacts; times only go on, in seconds.

    A press counts at its first contact, so nobody waits; it ends once the contacts were
    open for `settle_s` without a change.
    """

    def __init__(self, settle_s: float = SETTLE_S, is_down: bool = False) -> None:
        """`is_down`: how the contacts are at the start; that is no press."""
        self._settle_s = settle_s
        self._is_down = self._contact = is_down
        self._since_s = float("-inf")

    def changed(self, contact: bool, at_s: float) -> bool:
        """The contacts closed (true) or opened; returns whether that is a press."""
        if at_s - self._since_s >= self._settle_s:
            self._is_down = self._contact
        if contact != self._contact:
            self._contact, self._since_s = contact, at_s
        is_press = contact and not self._is_down
        self._is_down = self._is_down or is_press
        return is_press


class ComingNear:
    """Tells from a presence sensor's changes how often somebody came near."""

    def __init__(self, apart_s: float) -> None:
        """Who is there again within `apart_s` never left."""
        self._apart_s = apart_s
        self._is_there = False
        self._left_s = float("-inf")

    @property
    def is_there(self) -> bool:
        """Does the sensor see somebody now?"""
        return self._is_there

    def changed(self, is_there: bool, at_s: float) -> bool:
        """The sensor sees somebody (true) or nobody; returns whether one came near."""
        is_new = (
            is_there and not self._is_there and (at_s - self._left_s >= self._apart_s)
        )
        if self._is_there and not is_there:
            self._left_s = at_s
        self._is_there = is_there
        return is_new
