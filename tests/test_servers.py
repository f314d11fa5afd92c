"""What a test needs and does not find is named, and under HEED_REQUIRE counts."""

import pytest

from tests.servers import Mosquitto, require


def test_what_is_missing_skips_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HEED_REQUIRE", raising=False)
    with pytest.raises(pytest.skip.Exception, match="missing: a camera"):
        require(None, "a camera")


def test_what_is_required_fails_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEED_REQUIRE", "1")
    with pytest.raises(pytest.fail.Exception, match="missing: a camera"):
        require(None, "a camera")
    require("there", "a camera")


def test_a_broker_survives_what_tests_do_to_it(mosquitto: Mosquitto) -> None:
    mosquitto.stop()
    mosquitto.stop()
    mosquitto.start()
    mosquitto.restart()
    mosquitto.restart(forget=True)
    assert not list(mosquitto.folder.glob("*.db"))
