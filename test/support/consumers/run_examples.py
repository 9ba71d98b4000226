"""Runs every example of the installed package, of its README and of its docstrings, each in a stack of its own."""

import ast
import importlib.metadata
import inspect
import json
import re
import textwrap
import traceback

import cdk_order_processing_api as package
from aws_cdk import App, Stack


def examples_in_readme():
    readme = importlib.metadata.metadata("cdk-order-processing-api").get_payload()
    return re.findall(r"^```python\n(.*?)^```$", readme, re.DOTALL | re.MULTILINE)


def examples_in_docstrings():
    for node in ast.walk(ast.parse(inspect.getsource(package))):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            _, found, example = (ast.get_docstring(node) or "").partition("Example::\n")
            if found:
                yield textwrap.dedent(example)


def run(example):
    try:
        exec(compile(example, "example", "exec"), {"self": Stack(App(), "Shop"), "__name__": "example"})
    except Exception:
        return f"{example}\n{traceback.format_exc()}"


examples = {"README": examples_in_readme(), "docstrings": [*examples_in_docstrings()]}
print(json.dumps({
    "run": {place: len(found) for place, found in examples.items()},
    "faults": [fault for found in examples.values() for fault in map(run, found) if fault],
}))
