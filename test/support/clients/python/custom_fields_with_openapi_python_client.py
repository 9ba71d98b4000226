"""The client that openapi-python-client makes from orders.openApi, as test/consumers/clients.consumer.ts uses each."""

import json
import sys
from datetime import date
from typing import TypeVar

from order_processing_api_client import AuthenticatedClient
from order_processing_api_client.api.orders import create_order, get_order
from order_processing_api_client.models import (
    CustomFields,
    CustomFieldsGift,
    CustomFieldsGiftRibbon,
    ItemCustomFields,
    ItemCustomFieldsSize,
    Order,
    OrderAccepted,
    OrderItem,
    OrderRequest,
    ReturnedCustomFields,
    ReturnedCustomFieldsGift,
    ReturnedItemCustomFields,
    ValidationFailedProblem,
)

T = TypeVar("T")


def expect(kind: type[T], answer: object) -> T:
    assert isinstance(answer, kind), answer
    return answer


with open(sys.argv[1], encoding="utf-8") as file:
    shop = json.load(file)
client = AuthenticatedClient(base_url=shop["url"], token=shop["token"], raise_on_unexpected_status=True)


def request_with(cost_center: str) -> OrderRequest:
    return OrderRequest(
        customer_id="customer-1",
        items=[
            OrderItem(
                product_id="ring",
                quantity=1,
                price=99.5,
                custom_fields=ItemCustomFields(size=ItemCustomFieldsSize.M, engravings=["For Ada"]),
            )
        ],
        custom_fields=CustomFields(
            cost_center=cost_center,
            delivery_date=date(2026, 12, 24),
            gift=CustomFieldsGift(ribbon=CustomFieldsGiftRibbon.RED),
        ),
    )


placed = expect(OrderAccepted, create_order.sync(client=client, body=request_with("DE-0815")))
order = expect(Order, get_order.sync(placed.order_id, client=client))
of_order = expect(ReturnedCustomFields, order.custom_fields)
of_item = expect(ReturnedItemCustomFields, order.items[0].custom_fields)
problem = expect(ValidationFailedProblem, create_order.sync(client=client, body=request_with("none")))

print(
    json.dumps(
        {
            "ribbon": expect(ReturnedCustomFieldsGift, of_order.gift).ribbon,
            "deliveryDate": expect(date, of_order.delivery_date).isoformat(),
            "size": of_item.size,
            "engravings": of_item.engravings,
            "pointers": [fault.pointer for fault in problem.errors],
        }
    )
)
