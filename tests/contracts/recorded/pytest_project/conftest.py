import pytest

pytest_plugins = ["house_plugin", "blocked_plugin"]


@pytest.hookimpl(optionalhook=True)
def pytest_house_name(config):
    return None


@pytest.hookimpl(optionalhook=True)
def pytest_nobody_has_this(config):
    raise AssertionError("never called")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    items.reverse()


@pytest.fixture
def resource():
    yield 1
