import { play, SCENARIOS } from '../../tools/openapi/scenarios';
import { Answer, ofFetch, ofHandler, operationOf, undocumented, validatorOf } from '../support/openapi/conformance';

async function created(): Promise<Answer> {
  return ofHandler(await play(SCENARIOS.createOrder.created));
}

async function refused(): Promise<Answer> {
  return ofHandler(await play(SCENARIOS.getOrder.throttled));
}

function overHttp({ status, headers, body }: Answer, more: Record<string, string> = {}): Promise<Answer> {
  return ofFetch(new Response(body, { status, headers: { ...headers, ...more } }));
}

test('knows an answer of the handler', async () => {
  expect(undocumented('createOrder', await created())).toEqual([]);
});

test('knows it again after its way through HTTP', async () => {
  expect(undocumented('createOrder', await overHttp(await created(), { 'date': 'now', 'apigw-requestid': 'x', 'access-control-allow-origin': '*' }))).toEqual([]);
});

test('leaves the body of a fetched answer to be read', async () => {
  const response = new Response('{}');

  await ofFetch(response);

  expect(await response.json()).toEqual({});
});

test('knows an answer of API Gateway, with headers of its own, over HTTP alone', async () => {
  const forbidden: Answer = { status: 403, headers: { 'content-type': 'application/json', 'x-cache': 'miss' }, body: '{"message":"Forbidden"}', isFunctions: false };

  expect(undocumented('getOrder', forbidden)).toEqual([]);
  expect(undocumented('getOrder', { ...forbidden, isFunctions: true })).toEqual(['getOrder 403 with application/json is API Gateway\'s']);
});

test('fails for a status that the route does not have', async () => {
  expect(undocumented('listOrders', { ...await created(), status: 428 })).toEqual(['listOrders 428 is not documented']);
});

test('fails for another content type', async () => {
  const answer = await created();

  expect(undocumented('createOrder', { ...answer, headers: { ...answer.headers, 'content-type': 'text/html' } })).toEqual(['createOrder 200 with text/html is not documented']);
});

test('knows the answer to a new order without a Location, where the API has no route that reads it', async () => {
  const { headers: { location: _, ...headers }, ...rest } = await created();

  expect(undocumented('createOrder', { ...rest, headers })).toEqual([]);
});

test('fails for a field that is not documented, although a client must bear it', async () => {
  const answer = await created();
  const { schema } = operationOf('createOrder').responses['200'].content['application/json'];
  const body = { ...JSON.parse(answer.body), eta: 'soon' };

  expect(validatorOf(schema)(body)).toBe(true);
  expect(undocumented('createOrder', { ...answer, body: JSON.stringify(body) })).toEqual([expect.stringContaining('must NOT have additional properties')]);
});

test('fails for another route\'s answer', async () => {
  expect(undocumented('getOrder', await created())).toEqual(expect.arrayContaining([expect.stringContaining('must have required property \'customerId\'')]));
});

test('fails for a header that is not documented', async () => {
  const answer = await created();

  expect(undocumented('createOrder', { ...answer, headers: { ...answer.headers, 'x-powered-by': 'us' } })).toEqual(['createOrder 200: the header x-powered-by is not documented']);
});

test.each([['cache-control', created, 'createOrder'], ['cache-control', refused, 'getOrder'], ['retry-after', refused, 'getOrder']] as const)(
  'fails without the header %s of an answer to %p', async (name, answer, operationId) => {
    const { headers: { [name]: _, ...headers }, ...rest } = await answer();

    expect(undocumented(operationId, { ...rest, headers })).toEqual([expect.stringMatching(/: the header .* is missing$/)]);
  });

test('fails for a header with another value', async () => {
  const answer = await refused();

  expect(undocumented('getOrder', { ...answer, headers: { ...answer.headers, 'retry-after': 'soon' } })).toEqual([expect.stringContaining('the header Retry-After must be integer')]);
});

test('fails for a header of API Gateway\'s in an answer of ours', async () => {
  const forbidden = ofHandler(await play(SCENARIOS.getOrder.noCustomer));

  expect(undocumented('getOrder', { ...forbidden, headers: { ...forbidden.headers, 'www-authenticate': 'Bearer' } })).toEqual(['getOrder 403: the header WWW-Authenticate is API Gateway\'s']);
});

test('fails for a body that is no JSON', async () => {
  expect(undocumented('createOrder', { ...await created(), body: '<html>' })).toEqual(['createOrder 200: the body is not JSON: <html>']);
});

test('fails for a problem that the route does not have', async () => {
  const stale = await play(SCENARIOS.updateOrderStatus.notAllowed);

  expect(undocumented('createOrder', ofHandler(stale))).not.toEqual([]);
});
