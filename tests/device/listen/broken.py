"""A microphone that fails."""

from device.listen.sources import Blocks, NoSound


class Broken:
    """A microphone that is there and fails when it is opened."""

    def __init__(self, error: NoSound) -> None:
        self._error = error

    def is_there(self) -> bool:
        return True

    def blocks(self) -> Blocks:
        yield bytes(640)
        raise self._error
