"""One file from an address: resumed where it was cut, never longer than it should."""

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from contract.errors import HeedError

TIMEOUT_S = 30.0
TRIES = 4
"""How often in a row nothing may come before it is given up."""
PAUSE_S = 0.5
CHUNK = 1 << 16

Progress = Callable[[int], None]
"""Is told how many bytes are there now."""


class Unreachable(HeedError, ConnectionError):
    """The file cannot be fetched from there, now or at all."""


class WrongFile(HeedError, ValueError):
    """What was fetched is not the file that the manifest names."""


def download(
    address: str,
    part: Path,
    size: int,
    progress: Progress,
    pause_s: float = PAUSE_S,
) -> None:
    """Fetch `size` bytes into `part`, going on from what is there already.

    Raises Unreachable where nothing more comes, and WrongFile for another size.
    """
    failures = 0
    while (before := _length(part)) < size:
        try:
            _fetch_rest(address, part, size, progress)
            if _length(part) < size:
                raise ConnectionError("the connection was cut")
        except urllib.error.HTTPError as error:
            with error:
                _give_up_on(error.code, address)
            cause: Exception = error
        except (OSError, http.client.HTTPException) as error:
            cause = error
        else:
            return
        failures = 0 if _length(part) > before else failures + 1
        if failures >= TRIES:
            raise Unreachable(_told(address, cause)) from cause
        time.sleep(pause_s * 2**failures)


def _length(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _fetch_rest(address: str, part: Path, size: int, progress: Progress) -> None:
    start = _length(part)
    request = urllib.request.Request(address)
    if start:
        request.add_header("Range", f"bytes={start}-")
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:
        goes_on = response.status == 206 and _begins_at(response.headers, start)
        _refuse_other_size(response.headers, size - start if goes_on else size, address)
        with open(part, "ab" if goes_on else "wb") as target:
            _copy(response, target, size, progress)


def _begins_at(headers: http.client.HTTPMessage, start: int) -> bool:
    said = headers.get("Content-Range", "")
    return said.startswith(f"bytes {start}-")


def _refuse_other_size(
    headers: http.client.HTTPMessage, expected: int, address: str
) -> None:
    said = headers.get("Content-Length")
    if said is not None and said.isdigit() and int(said) != expected:
        raise WrongFile(
            f"{address}: offers {said} bytes, and {expected} were expected; it is not "
            "the file that was asked for"
        )


def _copy(source: IO[bytes], target: IO[bytes], size: int, progress: Progress) -> None:
    there = target.tell()
    while there < size and (chunk := source.read(min(CHUNK, size - there))):
        target.write(chunk)
        there += len(chunk)
        progress(there)


def _give_up_on(status: int, address: str) -> None:
    """Raises Unreachable for an answer that will not change by asking again."""
    if 400 <= status < 500 and status not in (408, 416, 429):
        raise Unreachable(f"{address}: the server answers {status}; is it the address?")


def _told(address: str, cause: Exception) -> str:
    host = urlsplit(address).hostname
    reason = getattr(cause, "reason", cause)
    return (
        f"{host} cannot be reached ({reason}). Is this machine online? What came so "
        f"far is kept. Else fetch {address} on another machine, carry it here and name "
        "the file with --from"
    )
