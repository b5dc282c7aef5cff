"""A provider of identities that the deployed web leads to, for addresses of a domain of the tests' own.

The pool's parts are made as the foundation declares them, which the local cloud's CloudFormation does not take.
"""

import uuid
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from lahetti.core import aws, clock
from lahetti.core.configuration import configuration
from lahetti.people import inviting
from lahetti.people.model import Invitation, Person
from tests.integration.conftest import RunningCloud
from tests.work_provider import WorkProvider, running_provider
from tools import templates

DOMAIN = "tyotili.example"
(DECLARED,) = templates.foundation("AWS::Cognito::UserPoolIdentityProvider").values()
CLIENT = templates.foundation("AWS::Cognito::UserPoolClient")["WorkAccountClient"]
SAML, OIDC = 1, 2
"""Which side of the foundation's `BySaml` holds."""


def declared(name: str, side: int) -> dict[str, str]:
    texts: dict[str, str] = DECLARED[name]["Fn::If"][side]
    return texts


def make_provider(side: int, **details: str) -> None:
    aws.client("cognito-idp").create_identity_provider(
        UserPoolId=configuration().user_pool,
        ProviderName=DECLARED["ProviderName"],
        ProviderType="SAML" if side == SAML else "OIDC",
        ProviderDetails={**declared("ProviderDetails", side), **details},
        AttributeMapping=declared("AttributeMapping", side),
    )


def delete_provider() -> None:
    aws.client("cognito-idp").delete_identity_provider(
        UserPoolId=configuration().user_pool, ProviderName=DECLARED["ProviderName"]
    )


@pytest.fixture(scope="module")
def provider(cloud: RunningCloud) -> Iterator[WorkProvider]:
    """A provider that the deployed function leads to, for addresses of a domain of these tests' own."""
    cognito, functions = aws.client("cognito-idp"), boto3.client("lambda")
    with running_provider() as running:
        make_provider(OIDC, oidc_issuer=running.issuer, client_id=running.client, client_secret="secret")
        made: Any = cognito.create_user_pool_client(
            UserPoolId=cloud.user_pool,
            ClientName="work",
            CallbackURLs=[f"{cloud.web_origin}/signed-in"],
            **{
                name: CLIENT[name]
                for name in (
                    "AllowedOAuthFlowsUserPoolClient",
                    "AllowedOAuthFlows",
                    "AllowedOAuthScopes",
                    "SupportedIdentityProviders",
                    "ExplicitAuthFlows",
                    "ReadAttributes",
                    "WriteAttributes",
                )
            },
        )
        client = made["UserPoolClient"]["ClientId"]
        (web,) = (
            function
            for page in functions.get_paginator("list_functions").paginate()
            for function in page["Functions"]
            if function["Handler"] == "web.handler.lambda_handler"
        )
        before = web["Environment"]["Variables"]
        work = {
            "LAHETTI_SIGN_IN_ORIGIN": cloud.endpoint,
            "LAHETTI_WORK_CLIENT": client,
            "LAHETTI_WORK_PROVIDER": f"{running.issuer} {running.client}",
            "LAHETTI_WORK_DOMAINS": DOMAIN,
        }
        name = web["FunctionName"]
        functions.update_function_configuration(FunctionName=name, Environment={"Variables": {**before, **work}})
        try:
            yield running
        finally:
            functions.update_function_configuration(FunctionName=name, Environment={"Variables": before})
            delete_provider()


@pytest.fixture
def address() -> str:
    return f"{uuid.uuid4().hex[:12]}@{DOMAIN}"


@pytest.fixture
def known(address: str) -> Person:
    return inviting.invite(Invitation(address, "Tyyne Työtili"), "tests", clock.now())[0]
