"""The provider of identities in the foundation, held against what the code believes of it."""

from typing import Any

from lahetti.people.work_accounts import rules
from lahetti.security import federation
from tools import templates

(PROVIDER,) = templates.foundation("AWS::Cognito::UserPoolIdentityProvider").values()
CLIENTS = templates.foundation("AWS::Cognito::UserPoolClient")
CLIENT = CLIENTS["WorkAccountClient"]


def either(value: Any) -> tuple[dict[str, str], dict[str, str]]:
    """Return what holds for SAML, and what for OIDC."""
    condition, saml, oidc = value["Fn::If"]
    assert condition == "BySaml"
    return saml, oidc


def test_the_code_calls_the_provider_as_the_pool_does() -> None:
    assert PROVIDER["ProviderName"] == federation.PROVIDER
    assert CLIENT["SupportedIdentityProviders"] == [federation.PROVIDER]


def test_an_address_of_the_provider_is_never_a_verified_one_of_the_pool() -> None:
    saml, oidc = either(PROVIDER["AttributeMapping"])
    (pool,) = templates.foundation("AWS::Cognito::UserPool").values()

    assert oidc[rules.VERIFIED] == "email_verified"
    assert {"email"} <= saml.keys()
    assert "email_verified" not in {*saml, *oidc}
    assert rules.VERIFIED.removeprefix("custom:") in {attribute["Name"] for attribute in pool["Schema"]}


def test_the_client_may_read_and_write_what_is_mapped() -> None:
    for mapped in either(PROVIDER["AttributeMapping"]):
        assert mapped.keys() <= set(CLIENT["ReadAttributes"])
        assert mapped.keys() <= set(CLIENT["WriteAttributes"])


def test_work_accounts_come_by_a_client_that_does_nothing_else() -> None:
    assert federation.PROVIDER not in CLIENTS["UserPoolClient"].get("SupportedIdentityProviders", [])
    # Without a list a client takes passwords and custom challenges, too.
    assert CLIENT["ExplicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH"]
