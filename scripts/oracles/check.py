"""Compares what `lockgate parse --json` says of every lockfile fixture with readers that others wrote.

    python check.py [command that starts the command line; default: node dist/cli.js]

Run it with a Python that has what requirements.txt beside it names. Names and versions must be the same sets, and every hash that
the other reader knows must be known here. Nothing is installed or fetched: `uv export` runs frozen and offline.
"""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.pylock import Pylock
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from pip._internal.network.session import PipSession
from pip._internal.req.req_file import parse_requirements
from poetry.core.packages.package import Package

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "__tests__" / "fixtures" / "lockfiles"
CLI = sys.argv[1:] or ["node", "dist/cli.js"]


def release(name, version):
    return canonicalize_name(name), None if version is None else str(Version(version))


def document(path):
    return tomllib.loads(path.read_text("utf-8"))


def toml_packages(path):
    """tomllib, for the locks of uv and pdm: every `[[package]]`."""
    lock = document(path)
    packages = lock["package"]
    files = [file for package in packages for file in package.get("wheels", []) + package.get("files", []) + [package.get("sdist", {})]]
    files += [file for listed in lock.get("metadata", {}).get("files", {}).values() for file in listed]
    return {release(p["name"], p.get("version")) for p in packages}, {f["hash"] for f in files if "hash" in f}


def poetry_packages(path):
    """tomllib for the text, poetry-core for what a name and a version are."""
    _, hashes = toml_packages(path)
    packages = [Package(p["name"], p["version"]) for p in document(path)["package"]]
    return {(p.name, str(p.version)) for p in packages}, hashes


def pylock_packages(path):
    """packaging.pylock, which also validates the file."""
    packages = Pylock.from_dict(document(path)).packages
    files = [file for p in packages for file in [*(p.wheels or []), p.sdist, p.archive] if file is not None]
    hashes = {f"{algorithm}:{digest}" for file in files for algorithm, digest in file.hashes.items()}
    return {(p.name, None if p.version is None else str(p.version)) for p in packages}, hashes


def pip_requirements(path):
    """pip's own parser of requirements files; local directories have no name in it."""
    releases, hashes = set(), set()
    for parsed in parse_requirements(str(path), session=PipSession()):
        for algorithm, digests in (parsed.options or {}).get("hashes", {}).items():
            hashes |= {f"{algorithm}:{digest}" for digest in digests}
        if parsed.is_editable or re.match(r"[./]", parsed.requirement):
            continue
        requirement = Requirement(parsed.requirement)
        pins = [s.version for s in requirement.specifier if s.operator in ("==", "===")]
        releases.add(release(requirement.name, pins[0] if pins else None))
    return releases, hashes


def pipfile_packages(path):
    """The standard library's JSON."""
    lock = json.loads(path.read_text("utf-8"))
    entries = [item for key, category in lock.items() if key != "_meta" for item in category.items()]
    hashes = {value for _, entry in entries for value in entry.get("hashes", [])}
    version = lambda entry: entry["version"][2:] if entry.get("version", "").startswith("==") else None
    return {release(name, version(entry)) for name, entry in entries}, hashes


def pex_requirements(path):
    """The standard library's JSON."""
    resolves = json.loads(path.read_text("utf-8"))["locked_resolves"]
    entries = [entry for resolve in resolves for entry in resolve["locked_requirements"]]
    hashes = {f"{file['algorithm']}:{file['hash']}" for entry in entries for file in entry["artifacts"]}
    return {release(entry["project_name"], entry["version"]) for entry in entries}, hashes


def uv_export(path):
    """What uv itself would install: the lock without the projects it is made for."""
    outputs = [run_uv(path, selection) for selection in uv_selections(path)]
    text = re.sub(r"\\\n", " ", "\n".join(outputs))
    lines = [line.split(" #")[0] for line in text.splitlines() if line and line[0] not in "#-. "]
    hashes = {value for line in lines for value in re.findall(r"--hash=(\S+)", line)}
    requirements = [Requirement(re.split(r"\s--", line)[0]) for line in lines]
    pinned = {release(r.name, next(iter(r.specifier)).version) for r in requirements if r.specifier}
    return pinned, hashes


def uv_selections(path):
    """Extras in conflict cannot be exported together."""
    if path.name.endswith(".py.lock"):
        return [["--script", path.name.removesuffix(".lock")]]
    whole = ["--all-groups", "--no-emit-project"]
    project = tomllib.loads((path.parent / "pyproject.toml").read_text("utf-8"))
    extras = project["project"].get("optional-dependencies", {})
    apart = project.get("tool", {}).get("uv", {}).get("conflicts") is not None
    return [[*whole, "--extra", extra] for extra in extras] if apart else [[*whole, "--all-extras", "--all-packages"]]


def run_uv(path, selection):
    command = [str(Path(sys.executable).with_name("uv")), "export", "-q", "--frozen", "--offline", "--no-config", *selection]
    done = subprocess.run(command, cwd=path.parent, capture_output=True, text=True, env={**os.environ, "UV_PYTHON_DOWNLOADS": "never"})
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    return done.stdout


def lockgate(path):
    done = subprocess.run([*CLI, "parse", "--json", str(path)], cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError((done.stderr or done.stdout).strip()[:300])
    return json.loads(done.stdout)


def compare(name, ours, theirs, exact):
    releases, hashes = theirs
    # The name of a file tells its version; readers that only take what the lock says have none then.
    silent = {project for project, version in releases if version is None}
    own = {(p["name"], None if p["name"] in silent else p["version"]) for p in ours if exact or p["source"]["kind"] == "index"}
    known = {value for p in ours for value in p["hashes"]}
    faults = [f"{name} has {sorted(map(str, releases - own))[:3]}, which is missing here"] if releases - own else []
    faults += [f"{name} does not have {sorted(map(str, own - releases))[:3]}"] if own - releases else []
    faults += [f"{name} has hashes that are missing here: {sorted(hashes - known)[:3]}"] if hashes - known else []
    return faults, f"{name} agrees on {len(releases)} releases and {len(hashes)} hashes"


def named(ours):
    """Our entries without those of local directories, which pip does not name."""
    return [p for p in ours if p["source"]["kind"] != "local"]


def oracles(path):
    """Each: what it is called, its reader, our side of it, and whether every source counts."""
    everything = lambda ours: ours
    if path.name == "poetry.lock":
        return [("poetry-core", poetry_packages, everything, True)]
    if path.name == "pdm.lock":
        return [("tomllib", toml_packages, everything, True)]
    if path.name == "lock.json":
        return [("json", pex_requirements, everything, True)]
    if path.name == "Pipfile.lock":
        return [("json", pipfile_packages, everything, True)]
    if path.name.startswith("pylock."):
        return [("packaging.pylock", pylock_packages, everything, True)]
    if re.match(r"(requirements|exported).*\.txt$", path.name):
        return [("pip", pip_requirements, named, True)]
    if path.name == "uv.lock" or path.name.endswith(".py.lock"):
        return [("tomllib", toml_packages, everything, True), ("uv export", uv_export, everything, False)]
    return [("tomllib", toml_packages, everything, True)] if path.name.endswith("uv.lock") else []


def main():
    passed = failed = 0
    for path in sorted(p for p in FIXTURES.rglob("*") if p.is_file()):
        for name, read, own_side, exact in oracles(path):
            label = path.relative_to(FIXTURES)
            try:
                faults, agreement = compare(name, own_side(lockgate(path)["packages"]), read(path), exact)
            except Exception as error:  # An oracle that cannot read a lock its tool wrote is a finding too.
                faults, agreement = [f"{name}: {type(error).__name__}: {error}"], ""
            passed, failed = passed + (not faults), failed + bool(faults)
            print("\n".join(f"{label}: {line}" for line in faults) if faults else f"{label}: {agreement}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main())
