"""A budget of the whole account, told to an address by mail.

It is made by the API: CloudFormation knows budgets in few regions, and refuses a template that names one elsewhere.
"""

from typing import Any

from tools.account.findings import Account
from tools.account.reading import account_id

_TELLS = (("ACTUAL", 80.0), ("FORECASTED", 100.0))
"""When it tells: beyond 80 % spent, and beyond all of it foreseen."""


def ensure(account: Account, name: str, dollars: str, address: str) -> None:
    """Make the budget of a name where it is not there, or let it have this limit."""
    budgets, number = account.client("budgets"), account_id(account)
    budget: dict[str, Any] = {
        "BudgetName": name,
        "BudgetType": "COST",
        "TimeUnit": "MONTHLY",
        "BudgetLimit": {"Amount": dollars, "Unit": "USD"},
    }
    try:
        known = budgets.describe_budget(AccountId=number, BudgetName=name)["Budget"]
    except budgets.exceptions.NotFoundException:
        budgets.create_budget(
            AccountId=number, Budget=budget, NotificationsWithSubscribers=[_told(*when, address) for when in _TELLS]
        )
        return
    if float(known["BudgetLimit"]["Amount"]) != float(dollars):
        budgets.update_budget(AccountId=number, NewBudget=budget)


def _told(kind: str, percent: float, address: str) -> dict[str, Any]:
    return {
        "Notification": {"NotificationType": kind, "ComparisonOperator": "GREATER_THAN", "Threshold": percent},
        "Subscribers": [{"SubscriptionType": "EMAIL", "Address": address}],
    }
