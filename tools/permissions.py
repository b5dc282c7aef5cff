"""Writes docs/permissions.md from the template as SAM deploys it: what each function may do, on what, and what for.

Run it with `python -m tools.permissions` after a change of a policy; a test holds the file against the template.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tools import templates

FILE = templates.ROOT / "docs" / "permissions.md"
_MANAGED = "arn:aws:iam::aws:policy/"
_HEAD = (
    "# Permissions\n\n"
    "What each function may do, and on what: written from `template.yaml` as SAM deploys it, by "
    "`python -m tools.permissions`. `make check` holds this page against the template, and each granted action against "
    "the code that the function can reach. The local cloud enforces the same roles, so a test that needs more than "
    "stands here fails.\n\n"
    "Names are those of the foundation's outputs: `ProgrammeGsi1` is the index `gsi1` of the Programme table, "
    "`TrafficStandings` the index `standings` of the Traffic table, `MailIdentity` the sender at SES. `MailEvents` is "
    "the application's configuration set. Where a condition stands, only requests that meet it are allowed. All "
    "schedules have one role, `SchedulesRole`, which only schedules of this account take; it may call the jobs and "
    "write to `JobsDeadLetters`.\n"
)


@dataclass(frozen=True)
class Grant:
    """One statement of a role: actions that are allowed on resources, what for, and on which condition."""

    name: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    condition: str | None = None


def grants(role: str) -> list[Grant]:
    """Return what a deployed role allows, statement by statement, in the template's order."""
    return [
        Grant(
            statement.get("Sid", "WhatWasGivenUp"),  # SAM names none of its own
            tuple(_as_list(statement["Action"])),
            tuple(_name_of(resource) for resource in _as_list(statement["Resource"])),
            _condition(statement.get("Condition")),
        )
        for policy in templates.deployed_roles()[role].get("Policies", [])
        for statement in _as_list(policy["PolicyDocument"]["Statement"])
    ]


def managed(role: str) -> list[str]:
    """Return AWS's own policies that a role has."""
    return [arn.removeprefix(_MANAGED) for arn in templates.deployed_roles()[role].get("ManagedPolicyArns", [])]


def written() -> str:
    """Return the text of the file."""
    return "\n".join([_HEAD, *_functions()])


def _functions() -> Iterator[str]:
    for function in templates.functions():
        role = f"{function}Role"
        yield f"## {function}\n"
        yield f"AWS's own: {', '.join(f'`{policy}`' for policy in managed(role))}.\n"
        if grants(role):
            yield "| what for | actions | on |\n|---|---|---|"
        for grant in grants(role):
            condition = f"; {grant.condition}" if grant.condition else ""
            yield f"| {_words(grant.name)} | {', '.join(grant.actions)} | {', '.join(grant.resources)}{condition} |"
        yield ""


def _words(name: str) -> str:
    """Spell a statement's name as words: `CodesOfLinks` → `codes of links`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name).lower()


def _name_of(resource: Any) -> str:
    """Return what a resource is called; whatever is no output of the foundation and no resource of ours stays."""
    match resource:
        case {"Ref": str(name)}:
            return name.removesuffix("Arn")
        case {"Fn::GetAtt": [str(name), "Arn"]}:
            return name
        case {"Fn::If": [_, on_aws, _]}:
            return _name_of(on_aws)
        case {"Fn::Sub": str(files)} if files.endswith(".Arn}/*"):
            return f"files of {files.removeprefix('${').removesuffix('.Arn}/*')}"
        case {"Fn::Sub": str(arn)} if arn.endswith("}"):
            return arn.rpartition("${")[2].removesuffix("}")
    return str(resource)


def _condition(condition: Any) -> str | None:
    """Spell out the one kind of condition that there is: encryption contexts that a request must, or must not, have."""
    match condition:
        case None:
            return None
        case {"Null": dict(contexts)} if set(contexts.values()) in ({"true"}, {"false"}):
            names = "`, `".join(name.removeprefix("kms:EncryptionContext:") for name in contexts)
            with_or_without = "not with" if "true" in contexts.values() else "only with"
            return f"{with_or_without} `{names}` in the encryption context"
    return f"`{condition}`"


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
    print(f"{FILE.name}: {len(templates.functions())} functions")
