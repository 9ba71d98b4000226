/*
 * Document and handler, in both directions: each answer that the document calls the function's own is brought about on
 * the real handler, and none that the handler gives is missing from the document.
 */
import * as fc from 'fast-check';
import { OperationId, ROUTES } from '../../src/contract';
import type { HttpResponse } from '../../src/handler/http';
import { play, SCENARIOS, World } from '../../tools/openapi/scenarios';
import { problemsOf } from '../../tools/openapi/tables';
import { anyAccess, anyCall, PRELUDES } from '../support/openapi/arbitraries';
import { DOCUMENT, expectDocumented, ofHandler, operationOf, undocumented } from '../support/openapi/conformance';

const scenarios = Object.entries(SCENARIOS).flatMap(([operationId, named]) => (
  Object.entries(named).map(([name, scenario]) => ({ operationId: operationId as OperationId, name, scenario }))
));

/** What tells answers of a route apart: status and, of a problem, its type. */
function kindOf({ statusCode, body }: HttpResponse): string {
  const { type } = JSON.parse(body) as { type?: string };
  return type === undefined ? String(statusCode) : `${statusCode} ${type}`;
}

/** The kinds that the document calls the function's own. */
function documentedKinds(operationId: OperationId): string[] {
  return Object.entries(operationOf(operationId).responses).flatMap(([status, { content }]) => {
    const { 'application/problem+json': problems } = content;
    if (status === '200') return [status];
    return problems ? problemsOf(problems.schema, DOCUMENT).map(({ type }) => `${status} ${type}`) : [];
  });
}

test.each(scenarios)('$operationId $name is answered as documented', async ({ operationId, scenario }) => {
  expectDocumented(operationId, ofHandler(await play(scenario)));
});

test.each(ROUTES)('$operationId gives every answer that is documented as the function\'s, and no other', async ({ operationId }) => {
  const answers = await Promise.all(Object.values(SCENARIOS[operationId]).map(play));

  expect([...new Set(answers.map(kindOf))].sort()).toEqual(documentedKinds(operationId).sort());
});

test.each(scenarios.filter(({ name }) => name === 'replayed'))('$operationId has the header that may be absent, and only on a replay', async ({ scenario }) => {
  const { before, ...first } = scenario;
  const earlier = before!.filter((call) => call !== scenario.call);

  expect((await play({ ...first, before: earlier })).headers).not.toHaveProperty('Idempotency-Replayed');
  expect((await play(scenario)).headers).toHaveProperty('Idempotency-Replayed', 'true');
});

describe('random requests over all routes', () => {
  test('get no answer that is not documented', async () => {
    const statuses = new Set<string>();
    const anyCalls = fc.array(anyCall, { minLength: 1, maxLength: 12 });
    await fc.assert(fc.asyncProperty(anyAccess, fc.constantFrom(...PRELUDES), anyCalls, async (access, before, calls) => {
      const world = new World({ access });
      for (const call of before) await world.send(call);
      for (const call of calls) {
        const answer = await world.send(call);
        statuses.add(`${call.operationId} ${answer.statusCode}`);
        expect(undocumented(call.operationId, ofHandler(answer))).toEqual([]);
      }
    }), { numRuns: 1_000 });

    // Requests that are all refused at the door would show little.
    expect([...statuses]).toEqual(expect.arrayContaining([
      ...ROUTES.map(({ operationId }) => `${operationId} 200`),
      'createOrder 409', 'createOrder 422', 'getOrder 404', 'listOrders 403', 'updateOrderStatus 409', 'updateOrderStatus 412',
    ]));
  });
});
