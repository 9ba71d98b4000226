"""The client that OpenAPI Generator makes, as test/consumers/clients.consumer.ts uses each."""

import json
import re
import sys

from openapi_client import (
    ApiClient,
    ApiException,
    Configuration,
    Currency,
    GatewayMessage,
    OrderItem,
    OrderRequest,
    OrdersApi,
    OrderStatus,
    StatusRequest,
    UnprocessableEntityProblem,
    ValidationFailedProblem,
)
from openapi_client.exceptions import UnauthorizedException, UnprocessableEntityException

with open(sys.argv[1], encoding="utf-8") as file:
    shop = json.load(file)

for pattern in shop["patterns"]:
    re.compile(pattern)


def orders_with(token: str) -> OrdersApi:
    return OrdersApi(ApiClient(Configuration(host=shop["url"], access_token=token)))


orders = orders_with(shop["token"])
customer_id = shop["customerId"]
mug = OrderItem(product_id="mug", quantity=2, price=29.99, name="Mug")
request = OrderRequest(
    customer_id=customer_id,
    items=[mug, OrderItem(product_id="gold", quantity=1, price=9999999999.99)],
    currency=Currency.EUR,
    metadata={"channel": "web"},
)

placed = orders.create_order(request, idempotency_key=f"{customer_id}-1")
again = orders.create_order_with_http_info(request, idempotency_key=f"{customer_id}-1")
orders.create_order(OrderRequest(customer_id=customer_id, items=[mug]))

read = orders.get_order_with_http_info(placed.order_id)
order = read.data
etag = (read.headers or {})["ETag"]

pages = []
cursor = None
while True:
    page = orders.list_orders(customer_id=customer_id, limit=1, cursor=cursor)
    pages.append([each.order_id for each in page.orders])
    cursor = page.next_cursor
    if cursor is None:
        break

confirmed = orders.update_order_status_with_http_info(
    placed.order_id, etag, StatusRequest(status=OrderStatus.CONFIRMED), idempotency_key=f"{customer_id}-2"
)

problem = None
try:
    orders.create_order(OrderRequest(customer_id=customer_id, items=[mug], total_amount=1.0))
except UnprocessableEntityException as error:
    assert isinstance(error.data, UnprocessableEntityProblem)
    problem = error.data.actual_instance
assert isinstance(problem, ValidationFailedProblem)

unauthorized = None
try:
    orders_with("no-token").get_order(placed.order_id)
except UnauthorizedException as error:
    assert isinstance(error.data, GatewayMessage)
    unauthorized = {"status": error.status, "message": error.data.message}

forbidden = None
try:
    orders_with(shop["tokenWithoutScope"]).get_order(placed.order_id)
except ApiException as error:
    forbidden = error.status

print(
    json.dumps(
        {
            "orderIds": [placed.order_id, again.data.order_id],
            "replayed": (again.headers or {}).get("Idempotency-Replayed"),
            "read": {
                "total": order.total_amount,
                "currency": order.currency.value,
                "status": order.status.value,
                "version": order.version,
                "etag": etag,
                "item": order.items[0].name,
                "channel": (order.metadata or {}).get("channel"),
                "isUtc": order.created_at.tzname() == "UTC",
            },
            "pages": pages,
            "confirmed": {"status": confirmed.data.status.value, "etag": (confirmed.headers or {})["ETag"]},
            "problem": {"status": problem.status, "type": problem.type, "pointers": [fault.pointer for fault in problem.errors]},
            "unauthorized": unauthorized,
            "forbidden": forbidden,
        }
    )
)
