"""What happens without anybody waiting for it ends, when it fails, in a queue with an alarm."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from lahetti.core import alarms
from lahetti.core.days import LATE
from lahetti.races.closing.rules import AFTER_THE_END
from tools import templates

QUEUES = templates.application("AWS::SQS::Queue")
ALARMS = templates.application("AWS::CloudWatch::Alarm")
STREAMS = {
    (function, name): event
    for function in templates.functions()
    for name, event in templates.events(function, "DynamoDB").items()
}
TOPICS = [function for function in templates.functions() if templates.events(function, "SNS")]
CONTINUED = ("ReconcileFunction", "Continued")
"""The one job with a second schedule, which goes on with what the first has begun."""
SCHEDULES = {
    function: event
    for function in templates.functions()
    for name, event in templates.events(function, "ScheduleV2").items()
    if (function, name) != CONTINUED
}
ENTERS_POINTS = [
    "ClicksFunction",
    "ContentsApiFunction",
    "SharesApiFunction",
    "RacesApiFunction",
    "ConsoleFunction",
    "AdminConsoleFunction",
]
FILTERS: dict[tuple[str, str], list[dict[str, Any]]] = {
    ("StandingsFunction", "ProgrammeStream"): [
        {"eventName": ["INSERT", "MODIFY", "REMOVE"], "dynamodb": {"Keys": {"sk": {"S": ["CARD"]}}}},
    ],
    ("DeliverMailFunction", "ProgrammeStream"): [
        {"eventName": ["INSERT"], "dynamodb": {"Keys": {"pk": {"S": [{"prefix": prefix}]}}}}
        for prefix in ("MAIL#", "FANOUT#")
    ],
    ("ClicksFunction", "TrafficStream"): [
        {"eventName": ["INSERT"], "dynamodb": {"Keys": {"pk": {"S": [{"prefix": "MARK#"}]}}}},
    ],
}


def watched(arn: dict[str, Any]) -> bool:
    """Return whether a queue is one of ours whose first message rings."""
    queue = arn["Fn::GetAtt"][0]
    dimensions = [{"Name": "QueueName", "Value": {"Fn::GetAtt": [queue, "QueueName"]}}]
    return queue in QUEUES and any(
        alarm.get("Dimensions") == dimensions
        and (alarm["Namespace"], alarm["MetricName"]) == ("AWS/SQS", "ApproximateNumberOfMessagesVisible")
        and (alarm["Threshold"], alarm["ComparisonOperator"]) == (0, "GreaterThanThreshold")
        and alarm["AlarmActions"] == [{"Ref": "Alarms"}]
        for alarm in ALARMS.values()
    )


def test_every_event_is_of_a_kind_that_these_tests_know() -> None:
    kinds = {
        event["Type"] for function in templates.functions().values() for event in function.get("Events", {}).values()
    }

    assert kinds == {"Api", "SNS", "SQS", "ScheduleV2"}
    assert len(STREAMS) == len(templates.application("AWS::Lambda::EventSourceMapping"))


@pytest.mark.parametrize("function", [name for name in templates.functions() if templates.events(name, "SQS")])
def test_a_message_of_a_queue_is_a_unit_of_work_and_gives_up_loudly(function: str) -> None:
    (event,) = templates.events(function, "SQS").values()
    queue = QUEUES[event["Queue"]["Fn::GetAtt"][0]]

    assert event["BatchSize"] == 1
    assert queue["VisibilityTimeout"] > templates.functions()[function]["Timeout"]
    assert queue["RedrivePolicy"]["maxReceiveCount"] >= 3
    assert watched(queue["RedrivePolicy"]["deadLetterTargetArn"])


@pytest.mark.parametrize("stream", STREAMS, ids="-".join)
def test_a_stream_gives_up_within_the_hour_and_loudly(stream: tuple[str, str]) -> None:
    event = STREAMS[stream]

    assert event["MaximumRecordAgeInSeconds"] <= 3600
    assert event["MaximumRetryAttempts"] >= 5
    assert event["BisectBatchOnFunctionError"] is True
    assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    on_aws, here = event["DestinationConfig"]["OnFailure"]["Destination"]["Fn::If"][1:]
    assert on_aws == {"Fn::GetAtt": ["GivenUpRecords", "Arn"]}
    assert watched(here)


def test_what_streams_give_up_is_kept_whole_and_each_file_rings() -> None:
    """A queue holds positions alone, of a stream that forgets after a day; a bucket gets the records themselves."""
    bucket = templates.application("AWS::S3::Bucket")["GivenUpRecords"]
    (told,) = bucket["NotificationConfiguration"]["QueueConfigurations"]

    assert told["Event"] == "s3:ObjectCreated:*"
    assert watched(told["Queue"])
    (policy,) = templates.application("AWS::SQS::QueuePolicy").values()
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": "s3.amazonaws.com"}
    assert statement["Resource"] == told["Queue"]
    assert "StringEquals" in statement["Condition"]


def test_alarms_are_within_the_ten_metrics_that_are_free() -> None:
    """https://aws.amazon.com/cloudwatch/pricing/: each metric of an alarm's expression counts."""
    metrics = [
        metric for alarm in ALARMS.values() for metric in alarm.get("Metrics", [alarm]) if "Expression" not in metric
    ]

    assert len(metrics) == 10
    assert not templates.application("AWS::CloudWatch::CompositeAlarm")


def test_every_alarm_tells_the_topic_and_is_silent_without_data() -> None:
    for name, alarm in ALARMS.items():
        assert alarm["AlarmActions"] == [{"Ref": "Alarms"}], name
        assert alarm["TreatMissingData"] == "notBreaching", name


def test_what_the_code_says_rings_does() -> None:
    (watching,) = templates.application("AWS::Logs::MetricFilter").values()
    (metric,) = watching["MetricTransformations"]
    alarm = ALARMS["AttentionAlarm"]

    assert watching["LogGroupName"] == {"Ref": "FunctionsLog"}
    assert watching["FilterPattern"] == f"{{ $.{alarms.FIELD} = * }}"
    assert (alarm["Namespace"], alarm["MetricName"]) == (metric["MetricNamespace"], metric["MetricName"])


def test_the_streams_that_may_lag_are_all_streams() -> None:
    watched_functions = {
        metric["MetricStat"]["Metric"]["Dimensions"][0]["Value"]["Ref"]
        for metric in ALARMS["StreamsAgeAlarm"]["Metrics"]
        if "MetricStat" in metric
    }

    assert watched_functions == {function for function, _ in STREAMS}


def test_nothing_runs_while_a_table_is_restored_but_the_redirect() -> None:
    """Streams are read from their end on afterwards: nobody is told of what was copied back."""
    resources = templates.template("template.yaml")["Resources"]
    of_all = templates.template("template.yaml")["Globals"]["Function"]["ReservedConcurrentExecutions"]
    going_on = {
        name
        for name, function in templates.functions().items()
        if function.get("ReservedConcurrentExecutions", of_all)["Fn::If"][:2] != ["IsPaused", 0]
    }

    assert going_on == {"RedirectFunction"}
    for function, name in STREAMS:
        assert resources[f"{function}{name}"]["Condition"] == "Runs"
        assert STREAMS[function, name]["StartingPosition"] == {"Ref": "StreamsFrom"}
    for schedule in SCHEDULES.values():
        assert schedule["State"] == {"Fn::If": ["IsPaused", "DISABLED", "ENABLED"]}
    for function in templates.functions():
        for queue in templates.events(function, "SQS").values():
            assert queue["Enabled"] == {"Fn::If": ["IsPaused", False, True]}


def test_a_stream_wakes_a_function_only_for_what_concerns_it() -> None:
    patterns = {
        stream: [json.loads(one["Pattern"]) for one in event["FilterCriteria"]["Filters"]]
        for stream, event in STREAMS.items()
    }

    assert patterns == FILTERS


@pytest.mark.parametrize("function", SCHEDULES)
def test_a_schedule_tries_again_and_gives_up_loudly(function: str) -> None:
    schedule = SCHEDULES[function]

    assert schedule["RetryPolicy"]["MaximumRetryAttempts"] >= 1
    assert schedule["RetryPolicy"]["MaximumEventAgeInSeconds"] <= 3600
    assert watched(schedule["DeadLetterConfig"]["Arn"])


@pytest.mark.parametrize("function", SCHEDULES)
def test_a_job_that_fails_once_it_was_started_is_not_forgotten(function: str) -> None:
    """The scheduler's own dead letters are those that it could not hand over."""
    asynchronous = templates.functions()[function]["EventInvokeConfig"]

    assert asynchronous["MaximumRetryAttempts"] >= 1
    assert asynchronous["MaximumEventAgeInSeconds"] <= 3600
    assert watched(asynchronous["DestinationConfig"]["OnFailure"]["Destination"])


@pytest.mark.parametrize("function", TOPICS)
def test_a_message_of_a_topic_that_fails_is_not_forgotten(function: str) -> None:
    asynchronous = templates.functions()[function]["EventInvokeConfig"]

    assert asynchronous["MaximumRetryAttempts"] >= 1
    assert watched(asynchronous["DestinationConfig"]["OnFailure"]["Destination"])


@pytest.mark.parametrize("function", SCHEDULES)
def test_a_job_is_told_its_time(function: str) -> None:
    assert json.loads(SCHEDULES[function]["Input"]) == {"time": "<aws.scheduler.scheduled-time>"}


def test_what_a_night_has_begun_is_gone_on_with_after_it_by_a_schedule_that_begins_nothing() -> None:
    function, name = CONTINUED
    first, later = SCHEDULES[function], templates.events(function, "ScheduleV2")[name]

    assert json.loads(later["Input"]) == {"time": "<aws.scheduler.scheduled-time>", "unfinished": True}
    assert later["ScheduleExpression"] == "cron(0/20 5-6 * * ? *)"
    assert first["ScheduleExpression"] == "cron(45 4 * * ? *)", "its run of 15 minutes is over before the next one"
    same = ("ScheduleExpressionTimezone", "RetryPolicy", "DeadLetterConfig")
    assert {what: later[what] for what in same} == {what: first[what] for what in same}
    assert later["Name"] != first["Name"]


NIGHTLY = {"CountSeenFunction", "ReconcileFunction", "RunSurveysFunction"}


def test_the_nightly_jobs_run_at_a_fixed_hour_of_the_programmes_zone_that_no_clock_skips() -> None:
    at_an_hour = {
        function: re.fullmatch(r"cron\((\d+) (\d+) \* \* \? \*\)", schedule["ScheduleExpression"])
        for function, schedule in SCHEDULES.items()
        if not schedule["ScheduleExpression"].startswith("rate(")
    }

    assert set(at_an_hour) == NIGHTLY
    for function, found in at_an_hour.items():
        assert found is not None, function
        assert 4 <= int(found[2]) <= 5, function  # clocks change between midnight and four
        assert SCHEDULES[function]["ScheduleExpressionTimezone"] == {"Ref": "TimeZone"}, function
    assert not any("day" in schedule["ScheduleExpression"] for schedule in SCHEDULES.values())


@pytest.mark.parametrize("function", ENTERS_POINTS)
def test_whatever_enters_points_at_one_moment_is_over_before_a_race_closes(function: str) -> None:
    """A day's deeds are entered until 15 minutes after its end; closing begins a minute later."""
    assert timedelta(seconds=templates.functions()[function]["Timeout"]) <= AFTER_THE_END - LATE


def test_two_stages_in_one_account_have_schedules_of_different_names() -> None:
    names = [schedule["Name"]["Fn::Sub"] for schedule in SCHEDULES.values()]

    assert len(names) == len(set(names))
    assert all(name.startswith("${AWS::StackName}-") for name in names)


def test_every_queue_is_used_and_kept_for_a_fortnight() -> None:
    text = (templates.ROOT / "template.yaml").read_text()

    for queue, properties in QUEUES.items():
        assert f"!GetAtt {queue}.Arn" in text, queue
        assert properties["MessageRetentionPeriod"] == 14 * 24 * 3600, queue


def test_operations_names_whatever_runs_without_anybody() -> None:
    operations = (templates.ROOT / "docs" / "operations.md").read_text()
    running = [
        name
        for name, function in templates.functions().items()
        if {event["Type"] for event in function.get("Events", {}).values()} - {"Api"}
    ]

    assert [name for name in running if f"| `{name}` |" not in operations] == []


def test_operations_tells_what_to_do_at_every_alarm() -> None:
    operations = (templates.ROOT / "docs" / "operations.md").read_text()

    assert [name for name in ALARMS if f"`{name}`" not in operations] == []
