"""Finds the local cloud that `make test` started: its addresses and names come from environment variables."""

import os
from dataclasses import dataclass

import pytest

from lahetti.people.model import Person
from tests.integration.console_client import ConsoleVisitor
from tests.integration.people_fixtures import (  # noqa: F401 (fixtures for all of this folder)
    admin,
    admin_person,
    ambassador,
    cast,
    editor,
    editor_person,
    other_editor,
    programme,
    publish,
    sharer,
    stranger,
)
from tests.integration.races_fixtures import first_week, week  # noqa: F401
from tools.local_requests import Site


@dataclass(frozen=True)
class RunningCloud:
    endpoint: str
    web_origin: str
    link_origin: str
    user_pool: str
    user_pool_client: str
    first_admin: str


@pytest.fixture(scope="session")
def cloud() -> RunningCloud:
    """The running cloud; boto3 and the package `lahetti` find it by the same variables."""
    if "LAHETTI_WEB_ORIGIN" not in os.environ:
        pytest.fail("No local cloud: these tests run by `make test`.", pytrace=False)
    return RunningCloud(
        endpoint=os.environ["AWS_ENDPOINT_URL"],
        web_origin=os.environ["LAHETTI_WEB_ORIGIN"],
        link_origin=os.environ["LAHETTI_LINK_ORIGIN"],
        user_pool=os.environ["LAHETTI_USER_POOL"],
        user_pool_client=os.environ["LAHETTI_USER_POOL_CLIENT"],
        first_admin=os.environ["LAHETTI_FIRST_ADMIN"],
    )


@pytest.fixture(scope="session")
def admin_visitor(cloud: RunningCloud, admin_person: Person) -> ConsoleVisitor:  # noqa: F811
    """An admin in the console."""
    return ConsoleVisitor(Site(cloud.web_origin), admin_person)
