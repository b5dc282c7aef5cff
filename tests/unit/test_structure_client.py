"""The client's modules parse, and import and export nothing that is not used."""

import re
import subprocess
from pathlib import Path

import playwright
import pytest

CLIENT = Path(__file__).parents[2] / "functions" / "web" / "client"
MODULES = sorted(CLIENT.rglob("*.js"))
# Playwright brings a Node of its own: nothing has to be installed for it.
NODE = Path(playwright.__file__).parent / "driver" / "node"
_IMPORT = re.compile(r'^import (?:\{([^}]*)\} from )?"([^"]+)";', re.MULTILINE)
_LATER = re.compile(r'\{ ([\w, ]+) \} = await import\("([^"]+)"\)|import\("([^"]+)"\)[^;{]*\{ ([\w, ]+) \}')
_EXPORT = re.compile(r"^export (?:async )?(?:function|class|const) (\w+)", re.MULTILINE)


def name_of(module: Path) -> str:
    return str(module.relative_to(CLIENT))


def imports_of(module: Path) -> list[tuple[Path, str, str]]:
    """Return (module, its name there, its name here) of everything that a module imports by name."""
    found = []
    text = module.read_text(encoding="utf-8")
    later = [(first or last, at or after) for first, at, after, last in _LATER.findall(text)]
    for names, source in [*_IMPORT.findall(text), *later]:
        for part in filter(None, (part.strip() for part in names.split(","))):
            there, _, here = part.partition(" as ")
            found.append(((module.parent / source).resolve(), there, here or there))
    return found


def without_comments(text: str) -> str:
    return re.sub(r"^\s*//.*$|/\*\*[\s\S]*?\*/", "", text, flags=re.MULTILINE)


def test_every_module_parses() -> None:
    program = """
        const { readFileSync } = require("node:fs");
        const { SourceTextModule } = require("node:vm");
        for (const path of process.argv.slice(1)) {
          try { new SourceTextModule(readFileSync(path, "utf8"), { identifier: path }); }
          catch (error) { console.log(`${path}: ${error.stack}`); }
        }
    """
    finished = subprocess.run(
        [NODE, "--experimental-vm-modules", "--no-warnings", "-e", program, "--", *MODULES],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert finished.stdout == ""


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_what_a_module_imports_it_uses(module: Path) -> None:
    text = without_comments(_IMPORT.sub("", module.read_text(encoding="utf-8")))

    assert [here for _, _, here in imports_of(module) if not re.search(rf"\b{here}\b", text)] == []


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_what_a_module_imports_is_exported_there(module: Path) -> None:
    missing = [
        f"{there} of {source.name}"
        for source, there, _ in imports_of(module)
        if source.exists() and there not in _EXPORT.findall(source.read_text(encoding="utf-8"))
    ]

    assert missing == []


def test_what_a_module_exports_another_imports() -> None:
    wanted = {(source, there) for module in MODULES for source, there, _ in imports_of(module)}
    # The first screen asks for a screen's function by its name.
    screens = {(module.resolve(), module.stem) for module in MODULES}

    unused = [
        f"{name_of(module)}: {name}"
        for module in MODULES
        for name in _EXPORT.findall(module.read_text(encoding="utf-8"))
        if (module.resolve(), name) not in wanted | screens
    ]

    assert unused == [], "export nothing that only its own module uses"


@pytest.mark.parametrize("folder", ["web", "console"])
def test_no_field_cuts_what_is_typed_or_pasted(folder: str) -> None:
    """A browser cuts at `maxlength` without a word: forms count, keep the whole and refuse it with the limit."""
    sources = [path for kind in ("js", "html", "py") for path in (CLIENT.parents[1] / folder).rglob(f"*.{kind}")]

    assert sources
    assert [path.name for path in sources if "maxlength" in path.read_text(encoding="utf-8").lower()] == []


def test_no_class_is_the_base_of_two_different_things() -> None:
    """A class that is declared at two places of the stylesheet is two things: one breaks wherever the other is used."""
    style = (CLIENT / "lahetti.css").read_text(encoding="utf-8")
    top_level = re.sub(r"@\w[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", style)
    displays = [name for name, rule in re.findall(r"^\.([\w-]+) \{([^}]*)\}", top_level, re.MULTILINE)]

    assert "dots" in displays
    assert sorted(name for name in set(displays) if displays.count(name) > 1) == []
