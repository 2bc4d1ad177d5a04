"""`guarddog.py GUARDDOG FILE…`: CPU seconds that GuardDog takes for each file (a process each); one JSON object a line."""

import json
import os
import resource
import subprocess
import sys

guarddog, *files = sys.argv[1:]
# It fetches lists of popular packages when it starts. What is compared is the reading of a file at hand, so it finds no network.
nowhere = "http://127.0.0.1:9"
environment = {**os.environ, **dict.fromkeys(["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"], nowhere)}

for file in files:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [guarddog, "pypi", "scan", file, "--output-format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    try:
        errors = json.loads(done.stdout[done.stdout.index("{") :])["errors"]
        why = json.dumps(errors) if errors else None
    except (ValueError, KeyError):
        why = (done.stderr or done.stdout)[-200:]
    print(json.dumps({"file": file, "seconds": seconds, "why": why}), flush=True)
