"""A plugin that adds a hook while pytest runs, wraps others, and takes plugins in and out."""

import copy

import pytest


class Specs:
    @pytest.hookspec(firstresult=True)
    def pytest_house_name(self, config):
        """Found by the plugins that implement it without knowing whether it exists."""

    @pytest.hookspec(historic=True)
    def pytest_house_opened(self, config, name):
        """Remembered."""


class Late:
    """Registered from within a historic hook."""

    def pytest_house_opened(self, config, name):
        return None

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_teardown(self, item, nextitem):
        if nextitem is None:
            item.config.pluginmanager.unregister(self)


def pytest_addhooks(pluginmanager):
    pluginmanager.add_hookspecs(Specs)


def pytest_plugin_registered(plugin_name, manager):
    if plugin_name == "session":
        manager.register(Late(), "late")


def pytest_configure(config):
    name = config.hook.pytest_house_name(config=config)
    config.hook.pytest_house_opened.call_historic(kwargs=dict(config=config, name=name))


@pytest.hookimpl(trylast=True)
def pytest_house_name(config):
    return "house"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    return (yield)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    box = yield
    report = box.get_result()
    if report.when == "call" and report.failed and "rescued" in item.name:
        passed = copy.copy(report)
        passed.outcome = "passed"
        box.force_result(passed)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem):
    try:
        return (yield)
    except LookupError:
        return True
