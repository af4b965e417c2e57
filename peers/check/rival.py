"""Reads Python files as others do: CPython's own parser, and bandit with all its rules.

Usage: rival.py cpython|bandit REPEATS FILE...

Prints one JSON object: `name`, `version`, and for each file its `bytes`, the `seconds` of the fastest of REPEATS runs
inside this process (a tenth as many for a file of 100 kB or more), and how many `findings` there were. Starting Python and
importing bandit is not timed. The files are read from memory where the program allows it; bandit opens them itself.
"""

from __future__ import annotations

import json
import pathlib
import platform
import sys
import time


def cpython():
    import ast

    def run(path: pathlib.Path, source: bytes) -> int:
        ast.parse(source, str(path))
        return 0

    return run, platform.python_version()


def bandit():
    import logging

    import bandit
    from bandit.core import config, manager

    logging.disable()
    settings = config.BanditConfig()

    def run(path: pathlib.Path, source: bytes) -> int:
        review = manager.BanditManager(settings, "file", quiet=True)
        review.discover_files([str(path)])
        review.run_tests()
        return len(review.results)

    return run, bandit.__version__


def main() -> None:
    name, repeats, *names = sys.argv[1:]
    run, version = {"cpython": cpython, "bandit": bandit}[name]()
    files = []
    for path in map(pathlib.Path, names):
        source = path.read_bytes()
        fastest, findings = float("inf"), 0
        for _ in range(int(repeats) if len(source) < 100_000 else -(-int(repeats) // 10)):
            begin = time.perf_counter()
            findings = run(path, source)
            fastest = min(fastest, time.perf_counter() - begin)
        files.append({"bytes": len(source), "seconds": fastest, "findings": findings})
    print(json.dumps({"name": name, "version": version, "files": files}))


if __name__ == "__main__":
    main()
