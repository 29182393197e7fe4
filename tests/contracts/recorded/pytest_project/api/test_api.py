import pytest


@pytest.fixture
def broken():
    raise RuntimeError("no such resource")


def test_fails():
    assert [1] == [2]


def test_needs_broken(broken):
    """Fails in its setup."""


@pytest.mark.skip
def test_skipped():
    """Never run."""


def test_missing_key():
    {}["no such key"]
