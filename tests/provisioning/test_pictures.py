"""README's pictures: there, small, in light and dark, and said in words."""

import itertools
import re
from pathlib import Path

from msgspec import toml

from hub.settings import Hub
from provisioning import pictures
from provisioning.demo_files import hub_toml

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_each_page_is_shown_light_and_dark_and_small() -> None:
    for surface, scheme in itertools.product(pictures.SIZES, pictures.SCHEMES):
        path = pictures.DOCS / f"{surface}-{scheme}.webp"
        assert path.relative_to(ROOT).as_posix() in README
        assert 2_000 < path.stat().st_size <= pictures.MOST_BYTES
        head = path.read_bytes()[:12]
        assert head[:4] == b"RIFF" and head[8:] == b"WEBP"


def test_each_picture_is_said_in_words() -> None:
    shown = re.findall(
        r'<img src="docs/[\w-]+\.webp" width="\d+" alt="([^"]{40,})">', README
    )
    assert len(shown) == len(pictures.SIZES)


def test_the_pictures_are_taken_in_an_afternoon() -> None:
    text = hub_toml(Path("folder"), 1, 2, "5")
    changed = toml.decode(pictures.in_the_afternoon(text), type=Hub)
    assert changed.shop.timezone == "UTC" or "Etc/GMT" in changed.shop.timezone
    assert changed.shop.name == "Demo shop"
