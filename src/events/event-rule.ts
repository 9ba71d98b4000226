/*
 * Rules for the events of one API: what `onOrderCreated` and `onOrderStatusChanged` make.
 */
import { Stack, Token } from 'aws-cdk-lib';
import { OnEventOptions, Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { OrderEvents } from './order-events';
import { OrderEventType } from '../props/order-event-type';

/** The methods, as messages name them. */
const METHODS: Readonly<Record<OrderEventType, string>> = {
  [OrderEventType.CREATED]: 'onOrderCreated',
  [OrderEventType.STATUS_CHANGED]: 'onOrderStatusChanged',
};

/** Fields of our own pattern. The CDK puts the values of both lists into one, so that the rule would match more; in the last spelling they would replace ours. */
const OUR_FIELDS = ['source', 'resources', 'detailType', 'detail-type'] as const;

/** Makes a rule on the API's bus. */
export function addEventRule(
  scope: Construct, id: string, events: OrderEvents | undefined, type: OrderEventType, options: OnEventOptions = {},
): Rule {
  const fault = faultOf(scope, events, options);
  if (events === undefined || fault !== undefined) throw new Error(`[${scope.node.path}] ${METHODS[type]} ${fault}`);
  const { target, ...ruleOptions } = options;
  const rule = new Rule(scope, id, { ...ruleOptions, eventBus: events.eventBus });
  rule.addEventPattern(events.pattern(type));
  rule.addTarget(target);
  return rule;
}

function faultOf(scope: Construct, events: OrderEvents | undefined, { eventPattern }: OnEventOptions): string | undefined {
  if (events === undefined) return 'needs eventBus, since without it no events are published';
  const { account } = Stack.of(scope);
  const busAccount = events.eventBus.env.account;
  if (!Token.isUnresolved(account) && !Token.isUnresolved(busAccount) && account !== busAccount) {
    return `needs an eventBus in the account of the stack, '${account}', since a rule is in the account of its bus, got one in '${busAccount}': make the rule there`;
  }
  const given = OUR_FIELDS.filter((field) => (eventPattern as Record<string, unknown> | undefined)?.[field] !== undefined);
  return given.length === 0 ? undefined : `must get an eventPattern without ${OUR_FIELDS.slice(0, 3).join(', ')}, which are its own, got one with ${given.join(', ')}`;
}
