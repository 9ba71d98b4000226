"""Starts the AWS emulator with a correction.

MiniStack tells IAM the attributes of a GetItem, but not those of a BatchGetItem, whose projections are in the requests of its tables. It takes
such a call for one that asks for all attributes, and denies it under a policy that limits them.
"""
import json
import sys

from ministack.app import main
from ministack.core import iam_actions

context_of_body = iam_actions.dynamodb_service_context


def context_of_call(body: bytes) -> dict:
    """The condition keys of a call. Those of a BatchGetItem are of all its tables."""
    try:
        requests = json.loads(body or b"{}").get("RequestItems")
    except (AttributeError, ValueError):
        requests = None
    if not isinstance(requests, dict) or not all(isinstance(request, dict) for request in requests.values()):
        return context_of_body(body)
    contexts = [context_of_body(json.dumps(request).encode()) for request in requests.values()]
    attributes = sorted({name for context in contexts for name in context.get("dynamodb:Attributes", [])})
    selects = {context.get("dynamodb:Select") for context in contexts}
    return {
        **({"dynamodb:Attributes": attributes} if attributes else {}),
        "dynamodb:Select": "SPECIFIC_ATTRIBUTES" if selects == {"SPECIFIC_ATTRIBUTES"} else "ALL_ATTRIBUTES",
    }


iam_actions.dynamodb_service_context = context_of_call
sys.exit(main())
