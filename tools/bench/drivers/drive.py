"""
Does what Lambda's Python runtime does with a function: imports the module and calls the handler with one event
after another. Reports moments of the monotonic clock, which all processes share.
"""
import importlib
import json
import os
import sys
import time

path, event_json, requests, settled = sys.argv[1:]
requests, settled = int(requests), int(settled)
event = json.loads(event_json)


def now():
    return time.monotonic_ns() / 1e6


def report(line):
    os.write(4, (json.dumps(line) + '\n').encode())


def order():
    answer = handler(event, None)
    if answer['statusCode'] != 200:
        raise RuntimeError(f"the order was answered with {answer['statusCode']}: {answer['body']}")


sys.path.insert(0, os.path.dirname(path))
handler = importlib.import_module(os.path.basename(path).removesuffix('.py')).lambda_handler
report({'loaded': now(), 'cpuMs': time.process_time_ns() / 1e6})
os.read(3, 1)  # the harness has set the throttle
start = now()
order()
report({'start': start, 'stored': now()})
if requests > 1:
    for _ in range(1, settled):
        order()
    cpu, since = time.process_time_ns(), now()
    for _ in range(requests):
        order()
    report({'cpuUs': (time.process_time_ns() - cpu) / 1e3 / requests, 'wallUs': (now() - since) * 1e3 / requests})
