"""A microphone that fails when it is opened, or after a while."""

from device.listen.sources import Blocks, NoSound


class Broken:
    """Gives `after` blocks of silence, then the error."""

    def __init__(self, error: NoSound, after: int = 1, is_there: bool = True) -> None:
        self._error = error
        self._after = after
        self._is_there = is_there

    def is_there(self) -> bool:
        """As told."""
        return self._is_there

    def blocks(self) -> Blocks:
        """Some silence, then the error."""
        for _ in range(self._after):
            yield bytes(640)
        raise self._error
