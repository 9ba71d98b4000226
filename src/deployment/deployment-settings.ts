/*
 * Provisioned concurrency and gradual deployment: defaults and validation.
 */
import { Token } from 'aws-cdk-lib';
import { OrderApiDeployment } from '../props/order-api-deployment';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { OrderProvisionedConcurrency } from '../props/order-provisioned-concurrency';
import { kindInsteadOf, shown } from '../props/validation';

type DeploymentProps = Pick<OrderProcessingApiProps, 'provisionedConcurrency' | 'deployment' | 'reservedConcurrentExecutions'>;

/** Default target utilization, as in the examples of AWS. */
const DEFAULT_UTILIZATION = 0.7;

/** Provisioned concurrency with the defaults applied. Without auto scaling `scaling` is undefined. */
export interface ProvisionedConcurrencySettings {
  readonly minCapacity: number;
  readonly scaling?: { readonly maxCapacity: number; readonly utilizationTarget: number };
}

export function resolveProvisionedConcurrency(
  { minCapacity, maxCapacity, utilizationTarget = DEFAULT_UTILIZATION }: OrderProvisionedConcurrency,
): ProvisionedConcurrencySettings {
  return { minCapacity, scaling: maxCapacity === undefined ? undefined : { maxCapacity, utilizationTarget } };
}

export function validateDeploymentProps({ provisionedConcurrency, deployment, reservedConcurrentExecutions }: DeploymentProps): string[] {
  return [
    ...provisionedConcurrency === undefined ? [] : validateProvisionedConcurrency(provisionedConcurrency, reservedConcurrentExecutions),
    ...validateDeployment(deployment),
  ];
}

function validateProvisionedConcurrency(
  { minCapacity, maxCapacity, utilizationTarget }: OrderProvisionedConcurrency, reserved: number | undefined,
): string[] {
  const numberFaults = [
    ...validateCapacity('minCapacity', minCapacity),
    ...maxCapacity === undefined ? [] : validateCapacity('maxCapacity', maxCapacity),
  ];
  return [
    ...numberFaults,
    ...numberFaults.length > 0 ? [] : [
      ...validateOrder(minCapacity, maxCapacity),
      ...validateShare(maxCapacity === undefined ? 'minCapacity' : 'maxCapacity', maxCapacity ?? minCapacity, reserved),
    ],
    ...utilizationTarget === undefined ? [] : validateUtilization(utilizationTarget, maxCapacity),
  ];
}

function validateCapacity(field: string, value: unknown): string[] {
  if (Token.isUnresolved(value) || (Number.isInteger(value) && (value as number) >= 1)) return [];
  return [`provisionedConcurrency.${field} must be a whole number from 1, got ${shown(value)}`];
}

function validateOrder(min: number, max: number | undefined): string[] {
  if (max === undefined || Token.isUnresolved(min) || Token.isUnresolved(max) || max >= min) return [];
  return [`provisionedConcurrency.maxCapacity must be at least minCapacity, got ${max} below ${min}`];
}

/** Lambda rejects provisioned concurrency above the reserved concurrency. An invalid reserved concurrency has its own fault. */
function validateShare(field: string, value: number, reserved: number | undefined): string[] {
  if (!Number.isInteger(reserved) || reserved! < 1 || Token.isUnresolved(reserved) || Token.isUnresolved(value) || value <= reserved!) return [];
  return [`provisionedConcurrency.${field} must be at most reservedConcurrentExecutions, got ${value} above ${reserved}`];
}

function validateUtilization(target: number, max: number | undefined): string[] {
  const isInRange = Token.isUnresolved(target) || (typeof target === 'number' && target >= 0.1 && target <= 0.9);
  return [
    ...isInRange ? [] : [`provisionedConcurrency.utilizationTarget must be a number from 0.1 to 0.9, got ${shown(target)}`],
    ...max === undefined ? ['provisionedConcurrency.utilizationTarget needs maxCapacity, since without it there is no auto scaling, got none'] : [],
  ];
}

function validateDeployment(deployment: unknown): string[] {
  if (deployment === undefined || deployment instanceof OrderApiDeployment) return [];
  return [`deployment must be an OrderApiDeployment such as OrderApiDeployment.canary(), got ${kindInsteadOf(OrderApiDeployment, deployment)}`];
}
