"""Runs CDK apps, all in one process, since starting jsii takes seconds. Each synthesizes into a folder of its own.

Arguments: the folder to synthesize into, then each program and the folder in which it runs. It prints, as JSON, the traceback of each program that failed.
"""

import json
import os
import re
import runpy
import sys
import traceback
from pathlib import Path

import aws_cdk

CdkApp = aws_cdk.App


def run(program: Path, cwd: Path, outdir: Path) -> "str | None":
    class App(CdkApp):
        def __init__(self, **props):
            super().__init__(**{"outdir": str(outdir), **props})

    aws_cdk.App = App
    os.chdir(cwd)
    for asset in re.findall(r'\bfrom_asset\("([^"]+)"\)', program.read_text()):
        os.makedirs(asset, exist_ok=True)  # what a command of the page makes
    try:
        runpy.run_path(str(program), run_name="__main__")
    except Exception:
        return traceback.format_exc()
    return None


folder, *rest = map(Path, sys.argv[1:])
programs = zip(rest[::2], rest[1::2])
faults = {program.stem: run(program, cwd, folder / program.stem) for program, cwd in programs}
print(json.dumps({name: fault for name, fault in faults.items() if fault}))
