from typing import Optional

from aws_cdk import App

from order_cognito_stack import OrderCognitoStack
from order_engraving_stack import OrderEngravingStack
from order_shop_stack import OrderShopStack

app = App()


def text_from(key: str) -> Optional[str]:
    value = app.node.try_get_context(key)
    return None if value is None else str(value)


def number_from(key: str) -> Optional[float]:
    text = text_from(key)
    return None if text is None else float(text)


OrderShopStack(
    app,
    "OrderShop",
    description="A shop that takes orders",
    environment_suffix=text_from("environmentSuffix"),  # cdk deploy -c environmentSuffix=pr-42
    memory_size=number_from("memorySize"),  # cdk deploy -c memorySize=512
)

# cdk deploy -c engraving=true OrderEngraving
if text_from("engraving") is not None:
    OrderEngravingStack(
        app,
        "OrderEngraving",
        description="A shop that engraves what it sells",
        environment_suffix=text_from("environmentSuffix"),
    )

# cdk deploy -c shopOrigin=https://shop.example.com OrderCognito
shop_origin = text_from("shopOrigin")
if shop_origin is not None:
    OrderCognitoStack(
        app,
        "OrderCognito",
        description="A shop whose accounts are in a Cognito user pool",
        shop_origin=shop_origin,
        environment_suffix=text_from("environmentSuffix"),
    )

app.synth()
