"""Large pieces on the wire, small ones for paho, and not a byte lost between."""

import socket
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.line import UNSENT_LIMIT, Line, open_line
from contract.settings import Broker
from tests.servers import free_port


@pytest.fixture
def ends() -> Iterator[tuple[Line, socket.socket]]:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.settimeout(10)
    line = Line(ours)
    try:
        yield line, theirs
    finally:
        line.close()
        theirs.close()


@given(
    st.lists(st.binary(min_size=1, max_size=40), max_size=20),
    st.lists(st.integers(1, 30), min_size=1, max_size=10),
)
def test_what_comes_is_read_whole_in_any_pieces(
    sent: list[bytes], sizes: list[int]
) -> None:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    line = Line(ours)
    for piece in sent:
        theirs.sendall(piece)
    theirs.close()
    read = b""
    turn = 0
    while piece := line.recv(sizes[turn % len(sizes)]):
        read += piece
        turn += 1
    line.close()
    assert read == b"".join(sent)


def test_nothing_here_is_told_from_the_end(ends: tuple[Line, socket.socket]) -> None:
    line, theirs = ends
    with pytest.raises(BlockingIOError):
        line.recv(1)
    theirs.close()
    assert line.recv(1) == b""


def test_what_is_left_in_the_buffer_is_pending(
    ends: tuple[Line, socket.socket],
) -> None:
    line, theirs = ends
    theirs.sendall(b"abc")
    assert line.pending() == 0, "not read from the socket yet"
    assert line.recv(1) == b"a"
    assert line.pending() == 2


def test_what_is_sent_goes_out_in_order_once_the_other_side_reads(
    ends: tuple[Line, socket.socket],
) -> None:
    line, theirs = ends
    sent = b"".join(b"%07d " % number for number in range(100_000))
    line.send(sent)
    line.flush()
    assert line.unsent > 0, "the socket cannot have taken it all"
    read = b""
    while len(read) < len(sent):
        read += theirs.recv(65_536)
        line.flush()
    assert read == sent
    assert line.unsent == 0


def test_a_line_that_is_full_says_so(ends: tuple[Line, socket.socket]) -> None:
    line, _ = ends
    line.send(b"x" * (UNSENT_LIMIT + 1))
    with pytest.raises(BlockingIOError):
        line.send(b"x")


def test_what_waits_is_written_when_the_line_is_closed(
    ends: tuple[Line, socket.socket],
) -> None:
    line, theirs = ends
    line.send(b"goodbye")
    line.close()
    assert theirs.recv(100) == b"goodbye"
    assert line.fileno() == -1


def test_a_line_the_other_side_has_left_is_closed_without_a_word(
    ends: tuple[Line, socket.socket],
) -> None:
    line, theirs = ends
    theirs.close()
    line.send(b"goodbye")
    line.close()


def test_nobody_at_the_port_is_told_as_the_system_tells_it() -> None:
    with pytest.raises(ConnectionRefusedError):
        open_line(Broker(port=free_port()), lambda: False)


def test_a_name_that_nobody_has_is_told() -> None:
    with pytest.raises(OSError, match=r"\w"):
        open_line(Broker(host="no-such-host.invalid"), lambda: False)
