import { IManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** Bounds every role below a scope, those among them that are made later. */
export function boundRoles(scope: Construct, boundary: IManagedPolicy | undefined): void {
  if (boundary !== undefined) PermissionsBoundary.of(scope).apply(boundary);
}
