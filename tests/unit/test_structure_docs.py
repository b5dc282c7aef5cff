"""What the documents say exists does: files and folders, commands of make and tools, and papers that are cited."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "layers" / "lahetti" / "python" / "lahetti"
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
NAMES_OF_DOCS = {path.name for path in DOCS}
_BASES = (ROOT, PACKAGE, PACKAGE.parent, ROOT / "functions", ROOT / "functions" / "web" / "client", ROOT / "docs")
"""Where a path in a document may begin; the package as `lahetti/…` or by its wing."""


def paths_in(text: str) -> set[str]:
    """Return the paths of our own that a document names in backticks; a `<part>` may be any."""
    spans = re.findall(r"`([^`\s]+)`", text)
    return {
        span
        for span in spans
        if re.search(r"[a-z]/|\.(py|js|yaml|toml|html|md)$", span)
        and not re.search(
            r"[{}():=@#$]|://|^/|…|^\*|\.example|^application/|^build/|^service-role|^text/|^image/", span
        )
    }


@pytest.mark.parametrize("document", DOCS, ids=lambda path: path.name)
def test_the_files_that_a_document_names_are_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")

    missing = {
        path
        for path in paths_in(text)
        if not any(_is_there(base, re.sub(r"<\w+>", "*", path)) for base in _BASES)
        and not list(ROOT.glob(f"**/{Path(re.sub(r'<[a-z_]+>', '*', path)).name}") if "/" not in path else ())
    }
    assert not missing, f"{document.name} names what is not there"


@pytest.mark.parametrize("document", DOCS, ids=lambda path: path.name)
def test_the_commands_that_a_document_names_can_be_run(document: Path) -> None:
    text = document.read_text(encoding="utf-8")

    targets = set(re.findall(r"(?:`|^\s*)make ([a-z][a-z-]*)", text, re.MULTILINE))
    assert targets <= TARGETS, f"{document.name} names targets that the Makefile does not have"
    modules = set(re.findall(r"python -m (tools[\w.]*)", text))
    assert {name for name in modules if importlib.util.find_spec(name) is None} == set()


@pytest.mark.parametrize("document", DOCS, ids=lambda path: path.name)
def test_the_links_of_a_document_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8"))

    assert [link for link in links if not (document.parent / link).exists()] == []


def test_code_cites_no_paper_that_a_clone_does_not_hold() -> None:
    sources = [
        path
        for folder in ("functions", "layers", "tests", "tools", "infra")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in (".py", ".js", ".html", ".yaml") and path != Path(__file__)
    ]
    sources += [ROOT / "pyproject.toml", ROOT / "template.yaml", ROOT / "Makefile"]
    cited = {
        (path.name, paper)
        for path in sources
        for paper in re.findall(r"\b([a-z_]+\.md)\b", path.read_text(encoding="utf-8"))
    }

    assert {(name, paper) for name, paper in cited if paper not in NAMES_OF_DOCS} == set()


def _is_there(base: Path, path: str) -> bool:
    path = path.removeprefix("lahetti/") if base == PACKAGE else path
    return bool(list(base.glob(path))) if "*" in path else (base / path).exists()
