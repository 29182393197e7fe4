def pytest_runtest_setup(item):
    """Counts for the items of this folder only."""


def pytest_report_teststatus(report):
    return None
