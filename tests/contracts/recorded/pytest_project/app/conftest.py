import pytest


def pytest_runtest_setup(item):
    """Counts for the items of this folder only."""


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    if "by_conftest" in pyfuncitem.name:
        return True
