/*
 * Does what Lambda's Node.js runtime does with a function: loads the module, waits for its top-level await, and
 * calls the handler with one event after another. Reports moments of the monotonic clock, which all processes share.
 */
'use strict';

const { readSync, writeSync } = require('node:fs');

const [file, eventJson, requests, settled, paced] = process.argv.slice(2);
const event = JSON.parse(eventJson);
const context = {
  awsRequestId: '8f3b2c1e-0b6a-4b0e-9d5a-6a1f7c2e9b10',
  functionName: 'order-processor',
  getRemainingTimeInMillis: () => 30_000,
};

async function main() {
  const { handler } = file.endsWith('.mjs') ? await import(file) : require(file);
  report({ loaded: now(), cpuMs: cpuMs() });
  readSync(3, Buffer.alloc(1)); // the harness has set the throttle
  const start = now();
  await order(handler);
  report({ start, stored: now() });
  if (Number(paced) > 0) await pace(handler);
  if (Number(requests) === 1) process.exit();

  for (let i = 1; i < Number(settled); i++) await order(handler);
  const [cpu, since] = [process.cpuUsage(), now()];
  for (let i = 0; i < Number(requests); i++) await order(handler);
  const { user, system } = process.cpuUsage(cpu);
  report({ cpuUs: (user + system) / requests, wallUs: (now() - since) * 1000 / requests });
  process.exit();
}

/** Requests that come one by one, with time between them, as most do: what one takes then. */
async function pace(handler) {
  for (let i = 0; i < Number(settled); i++) await order(handler);
  const durations = [];
  for (let i = 0; i < Number(paced); i++) {
    await new Promise((resolve) => setTimeout(resolve, 40));
    const since = now();
    await order(handler);
    durations.push(now() - since);
  }
  report({ pacedMs: durations.sort((a, b) => a - b)[Math.floor(durations.length / 2)] });
}

async function order(handler) {
  const { statusCode, body } = await handler(event, context);
  if (statusCode !== 200) throw new Error(`the order was answered with ${statusCode}: ${body}`);
}

function now() {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Of this process since its start: what it would have taken on a machine of its own. */
function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function report(line) {
  writeSync(4, `${JSON.stringify(line)}\n`);
}

void main();
