"""MiniStack, which also finds the attributes that a BatchGetItem asks for.

MiniStack 1.5.33 looks for the projection of a request beside `RequestItems`, where AWS has it inside, for each table. Without
this, IAM would take every BatchGetItem for one that asks for all attributes, and a policy on `dynamodb:Attributes` would refuse it.
"""

import json
import sys

from ministack.app import main
from ministack.core import iam_actions

context_of = iam_actions.dynamodb_service_context


def context_with_batches(body: bytes) -> dict:
    try:
        (request,) = json.loads(body)["RequestItems"].values()
    except (KeyError, TypeError, ValueError, AttributeError):
        return context_of(body)
    return context_of(json.dumps(request).encode()) if isinstance(request, dict) else context_of(body)


iam_actions.dynamodb_service_context = context_with_batches

if __name__ == "__main__":
    sys.exit(main())
