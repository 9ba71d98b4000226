/*
 * Rules for the events of one API.
 */
import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import { IEventBus, OnEventOptions, Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { OrderEvents } from './order-events';
import { OrderEventType } from '../props/order-event-type';

/** The methods and what their rules are for: a type of events, or all of them. */
const METHODS = {
  onEvent: [],
  onOrderCreated: [OrderEventType.CREATED],
  onOrderStatusChanged: [OrderEventType.STATUS_CHANGED],
} as const;

/** Fields of our own pattern. The CDK puts the values of both lists into one, so that the rule would match more; in the last spelling they would replace ours. */
const OUR_FIELDS = ['source', 'resources', 'detailType', 'detail-type'] as const;

/** Makes a rule on the API's bus. */
export function addEventRule(
  scope: Construct, id: string, events: OrderEvents | undefined, method: keyof typeof METHODS, options: OnEventOptions = {},
): Rule {
  if (events === undefined) throw new Error(`[${scope.node.path}] ${method} needs eventBus, since without it no events are published`);
  const faults = [...validateAccount(scope, method, events.eventBus), ...validatePattern(method, options.eventPattern)];
  if (faults.length > 0) throw new Error(`[${scope.node.path}] ${faults.join('; ')}`);
  const { target, ...ruleOptions } = options;
  const rule = new Rule(scope, id, { ...ruleOptions, eventBus: events.eventBus });
  rule.addEventPattern(events.pattern(...METHODS[method]));
  rule.addTarget(target);
  return rule;
}

/** A rule says the name of its bus, which is looked for in the account of the rule. */
function validateAccount(scope: Construct, method: string, { env: { account: busAccount } }: IEventBus): string[] {
  const { account } = Stack.of(scope);
  if (Token.compareStrings(account, busAccount) !== TokenComparison.DIFFERENT) return [];
  return [`${method} needs an eventBus in the account of the stack, '${account}', got one in '${busAccount}': make the rule there`];
}

function validatePattern(method: string, pattern: unknown): string[] {
  const given = OUR_FIELDS.filter((field) => (pattern as Record<string, unknown> | undefined)?.[field] !== undefined);
  return given.length === 0 ? [] : [`${method} must get an eventPattern without source, resources and detailType, which are its own, got ${given.join(', ')}`];
}
