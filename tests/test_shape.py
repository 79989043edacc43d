"""The house keeps its shape: small rooms, a part a file, docs that tell the truth."""

import ast
import re
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from live.show.show_file import FOLDERS, kinds

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "live").rglob("*.py"))
PART_FOLDERS = sorted({folder for folder, _ in FOLDERS.values()})


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(ROOT)))
def test_no_module_is_longer_than_400_lines(module: Path) -> None:
    lines = len(module.read_text("utf-8").splitlines())
    assert lines <= 400, f"{module} has {lines} lines: which two nouns is it about? Split it."


def test_the_performance_can_be_read_at_a_glance() -> None:
    lines = len((ROOT / "live" / "show" / "perform.py").read_text("utf-8").splitlines())
    assert lines <= 170, "perform.py opens the parts, joins them and runs them: move the rest out."


@pytest.mark.parametrize("folder", PART_FOLDERS)
def test_every_part_is_the_file_that_has_its_name(folder: str) -> None:
    for module in (ROOT / "live" / folder.replace(".", "/")).glob("*.py"):
        classes = re.findall(r"^class (\w+)\(Part\b", module.read_text("utf-8"), re.M)
        if classes:
            assert module.stem in kinds(folder), f"{module} holds {classes}: name one after it."
            assert len(classes) == 1, f"{module} holds {classes}: a part a file."


def test_the_floor_plan_names_every_room_and_no_other() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    plan = re.search(r"```\nfloor .*?```", page, re.S)
    assert plan is not None, "docs/architecture.md shows the floor plan, from the top."
    named = set(re.findall(r"\b(\w+)/", plan[0]))
    there = {
        folder.name for folder in (ROOT / "live").iterdir() if (folder / "__init__.py").exists()
    }
    assert named - {"scripts"} == there, f"the plan and the folders differ: {named ^ there}"


def test_docs_list_every_page_by_reader() -> None:
    listed = (ROOT / "docs" / "README.md").read_text("utf-8")
    pages = {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert pages == set(re.findall(r"\]\((\w+\.md)", listed))


LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#([^)\s]+))?\)")


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))],
    ids=lambda page: page.name,
)  # fmt: skip
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for target, anchor in LINK.findall(page.read_text("utf-8")):
        place = (page.parent / target).resolve()
        assert place.exists(), f"{page.name}: {target}"
        if anchor and place.suffix == ".md":
            assert anchor in anchors(place), f"{page.name}: {target}#{anchor}"


def anchors(page: Path) -> set[str]:
    """What headings can be linked by, as GitHub makes it of their words."""
    text = page.read_text("utf-8")
    made = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", text, re.M)
    }
    return made | set(re.findall(r'<a (?:id|name)="([^"]+)"', text))


def test_only_who_supervises_catches_everything() -> None:
    everything = re.compile(r"^\s*except (?:Base)?Exception\b", re.M)
    found = {
        str(m.relative_to(ROOT)): len(everything.findall(m.read_text("utf-8"))) for m in MODULES
    }
    catching = {module: count for module, count in found.items() if count}
    # keep_going, steps with and without an understudy, and the closing of parts; the workers that
    # carry an error to who asked for the work; and the program's last word, never a traceback.
    assert catching == {
        "live/runtime/supervise.py": 5,
        "live/runtime/workers.py": 3,
        "live/__main__.py": 1,
    }


def test_live_never_imports_what_only_training_needs() -> None:
    training = ROOT / "live" / "become" / "training"
    for module in (one for one in MODULES if training not in one.parents):
        assert not re.search(r"^\s*(?:import|from) torch", module.read_text("utf-8"), re.M), module


# What a package is imported as, where that is not its name.
IMPORTED_AS = {
    "aubio-ledfx": "aubio", "opencv-python-headless": "cv2", "pillow": "PIL", "pygame-ce": "pygame",
    "python-osc": "pythonosc", "spoutgl": "SpoutGL", "syphon-python": "syphon",
    "python-rtmidi": "",  # what mido reaches ports with
}  # fmt: skip
BUILDS = {"train", "dev", "make", "measure"}  # extras for what is not the program


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [ones for name, ones in project["optional-dependencies"].items() if name not in BUILDS]
    wanted = [Requirement(one) for one in [*project["dependencies"], *chain(*extras)]]
    declared = {IMPORTED_AS.get(one.name.lower(), one.name) for one in wanted} - {""}
    assert imported() - declared == set()
    assert declared - imported() == set()


def imported() -> set[str]:
    """The packages of others that the program imports, by name, or loads by it as an extra."""
    training = ROOT / "live" / "become" / "training"
    found: set[str] = set()
    for module in (one for one in MODULES if training not in one.parents):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add(node.module or "")
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "extras.load":
                found |= {str(one.value) for one in node.args[:1] if isinstance(one, ast.Constant)}
    names = {name.partition(".")[0] for name in found}
    return names - {"live", *sys.stdlib_module_names}


def test_the_version_is_told_in_the_changelog() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert f"## [{project['version']}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")
