"""An AWS account that plays along: its quirks are those of a new one, and it takes nothing that AWS would refuse.

Every call goes through botocore's own model of the service: parameters, answers and the names of errors are held
against it, and waiters and paginators are botocore's. Time passes only where somebody sleeps.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import boto3
import botocore.session
from botocore import xform_name
from botocore.client import BaseClient
from botocore.exceptions import ParamValidationError
from botocore.validate import ParamValidator

from tools import templates

ACCOUNT = "123456789012"
OF_ALL_SERVICES = {"AccessDeniedException", "AccessDenied", "ThrottlingException", "ValidationError"}
"""Errors that every service may answer, and CloudFormation's for a stack that is not there: no model names them."""
_MODELS = botocore.session.get_session().get_component("data_loader")
"""Read once for all tests: models are large."""
_TEMPLATES = {
    "foundation": "infra/foundation.yaml",
    "application": "template.yaml",
}


class Refused(Exception):
    """What the account answers instead of doing it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass
class Stack:
    """A stack as CloudFormation knows it."""

    name: str
    status: str
    parameters: dict[str, str] = field(default_factory=dict)
    template: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)
    is_protected: bool = False
    policy: str | None = None


@dataclass
class FakeAccount:
    """A new account: no role for API Gateway, ten functions at a time, SES's sandbox, no certificate."""

    region: str = "eu-north-1"
    now: datetime = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    executions: int = 10
    gateway_role: str | None = None
    is_in_sandbox: bool = True
    stacks: dict[str, Stack] = field(default_factory=dict)
    certificates: dict[str, dict[str, Any]] = field(default_factory=dict)
    identities: dict[str, bool] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)
    records: dict[tuple[str, str], str] = field(default_factory=dict)
    subscriptions: dict[str, bool] = field(default_factory=dict)
    taken_prefixes: dict[str, str] = field(default_factory=dict)
    verified_addresses: set[str] = field(default_factory=set)
    sent: list[str] = field(default_factory=list)
    failing: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """By stack: resources whose creation fails at the next try, each with CloudFormation's reason."""
    seen_after: timedelta = timedelta(minutes=2)
    """How long after a record was published ACM and SES see it."""
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    budgets: dict[str, dict[str, Any]] = field(default_factory=dict)
    change_sets: dict[str, dict[str, Any]] = field(default_factory=dict)
    published: dict[str, datetime] = field(default_factory=dict)

    def publish(self, name: str, kind: str, value: str) -> None:
        """Put a record into the DNS, as whoever keeps it does."""
        self.records.setdefault((name.rstrip("."), kind), value.rstrip("."))
        self.published.setdefault(name.rstrip("."), self.now)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)

    def changes(self) -> list[str]:
        """Return the operations that changed something, or tried to."""
        reading = ("get", "list", "describe")
        return [name for name, _ in self.calls if not name.split(".")[1].startswith(reading)]

    @contextmanager
    def open(self) -> Iterator[boto3.Session]:
        """Let every client of AWS ask this account meanwhile."""
        fake = self

        def answer(client: BaseClient, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
            return fake._answer(client, operation, parameters)

        with patch.object(BaseClient, "_make_api_call", answer), patch("time.sleep", self.sleep):
            known = botocore.session.get_session()
            known.register_component("data_loader", _MODELS)
            yield boto3.Session("key", "secret", region_name=self.region, botocore_session=known)

    def deploy(self, stack: str, template: Path, parameters: Mapping[str, str]) -> None:
        """Do what `sam deploy` does, as far as CloudFormation is concerned: refused stacks, parameters, failures."""
        known = self.stacks.get(stack)
        if known and (known.status == "ROLLBACK_COMPLETE" or known.status.endswith("_FAILED")):
            raise Refused("ValidationError", f"Stack:{stack} is in {known.status} state and can not be updated.")
        declared = templates.template(str(template.relative_to(templates.ROOT)))["Parameters"]
        unknown = sorted(set(parameters) - set(declared))
        if unknown:
            raise Refused("ValidationError", f"Parameters: {unknown} do not exist in the template")
        missing = [name for name, one in declared.items() if "Default" not in one and name not in parameters]
        if missing:
            raise Refused("ValidationError", f"Parameters: {missing} must have values")
        for name, value in parameters.items():
            allowed = declared[name].get("AllowedValues")
            if allowed and value not in allowed:
                raise Refused("ValidationError", f"Parameter '{name}' must be one of AllowedValues")
        is_new = known is None
        if known and known.parameters == dict(parameters):
            return
        made = known or Stack(stack, "CREATE_IN_PROGRESS")
        made.events.insert(
            0, self._event(made, stack, "AWS::CloudFormation::Stack", "CREATE_IN_PROGRESS", "User Initiated")
        )
        self.stacks[stack] = made
        made.template = str(template)
        failing = [*self.failing.pop(stack, []), *self._refusals(stack, template, parameters)]
        if failing:
            for resource, reason in failing:
                made.events.insert(0, self._event(made, resource, "AWS::Some::Thing", "CREATE_FAILED", reason))
            made.status = "ROLLBACK_COMPLETE" if is_new else "UPDATE_ROLLBACK_COMPLETE"
            protected = "RetainExceptOnCreate" not in template.read_text() and "foundation" in stack
            assert not protected, "a resource that is retained stays behind and collides"
            assert not (is_new and parameters.get("DeletionProtection") == "true"), "what is protected stays behind"
            raise Refused("ValidationError", f"{stack} {made.status}")
        made.status = "CREATE_COMPLETE" if is_new else "UPDATE_COMPLETE"
        made.parameters = dict(parameters)
        self._follow(stack, parameters)

    def plan(self, stack: str, parameters: Mapping[str, str]) -> None:
        """Do what `sam deploy --no-execute-changeset` does."""
        known = self.stacks.get(stack)
        if known and known.parameters == dict(parameters):
            return
        if known is None:
            self.stacks[stack] = Stack(stack, "REVIEW_IN_PROGRESS")
        self.change_sets[f"arn:aws:cloudformation:{self.region}:{ACCOUNT}:changeSet/{stack}/1"] = {
            "StackName": stack,
            "Action": "Modify" if known else "Add",
        }

    # --- below

    def _answer(self, client: BaseClient, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
        service = client.meta.service_model.service_name
        model = client.meta.service_model.operation_model(operation)
        report = ParamValidator().validate(parameters, model.input_shape) if model.input_shape else None
        if report is not None and report.has_errors():
            raise ParamValidationError(report=report.generate_report())
        name = f"{service}.{xform_name(operation)}"
        self.calls.append((name, parameters))
        handler: Callable[..., dict[str, Any]] = getattr(self, f"_{service.replace('-', '_')}_{xform_name(operation)}")
        try:
            answer = handler(**parameters)
        except Refused as refused:
            if refused.code not in {shape.name for shape in model.error_shapes} | OF_ALL_SERVICES:
                raise NotImplementedError(f"{name} never answers {refused.code}") from refused
            told = {
                "Error": {"Code": refused.code, "Message": refused.message},
                "ResponseMetadata": {"HTTPStatusCode": 400},
            }
            error: Any = client.exceptions.from_code(refused.code)
            raise error(told, operation) from None
        if model.output_shape is not None:
            report = ParamValidator().validate(answer, model.output_shape)
            assert not report.has_errors(), f"{name} never answers so: {report.generate_report()}"
        return {**answer, "ResponseMetadata": {"HTTPStatusCode": 200}}

    def _event(self, stack: Stack, resource: str, kind: str, status: str, reason: str) -> dict[str, Any]:
        return {
            "StackId": f"arn:aws:cloudformation:{self.region}:{ACCOUNT}:stack/{stack.name}/1",
            "EventId": str(len(stack.events)),
            "StackName": stack.name,
            "LogicalResourceId": resource,
            "ResourceType": kind,
            "ResourceStatus": status,
            "ResourceStatusReason": reason,
            "Timestamp": self.now,
        }

    def _refusals(self, stack: str, template: Path, parameters: Mapping[str, str]) -> list[tuple[str, str]]:
        """What AWS refuses while a stack is brought up, in its own words."""
        found: list[tuple[str, str]] = []
        if template.name == "template.yaml":
            if self.gateway_role is None:
                found.append(
                    (
                        "ProgrammeApiliveStage",
                        "CloudWatch Logs role ARN must be set in account settings to enable logging",
                    )
                )
            certificate = self.certificates.get(parameters["CertificateArn"])
            if certificate is None or certificate["Status"] != "ISSUED":
                found.append(("WebDomainName", "The certificate provided is not yet issued"))
            kept = 6 * int(parameters["ClientConcurrency"] or 0) + int(parameters["RedirectConcurrency"] or 0)
            if kept and kept + 100 > self.executions:
                found.append(
                    (
                        "RedirectFunction",
                        (
                            "Specified ReservedConcurrentExecutions for function decreases account's "
                            "UnreservedConcurrentExecution below its minimum value of [100]."
                        ),
                    )
                )
        if template.name == "foundation.yaml":
            domain = parameters["Sender"].partition("@")[2]
            is_ours = self.stacks[stack].parameters.get("ExistingIdentity") == "false"
            if domain in self.identities and parameters["ExistingIdentity"] == "false" and not is_ours:
                found.append(
                    (
                        "MailIdentity",
                        f"Resource of type 'AWS::SES::EmailIdentity' with identifier '{domain}' already exists.",
                    )
                )
            prefix = parameters.get("SignInPrefix", "")
            if prefix in self.taken_prefixes and (parameters["WorkIssuer"] or parameters["WorkMetadataUrl"]):
                found.append(("UserPoolDomain", "Domain already associated with another user pool."))
        return found

    def _follow(self, stack: str, parameters: Mapping[str, str]) -> None:
        """What a stack that stands has made in the account."""
        if stack == "lahetti-account":
            self.gateway_role = f"arn:aws:iam::{ACCOUNT}:role/lahetti-account-GatewayLogsRole"
        if parameters.get("ExistingIdentity") == "false":
            self.identities.setdefault(parameters["Sender"].partition("@")[2], False)
        if address := parameters.get("AlarmAddress"):
            self.subscriptions.setdefault(address, False)

    def _is_seen(self, name: str) -> bool:
        at = self.published.get(name.rstrip("."))
        return at is not None and self.now - at >= self.seen_after

    # --- services, a method an operation

    def _sts_get_caller_identity(self) -> dict[str, Any]:
        return {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/deployer", "UserId": "AIDA"}

    def _lambda_get_account_settings(self) -> dict[str, Any]:
        return {
            "AccountLimit": {"ConcurrentExecutions": self.executions, "UnreservedConcurrentExecutions": self.executions}
        }

    def _apigateway_get_account(self) -> dict[str, Any]:
        return {"cloudwatchRoleArn": self.gateway_role} if self.gateway_role else {}

    def _acm_list_certificates(self, **_: Any) -> dict[str, Any]:
        return {
            "CertificateSummaryList": [
                {"CertificateArn": arn, "DomainName": one["DomainName"]} for arn, one in self.certificates.items()
            ]
        }

    def _acm_describe_certificate(self, CertificateArn: str) -> dict[str, Any]:  # noqa: N803
        found = self.certificates.get(CertificateArn)
        if found is None:
            raise Refused("ResourceNotFoundException", f"Could not find certificate {CertificateArn}.")
        asked_for = self.now - found["CreatedAt"]
        names = found["SubjectAlternativeNames"]
        if found["Status"] == "PENDING_VALIDATION" and all(self._is_seen(f"_acm.{name}") for name in names):
            found["Status"] = "ISSUED"
        options = [
            {
                "DomainName": name,
                "ValidationMethod": "DNS",
                **(
                    {
                        "ResourceRecord": {
                            "Name": f"_acm.{name}.",
                            "Type": "CNAME",
                            "Value": f"_{name}.acm-validations.aws.",
                        }
                    }
                    if asked_for >= timedelta(seconds=10)  # ACM names them some seconds later
                    else {}
                ),
            }
            for name in names
        ]
        shown = {**found, "CertificateArn": CertificateArn}
        return {"Certificate": {**shown, "DomainValidationOptions": options}}

    def _acm_request_certificate(self, DomainName: str, SubjectAlternativeNames: list[str], **_: Any) -> dict[str, Any]:  # noqa: N803
        arn = f"arn:aws:acm:{self.region}:{ACCOUNT}:certificate/{len(self.certificates)}"
        self.certificates[arn] = {
            "DomainName": DomainName,
            "SubjectAlternativeNames": [DomainName, *SubjectAlternativeNames],
            "Status": "PENDING_VALIDATION",
            "CreatedAt": self.now,
        }
        return {"CertificateArn": arn}

    def _sesv2_get_email_identity(self, EmailIdentity: str) -> dict[str, Any]:  # noqa: N803
        if EmailIdentity not in self.identities:
            raise Refused("NotFoundException", f"Email identity {EmailIdentity} does not exist.")
        tokens = ["one", "two", "three"]
        if all(self._is_seen(f"{token}._domainkey.{EmailIdentity}") for token in tokens):
            self.identities[EmailIdentity] = True
        return {
            "IdentityType": "DOMAIN",
            "VerifiedForSendingStatus": self.identities[EmailIdentity],
            "DkimAttributes": {"Tokens": tokens, "SigningHostedZone": "dkim.amazonses.com"},
        }

    def _sesv2_get_account(self) -> dict[str, Any]:
        most, rate = (200.0, 1.0) if self.is_in_sandbox else (50000.0, 14.0)
        return {
            "ProductionAccessEnabled": not self.is_in_sandbox,
            "SendingEnabled": True,
            "EnforcementStatus": "HEALTHY",
            "SendQuota": {"Max24HourSend": most, "MaxSendRate": rate, "SentLast24Hours": float(len(self.sent))},
        }

    def _sesv2_send_email(self, Destination: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: N803
        (address,) = Destination["ToAddresses"]
        self._take(address)
        return {"MessageId": f"m{len(self.sent)}"}

    def _sesv2_send_bulk_email(self, BulkEmailEntries: list[dict[str, Any]], **_: Any) -> dict[str, Any]:  # noqa: N803
        results: list[dict[str, Any]] = []
        for entry in BulkEmailEntries:
            (address,) = entry["Destination"]["ToAddresses"]
            try:
                self._take(address)
                results.append({"Status": "SUCCESS", "MessageId": f"m{len(self.sent)}"})
            except Refused as refused:
                results.append({"Status": "MESSAGE_REJECTED", "Error": refused.message})
        return {"BulkEmailEntryResults": results}

    def _take(self, address: str) -> None:
        if self.is_in_sandbox and address not in self.verified_addresses:
            raise Refused(
                "MessageRejected",
                "Email address is not verified. The following identities failed the check in region "
                f"{self.region.upper()}: {address}",
            )
        self.sent.append(address)

    def _route53_get_hosted_zone(self, Id: str) -> dict[str, Any]:  # noqa: N803
        if Id not in self.zones:
            raise Refused("NoSuchHostedZone", f"No hosted zone found with ID: {Id}")
        return {"HostedZone": {"Id": f"/hostedzone/{Id}", "Name": f"{self.zones[Id]}.", "CallerReference": "1"}}

    def _route53_list_resource_record_sets(self, HostedZoneId: str, StartRecordName: str, **_: Any) -> dict[str, Any]:  # noqa: N803, ARG002
        found = [
            {"Name": f"{name}.", "Type": kind, "TTL": 300, "ResourceRecords": [{"Value": value}]}
            for (name, kind), value in sorted(self.records.items())
            if name >= StartRecordName
        ]
        return {"ResourceRecordSets": found[:1], "IsTruncated": len(found) > 1, "MaxItems": "1"}

    def _route53_change_resource_record_sets(self, HostedZoneId: str, ChangeBatch: dict[str, Any]) -> dict[str, Any]:  # noqa: N803
        for change in ChangeBatch["Changes"]:
            one = change["ResourceRecordSet"]
            name = one["Name"].rstrip(".")
            if not name.endswith(self.zones[HostedZoneId]):
                raise Refused("InvalidChangeBatch", f"RRSet with DNS name {name}. is not permitted in zone")
            value = one["AliasTarget"]["DNSName"] if "AliasTarget" in one else one["ResourceRecords"][0]["Value"]
            self.publish(name, one["Type"], value)
        return {"ChangeInfo": {"Id": "/change/C1", "Status": "PENDING", "SubmittedAt": self.now}}

    def _sns_list_subscriptions_by_topic(self, TopicArn: str) -> dict[str, Any]:  # noqa: N803
        return {
            "Subscriptions": [
                {
                    "Endpoint": address,
                    "Protocol": "email",
                    "TopicArn": TopicArn,
                    "SubscriptionArn": f"{TopicArn}:1" if is_confirmed else "PendingConfirmation",
                }
                for address, is_confirmed in self.subscriptions.items()
            ]
        }

    def _cognito_idp_describe_user_pool_domain(self, Domain: str) -> dict[str, Any]:  # noqa: N803
        owner = self.taken_prefixes.get(Domain)
        return {"DomainDescription": {"Domain": Domain, "UserPoolId": owner} if owner else {}}

    def _budgets_describe_budget(self, AccountId: str, BudgetName: str) -> dict[str, Any]:  # noqa: N803, ARG002
        if BudgetName not in self.budgets:
            raise Refused("NotFoundException", f"Unable to get budget: {BudgetName} - the budget doesn't exist.")
        return {"Budget": self.budgets[BudgetName]}

    def _budgets_create_budget(self, AccountId: str, Budget: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: N803, ARG002
        self.budgets[Budget["BudgetName"]] = Budget
        return {}

    def _budgets_update_budget(self, AccountId: str, NewBudget: dict[str, Any]) -> dict[str, Any]:  # noqa: N803, ARG002
        self.budgets[NewBudget["BudgetName"]] = NewBudget
        return {}

    def _known(self, stack: str) -> Stack:
        if stack not in self.stacks:
            raise Refused("ValidationError", f"Stack with id {stack} does not exist")
        return self.stacks[stack]

    def _cloudformation_describe_stacks(self, StackName: str) -> dict[str, Any]:  # noqa: N803
        known = self._known(StackName)
        kind = "foundation" if StackName.endswith("foundation") else "application"
        outputs = {} if StackName == "lahetti-account" else self._outputs(_TEMPLATES[kind], known)
        return {
            "Stacks": [
                {
                    "StackName": StackName,
                    "StackStatus": known.status,
                    "CreationTime": self.now,
                    "EnableTerminationProtection": known.is_protected,
                    "Parameters": [
                        {"ParameterKey": key, "ParameterValue": value} for key, value in known.parameters.items()
                    ],
                    "Outputs": [{"OutputKey": key, "OutputValue": value} for key, value in outputs.items()],
                }
            ]
        }

    def _outputs(self, template: str, stack: Stack) -> dict[str, str]:
        if not stack.status.endswith("_COMPLETE") or stack.status.startswith("ROLLBACK"):
            return {}
        names = templates.template(template)["Outputs"]
        given = {**{name: f"{stack.name}-{name}" for name in names}, **stack.parameters}
        return {name: given[name] for name in names if given[name]}

    def _cloudformation_list_stack_resources(self, StackName: str, **_: Any) -> dict[str, Any]:  # noqa: N803
        known = self._known(StackName)
        resources = templates.template(str(Path(known.template).relative_to(templates.ROOT)))["Resources"]
        held = {
            name: one["Type"]
            for name, one in resources.items()
            if name != "MailIdentity" or known.parameters["ExistingIdentity"] == "false"
        }
        return {
            "StackResourceSummaries": [
                {
                    "LogicalResourceId": name,
                    "PhysicalResourceId": f"{StackName}-{name}",
                    "ResourceType": kind,
                    "ResourceStatus": "CREATE_COMPLETE",
                    "LastUpdatedTimestamp": self.now,
                }
                for name, kind in held.items()
            ]
        }

    def _cloudformation_describe_stack_events(self, StackName: str, **_: Any) -> dict[str, Any]:  # noqa: N803
        return {"StackEvents": self._known(StackName).events}

    def _cloudformation_delete_stack(self, StackName: str, **_: Any) -> dict[str, Any]:  # noqa: N803
        if self._known(StackName).is_protected:
            raise Refused(
                "ValidationError", f"Stack [{StackName}] cannot be deleted while TerminationProtection is enabled"
            )
        del self.stacks[StackName]
        return {}

    def _cloudformation_get_stack_policy(self, StackName: str) -> dict[str, Any]:  # noqa: N803
        policy = self._known(StackName).policy
        return {"StackPolicyBody": policy} if policy else {}

    def _cloudformation_set_stack_policy(self, StackName: str, StackPolicyBody: str) -> dict[str, Any]:  # noqa: N803
        json.loads(StackPolicyBody)
        self._known(StackName).policy = StackPolicyBody
        return {}

    def _cloudformation_update_termination_protection(
        self,
        StackName: str,  # noqa: N803
        EnableTerminationProtection: bool,  # noqa: N803
    ) -> dict[str, Any]:
        self._known(StackName).is_protected = EnableTerminationProtection
        return {"StackId": StackName}

    def _cloudformation_list_change_sets(self, StackName: str, **_: Any) -> dict[str, Any]:  # noqa: N803
        return {
            "Summaries": [
                {"ChangeSetId": name, "Status": "CREATE_COMPLETE", "CreationTime": self.now}
                for name, one in self.change_sets.items()
                if one["StackName"] == StackName
            ]
        }

    def _cloudformation_describe_change_set(self, ChangeSetName: str, **_: Any) -> dict[str, Any]:  # noqa: N803
        action = self.change_sets[ChangeSetName]["Action"]
        change: dict[str, Any] = {
            "Action": action,
            "LogicalResourceId": "ProgrammeTable",
            "ResourceType": "AWS::DynamoDB::Table",
        }
        if action == "Modify":
            change |= {
                "Replacement": "False",
                "Details": [{"Target": {"Attribute": "Properties", "Name": "DeletionProtectionEnabled"}}],
            }
        return {"Changes": [{"Type": "Resource", "ResourceChange": change}]}

    def _cloudformation_delete_change_set(self, ChangeSetName: str) -> dict[str, Any]:  # noqa: N803
        del self.change_sets[ChangeSetName]
        return {}
