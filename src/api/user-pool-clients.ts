/*
 * The app clients of a user pool, as far as this app makes them. In Amazon Cognito a scope belongs to a client: whoever signs in at it gets it.
 */
import { CfnResource } from 'aws-cdk-lib';
import { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnUserPoolClient, CfnUserPoolResourceServer } from 'aws-cdk-lib/aws-cognito';
import { IConstruct } from 'constructs';
import { userPoolClientsOf } from './authorizer';

/** An app client at which every user of the pool can sign in. */
export interface SignInClient {
  readonly id: string;
  /** Where it is in the construct tree. */
  readonly path: string;
  /** The scopes that its users can ask for, as they stand in a token. */
  readonly scopes: readonly string[];
}

/** The clients of an authorizer at whose login page users sign in; one at which only machines get tokens is none. */
export function signInClientsOf(authorizer: IHttpRouteAuthorizer | undefined): SignInClient[] {
  return userPoolClientsOf(authorizer).flatMap((client) => {
    const resource = client.node.defaultChild; // an imported client has none
    if (!isResource<CfnUserPoolClient>(resource, CfnUserPoolClient.CFN_RESOURCE_TYPE_NAME) || !letsUsersIn(resource)) return [];
    return { id: client.userPoolClientId, path: client.node.path, scopes: scopesOf(resource) };
  });
}

function letsUsersIn({ allowedOAuthFlows = [], supportedIdentityProviders = ['COGNITO'] }: CfnUserPoolClient): boolean {
  const hasLoginPage = allowedOAuthFlows.some((flow) => flow === 'code' || flow === 'implicit');
  // With other providers alone it is they who say who can sign in.
  return hasLoginPage && supportedIdentityProviders.includes('COGNITO');
}

/** The CDK writes a scope of a resource server with a reference to the server in place of its identifier. */
function scopesOf(client: CfnUserPoolClient): string[] {
  const servers = client.node.root.node.findAll().filter((node): node is CfnUserPoolResourceServer => (
    isResource<CfnUserPoolResourceServer>(node, CfnUserPoolResourceServer.CFN_RESOURCE_TYPE_NAME)
  ));
  return (client.allowedOAuthScopes ?? []).map((scope) => {
    const server = servers.find(({ ref }) => scope.startsWith(`${ref}/`));
    return server === undefined ? scope : server.identifier + scope.slice(server.ref.length);
  });
}

/** By its type and not by its class: an app can have the CDK twice. */
function isResource<T extends CfnResource>(node: IConstruct | undefined, type: string): node is T & IConstruct {
  return node !== undefined && CfnResource.isCfnResource(node) && node.cfnResourceType === type;
}
