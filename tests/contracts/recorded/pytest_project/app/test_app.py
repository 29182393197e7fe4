import pytest


def pytest_generate_tests(metafunc):
    if "number" in metafunc.fixturenames:
        metafunc.parametrize("number", [1, 2])


def test_passes(resource):
    assert resource == 1


def test_fails_and_is_rescued():
    assert 1 == 2


def test_run_by_conftest():
    raise AssertionError("never run")


def test_numbers(number):
    assert number
