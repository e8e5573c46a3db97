"""Say at the end of a test run how many wrong answers were rejected by name."""

from collections import Counter

COUNTED = ("planted", "lines", "slips", "missed", "unsaid")


def pytest_terminal_summary(terminalreporter):
    """Add up what the tests recorded, over all workers."""
    sums = Counter()
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, count in report.user_properties:
                if name in COUNTED:
                    sums[name] += count
    if sums:
        terminalreporter.write_line(
            f"wrong answers: {sums['planted']} planted, {sums['lines']} lines of data, "
            f"{sums['slips']} general slips, {sums['missed']} of them missed; "
            f"sentences that no wrong answer is told: {sums['unsaid']}"
        )
