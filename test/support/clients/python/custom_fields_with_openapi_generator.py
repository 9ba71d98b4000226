"""The client that OpenAPI Generator makes from orders.openApi, as test/consumers/clients.consumer.ts uses each."""

import json
import sys
from datetime import date

from openapi_client import (
    ApiClient,
    Configuration,
    CustomFields,
    CustomFieldsGift,
    ItemCustomFields,
    OrderItem,
    OrderRequest,
    OrdersApi,
)
from pydantic import ValidationError

with open(sys.argv[1], encoding="utf-8") as file:
    shop = json.load(file)
orders = OrdersApi(ApiClient(Configuration(host=shop["url"], access_token=shop["token"])))


def request_with(cost_center: str) -> OrderRequest:
    ring = OrderItem(
        product_id="ring",
        quantity=1,
        price=99.5,
        custom_fields=ItemCustomFields(size="M", engravings=["For Ada"]),
    )
    fields = CustomFields(
        cost_center=cost_center, delivery_date=date(2026, 12, 24), gift=CustomFieldsGift(ribbon="red")
    )
    return OrderRequest(customer_id="customer-1", items=[ring], custom_fields=fields)


placed = orders.create_order(request_with("DE-0815"))
order = orders.get_order(placed.order_id)
assert order.custom_fields and order.custom_fields.gift and order.custom_fields.delivery_date
item_fields = order.items[0].custom_fields
assert item_fields

# The client checks the fields itself, before anything is sent.
pointers = None
try:
    request_with("none")
except ValidationError as error:
    pointers = [f"#/customFields/{CustomFields.model_fields[str(fault['loc'][0])].alias}" for fault in error.errors()]

print(
    json.dumps(
        {
            "ribbon": order.custom_fields.gift.ribbon,
            "deliveryDate": order.custom_fields.delivery_date.isoformat(),
            "size": item_fields.size,
            "engravings": item_fields.engravings,
            "pointers": pointers,
        }
    )
)
