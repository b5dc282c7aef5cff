"""The script that is made of the client's modules, run by the engine that Playwright brings."""

import subprocess
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable

from http_adapter.client_bundles import bundle, import_order, later_bundle

MODULES = {
    "start/app.js": (
        'import "./first.js";\n'
        'import { added, Box as Container } from "../core/sums.js";\n'
        'import {\n  written,\n} from "../core/output.js";\n\n'
        "async function start() {\n"
        '  written(`sum ${added(2, new Container(3).value)} // no comment`, "export default");\n'
        "}\n\n"
        "start();\n"
    ),
    "start/first.js": 'import { written } from "../core/output.js";\n\n/** Runs\n * at once. */\nwritten("first");\n',
    "core/sums.js": (
        "// Sums.\n\nexport const added = (one, other) => one + other;\n\n"
        "/** Holds a value. */\nexport class Box {\n  constructor(value) {\n    this.value = value;\n  }\n}\n"
    ),
    "core/output.js": "export function written(...texts) {\n  // All in a line.\n  console.log(texts.join(', '));\n}\n",
}


def run(script: str) -> str:
    node, _ = compute_driver_executable()
    done = subprocess.run([node, "-e", script], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


def test_modules_run_in_one_script_in_the_order_of_their_imports() -> None:
    script = bundle("start/app.js", MODULES)

    assert run(script) == "first\nsum 5 // no comment, export default\n"
    assert "Holds a value" not in script
    assert "All in a line" not in script


def test_a_module_comes_after_those_that_it_imports_and_once() -> None:
    assert import_order("start/app.js", MODULES) == ["core/output.js", "start/first.js", "core/sums.js", "start/app.js"]


def test_what_nobody_imports_is_left_out() -> None:
    assert "start/first.js" not in import_order("core/sums.js", MODULES)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"core/sums.js": 'import { x } from "./none.js";\n'}, "core/sums.js imports core/none.js, which is not there"),
        ({"core/sums.js": 'import "../start/app.js";\n'}, "start/app.js → core/sums.js → start/app.js"),
        ({"core/sums.js": "export default 1;\n"}, "core/sums.js has an import or export .*: export default 1;"),
        ({"core/sums.js": 'import sums from "./output.js";\n'}, "core/sums.js has an import or export .*: import sums"),
        ({"core/sums.js": "export { a };\n"}, "core/sums.js has an import or export"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(changes: dict[str, str], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        bundle("start/app.js", {**MODULES, **changes})


LATE = {
    "start/app.js": (
        'import { count, written } from "../core/output.js";\n'
        "async function start() {\n"
        "  count();\n"
        '  const { shown } = await import("../race/race.js");\n'
        "  shown();\n"
        "}\n"
        "start();\n"
    ),
    "core/output.js": (
        "let counted = 0;\nexport function count() {\n  counted += 1;\n}\n"
        "export function written(text) {\n  console.log(`${text} ${counted}`);\n}\n"
    ),
    "race/race.js": (
        'import { count, written } from "../core/output.js";\n'
        'import { word } from "./words.js";\n'
        "export async function shown() {\n"
        "  count();\n"
        "  written(word);\n"
        '  await import("../me/me.js").then(({ me }) => me());\n'
        "}\n"
    ),
    "race/words.js": 'export const word = "race";\n',
    "me/me.js": (
        'import { written } from "../core/output.js";\nimport { word } from "../race/words.js";\n'
        "export const me = () => written(`me after ${word}`);\n"
    ),
}


def test_what_is_imported_where_it_is_needed_comes_later_and_shares_what_is_there(tmp_path: Path) -> None:
    first, later = bundle("start/app.js", LATE, "later.js"), later_bundle("start/app.js", LATE)
    (tmp_path / "client.mjs").write_text(first.replace("later.js", "later.mjs"))
    (tmp_path / "later.mjs").write_text(later)
    node, _ = compute_driver_executable()

    done = subprocess.run([node, tmp_path / "client.mjs"], capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout == "race 2\nme after race 2\n"
    assert '"race"' not in first
    assert "counted" not in later
