from typing import Optional

from aws_cdk import Stack
from cdk_order_processing_api import OrderFields, OrderProcessingApi
from constructs import Construct


class OrderEngravingStack(Stack):
    """A shop that engraves what it sells: orders have custom fields."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        description: Optional[str] = None,
        environment_suffix: Optional[str] = None,
    ) -> None:
        super().__init__(scope, construct_id, description=description)

        self.orders = OrderProcessingApi(
            self,
            "Orders",
            project_name="order-engraving",
            environment_suffix=environment_suffix,
            custom_fields=OrderFields.from_json_schema(
                order={
                    "type": "object",
                    "properties": {
                        "occasion": {"enum": ["birthday", "wedding", "other"]},
                        "neededBy": {"type": "string", "format": "date"},
                    },
                },
                item={
                    "type": "object",
                    "properties": {
                        "engraving": {"type": "string", "maxLength": 40, "x-personal": True},
                        "font": {"enum": ["serif", "script"]},
                    },
                },
            ),
        )
