import unittest
import warnings

import pytest


class Case(unittest.TestCase):
    def setUp(self):
        self.value = 1

    def test_case(self):
        self.assertEqual(self.value, 1)

    @unittest.expectedFailure
    def test_expected(self):
        self.fail("as expected")


class TestGroup:
    @pytest.fixture(autouse=True)
    def own(self):
        self.ready = True

    def test_in_class(self):
        assert self.ready


def test_warns():
    warnings.warn("a warning in a test")


def test_fails_in_teardown(fails_at_the_end):
    assert fails_at_the_end == "shared"


def test_left_out():
    """Not chosen by -k."""


@pytest.mark.parametrize("number", [1, 2], ids=lambda number: f"n{number}")
def test_numbers(number):
    assert number < 2


def test_is_interrupted():
    raise KeyboardInterrupt


def test_breaks_a_plugin():
    """Its report is written, and then a plugin fails."""


def test_never_run():
    """The session is over by then."""
