"""Free ports of this machine, and who holds a taken one."""

import contextlib
import socket
from collections.abc import Collection

from contract.errors import HeedError

HIGHEST = 65535


class NoFreePort(HeedError, OSError):
    """Every port from the wanted one upwards is taken."""


def is_free(port: int) -> bool:
    """Could a server of ours listen at this port of 127.0.0.1 now?"""
    with socket.socket() as knock:
        knock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            knock.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def next_free(wanted: int, without: Collection[int] = ()) -> int:
    """The first free port from `wanted` upwards; raises NoFreePort."""
    for port in range(wanted, HIGHEST + 1):
        if port not in without and is_free(port):
            return port
    raise NoFreePort(f"no port from {wanted} to {HIGHEST} is free")


def holder(port: int) -> str:
    """Who listens at the port, in words: process and command where one may know."""
    import psutil

    with contextlib.suppress(psutil.Error):
        for connection in psutil.net_connections("tcp"):
            listens = connection.status == psutil.CONN_LISTEN
            if listens and connection.laddr.port == port and connection.pid:
                command = psutil.Process(connection.pid).cmdline()
                return f"process {connection.pid} ({' '.join(command)[:80]})"
    return "another user's process (sudo ss -ltnp shows it)"
