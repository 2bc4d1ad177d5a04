"""`peers.py DIRECTORY`: what others take to read the lock there, in CPU milliseconds (median of 5); one JSON object a line."""

import json
import resource
import statistics
import subprocess
import sys
import time
import tomllib
from pathlib import Path

project = Path(sys.argv[1])
text = (project / "uv.lock").read_text("utf-8")


def own(work):
    started = time.process_time()
    work()
    return time.process_time() - started


def child(command):
    def work():
        subprocess.run(command, cwd=project, capture_output=True, check=True)

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def tell(name, measure, work):
    try:
        print(json.dumps({"name": name, "ms": statistics.median(measure(work) for _ in range(5)) * 1000}), flush=True)
    except Exception as error:
        print(json.dumps({"name": name, "why": f"{type(error).__name__}: {error}"[:200]}), flush=True)


uv = Path(sys.executable).with_name("uv")
export = [str(uv), "export", "-q", "--frozen", "--offline", "--no-config", "--no-emit-project", "--extra", "new", "--all-groups"]
tell("uv export --frozen (a process)", child, [*export, "-o", "requirements.txt"])
tell("tomllib", own, lambda: tomllib.loads(text))

try:
    subprocess.run([*export, "--format", "pylock.toml", "-o", "pylock.toml"], cwd=project, capture_output=True, check=True)
    from packaging.pylock import Pylock

    exported = (project / "pylock.toml").read_text("utf-8")
    tell("tomllib + packaging.pylock, of the exported pylock.toml", own, lambda: Pylock.from_dict(tomllib.loads(exported)))
except Exception as error:
    print(json.dumps({"name": "packaging.pylock", "why": str(error)[:200]}), flush=True)

try:
    from poetry.core.packages.package import Package

    packages = tomllib.loads(text)["package"]
    tell(
        "tomllib + poetry-core’s names and versions",
        own,
        lambda: [Package(p["name"], p.get("version", "0")) for p in tomllib.loads(text)["package"]],
    )
except Exception as error:
    print(json.dumps({"name": "poetry-core", "why": str(error)[:200]}), flush=True)
