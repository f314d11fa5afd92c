"""Over TLS both sides prove who they are, or nothing is said at all."""

from pathlib import Path

import msgspec
import pytest

from contract.link import Arrived, Connected, Delivered
from contract.settings import Broker
from tests.conftest import MakeMosquitto
from tests.contract.authority import Authority
from tests.contract.links import expect, linked, mute_port, quiet
from tests.examples import examples
from tests.servers import free_port, until


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def address(authority: Authority, make_mosquitto: MakeMosquitto) -> Broker:
    """Where a Mosquitto wants a certificate, and till-1's own to show there."""
    server, server_key = authority.sign("localhost", "DNS:localhost")
    certificate, key = authority.sign("till-1")
    port = free_port()
    make_mosquitto(
        extra=f"listener {port} 127.0.0.1\ncafile {authority.certificate}\n"
        f"certfile {server}\nkeyfile {server_key}\nrequire_certificate true\n"
        "use_identity_as_username true\n"
    )
    return Broker(
        host="localhost",
        port=port,
        ca_file=str(authority.certificate),
        cert_file=str(certificate),
        key_file=str(key),
    )


def refused_with(
    address: Broker, caplog: pytest.LogCaptureFixture, *words: str
) -> None:
    with linked(address, "till-1") as device:
        until(
            lambda: any(word in caplog.text for word in words),
            f"a log line with one of {words}",
        )
        assert quiet(device, Connected)
    assert len(caplog.records) == 1, "it complains once"


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
def test_many_messages_cross_a_tls_line_both_ways(
    address: Broker, protocol: str
) -> None:
    address = msgspec.structs.replace(address, protocol=protocol)
    topic = "heed/v1/till-1/events"
    with linked(address, "till-1", topic, manual_ack=True) as device:
        expect(device, Connected)
        count = examples(1000)
        for number in range(count):
            device.publish(topic, b"%d " % number * 300, token=number)
        seen = []
        for _ in range(count):
            arrived = expect(device, Arrived)
            device.ack([arrived])
            seen.append(int(arrived.payload.split()[0]))
        assert seen == list(range(count))


def test_every_message_over_tls_is_answered(address: Broker) -> None:
    with linked(address, "till-1") as device:
        expect(device, Connected)
        count = examples(300)
        for number in range(count):
            device.publish("heed/v1/till-1/events", b"x" * 9000, token=number)
        answers = [expect(device, Delivered) for _ in range(count)]
        assert answers == [Delivered(number, None) for number in range(count)]


def test_a_broker_of_another_authority_is_not_trusted(
    address: Broker, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    other = Authority(tmp_path / "other", "Somebody else")
    address = msgspec.structs.replace(address, ca_file=str(other.certificate))
    refused_with(address, caplog, "certificate verify failed")


def test_a_broker_under_another_name_is_not_trusted(
    address: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    address = msgspec.structs.replace(address, host="127.0.0.1")
    refused_with(address, caplog, "IP address mismatch", "not valid for '127.0.0.1'")


def test_without_our_certificate_the_broker_refuses_us(
    address: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    address = msgspec.structs.replace(address, cert_file=None, key_file=None)
    refused_with(address, caplog, "No connection to the broker at localhost")


@pytest.mark.parametrize("key", ["ca_file", "cert_file", "key_file"])
def test_a_missing_certificate_file_is_named(
    address: Broker, key: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    gone = tmp_path / "gone.pem"
    address = msgspec.structs.replace(address, **{key: str(gone)})
    refused_with(address, caplog, f"{key} {gone} cannot be read: No such file")


def test_a_file_that_is_no_certificate_stops_nothing_but_the_connection(
    address: Broker, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    nonsense = tmp_path / "nonsense.pem"
    nonsense.write_text("not a certificate\n")
    address = msgspec.structs.replace(address, ca_file=str(nonsense))
    refused_with(address, caplog, "No connection to the broker at localhost")


def test_plain_words_on_the_tls_port_lead_nowhere(
    address: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    refused_with(Broker(port=address.port), caplog, "No connection to the broker")


def test_a_port_that_never_shakes_hands_can_be_left(address: Broker) -> None:
    with mute_port() as port:
        address = msgspec.structs.replace(address, port=port)
        with linked(address, "till-1") as device:
            assert quiet(device, Connected)
