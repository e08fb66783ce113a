"""The processes of this machine, to see that none is left behind."""

import subprocess
import time


def processes() -> dict[int, int]:
    """Every process of this machine that runs, and its parent."""
    table = subprocess.run(
        ["ps", "-axo", "pid=,ppid=,stat="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split() for line in table.splitlines()]
    # A zombie has ended; it only waits for its parent to ask how.
    return {int(pid): int(parent) for pid, parent, state in rows if not state.startswith("Z")}


def wait_until_gone(pids: set[int]) -> set[int]:
    """Those that are still there after half a minute."""
    deadline = time.monotonic() + 30
    while (left := pids & processes().keys()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left
