"""Records sessions of pytest: `python3 record_pytest.py`, with pytest 9.1.1 and pluggy 1.6.0 and no other plugins.

Each is recorded in a process of its own.
"""

import os
import subprocess
import sys

here = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True

SESSIONS = {
    "pytest": ("pytest_project", ["-p", "no:blocked_plugin"]),
    "pytest_interrupted": ("pytest_troubles", ["-k", "not left_out and not breaks"]),
    "pytest_internal_error": ("pytest_troubles", ["-k", "breaks or never_run or case or in_class"]),
}


def run(name):
    folder, args = SESSIONS[name]
    root = os.path.join(here, folder)
    sys.path[:0] = [here, root]
    os.chdir(root)
    from recorder import record

    log = record(root)
    import pytest

    try:
        pytest.main(["-p", "no:cacheprovider", "-p", "no:faulthandler", "-q", *args, root])
    finally:
        log.write(os.path.join(here, f"{name}.jsonl"))


if len(sys.argv) > 1:
    run(sys.argv[1])
else:
    for name in SESSIONS:
        subprocess.run([sys.executable, __file__, name], check=True)
