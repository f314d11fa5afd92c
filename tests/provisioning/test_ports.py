"""Free ports, and who holds a taken one."""

import socket

import psutil
import pytest

from provisioning.ports import NoFreePort, holder, is_free, next_free
from tests.servers import free_port


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_a_port_with_a_listener_is_taken(address: str) -> None:
    with socket.create_server((address, 0)) as server:
        port = server.getsockname()[1]
        assert not is_free(port)
        assert next_free(port) > port


def test_a_free_port_is_taken_as_wanted_unless_another_part_has_it() -> None:
    port = free_port()
    assert next_free(port) == port
    assert next_free(port, without=[port]) > port


def test_the_holder_is_named_by_process_and_command() -> None:
    me = psutil.Process()
    with socket.create_server(("127.0.0.1", 0)) as server:
        said = holder(server.getsockname()[1])
    assert f"process {me.pid} (" in said
    assert me.cmdline()[0][:20] in said


def test_when_every_port_is_taken_it_says_so() -> None:
    with pytest.raises(NoFreePort, match="no port from 65535"):
        next_free(65_535, without=[65_535])
