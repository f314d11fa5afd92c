"""Makes .venv from a lock file, before anything of Heed can be imported.

Run by the Makefile with the system's Python: `python3 provisioning/prepare.py shop`.
Standard library only. Quick when everything is up to date.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST, TOO_NEW = (3, 11), (3, 14)
# Debian's packages by a file that each brings: what the shop's programs use where it is
# there, and what tests want besides.
SHOP = {
    "libatomic1": "/usr/lib/*/libatomic.so.1",  # libvosk on ARM
    "libportaudio2": "/usr/lib/*/libportaudio.so.2",  # the microphone
}
TESTS = {
    "mosquitto": "/usr/sbin/mosquitto",
    "chromium": "/usr/bin/chromium",
    "pulseaudio": "/usr/bin/pulseaudio",  # its null sink is a real microphone
    "pulseaudio-utils": "/usr/bin/pactl",
    "strace": "/usr/bin/strace",  # what a spoken visit writes and whom it calls
    "libasound2-plugins": "/usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so",
}
DEBIAN = {"shop": SHOP, "tests": SHOP | TESTS}
# The same browser without windows, for tests in a third of the time; where it can't be
# had they take chromium.
QUICKER = {"chromium-headless-shell": "/usr/bin/chromium-headless-shell"}
# Needed by vosk and published as source alone: built here, by what the lock names.
SOURCE_ONLY, BUILDER = "srt", "setuptools"
# shop ⊂ tests: whoever has the second has the first.
COVERS = {"shop": ("shop", "tests"), "tests": ("tests",)}
# "Collecting flask==3.1 …", "Processing /folder/flask-3.1-py3-none-any.whl …"
PACKAGE = re.compile(
    r"(?:Collecting|Processing|Requirement already satisfied:) "
    r"(?:\S*/)?([\w.-]+?)(?:==|-\d| )"
)


def main() -> None:
    """Prepare for "shop" or "tests"; leaves with a plain line where it can't."""
    kind = sys.argv[1] if len(sys.argv) == 2 else ""
    if kind not in COVERS:
        raise SystemExit("usage: python3 provisioning/prepare.py shop|tests")
    if not OLDEST <= sys.version_info < TOO_NEW:
        raise SystemExit(
            f"Heed needs Python 3.11 to 3.13, and this is {sys.version.split()[0]}. "
            "Name another one: make PYTHON=python3.11 …"
        )
    install_debian_packages(kind)
    if not is_up_to_date(kind):
        make_environment()
        install(kind)


def install_debian_packages(kind: str) -> None:
    """What is wanted from Debian, and not there yet."""
    missing = [name for name, path in DEBIAN[kind].items() if not is_there(path)]
    if missing:
        install_missing(kind, missing)
    if kind == "tests" and os.geteuid() == 0 and shutil.which("apt-get"):
        install_quicker()


def install_quicker() -> None:
    """What makes tests quicker, where Debian has it for this machine."""
    missing = [name for name, path in QUICKER.items() if not is_there(path)]
    if not missing:
        return
    print(f"Installing {' and '.join(missing)} from Debian …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    impatient = ["apt-get", "-q", "-o", "Acquire::http::Timeout=20"]
    try:
        for command in (["update"], ["install", "-y", *missing]):
            run_quietly([*impatient, *command], environment)
    except SystemExit:
        print(f"{missing[0]} can't be had here; tests take longer without it.")


def install_missing(kind: str, missing: list[str]) -> None:
    """What is wanted: installed as root, else named in one line."""
    line = f"apt-get update && apt-get install -y {' '.join(missing)}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print(f"{WANTED[kind]} {' and '.join(missing)}. Please run: sudo {line}")
        return
    print(f"Installing {' and '.join(missing)} from Debian …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        for command in (["update", "-q"], ["install", "-y", "-q", *missing]):
            run_quietly(["apt-get", *command], environment)
    except SystemExit as error:
        if kind == "tests":
            raise
        # The shop runs without a microphone; it says so where one is wanted.
        print(f"{error}\nHeed goes on without. Later: {line}")


WANTED = {"shop": "To speak at the kiosk it takes", "tests": "Tests want"}


def is_there(pattern: str) -> bool:
    """Is there a file at this place, which may name any machine's folder?"""
    return any(Path("/").glob(pattern.lstrip("/")))


def is_up_to_date(kind: str) -> bool:
    """Was this lock, or one that covers it, installed here by this Python?"""
    return any(
        stamp(cover).is_file() and stamp(cover).read_text() == fingerprint(cover)
        for cover in COVERS[kind]
    )


def stamp(kind: str) -> Path:
    """The file that says what was installed."""
    return VENV / f"heed-{kind}.stamp"


def fingerprint(kind: str) -> str:
    """Changes with the lock, the project's own facts, its place and Python."""
    digest = hashlib.sha256(f"{ROOT} {sys.version_info[:2]}".encode())
    for path in (lock(kind), ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def lock(kind: str) -> Path:
    """The lock file."""
    return ROOT / "lock" / f"{kind}.txt"


def make_environment() -> None:
    """Create .venv, or anew where its Python is another one or it is broken."""
    if PYTHON.exists() and venv_version() == f"{sys.version_info[:2]}":
        return
    print(f"Making {VENV} with Python {sys.version.split()[0]} …", flush=True)
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        if "ensurepip" in made.stdout + made.stderr:
            raise SystemExit(
                "Python's venv module is not complete here. Please run: "
                "sudo apt-get install -y python3-venv"
            )
        raise SystemExit(f"{VENV} could not be made: {made.stdout}{made.stderr}")


def venv_version() -> str:
    """The environment's Python, as "(3, 11)"; empty where it does not start."""
    command = [str(PYTHON), "-c", "import sys; print(sys.version_info[:2])"]
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def install(kind: str) -> None:
    """Install exactly what the lock names, then Heed itself from its folder."""
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install"]
    checked = ["--require-hashes", "--only-binary=:all:"]
    builder = VENV / "heed-builder.txt"
    builder.write_text(locked(kind, BUILDER))
    # pip would fetch what builds a source without looking at any hash.
    source = [f"--no-binary={SOURCE_ONLY}", "--no-build-isolation"]
    itself = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    print(f"Installing what lock/{kind}.txt names …", flush=True)
    run_quietly([*pip, "-q", *checked, "-r", str(builder)], dict(os.environ))
    everything = [*checked, *source, "-r", str(lock(kind))]
    show_progress([*pip, "--progress-bar", "off", *everything], wanted(kind))
    run_quietly([*pip, "-q", *itself], dict(os.environ))
    stamp(kind).write_text(fingerprint(kind))
    print("Ready.", flush=True)


def wanted(kind: str) -> int:
    """How many packages the lock names, at most."""
    names = re.findall(r"^[\w.-]+==.*", lock(kind).read_text(), re.MULTILINE)
    return sum("win32" not in name for name in names)


def locked(kind: str, name: str) -> str:
    """The lines of the lock that name one package, with its hashes."""
    text = lock(kind).read_text()
    found = re.search(rf"^{re.escape(name)}==(?:.*\\\n)*.*\n", text, re.MULTILINE)
    if found is None:
        raise SystemExit(f"{lock(kind)} does not name {name}; run: make lock")
    return found[0]


def show_progress(command: list[str], total: int) -> None:
    """Run pip and say which package it is at; all it said where it fails."""
    said: deque[str] = deque(maxlen=40)
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    for line in count(process.stdout, total):
        said.append(line)
    if process.wait() != 0:
        raise SystemExit(
            f"\n{''.join(said)}\nThe packages could not be installed; the lines above "
            "say why. Is this machine on the internet?"
        )


def count(lines: Iterator[str], total: int) -> Iterator[str]:
    """Pass pip's lines on, showing a line of our own for each package."""
    at = 0
    end = "\r" if sys.stdout.isatty() else "\n"
    for line in lines:
        found = PACKAGE.match(line)
        if found:
            at += 1
            print(f"  {at:3} of {total}: {found[1]:<40}", end=end, flush=True)
        if line.startswith("Installing collected"):
            print(f"  unpacking {at} packages {'':<40}", flush=True)
        yield line


def run_quietly(command: list[str], environment: dict[str, str]) -> None:
    """Run a command; leaves with what it said where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        raise SystemExit(f"{done.stdout}{done.stderr}\nfailed: {' '.join(command)}")


if __name__ == "__main__":
    main()
