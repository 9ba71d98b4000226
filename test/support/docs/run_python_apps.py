"""Runs CDK apps, all in one process, since starting jsii takes seconds. Each synthesizes into a folder of its own.

Arguments: the folder to synthesize into, and the programs. It prints, as JSON, the traceback of each program that failed.
"""

import json
import re
import runpy
import sys
import traceback
from pathlib import Path

import aws_cdk

CdkApp = aws_cdk.App


def run(program: Path, outdir: Path) -> "str | None":
    class App(CdkApp):
        def __init__(self, **props):
            super().__init__(**{"outdir": str(outdir), **props})

    aws_cdk.App = App
    for asset in re.findall(r'\bfrom_asset\("([^"]+)"\)', program.read_text()):
        Path(asset).mkdir(parents=True, exist_ok=True)  # what a command of the page makes
    try:
        runpy.run_path(str(program), run_name="__main__")
    except Exception:
        return traceback.format_exc()
    return None


folder, *programs = map(Path, sys.argv[1:])
faults = {program.stem: run(program, folder / program.stem) for program in programs}
print(json.dumps({name: fault for name, fault in faults.items() if fault}))
