/*
 * The errors of a client, made from their names when it is bundled (tools/build/bundle.ts): nothing that a program can see of them differs.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as eventbridge from '@aws-sdk/client-eventbridge';
import { transformSync } from 'esbuild';
import { errorsAsData } from '../../../tools/build/bundle';
import { ROOT } from '../../../tools/shared/paths';

type ErrorClass = new (options: object) => Error & { readonly $fault: string };

describe.each([
  ['client-dynamodb', 'DynamoDBServiceException', dynamodb],
  ['client-eventbridge', 'EventBridgeServiceException', eventbridge],
])('%s', (client, base, sdk: object) => {
  const models = readFileSync(join(ROOT, 'node_modules', '@aws-sdk', client, 'dist-es', 'models', 'errors.js'), 'utf8');
  const compact = errorsAsData(models);
  const ours = evaluated(compact);
  const classes = Object.entries(ours);

  function evaluated(code: string): Record<string, ErrorClass> {
    const module = { exports: {} };
    const run = new Function('module', 'require', transformSync(code, { format: 'cjs' }).code);
    run(module, () => ({ [base]: (sdk as Record<string, unknown>)[base] }));
    return module.exports;
  }

  test('most of its errors are made from their names', () => {
    expect(compact.match(/= plainError\(/g)!.length).toBeGreaterThan(classes.length / 2);
  });

  test.each(classes)('%s is what the SDK has under this name', (name, Ours) => {
    const Theirs = (sdk as Record<string, ErrorClass>)[name];
    const options = { message: 'slow down', $metadata: { httpStatusCode: 400 }, Item: { id: { S: '1' } } };
    const [error, expected] = [new Ours(options), new Theirs(options)];

    expect({ ...error, message: error.message, name: error.name }).toEqual({ ...expected, message: expected.message, name: expected.name });
    expect(Ours).toHaveProperty('shapeId', (Theirs as unknown as { shapeId: string }).shapeId);
    expect(error).toBeInstanceOf(Ours);
    expect(error).toBeInstanceOf(Theirs);
    expect(error).toBeInstanceOf((sdk as Record<string, ErrorClass>)[base]);
    expect(classes.filter(([other, Other]) => other !== name && error instanceof Other)).toEqual([]);
  });
});
