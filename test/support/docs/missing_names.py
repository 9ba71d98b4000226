"""Prints which of the given names the installed package lacks: [class], [class, member] or [class, method, parameter], as JSON."""

import inspect
import json
import sys

import cdk_order_processing_api as package


def is_there(path):
    found = package
    for name in path[:2]:
        found = inspect.getattr_static(found, name, None)
        if found is None:
            return False
    if len(path) < 3:
        return True
    call = getattr(getattr(package, path[0]), path[1])
    return path[2] in inspect.signature(call).parameters


print(json.dumps([path for path in json.loads(sys.argv[1]) if not is_there(path)]))
