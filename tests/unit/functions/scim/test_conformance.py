"""What others have written to try SCIM servers with finds nothing: scim2-tester, and scim-sanity as Entra."""

from typing import Any

import pytest
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_tester import check_server
from scim2_tester.utils import Status
from scim_sanity import http_client
from scim_sanity.http_client import SCIMResponse
from scim_sanity.probe import runner

from tests.directory import Directory, answered, wsgi

ADDRESS = "http://web.example/scim/v2"


def test_scim2_tester_finds_no_fault(directory: Directory) -> None:
    client = WSGISCIMClient(wsgi, base_url=ADDRESS, headers={"Authorization": f"Bearer {directory.token}"})

    results = check_server(client)

    faults = [
        f"{found.title}: {found.reason}" for found in results if found.status not in (Status.SUCCESS, Status.SKIPPED)
    ]
    assert faults == []
    assert sum(found.status is Status.SUCCESS for found in results) > 50


@pytest.mark.parametrize("profile", [None, "entra"])
def test_scim_sanity_finds_no_fault(profile: str | None, directory: Directory, monkeypatch: pytest.MonkeyPatch) -> None:
    def request(
        self: http_client.SCIMClient, method: str, url: str, headers: dict[str, str], payload: dict[str, Any] | None
    ) -> SCIMResponse:
        import json

        answer = answered(method, url.removeprefix(ADDRESS), headers, None if payload is None else json.dumps(payload))
        return SCIMResponse(answer.status, answer.headers, "" if answer.body is None else json.dumps(answer.body))

    monkeypatch.setattr(http_client.SCIMClient, "_request_with_requests", request)

    report = runner.run_probe_api(ADDRESS, token=directory.token, profile=profile, user_domain="vero.fi")

    assert [found for found in report["results"] if found["status"] not in ("pass", "skip")] == []
    assert report["summary"]["passed"] > 20
