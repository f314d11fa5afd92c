"""What docs/simulate.md says of the made-up shop is what the code does."""

import importlib
import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from provisioning.cli import cli
from provisioning.simulate.incidents import KINDS
from provisioning.simulate.plan import TOUCHPOINTS
from tests.provisioning.shops import plan

PAGE = (Path(__file__).parents[2] / "docs" / "simulate.md").read_text(encoding="utf-8")


def test_every_number_is_the_one_in_the_code() -> None:
    rows = re.findall(r"^\| `(\w+)\.(\w+)` \| ([\d.]+) \|", PAGE, re.MULTILINE)
    assert len(rows) > 10
    for module, name, value in rows:
        found = getattr(
            importlib.import_module(f"provisioning.simulate.{module}"), name
        )
        assert found == float(value), f"{module}.{name}"


def test_every_incident_is_named_with_its_reasons_and_hours() -> None:
    for kind in KINDS:
        reasons = ", ".join(f"`{reason}`" for reason in kind.reasons)
        hours = f"{kind.hours[0]:g} to {kind.hours[1]:g}"
        assert f"| {kind.name} | {hours} | {reasons} |" in PAGE
    named = re.findall(r"^\| ([a-z ]+) \| [\d.]+ to", PAGE, re.MULTILINE)
    assert len(named) == len(KINDS)


def test_the_reasons_named_are_those_of_the_built_in_survey() -> None:
    survey = plan().settings.survey
    known = {a.key for a in survey.unhappy_reasons + survey.happy_reasons}
    for kind in KINDS:
        assert known.issuperset(kind.reasons), kind.name


def test_the_commands_have_the_options_they_are_shown_with() -> None:
    shown = CliRunner().invoke(cli, ["simulate", "--help"]).output
    lines = re.findall(r"^heed simulate (.*)$", PAGE, re.MULTILINE)
    assert len(lines) == 4
    for line in lines:
        for word in shlex.split(line, comments=True):
            assert not word.startswith("--") or word in shown


def test_touchpoints_have_names_of_their_own() -> None:
    places = plan(touchpoints=TOUCHPOINTS[1]).places
    assert len({place.name for place in places}) == len(places)
    assert len({place.device for place in places}) == len(places)
    assert [place.name for place in plan(touchpoints=4).places] == [
        *("Till 1", "Till 2", "Door", "Till 3")
    ]
