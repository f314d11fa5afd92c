"""The house stands as docs/design.md draws it: floors, sizes, nothing lying about."""

import ast
import fnmatch
import functools
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = {"contract": 1, "models": 2, "device": 3, "hub": 3, "provisioning": 4}
ENGINES = ("gpiozero", "cv2", "vosk", "onnxruntime", "sounddevice", "paho")
TOP = {
    *FLOORS,
    "tests",
    "docs",
    "lock",
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "pyproject.toml",
}
MODULE_LINES = 300
FUNCTION_LINES = 40


def modules(*folders: str) -> list[str]:
    """Our modules below these folders, as paths from the root."""
    return sorted(
        str(path.relative_to(ROOT))
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
    )


@functools.cache
def tree(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"), module)


def imported(module: str) -> Iterator[str]:
    """Names of the packages that a module imports, anywhere in it, with their dots."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative imports hide the floor"
            yield str(node.module)


def functions(module: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


OURS = modules(*FLOORS)
ALL = modules(*FLOORS, "tests")


@pytest.mark.parametrize("module", OURS)
def test_a_module_imports_only_from_its_own_folder_and_floors_below(
    module: str,
) -> None:
    own = Path(module).parts[0]
    for name in imported(module):
        other = name.split(".")[0]
        assert other != "tests", f"{module} imports {name}"
        if other in FLOORS and other != own:
            assert FLOORS[other] < FLOORS[own], f"{module} imports {name}"


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_is_imported_in_one_module_only(engine: str) -> None:
    users = [m for m in OURS if engine in {name.split(".")[0] for name in imported(m)}]
    assert len(users) <= 1, f"{engine} is imported in {users}"


def test_the_top_level_holds_only_what_is_expected() -> None:
    ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text().split()]
    found = {
        path.name
        for path in ROOT.iterdir()
        if not any(fnmatch.fnmatch(path.name, pattern) for pattern in ignored)
    }
    assert found - {".git"} <= TOP


@pytest.mark.parametrize("module", ALL)
def test_a_module_says_its_subject_and_keeps_its_size(module: str) -> None:
    text = (ROOT / module).read_text(encoding="utf-8")
    said = ast.get_docstring(tree(module))
    assert said or not text.strip(), f"{module} has no first line on its subject"
    lines = text.count("\n")
    assert lines <= MODULE_LINES, f"{module} has {lines} lines"


@pytest.mark.parametrize("module", ALL)
def test_no_function_is_longer_than_a_page(module: str) -> None:
    for function in functions(module):
        lines = (function.end_lineno or 0) - function.lineno + 1
        assert lines <= FUNCTION_LINES, f"{module}: {function.name} has {lines} lines"


@pytest.mark.parametrize("module", OURS)
def test_nobody_changes_a_global_or_imports_a_star(module: str) -> None:
    for node in ast.walk(tree(module)):
        assert not isinstance(node, ast.Global), f"{module}:{node.lineno}"
        if isinstance(node, ast.ImportFrom):
            assert [a.name for a in node.names] != ["*"], f"{module}:{node.lineno}"
