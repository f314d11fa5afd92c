"""Doubt: which row makes the broker deny it or hang up.

After a connection that broke, every row without the broker's answer is in doubt, and
so is a row that was denied. Rows in doubt are tried apart from the others, by twenty
and after another break one by one: a round trip costs little, a break much. A row is
blamed only if the connection had just been proven, it alone was under way, and the
line broke at once; a blame counts only if other rows have passed since the last one.
Three of them set a row aside. So a dead network, a restarting broker or one that
denies everybody sets nothing aside: a healthy row alone is answered in one round trip,
and would have to meet a cut in just that moment three times.
"""

from msgspec import Struct

BLAMES = 3
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 300.0
GROUP = 20


class Suspect(Struct):
    """A row in doubt."""

    blames: int = 0
    """How often it failed alone while others passed."""
    passes: int = 0
    """How many rows had passed at the last blame."""
    tries: int = 0
    """How often it failed alone at all."""
    not_before: float = 0.0
    """When it is tried again, by the monotonic clock."""


class Doubt:
    """The rows in doubt, and how many of them are tried at once."""

    def __init__(self) -> None:
        self._suspects: dict[int, Suspect] = {}
        self._group = GROUP
        self._passes = 0

    def __bool__(self) -> bool:
        return bool(self._suspects)

    def __contains__(self, sequence: int) -> bool:
        return sequence in self._suspects

    def sequences(self) -> set[int]:
        """All rows in doubt."""
        return set(self._suspects)

    def passed(self, sequence: int) -> None:
        """The broker took this row."""
        self._passes += 1
        self.forget(sequence)

    def forget(self, sequence: int) -> None:
        """This row is in doubt no more."""
        self._suspects.pop(sequence, None)

    def failed_alone(self, sequence: int, now: float) -> bool:
        """The broker denied this row, or hung up on it alone: is that enough?"""
        suspect = self._suspects.pop(sequence, None) or Suspect()
        self._suspects[sequence] = suspect  # Now behind the others.
        if suspect.blames == 0 or self._passes > suspect.passes:
            suspect.blames += 1
            suspect.passes = self._passes
        suspect.tries += 1
        wait_s = FIRST_WAIT_S * (2 ** min(suspect.tries, 16) - 1)
        suspect.not_before = now + min(wait_s, LONGEST_WAIT_S)
        return suspect.blames >= BLAMES

    def failed_together(self, sequences: list[int]) -> None:
        """The connection broke while these had no answer."""
        first = {n: self._suspects.get(n, Suspect()) for n in sequences}
        self._suspects = first | self._suspects
        self._group = GROUP if len(sequences) > GROUP else 1

    def group_passed(self) -> None:
        """A whole group was answered: try more at once."""
        self._group = min(self._group * 2, GROUP)

    def next_group(self, now: float, steady_at: float) -> list[int]:
        """The rows to try now; one that failed alone before is alone again.

        And it waits until the connection is a steady one, from `steady_at` on: then
        the next one is made soon should this one break, and the others hardly wait.
        """
        group: list[int] = []
        for sequence, suspect in self._suspects.items():
            if _ready_at(suspect, steady_at) > now:
                continue
            if suspect.tries:
                return group or [sequence]
            group.append(sequence)
            if len(group) == self._group:
                break
        return group

    def next_at(self, steady_at: float) -> float:
        """When there is a row to try."""
        return min(
            (_ready_at(s, steady_at) for s in self._suspects.values()), default=1e18
        )


def _ready_at(suspect: Suspect, steady_at: float) -> float:
    return max(suspect.not_before, steady_at) if suspect.tries else 0.0
