"""What an account is like before anything is deployed: who asks, and the limits and roles of a new one.

API names, parameters and errors are those of botocore's service models.
"""

from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from tools.account.findings import Account, Finding, Verdict

WANTED_EXECUTIONS = 1000
"""Functions at a time that an account has by default; a new one has ten, until AWS raises it.
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""
EXECUTIONS_QUOTA = "L-B99A9384"
"""Concurrent executions, as Service Quotas calls it: an account may run so many functions at a time in a region."""


def credentials(account: Account) -> Finding:
    """Who is signed in, and in which region."""
    subject = "credentials"
    try:
        identity = account.client("sts").get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        return Finding(
            subject,
            Verdict.RED,
            f"AWS does not know who asks ({error}).",
            "Sign in: aws sso login, or AWS_PROFILE=….",
        )
    return Finding(
        subject, Verdict.GREEN, f"account {identity['Account']}, region {account.region}, as {identity['Arn']}."
    )


def account_id(account: Account) -> str:
    """Return the account's number."""
    number: str = account.client("sts").get_caller_identity()["Account"]
    return number


def executions(account: Account) -> int:
    """Return how many functions the account may run at a time."""
    limit: int = account.client("lambda").get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
    return limit


def concurrency(account: Account) -> Finding:
    """How many functions may run at a time: a new account has ten."""
    subject, limit = "concurrent executions", executions(account)
    if limit >= WANTED_EXECUTIONS:
        return Finding(subject, Verdict.GREEN, f"{limit} functions may run at a time.")
    return Finding(
        subject,
        Verdict.AMBER,
        f"{limit} functions may run at a time; none are kept for links and client while others are flooded.",
        "Ask for more (a day or two): aws service-quotas request-service-quota-increase --service-code lambda "
        f"--quota-code {EXECUTIONS_QUOTA} --desired-value {WANTED_EXECUTIONS} --region {account.region}; "
        "then deploy again.",
    )


def gateway_role(account: Account) -> str | None:
    """Return the role by which API Gateway writes access logs in this region; None in an account that has none.

    One role a region and account, whoever set it: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
    """
    role: str | None = account.client("apigateway").get_account().get("cloudwatchRoleArn")
    return role or None


def gateway_logs(account: Account) -> Finding:
    """Whether API Gateway may write access logs: without, a stage that has some cannot be made."""
    role = gateway_role(account)
    if role:
        return Finding("API Gateway's role", Verdict.GREEN, f"access logs are written as {role}.")
    return Finding(
        "API Gateway's role",
        Verdict.RED,
        "the region has none, so a stage with access logs is refused.",
        "make deploy makes one (stack lahetti-account) and leaves it to all stages of the region.",
    )


def compiler(found: str | None, version: str, uv: Path) -> Finding:
    """Whether Lambda's own Python is here: bytecode of another version is of no use there."""
    if found:
        return Finding(f"Python {version}", Verdict.GREEN, f"compiles for Lambda: {found}.")
    return Finding(
        f"Python {version}",
        Verdict.AMBER,
        "is not on this machine: bytecode is not compiled, and cold starts take longer.",
        f"{uv} python install {version}",
    )
