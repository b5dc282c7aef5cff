"""Every handler imports with what is deployed beside it, its two layers, and with no other package.

The functions of the local cloud run on this machine's Python, too, but could find what AWS would not have.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import templates

GLOBALS = templates.template("template.yaml")["Globals"]["Function"]
LAYERS = {
    "LahettiLayer": "../layers/lahetti/python",
    "DependenciesLayer": "DependenciesLayer/python",
    "PasskeysLayer": "PasskeysLayer/python",
    "PicturesLayer": "PicturesLayer/python",
    "ScimLayer": "ScimLayer/python",
}
"""Where a layer's content lies, seen from what `sam build` made; one that it need not build stays where it was."""


@pytest.mark.parametrize("function", templates.functions())
def test_a_handler_imports_with_its_layers_alone(function: str) -> None:
    built = Path(os.environ["LAHETTI_BUILT"])
    declared = templates.functions()[function]
    layers = [layer["Ref"] for layer in [*GLOBALS["Layers"], *declared.get("Layers", [])]]
    folders = [str(built / folder) for folder in ("functions", *(LAYERS[layer] for layer in layers))]
    module, _, name = declared["Handler"].rpartition(".")
    environment = {
        **dict.fromkeys(GLOBALS["Environment"]["Variables"], "x"),
        **declared["Environment"]["Variables"],
        "AWS_REGION": "eu-north-1",
    }
    program = f"import sys; sys.path += {folders}; import {module} as handler; assert callable(handler.{name}); "
    # The console imports a page when it is first asked for.
    program += "[__import__('console.framework.application', fromlist='page_at').page_at(module) "
    program += "for module in getattr(handler, 'PAGES', {}).values()]"

    # -S: no installed packages; -s and -P: nothing from home and here.
    done = subprocess.run(
        [sys.executable, "-S", "-s", "-P", "-c", program], env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
