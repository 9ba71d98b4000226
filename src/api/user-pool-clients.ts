/*
 * App clients of a user pool that the app creates. In Amazon Cognito a scope belongs to an app client: every user who signs in at the client can get it.
 */
import { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnUserPoolClient, CfnUserPoolResourceServer } from 'aws-cdk-lib/aws-cognito';
import { userPoolClientsOf } from './authorizer';
import { isResource } from '../props/validation';

/** An app client at which every user of the pool can sign in. */
export interface SignInClient {
  readonly id: string;
  /** Construct path of the client. */
  readonly path: string;
  /** Scopes that its users can request, as they are in a token. */
  readonly scopes: readonly string[];
}

/** App clients of an authorizer with a login page for users. Clients for machines only are not among them. */
export function signInClientsOf(authorizer: IHttpRouteAuthorizer | undefined): SignInClient[] {
  return userPoolClientsOf(authorizer).flatMap((client) => {
    const resource = client.node.defaultChild; // an imported client has none
    if (!isResource(resource, CfnUserPoolClient) || !letsUsersIn(resource)) return [];
    return { id: client.userPoolClientId, path: client.node.path, scopes: scopesOf(resource) };
  });
}

function letsUsersIn({ allowedOAuthFlows = [], supportedIdentityProviders = ['COGNITO'] }: CfnUserPoolClient): boolean {
  const hasLoginPage = allowedOAuthFlows.some((flow) => flow === 'code' || flow === 'implicit');
  // Without COGNITO, the other identity providers decide who can sign in.
  return hasLoginPage && supportedIdentityProviders.includes('COGNITO');
}

/** Scopes of a client. In the CDK a scope of a resource server contains a reference to the server, which is replaced by its identifier here. */
function scopesOf(client: CfnUserPoolClient): string[] {
  const servers = client.node.root.node.findAll().filter((node): node is CfnUserPoolResourceServer => isResource(node, CfnUserPoolResourceServer));
  return (client.allowedOAuthScopes ?? []).map((scope) => {
    const server = servers.find(({ ref }) => scope.startsWith(`${ref}/`));
    return server === undefined ? scope : server.identifier + scope.slice(server.ref.length);
  });
}
