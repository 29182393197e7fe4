def pytest_runtest_setup(item):
    raise AssertionError("blocked with -p no:")
