import { IManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

interface BoundarySettings {
  readonly permissionsBoundary?: IManagedPolicy;
}

/** Sets the boundary of every role below a scope, including roles that are made later. */
export function applyPermissionsBoundary(scope: Construct, { permissionsBoundary }: BoundarySettings): void {
  if (permissionsBoundary !== undefined) PermissionsBoundary.of(scope).apply(permissionsBoundary);
}
