from typing import Optional

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk.aws_apigatewayv2 import CorsPreflightOptions
from aws_cdk.aws_apigatewayv2_authorizers import HttpUserPoolAuthorizer
from cdk_order_processing_api import OrderAccess, OrderProcessingApi, OrderRoute, OrderStaff
from constructs import Construct

# The group of the user pool whose members are staff. Only who may call AdminAddUserToGroup adds to it.
STAFF = "staff"

# The scope of the machine client. No client at which users sign in has it.
MANAGE = "orders/manage"


class OrderCognitoStack(Stack):
    """A shop with an Amazon Cognito user pool: customers sign up themselves, staff is a group of
    the pool, and a warehouse system gets its tokens by the client credentials grant."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        shop_origin: str,
        description: Optional[str] = None,
        environment_suffix: Optional[str] = None,
    ) -> None:
        """:param shop_origin: for example https://shop.example.com. Its /staff/ is the page of the back office."""
        super().__init__(scope, construct_id, description=description)

        users = cognito.UserPool(
            self,
            "Users",
            self_sign_up_enabled=True,
            sign_in_aliases=cognito.SignInAliases(email=True),
            auto_verify=cognito.AutoVerifiedAttrs(email=True),
            password_policy=cognito.PasswordPolicy(
                min_length=12,
                require_lowercase=True,
                require_uppercase=True,
                require_digits=True,
                require_symbols=True,
            ),
        )
        users.add_group("Staff", group_name=STAFF)
        login = users.add_domain(
            "Login",
            cognito_domain=cognito.CognitoDomainOptions(domain_prefix=f"order-shop-{self.account}"),
        )

        # Public clients: no secret, which a page could not keep. Their pages use the authorization
        # code grant with PKCE.
        shop = self._add_sign_in_client(users, "Shop", f"{shop_origin}/")
        back_office = self._add_sign_in_client(users, "BackOffice", f"{shop_origin}/staff/")

        # A confidential client: its secret is worth every order.
        manage = cognito.ResourceServerScope(
            scope_name="manage", scope_description="Read and change every order"
        )
        scopes = users.add_resource_server("Scopes", identifier="orders", scopes=[manage])
        warehouse = users.add_client(
            "Warehouse",
            generate_secret=True,
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(client_credentials=True),
                scopes=[cognito.OAuthScope.resource_server(scopes, manage)],
            ),
        )

        accounts = HttpUserPoolAuthorizer(
            "Accounts", users, user_pool_clients=[shop, back_office, warehouse]
        )
        self.orders = OrderProcessingApi(
            self,
            "Orders",
            project_name="order-cognito",
            environment_suffix=environment_suffix,
            cors_preflight=CorsPreflightOptions(allow_origins=[shop_origin]),
            routes=OrderRoute.standard(),
            access=OrderAccess.customers(
                accounts,
                # Only access tokens have scopes, so an ID token gets 403.
                authorization_scopes=[
                    cognito.OAuthScope.OPENID.scope_name,
                    cognito.OAuthScope.COGNITO_ADMIN.scope_name,
                    MANAGE,
                ],
                staff=[OrderStaff.cognito_group(STAFF), OrderStaff.scope(MANAGE)],
            ),
        )

        CfnOutput(self, "UserPoolId", value=users.user_pool_id)
        CfnOutput(self, "LoginUrl", value=login.base_url())
        CfnOutput(self, "ShopClientId", value=shop.user_pool_client_id)
        CfnOutput(self, "BackOfficeClientId", value=back_office.user_pool_client_id)
        CfnOutput(self, "WarehouseClientId", value=warehouse.user_pool_client_id)

    @staticmethod
    def _add_sign_in_client(users: cognito.UserPool, client_id: str, page: str) -> cognito.UserPoolClient:
        """A client at which people sign in on a page."""
        return users.add_client(
            client_id,
            # The second needs IAM credentials: for scripts and tests.
            auth_flows=cognito.AuthFlow(user_srp=True, admin_user_password=True),
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[cognito.OAuthScope.OPENID],
                callback_urls=[page],
                logout_urls=[page],
            ),
            prevent_user_existence_errors=True,
            write_attributes=cognito.ClientAttributes().with_standard_attributes(
                email=True, fullname=True
            ),
        )
