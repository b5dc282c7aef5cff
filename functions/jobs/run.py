"""The run that a job's invocation is: by it a walk through everybody is held, and ends in time."""

from aws_lambda_powertools.utilities.typing import LambdaContext

from lahetti.people.walks.model import Run


def run_of(context: LambdaContext) -> Run:
    """Return the run of an invocation: a repetition by Lambda is a new one."""
    return Run(seconds_left=lambda: context.get_remaining_time_in_millis() / 1000)
