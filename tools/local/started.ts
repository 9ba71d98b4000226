/*
 * What is told of a sample app that has started.
 */
import { CommandFailed } from '../shared/processes';

export interface Started {
  readonly ordersUrl: string;
  /** Commands to copy, each below a line that says what it does. */
  readonly commands: string;
}

export interface Example {
  readonly title: string;
  readonly command: string;
}

export function listOf(examples: readonly Example[]): string {
  return examples.map(({ title, command }) => `${title}:\n\n  ${command}\n`).join('\n');
}

export interface OrderCommand {
  readonly url: string;
  readonly order: object;
  /** More options of curl. */
  readonly options?: string;
}

export function curlOrder({ url, order, options = '' }: OrderCommand): string {
  return `curl -i ${url}${options} -H 'Content-Type: application/json' -d '${JSON.stringify(order)}'`;
}

export async function placeOrder(url: string, order: object, headers: Readonly<Record<string, string>> = {}): Promise<{ orderId: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(order),
  });
  const answer = await response.text();
  if (response.status !== 200) throw new CommandFailed(`the order was answered with ${response.status}: ${answer}`);
  return JSON.parse(answer);
}

export function print(title: string, value: unknown): void {
  console.log(`\n${title}:\n${JSON.stringify(value, null, 2)}`);
}
