/*
 * Stands in the bundle for the SDK's default credential chain, whose profiles, SSO, web identities and instance
 * metadata make a third of the code and are of no use in Lambda (docs/adr/0011-trimmed-sdk.md).
 */
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { fromHttp } from '@aws-sdk/credential-provider-http';
import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from '@smithy/core';
import { CredentialsProviderError } from '@smithy/core/config';
import type { AwsCredentialIdentityProvider } from '@smithy/types';

type Init = Parameters<typeof fromHttp>[0];

/** The name and the shape that the SDK's client asks for. */
export function defaultProvider(init?: Init): AwsCredentialIdentityProvider {
  return memoizeIdentityProvider(() => sourceOf(process.env)(init)(), isIdentityExpired, doesIdentityRequireRefresh)!;
}

/** Lambda hands the role's credentials out in the environment or, where they must outlive a restore, from an endpoint. */
function sourceOf(environment: NodeJS.ProcessEnv): typeof fromHttp {
  if (environment.AWS_ACCESS_KEY_ID && environment.AWS_SECRET_ACCESS_KEY) return fromEnv;
  if (environment.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || environment.AWS_CONTAINER_CREDENTIALS_FULL_URI) return fromHttp;
  throw new CredentialsProviderError(
    'no credentials: AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY, AWS_CONTAINER_CREDENTIALS_FULL_URI or AWS_CONTAINER_CREDENTIALS_RELATIVE_URI '
    + 'must be set; the SDK\'s other sources are left out',
    { tryNextLink: false },
  );
}
