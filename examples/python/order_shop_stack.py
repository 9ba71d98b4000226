from typing import Optional

from aws_cdk import Stack
from cdk_order_processing_api import OrderProcessingApi
from constructs import Construct


class OrderShopStack(Stack):
    """A shop's stack: whatever else a shop has, and one line for its orders."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        description: Optional[str] = None,
        environment_suffix: Optional[str] = None,
        memory_size: Optional[float] = None,
    ) -> None:
        super().__init__(scope, construct_id, description=description)

        self.orders = OrderProcessingApi(
            self, "Orders", environment_suffix=environment_suffix, memory_size=memory_size
        )
