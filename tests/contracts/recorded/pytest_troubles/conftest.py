"""Plugins that fail, and hooks that are called when things go wrong."""

import warnings

import pytest


def pytest_runtest_logfinish(nodeid):
    if nodeid.endswith("test_breaks_a_plugin"):
        raise RuntimeError("a plugin fails outside of any test")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    try:
        return (yield)
    except RuntimeError as error:
        raise ValueError("another error takes its place") from error


@pytest.hookimpl(tryfirst=True)
def pytest_internalerror(excinfo):
    return None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_keyboard_interrupt(excinfo):
    return (yield)


def pytest_warning_recorded(when, nodeid):
    return None


def pytest_sessionfinish(session):
    warnings.warn("a warning at the end")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_teardown(item):
    box = yield
    if box.exception is not None:
        box.force_exception(LookupError("instead"))


@pytest.fixture(scope="session")
def shared():
    yield "shared"


@pytest.fixture
def fails_at_the_end(shared):
    yield shared
    raise OSError("cannot give it back")
