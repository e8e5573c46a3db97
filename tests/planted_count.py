"""Say at the end of a test run how many planted wrong answers were rejected."""


def pytest_terminal_summary(terminalreporter):
    """Add up what the tests recorded, over all workers."""
    planted = rejected = 0
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            said = dict(report.user_properties)
            planted += said.get("planted", 0)
            rejected += said.get("rejected", 0)
    if planted:
        line = f"planted wrong answers: {rejected} rejected of {planted}"
        terminalreporter.write_line(line)
