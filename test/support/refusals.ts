/*
 * What tests of refused props need: each asserts the whole message, and that nothing had been made when
 * it was thrown.
 */
import { App, Stack } from 'aws-cdk-lib';
import { madeIn } from './orders-stack';
import { OrderProcessingApi, OrderProcessingApiProps } from '../../src';

export type Faults = readonly { readonly name: string; readonly props: OrderProcessingApiProps; readonly message: string }[];

export function newStack(): Stack {
  return new Stack(new App(), 'Shop');
}

/** The message that refuses the props, after a check that nothing had been made when it was thrown. */
export function refusalOf(props: OrderProcessingApiProps, stack = newStack()): string {
  const before = madeIn(stack);
  let message = 'not refused';
  try {
    new OrderProcessingApi(stack, 'Orders', props);
  } catch (error) {
    message = String(error);
  }
  expect(madeIn(stack)).toEqual(before);
  return message;
}

/** A message with several faults: one a line, after their number. */
export function several(faults: readonly string[], of: 'props' | 'options' = 'props'): string {
  return [`${faults.length} errors in the ${of}:`, ...faults.map((fault) => `- ${fault}`)].join('\n');
}

export function accepts(props: OrderProcessingApiProps): void {
  expect(() => new OrderProcessingApi(newStack(), 'Orders', props)).not.toThrow();
}

/** Fails before the first resource, with a message that shows the prop, the value and what is accepted. */
export function failsFor(faults: Faults): void {
  test.each(faults)('fails for $name', ({ props, message }) => {
    expect(refusalOf(props)).toBe(`Error: [Shop/Orders] ${message}`);
  });
}
