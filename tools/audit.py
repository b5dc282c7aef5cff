"""`make audit`: what checkov finds in the templates, each answered or mended, and known faults of pinned packages.

An answer stands for one check of one kind of resource or name; one that nothing asks for any more is refused, too.
Packages are looked up by pip-audit at the index of packages: where it cannot be reached, that is said, and no verdict.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tools import templates
from tools.cloud.places import ENVS, ROOT
from tools.cloud.report import Failure, say

FOLDER = ROOT / "build" / "audit"
ANSWERS = {
    "CKV_AWS_119 AWS::DynamoDB::Table": "encrypted by DynamoDB's own key; one of ours costs a request each",
    "CKV_AWS_28 TrafficTable": "can be rebuilt from the ledgers",
    "CKV_AWS_28 TransientTable": "what it holds must vanish, from backups as well",
    "CKV_AWS_149 AWS::SecretsManager::Secret": "who may read it stands in each role; a key of ours adds its price",
    "CKV_AWS_18 AWS::S3::Bucket": "access logs keep addresses of people; functions alone read the buckets",
    "CKV_AWS_21 AWS::S3::Bucket": "files lie under their hash, or must vanish after a time: versions would keep them",
    "CKV_AWS_27 AWS::SQS::Queue": "encrypted by SQS's own key",
    "CKV_AWS_116 AWS::Lambda::Function": "dead letters stand at schedules, streams and queues",
    "CKV_AWS_117 AWS::Lambda::Function": "nothing of ours lies in a private network; one would cost a gateway",
    "CKV_AWS_173 AWS::Lambda::Function": "variables hold names and addresses of resources, no secret",
    "CKV_AWS_158 AWS::Logs::LogGroup": "lines name people by id alone and go after two weeks",
    "CKV_AWS_73 AWS::ApiGateway::Stage": "traces of a stage keep the visitor's address and user agent",
    "CKV_AWS_120 AWS::ApiGateway::Stage": "answers are about the person who asks; browsers keep what may be kept",
}
"""Check and resource, or kind of resource, with why the finding stays."""
_CHECKOV, _PIP_AUDIT = (str(ENVS / "audit" / "bin" / name) for name in ("checkov", "pip-audit"))
_CHECKOV_SAYS = ("--framework", "cloudformation", "--compact", "--quiet", "--skip-download", "-o", "json")
_PIP_AUDIT_SAYS = ("--disable-pip", "--require-hashes", "-f", "json", "--progress-spinner", "off")
_LOCKS = ("layers/*/requirements.txt", "requirements/*.txt")


def main() -> int:
    """Print what is open; return 1 where something is."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    written = FOLDER / "template.json"
    written.write_text(json.dumps(templates.written_out(), indent=1))
    used: set[str] = set()
    open_findings = []
    for template in (ROOT / "infra" / "account.yaml", ROOT / "infra" / "foundation.yaml", written):
        for finding in _findings(template):
            answer = _answer(finding)
            used.update({answer} if answer else ())
            if answer is None:
                open_findings.append(f"  {finding['check_id']} {finding['resource']}: {finding['check_name']}")
    unasked = sorted(ANSWERS.keys() - used)
    faults, unknown = _faults(path for pattern in _LOCKS for path in sorted(ROOT.glob(pattern)))
    for title, lines in (
        ("Findings without an answer:", open_findings),
        ("Answers that nothing asks for:", [f"  {one}" for one in unasked]),
        ("Packages with known faults:", faults),
    ):
        if lines:
            say("\n".join([title, *lines]))
    if unknown:
        say(f"{unknown} packages could not be looked up from here: no verdict about these.")
    if not (open_findings or unasked or faults):
        say(f"Nothing is open: {len(ANSWERS)} kinds of findings are answered in tools/audit.py.")
    return int(bool(open_findings or unasked or faults))


def _findings(template: Path) -> list[dict[str, Any]]:
    say(f"· checkov reads {template.name}")
    done = subprocess.run(
        [_CHECKOV, "-f", str(template), *_CHECKOV_SAYS],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        told = json.loads(done.stdout)
    except json.JSONDecodeError as error:
        raise Failure(f"checkov did not read {template.name}: {done.stderr[-500:]}") from error
    if told.get("summary", {}).get("parsing_errors"):
        raise Failure(f"checkov cannot read {template.name}.")
    found: list[dict[str, Any]] = told.get("results", {}).get("failed_checks", [])
    return found


def _answer(finding: Mapping[str, Any]) -> str | None:
    kind, _, name = finding["resource"].rpartition(".")
    answers = (f"{finding['check_id']} {name}", f"{finding['check_id']} {kind}")
    return next((answer for answer in answers if answer in ANSWERS), None)


def _faults(locks: Iterable[Path]) -> tuple[list[str], int]:
    """Return the known faults of what lock files pin, and how many packages could not be looked up."""
    faults: set[str] = set()
    unknown: set[str] = set()
    for lock in locks:
        say(f"· pip-audit reads {lock.relative_to(ROOT)}")
        done = subprocess.run(
            [_PIP_AUDIT, "-r", str(lock), *_PIP_AUDIT_SAYS],
            capture_output=True,
            text=True,
            check=False,
        )
        try:
            told = json.loads(done.stdout)["dependencies"]
        except (json.JSONDecodeError, KeyError) as error:
            raise Failure(f"pip-audit did not read {lock.name}: {done.stderr[-500:]}") from error
        unknown |= {one["name"] for one in told if "skip_reason" in one}
        faults |= {
            f"  {one['name']} {one['version']}: {fault['id']} (mended in: {', '.join(fault['fix_versions']) or '–'})"
            for one in told
            for fault in one.get("vulns", ())
        }
    return sorted(faults), len(unknown)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"{failure}")
