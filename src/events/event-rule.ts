/*
 * EventBridge rules for the events of one API.
 */
import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import { IEventBus, IRuleTarget, OnEventOptions, Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { OrderEvents } from './order-events';
import { OrderEventType } from '../props/order-event-type';
import { isStruct, kindOf, optionNames, refusal, refuse, validateSpelling } from '../props/validation';

/** Methods that create a rule, with the event types that it matches. None means all types. */
const METHODS = {
  onEvent: [],
  onOrderCreated: [OrderEventType.CREATED],
  onOrderStatusChanged: [OrderEventType.STATUS_CHANGED],
  onOrderErased: [OrderEventType.ERASED],
  onOrderFulfilmentUpdated: [OrderEventType.FULFILMENT_UPDATED],
  onOrderReturned: [OrderEventType.RETURNED],
} as const;

/**
 * Fields of the pattern that the methods set. The CDK merges the values of both patterns, so that the rule would match more. With the spelling
 * `detail-type` they would replace the values.
 */
const OWN_FIELDS = ['source', 'resources', 'detailType', 'detail-type'] as const;

const OPTION_NAMES = optionNames<OnEventOptions>({ crossStackScope: true, description: true, eventPattern: true, ruleName: true, target: true });

/** Creates a rule on the bus of the API. */
export function addEventRule(
  scope: Construct, id: string, events: OrderEvents | undefined, method: keyof typeof METHODS, given?: OnEventOptions,
): Rule {
  if (events === undefined) throw refusal(scope, [`${method} needs eventBus, since without it no events are published`]);
  const options = given ?? {}; // plain JavaScript may pass null
  refuse(scope, [...validateAccount(scope, method, events.eventBus), ...validateOptions(method, options)], 'options');
  const { target, ...ruleOptions } = options;
  const rule = new Rule(scope, id, { ...ruleOptions, eventBus: events.eventBus });
  rule.addEventPattern(events.pattern(...METHODS[method]));
  rule.addTarget(target);
  return rule;
}

/** A rule refers to its bus by name, so the bus must be in the account of the rule. */
function validateAccount(scope: Construct, method: string, { env: { account: busAccount } }: IEventBus): string[] {
  const { account } = Stack.of(scope);
  if (Token.compareStrings(account, busAccount) !== TokenComparison.DIFFERENT) return [];
  return [`${method} needs an eventBus in the account of the stack, '${account}', got one in '${busAccount}': create the rule in that account`];
}

function validateOptions(method: string, options: OnEventOptions): string[] {
  if (!isStruct(options)) return [`${method} must get options such as { target: new LambdaFunction(handler) }, got ${kindOf(options)}`];
  return [
    ...validateSpelling(method, options, OPTION_NAMES),
    ...validateTarget(method, options.target),
    ...validatePattern(method, options.eventPattern),
  ];
}

function validateTarget(method: string, target: unknown): string[] {
  if (target === undefined || target === null || typeof (target as Partial<IRuleTarget>).bind === 'function') return [];
  return [`${method} must get a target such as new LambdaFunction(handler), got ${kindOf(target)}`];
}

function validatePattern(method: string, pattern: unknown): string[] {
  const set = OWN_FIELDS.filter((field) => (pattern as Record<string, unknown> | undefined | null)?.[field] !== undefined);
  return set.length === 0 ? [] : [`${method} must get an eventPattern without source, resources and detailType, which it sets itself, got ${set.join(', ')}`];
}
