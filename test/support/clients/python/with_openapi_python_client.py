"""The client that openapi-python-client makes, as test/consumers/clients.consumer.ts uses each."""

import json
import re
import sys
from datetime import timedelta
from typing import TypeVar

from order_processing_api_client import AuthenticatedClient
from order_processing_api_client.api.orders import create_order, get_order, list_orders, update_order_status
from order_processing_api_client.models import (
    Currency,
    GatewayMessage,
    Order,
    OrderAccepted,
    OrderItem,
    OrderPage,
    OrderRequest,
    OrderRequestMetadata,
    OrderStatus,
    StatusRequest,
    ValidationFailedProblem,
)
from order_processing_api_client.types import UNSET, Unset

T = TypeVar("T")

with open(sys.argv[1], encoding="utf-8") as file:
    shop = json.load(file)

for pattern in shop["patterns"]:
    re.compile(pattern)


def orders_with(token: str) -> AuthenticatedClient:
    return AuthenticatedClient(base_url=shop["url"], token=token, raise_on_unexpected_status=True)


def expect(kind: type[T], answer: object) -> T:
    assert isinstance(answer, kind), answer
    return answer


client = orders_with(shop["token"])
customer_id = shop["customerId"]
mug = OrderItem(product_id="mug", quantity=2, price=29.99, name="Mug")
metadata = OrderRequestMetadata()
metadata["channel"] = "web"
request = OrderRequest(
    customer_id=customer_id,
    items=[mug, OrderItem(product_id="gold", quantity=1, price=9999999999.99)],
    currency=Currency.EUR,
    metadata=metadata,
)

placed = expect(OrderAccepted, create_order.sync(client=client, body=request, idempotency_key=f"{customer_id}-1"))
again = create_order.sync_detailed(client=client, body=request, idempotency_key=f"{customer_id}-1")
create_order.sync(client=client, body=OrderRequest(customer_id=customer_id, items=[mug]))

read = get_order.sync_detailed(placed.order_id, client=client)
order = expect(Order, read.parsed)
etag = read.headers["ETag"]

pages = []
cursor: str | Unset = UNSET
while True:
    page = expect(OrderPage, list_orders.sync(client=client, customer_id=customer_id, limit=1, cursor=cursor))
    pages.append([each.order_id for each in page.orders])
    cursor = page.next_cursor
    if isinstance(cursor, Unset):
        break

confirmed = update_order_status.sync_detailed(
    placed.order_id,
    client=client,
    body=StatusRequest(status=OrderStatus.CONFIRMED),
    if_match=etag,
    idempotency_key=f"{customer_id}-2",
)

wrong = create_order.sync(client=client, body=OrderRequest(customer_id=customer_id, items=[mug], total_amount=1.0))
problem = expect(ValidationFailedProblem, wrong)

stranger = get_order.sync_detailed(placed.order_id, client=orders_with("no-token"))

forbidden = None
try:
    get_order.sync_detailed(placed.order_id, client=orders_with(shop["tokenWithoutScope"]))
except KeyError as error:  # of API Gateway's own 403, as docs/guide/call-the-api.md says
    assert error.args == ("type",)
    forbidden = 403

print(
    json.dumps(
        {
            "orderIds": [placed.order_id, expect(OrderAccepted, again.parsed).order_id],
            "replayed": again.headers.get("Idempotency-Replayed"),
            "read": {
                "total": order.total_amount,
                "currency": order.currency.value,
                "status": order.status.value,
                "version": order.version,
                "etag": etag,
                "item": order.items[0].name,
                "channel": None if isinstance(order.metadata, Unset) else order.metadata["channel"],
                "isUtc": order.created_at.utcoffset() == timedelta(0),
            },
            "pages": pages,
            "confirmed": {"status": expect(Order, confirmed.parsed).status.value, "etag": confirmed.headers["ETag"]},
            "problem": {"status": problem.status, "type": problem.type_.value, "pointers": [fault.pointer for fault in problem.errors]},
            "unauthorized": {"status": int(stranger.status_code), "message": expect(GatewayMessage, stranger.parsed).message},
            "forbidden": forbidden,
        }
    )
)
