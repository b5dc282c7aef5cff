"""Prints the bill of a month: `python -m tools.bill 110`."""

import sys

from tools.bill import month
from tools.bill.month import Line


def main(people: int) -> None:
    """Print the lines, and what they come to with work accounts and without free allowances."""
    known = month.prices()
    print(f"A month with {people:,} people. Prices of {known['date']}, {known['region']} (tools/bill/prices.toml),")
    print("units as measured (docs/performance.md), usage as assumed (tools/bill/usage.toml).\n")
    lines = month.bill(people)
    for line in lines:
        print(_row(line))
    work = month.bill(people, work_accounts=True)
    print()
    for what, chosen, with_allowance in (
        ("In all", lines, True),
        ("with the free allowances used up by others", lines, False),
        ("with work accounts for everybody", work, True),
        ("with both", work, False),
    ):
        print(f"{what:<46} ${month.total(chosen, with_allowance=with_allowance):>9,.2f}")
    print("\nNot in it: support plans, taxes, domains, NAT or web firewalls, which Lähetti has none of.")


def _row(line: Line) -> str:
    number = f"{line.number:,.0f}" if line.number >= 10 else f"{line.number:.2f}"
    full = line.dollars(with_allowance=False)
    return f"{line.what:<38} {number:>14} ${line.dollars():>8.2f} (${full:.2f})  {line.how}"


if __name__ == "__main__":
    main(int(sys.argv[1]))
