/*
 * The key of signatures that stands in for the SDK's: held to AWS's example. That the signatures of the bundle
 * are the SDK's own is in sdk.test.ts.
 */
import { clearCredentialCache, getSigningKey } from '../../../src/handler/sdk/signing-key';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

async function keyFor({ secret = SECRET, date = '20150830', region = 'us-east-1', service = 'iam' } = {}): Promise<string> {
  return (await getSigningKey(undefined, { secretAccessKey: secret }, date, region, service)).toString('hex');
}

afterEach(clearCredentialCache);

test('is the one of AWS\'s example', async () => {
  expect(await keyFor()).toBe('c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9');
});

test('is kept from request to request', async () => {
  const keys = await Promise.all([1, 2].map(() => getSigningKey(undefined, { secretAccessKey: SECRET }, '20150830', 'us-east-1', 'iam')));

  expect(keys[1]).toBe(keys[0]);
});

test.each([
  ['day', { date: '20150831' }],
  ['region', { region: 'eu-central-1' }],
  ['service', { service: 'dynamodb' }],
  ['secret', { secret: 'another' }],
])('is another one with another %s, and the same again when that is back', async (_, change) => {
  const before = await keyFor();
  const changed = await keyFor(change);
  const after = await keyFor();

  expect(changed).not.toBe(before);
  expect(after).toBe(before);
});
