"""`import journeymine` is light, silent and offline."""

import json
import subprocess
import sys
import textwrap

PROBE = """
    import socket, sys, json

    def refuse(*args, **kwargs):
        raise AssertionError("a socket was opened")

    socket.socket.connect = socket.socket.bind = refuse
    socket.create_connection = socket.getaddrinfo = refuse
    before = set(sys.modules)
    import journeymine
    loaded = {name.split(".")[0] for name in set(sys.modules) - before}
    sys.stderr.write(json.dumps(sorted(loaded)))
"""
HEAVY = {
    "pandas", "pyarrow", "polars", "sklearn", "scipy", "duckdb", "mlxtend", "prefixspan", "narwhals",
    "matplotlib", "plotly", "rich", "typer", "IPython", "asyncio", "http", "urllib3", "requests",
}  # fmt: skip


def probe() -> tuple[str, set[str]]:
    run = subprocess.run([sys.executable, "-c", textwrap.dedent(PROBE)], capture_output=True, text=True, check=True)
    return run.stdout, set(json.loads(run.stderr))


def test_import_prints_nothing_opens_no_socket_and_loads_nothing_heavy() -> None:
    printed, loaded = probe()
    assert printed == ""
    assert not loaded & HEAVY
    assert {"journeymine", "numpy"} <= loaded


def test_everything_else_loaded_is_the_standard_library() -> None:
    _, loaded = probe()
    foreign = {name for name in loaded if not name.startswith("_")} - set(sys.stdlib_module_names)
    assert foreign - {"numpy", "journeymine", "cython_runtime"} == set()
