"""The four shops of test/support/shops.ts, each in a stack of its own."""

from aws_cdk import App, Stack
from aws_cdk.aws_apigatewayv2_authorizers import HttpIamAuthorizer, HttpUserPoolAuthorizer
from aws_cdk.aws_cognito import UserPool
from cdk_order_processing_api import OrderAccess, OrderProcessingApi, OrderRoute, OrderStaff


def guests(stack: Stack) -> OrderProcessingApi:
    return OrderProcessingApi(
        stack,
        "Orders",
        routes=[OrderRoute.create_order()],
        access=OrderAccess.guests(),
    )


def customers(stack: Stack) -> OrderProcessingApi:
    return OrderProcessingApi(
        stack,
        "Orders",
        routes=OrderRoute.standard(),
        access=OrderAccess.customers(
            HttpUserPoolAuthorizer("Accounts", UserPool(stack, "Pool")),
            staff=[OrderStaff.cognito_group("staff")],
        ),
    )


def back_office(stack: Stack) -> OrderProcessingApi:
    return OrderProcessingApi(
        stack,
        "Orders",
        routes=OrderRoute.standard(),
        access=OrderAccess.staff(HttpIamAuthorizer()),
    )


def guests_beside_staff(stack: Stack) -> OrderProcessingApi:
    return OrderProcessingApi(
        stack,
        "Orders",
        routes=[
            OrderRoute.create_order(access=OrderAccess.guests()),
            OrderRoute.get_order(),
            OrderRoute.list_orders(),
            OrderRoute.update_order_status(),
        ],
        access=OrderAccess.staff(HttpIamAuthorizer()),
    )


app = App()
guests(Stack(app, "Guests"))
customers(Stack(app, "Customers"))
back_office(Stack(app, "BackOffice"))
guests_beside_staff(Stack(app, "GuestsBesideStaff"))
app.synth()
