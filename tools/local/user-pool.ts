/*
 * The users of an Amazon Cognito user pool on a local AWS, and their tokens. Its API is called by hand, since no client of it is installed.
 */
import { randomUUID } from 'node:crypto';
import { clientSettings } from './sample-app';
import { signedHeaders } from './signed-request';
import { CommandFailed } from '../shared/processes';

export interface Tokens {
  readonly accessToken: string;
  readonly idToken: string;
}

export interface SignedUp {
  readonly email: string;
  readonly password: string;
  /** The `sub` of the user's tokens. */
  readonly sub: string;
}

export class UserPool {
  public constructor(private readonly endpoint: string, public readonly id: string) {}

  /** Signs a user up, as anybody can at a client without a secret, and confirms the e-mail address for them. */
  public async signUp(clientId: string, name: string): Promise<SignedUp> {
    const user = { email: `${name}@example.com`, password: `Aa1!${randomUUID()}` };
    const { UserSub: sub } = await this.call<{ UserSub: string }>('SignUp', {
      ClientId: clientId, Username: user.email, Password: user.password, UserAttributes: [{ Name: 'email', Value: user.email }],
    });
    await this.call('AdminConfirmSignUp', { UserPoolId: this.id, Username: user.email });
    return { ...user, sub };
  }

  /** Makes a user as only who may call the pool's API by IAM can. */
  public async createUser(name: string): Promise<SignedUp> {
    const user = { email: `${name}@example.com`, password: `Aa1!${randomUUID()}` };
    const { User } = await this.call<{ User: { Attributes: { Name: string; Value: string }[] } }>('AdminCreateUser', { UserPoolId: this.id, Username: user.email });
    await this.call('AdminSetUserPassword', { UserPoolId: this.id, Username: user.email, Password: user.password, Permanent: true });
    return { ...user, sub: User.Attributes.find(({ Name }) => Name === 'sub')!.Value };
  }

  public async addToGroup({ email }: SignedUp, group: string): Promise<void> {
    await this.call('AdminAddUserToGroup', { UserPoolId: this.id, Username: email, GroupName: group });
  }

  /** The tokens of a user who signs in at a client with the flow ADMIN_USER_PASSWORD_AUTH, which asks IAM. */
  public async signIn(clientId: string, { email, password }: SignedUp): Promise<Tokens> {
    const { AuthenticationResult: result } = await this.call<{ AuthenticationResult: Record<string, string> }>('AdminInitiateAuth', {
      UserPoolId: this.id, ClientId: clientId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters: { USERNAME: email, PASSWORD: password },
    });
    return { accessToken: result.AccessToken, idToken: result.IdToken };
  }

  /** An access token of a client itself, by the client credentials grant. */
  public async clientCredentials(clientId: string): Promise<string> {
    const { UserPoolClient: client } = await this.call<{ UserPoolClient: { ClientSecret: string } }>('DescribeUserPoolClient', { UserPoolId: this.id, ClientId: clientId });
    const answer = await fetch(`${this.endpoint}/oauth2/token`, {
      method: 'POST',
      headers: { Authorization: `Basic ${Buffer.from(`${clientId}:${client.ClientSecret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    if (!answer.ok) throw new CommandFailed(`the client ${clientId} gets no token: ${await answer.text()}`);
    return (await answer.json() as { access_token: string }).access_token;
  }

  public async call<T>(operation: string, input: object): Promise<T> {
    const { region, credentials } = clientSettings(this.endpoint);
    const request = {
      service: 'cognito-idp',
      region,
      method: 'POST',
      url: `${this.endpoint}/`,
      headers: { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': `AWSCognitoIdentityProviderService.${operation}` },
      body: JSON.stringify(input),
    };
    const answer = await fetch(request.url, { method: request.method, headers: await signedHeaders(credentials, request), body: request.body });
    if (!answer.ok) throw new CommandFailed(`${operation} was answered with ${answer.status}: ${await answer.text()}`);
    return await answer.json() as T;
  }
}
