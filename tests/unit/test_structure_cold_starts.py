"""Every handler leaves what it has imported out of the search for garbage; the redirect imports too little to care."""

import pytest

from tools import templates

HANDLERS = {
    name: properties["Handler"].rpartition(".")[0]
    for name, properties in templates.functions().items()
    if name != "RedirectFunction"
}


@pytest.mark.parametrize("function", HANDLERS)
def test_a_handler_keeps_its_imports(function: str) -> None:
    module = templates.ROOT / "functions" / f"{HANDLERS[function].replace('.', '/')}.py"
    package = module.parent / "__init__.py"

    assert module.read_text().endswith("\ncold_start.keep_imports()\n"), f"{module} ends with cold_start.keep_imports()"
    assert "import cold_start" in package.read_text(), f"{package} imports cold_start first"
