"""A settings file with a mistake says which, where, what was meant and what to do."""

import os
from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from msgspec import Meta, Struct

from contract.errors import SettingsError
from contract.settings import Broker, read_settings
from tests.examples import examples


class Zone(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the picture."""

    name: str
    """What it is called."""
    dwell_s: Annotated[float, Meta(gt=0, le=600)] = 3.0
    """Seconds that someone stands there before they count as waiting."""


class Shop(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A settings file with everything that one can hold."""

    name: str
    """The shop's name."""
    broker: Broker = Broker()
    """Where the broker is."""
    zones: list[Zone] = []
    """Waiting lines."""
    lamps: dict[str, Zone] = {}
    """Lamps by colour."""
    spare: Zone | None = None
    """One more, or none."""
    pins: list[int] = []
    """Pins of the buttons."""
    sound: Literal["on", "off"] = "off"
    """Whether it beeps."""
    loud: bool = False
    """Whether the beep is loud."""

    def __post_init__(self) -> None:
        if self.name == "nowhere":
            raise ValueError("a shop is somewhere; give it another name")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "shop.toml"


def complaint(file: Path, text: str | bytes) -> str:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SettingsError) as error:
        read_settings(file, Shop)
    assert str(error.value).startswith(f"{file}: "), "the file is named first"
    return str(error.value).removeprefix(f"{file}: ")


def test_a_good_file_is_read_whole(file: Path) -> None:
    file.write_text(
        'name = "Ó Sé"\n[broker]\nport = 8883\n[[zones]]\nname = "tills"\n'
        "dwell_s = 4\n",
        encoding="utf-8",
    )
    shop = read_settings(file, Shop)
    assert shop.name == "Ó Sé"
    assert shop.broker == Broker(port=8883)
    assert shop.zones == [Zone(name="tills", dwell_s=4.0)]


def test_a_missing_file_is_to_be_created(file: Path) -> None:
    with pytest.raises(SettingsError, match=r"no such file\. Create it.*--settings"):
        read_settings(file, Shop)


def test_a_folder_is_no_settings_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"is a folder.*--settings"):
        read_settings(tmp_path, Shop)


def test_a_file_that_may_not_be_read_says_so(file: Path) -> None:
    file.write_text('name = "x"')
    file.chmod(0)
    if os.access(file, os.R_OK):  # root may read everything; a loop nobody can
        file.unlink()
        file.symlink_to(file)
    with pytest.raises(SettingsError, match=r"cannot be read.*another with --settings"):
        read_settings(file, Shop)


def test_broken_utf8_names_the_line(file: Path) -> None:
    told = complaint(file, b'name = "x"\n# caf\xe9\n')
    assert told == "line 2 is not UTF-8 text; save the file as UTF-8"


def test_what_is_no_toml_names_the_place(file: Path) -> None:
    assert complaint(file, 'name = "x"\nport: 3\n').startswith("not TOML: ")
    assert "line 2" in complaint(file, 'name = "x"\nport: 3\n')


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            'name = "x"\nsounds = "on"\n',
            "unknown key 'sounds' at the top; did you mean 'sound'? (known here: "
            "broker, lamps, loud, name, pins, sound, spare, zones)",
        ),
        (
            'name = "x"\n[broker]\nprot = 1\n',
            "unknown key 'prot' in [broker]; did you mean 'port'? (known here: "
            "ca_file, cert_file, host, keepalive_s, key_file, password_file, port, "
            "protocol, username)",
        ),
        (
            'name = "x"\n[[zones]]\nname = "a"\n[[zones]]\nname = "b"\nqqq = 1\n',
            "unknown key 'qqq' in [zones], entry 2; take it out (known here: "
            "dwell_s, name)",
        ),
        (
            'name = "x"\n[lamps.red]\nqqq = 1\n',
            "unknown key 'qqq' in [lamps]; take it out (known here: dwell_s, name)",
        ),
        (
            'name = "x"\n[spare]\nqqq = 1\n',
            "unknown key 'qqq' in [spare]; take it out (known here: dwell_s, name)",
        ),
    ],
)
def test_an_unknown_key_lists_the_known_ones(file: Path, text: str, told: str) -> None:
    assert complaint(file, text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "name at the top is missing; add it. It means: The shop's name."),
        (
            "name = 3\n",
            "name at the top is 3, but must be text in quotes; change it. "
            "It means: The shop's name.",
        ),
        (
            'name = "x"\n[broker]\nport = "1883"\n',
            'port in [broker] is "1883", but must be a whole number; change it. '
            "It means: TCP port.",
        ),
        (
            'name = "x"\n[broker]\nport = 18.5\n',
            "port in [broker] is 18.5, but must be a whole number; change it. "
            "It means: TCP port.",
        ),
        (
            'name = "x"\nloud = "yes"\n',
            'loud at the top is "yes", but must be true or false; change it. '
            "It means: Whether the beep is loud.",
        ),
        (
            'name = "x"\nsound = "loud"\n',
            'sound at the top is "loud", but must be one of "on", "off"; change it. '
            "It means: Whether it beeps.",
        ),
        (
            'name = "x"\npins = [17, "27"]\n',
            'pins at the top is "27", but must be a whole number; change it. '
            "It means: Pins of the buttons.",
        ),
        (
            'name = "x"\nbroker = "127.0.0.1"\n',
            'broker at the top is "127.0.0.1", but must be a table of keys; change it. '
            "It means: Where the broker is.",
        ),
        (
            'name = "x"\n[[zones]]\ndwell_s = 3\n',
            "name in [zones], entry 1 is missing; add it. It means: What it is called.",
        ),
        (
            'name = "x"\n[lamps.red]\nname = "a"\ndwell_s = -1\n',
            "dwell_s in [lamps] is not right, but must be a number > 0.0; change it. "
            "It means: Seconds that someone stands there before they count as waiting.",
        ),
        (
            'name = "nowhere"\n',
            "a shop is somewhere; give it another name (at the top)",
        ),
    ],
)
def test_a_wrong_value_says_what_is_expected_and_meant(
    file: Path, text: str, told: str
) -> None:
    assert complaint(file, text) == told


def test_milliseconds_where_seconds_are_meant_are_told_the_unit(file: Path) -> None:
    assert complaint(file, 'name = "x"\n[broker]\nkeepalive_s = 20000\n') == (
        "keepalive_s in [broker] is 20000, but must be a whole number <= 300; "
        "change it. It means: Seconds after which a silent connection counts as broken."
    )
    assert complaint(file, 'name = "x"\n[[zones]]\nname = "a"\ndwell_s = 3000\n') == (
        "dwell_s in [zones], entry 1 is 3000, but must be a number <= 600.0; change "
        "it. It means: Seconds that someone stands there before they count as waiting."
    )


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_any_bytes_are_read_or_refused_by_name(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(SettingsError, match=r"shop\.toml"):
        read_settings(file, Shop)


keys = st.sampled_from(
    ["name", "broker", "zones", "lamps", "spare", "pins", "sound", "loud", "port", "q"]
)
scalars = st.sampled_from(['"x"', "1", "-1.5", "true", "2020-01-01", "[]", "{}", "nan"])
tables = st.sampled_from(["", "[broker]", "[[zones]]", "[lamps.a]", "[spare]", "[q.q]"])


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=examples(300),
)
@given(
    st.lists(
        st.tuples(tables, keys, scalars | st.lists(scalars, max_size=2).map(str)),
        max_size=4,
    )
)
def test_any_toml_is_read_or_refused_by_name(
    file: Path, lines: list[tuple[str, str, str]]
) -> None:
    file.write_text("".join(f"{t}\n{key} = {value}\n" for t, key, value in lines))
    try:
        assert isinstance(read_settings(file, Shop), Shop)
    except SettingsError as error:
        assert str(error).startswith(f"{file}: ")
