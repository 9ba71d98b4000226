import { gzipSync } from 'node:zlib';
import { readRequest } from '../../../src/handler/request/http-request';
import { MAX_BODY_BYTES } from '../../../src/handler/request/json-body';
import { as, base64, getOrder, jwt, listOrders, MINIMAL_ORDER, postOrders, problemOf } from '../../support/handler/fixtures';

describe('an event of API Gateway', () => {
  test('has the route key of the route that matched', () => {
    expect(readRequest(postOrders({}, { routeKey: 'GET /orders/{orderId}' })).routeKey).toBe('GET /orders/{orderId}');
  });

  test.each(['/dev/orders', '/orders'])('has the same route key under the path %s', (rawPath) => {
    expect(readRequest(postOrders({}, { rawPath })).routeKey).toBe('POST /orders');
  });

  test('has the request id of the access log', () => {
    expect(readRequest(postOrders({})).apiRequestId).toBe('JKJaXmPLvHcESHA=');
  });

  test.each([
    ['no context', undefined],
    ['a context that is no object', 'context'],
    ['a context with no request id', {}],
    ['a request id that is no text', { requestId: 1 }],
  ])('has no request id when there is %s', (_, requestContext) => {
    expect(readRequest(postOrders({}, { requestContext })).apiRequestId).toBeUndefined();
  });
});

describe('what API Gateway says of the caller', () => {
  test('is that it came through the API, with the context of its authorizer', () => {
    const request = readRequest(as(jwt({ sub: 'user-1' }), postOrders({})));

    expect(request.isDirect).toBe(false);
    expect(request.authorizer).toEqual({ jwt: { claims: { sub: 'user-1' }, scopes: null } });
  });

  test.each([[undefined], [null], ['jwt'], [[{ jwt: {} }]]])('is nothing when the authorizer is %j', (authorizer) => {
    expect(readRequest(postOrders({}, { requestContext: { authorizer } })).authorizer).toEqual({});
  });

  test('is not taken from anywhere else in the event', () => {
    expect(readRequest(postOrders({}, { authorizer: jwt({ sub: 'user-1' }), headers: { authorizer: 'x' } })).authorizer).toEqual({});
  });
});

describe('the query', () => {
  test('is read from the raw query string, which still has what came twice', () => {
    const { query } = readRequest(listOrders('a=1&a=2&b=%C3%B6+%2B', { queryStringParameters: { a: '1,2', b: 'ö +', c: '3' } }));

    expect([...query]).toEqual([['a', '1'], ['a', '2'], ['b', 'ö +']]);
  });

  test.each([['%', '%'], ['a=%E0%A4', 'a'], ['a=1&b=%FF%FE', 'b'], ['%uD800=1', '%uD800'], ['a=A%zz', 'a'], ['a=%ED%A0%80', 'a']])(
    'fails for "%s", which is no percent-encoding of UTF-8, and names the parameter',
    (rawQueryString, parameter) => {
      expect(() => readRequest(listOrders(rawQueryString)).query).toThrow(expect.objectContaining({
        kind: 'invalid-parameters', faults: [{ detail: 'must be UTF-8 in percent-encoding, as encodeURIComponent() writes it', parameter }],
      }));
    },
  );

  test.each(['\uD800', '&&==&&'])('may be as odd as "%s"', (rawQueryString) => {
    for (const text of [...readRequest(listOrders(rawQueryString)).query].flat()) expect(text).not.toMatch(/\p{Cs}/u);
  });

  test.each([[undefined], [null], [1], [{ a: '1' }]])('is empty when the raw query string is %j', (rawQueryString) => {
    expect([...readRequest(listOrders('', { rawQueryString })).query]).toEqual([]);
  });
});

describe('a path parameter', () => {
  test('is what API Gateway found in the path, and not decoded again', () => {
    expect(readRequest(getOrder('50%25')).pathParameter('orderId')).toBe('50%25');
  });

  test.each([[undefined], [null], ['order-1'], [['order-1']], [{ id: 'order-1' }], [{ orderId: null }]])(
    'is empty when the parameters are %j',
    (pathParameters) => {
      expect(readRequest(getOrder('', { pathParameters })).pathParameter('orderId')).toBe('');
    },
  );
});

describe('HTTP in another format than payload format 2.0', () => {
  const claims = { sub: 'user-1' };

  test.each<[string, object, string]>([
    ['payload format 1.0', { version: '1.0', httpMethod: 'POST', path: '/orders', requestContext: { authorizer: { jwt: { claims } } }, body: '{}' }, 'payload format 1.0'],
    ['a REST API', { resource: '/orders', httpMethod: 'POST', requestContext: { stage: 'dev' }, body: '{}' }, 'payload format unknown'],
    ['a load balancer', { requestContext: { elb: { targetGroupArn: 'arn' } }, httpMethod: 'POST', path: '/orders', body: '{}' }, 'payload format of a load balancer'],
    ['a WebSocket API', { requestContext: { routeKey: 'POST /orders', connectionId: 'c1' }, body: '{}' }, 'payload format of a WebSocket API'],
    ['VPC Lattice, version 2.0', { version: '2.0', method: 'POST', path: '/orders', requestContext: { serviceArn: 'arn' }, body: '{}' }, 'payload format 2.0'],
    ['VPC Lattice, version 1.0', { raw_path: '/orders', method: 'POST', body: '{}' }, 'payload format unknown'],
    ['an event with a context and a route key that is no text', { routeKey: 1, requestContext: {}, body: '{}' }, 'payload format unknown'],
  ])('is no direct invocation, and has no route: %s', (_, event, routeKey) => {
    expect(readRequest(event)).toMatchObject({ isDirect: false, routeKey });
  });
});

describe('a direct invocation', () => {
  test.each([
    ['an event with a body', { body: '{}', rawQueryString: 'a=1', pathParameters: { orderId: 'order-1' } }],
    ['an event that is the order', MINIMAL_ORDER],
  ])('is told by having no route key, and has neither authorizer nor query nor path: %s', (_, event) => {
    const request = readRequest(event);

    expect(request).toMatchObject({ isDirect: true, authorizer: {} });
    expect([...request.query]).toEqual([]);
    expect(request.pathParameter('orderId')).toBe('');
  });

  test.each([
    ['an event with a body', { body: '{}' }],
    ['an event that is the order', MINIMAL_ORDER],
    ['an event whose route key is no text', { routeKey: 1, body: '{}' }],
    ['no event', undefined],
    ['a text', 'order'],
  ])('creates an order: %s', (_, event) => {
    expect(readRequest(event).routeKey).toBe('POST /orders');
  });

  test('has no request id of API Gateway', () => {
    expect(readRequest({ body: '{}' }).apiRequestId).toBeUndefined();
  });

  test('may pass headers beside the body', () => {
    expect(readRequest({ body: '{}', headers: { 'Idempotency-Key': 'k' } }).header('idempotency-key')).toBe('k');
  });

  test('has no headers when the event is the order', () => {
    expect(readRequest({ ...MINIMAL_ORDER, headers: { 'Idempotency-Key': 'k' } }).header('Idempotency-Key')).toBeUndefined();
  });

  test('needs no content type', () => {
    expect(readRequest({ body: '{}', headers: { 'Content-Type': 'text/plain' } }).json()).toEqual({});
  });
});

describe('a header', () => {
  test.each([
    ['idempotency-key', 'Idempotency-Key'],
    ['Idempotency-Key', 'idempotency-key'],
    ['IDEMPOTENCY-KEY', 'Idempotency-Key'],
  ])('sent as %s is found as %s', (sent, asked) => {
    expect(readRequest(postOrders({}, { headers: { [sent]: 'k' } })).header(asked)).toBe('k');
  });

  test('that was not sent is undefined', () => {
    expect(readRequest(postOrders({})).header('Idempotency-Key')).toBeUndefined();
  });

  test.each([['constructor'], ['__proto__'], ['toString']])('named %s is not found in the object that holds the headers', (name) => {
    expect(readRequest(postOrders({})).header(name)).toBeUndefined();
  });

  test.each([[null], [undefined]])('is undefined when its value is %j', (value) => {
    expect(readRequest(postOrders({}, { headers: { 'idempotency-key': value } })).header('Idempotency-Key')).toBeUndefined();
  });

  test.each([[undefined], [null]])('is undefined when the headers are %j', (headers) => {
    expect(readRequest(postOrders({}, { headers })).header('Idempotency-Key')).toBeUndefined();
  });

  test.each<[string, unknown, string]>([
    ['a list, as of a header that came twice', { 'Idempotency-Key': ['k', 'k'] }, 'an array'],
    ['a list of one', { 'Idempotency-Key': ['k'] }, 'an array'],
    ['a number', { 'idempotency-key': 1 }, 'a number'],
    ['an object', { 'idempotency-key': {} }, 'an object'],
    ['there twice, in other letters', { 'Idempotency-Key': 'k', 'idempotency-key': 'k' }, 'it 2 times'],
    ['in a list of headers', [['Idempotency-Key', 'k']], 'an array'],
    ['in headers that are a text', 'Idempotency-Key: k', 'a string'],
  ])('fails, and is not lost in silence, when it is %s', (_, headers, got) => {
    for (const event of [postOrders({}, { headers }), { body: {}, headers }]) {
      expect(problemOf(() => readRequest(event).header('Idempotency-Key'))).toMatchObject({
        kind: 'malformed-request',
        detail: `the header Idempotency-Key must be sent once, as a string, got ${got}`,
      });
    }
  });

  test('is found beside others that are no texts, and beside itself without a value', () => {
    expect(readRequest({ body: {}, headers: { 'X-Trace': ['a', 'b'], 'idempotency-key': null, 'Idempotency-Key': 'k' } }).header('Idempotency-Key')).toBe('k');
  });
});

describe('the JSON of a request', () => {
  test.each([
    ['a body that is text', postOrders('{"a":"ö"}')],
    ['a body that is text, with isBase64Encoded left out', postOrders('{"a":"ö"}', { isBase64Encoded: undefined })],
    ['a body that is an object', postOrders('', { body: { a: 'ö' } })],
    ['a body in base64', postOrders(base64('{"a":"ö"}'), { isBase64Encoded: true })],
    ['a direct body that is text', { body: '{"a":"ö"}' }],
    ['a direct body that is an object', { body: { a: 'ö' } }],
    ['a direct body in base64', { body: base64('{"a":"ö"}'), isBase64Encoded: true }],
    ['the event itself', { a: 'ö' }],
  ])('comes from %s', (_, event) => {
    expect(readRequest(event).json()).toEqual({ a: 'ö' });
  });

  test.each([
    ['undefined', undefined],
    ['null', null],
    ['empty', ''],
  ])('is refused when the body is %s', (_, body) => {
    const expected = { kind: 'malformed-request', detail: 'the request must have a body, one JSON object, got none' };

    expect(problemOf(() => readRequest(postOrders('', { body })).json())).toMatchObject(expected);
    expect(problemOf(() => readRequest({ body }).json())).toMatchObject(expected);
  });

  test.each([
    ['base64 that decodes to nothing', '===='],
    ['characters that base64 does not have', '!!!!'],
    ['JSON that was never encoded', '{"a":1}'],
    ['text in base64 that is no JSON', base64('hello')],
  ])('is refused when a body in base64 is %s', (_, body) => {
    expect(problemOf(() => readRequest(postOrders(body, { isBase64Encoded: true })).json()).kind).toBe('malformed-request');
  });

  test('is refused when the body is too large', () => {
    expect(problemOf(() => readRequest(postOrders(' '.repeat(MAX_BODY_BYTES + 1))).json()).kind).toBe('payload-too-large');
  });
});

describe('the content type', () => {
  test.each([
    'application/json',
    'Application/JSON',
    ' application/json ',
    'application/json;charset=utf-8',
    'application/json; charset=UTF-8',
    'application/json ; charset = "utf-8" ',
    'application/json; charset=utf8',
    'application/json; charset="UTF8"',
    'application/json;',
    'application/json; profile=order',
    'application/json; profile=order; charset=utf-8',
  ])('may be "%s"', (contentType) => {
    expect(readRequest(postOrders({}, { headers: { 'content-type': contentType } })).json()).toEqual({});
  });

  test('may be left out', () => {
    expect(readRequest(postOrders({}, { headers: {} })).json()).toEqual({});
  });

  test.each([
    '',
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'text/json',
    'application/problem+json',
    'application/json; charset=iso-8859-1',
    'application/json; charset=utf-16',
    'application/json; charset=utf-16le',
    'application/json; charset=utf-8859-1',
    'application/json; charset=utf--8',
    'application/json; charset=',
    'application/vnd.api+json',
    'application/json, text/plain',
    'application/json, application/json',
    'text/plain; application/json',
  ])('is refused when it is "%s"', (contentType) => {
    expect(problemOf(() => readRequest(postOrders({}, { headers: { 'content-type': contentType } })).json())).toMatchObject({
      kind: 'unsupported-media-type',
      detail: `the header Content-Type must be application/json, in UTF-8, got ${JSON.stringify(contentType.length > 40 ? `${contentType.slice(0, 40)}…` : contentType)}`,
    });
  });

  test('is refused before the body is looked at', () => {
    expect(problemOf(() => readRequest(postOrders('', { headers: { 'content-type': 'text/plain' } })).json()).kind).toBe('unsupported-media-type');
  });
});

describe('the content encoding', () => {
  test.each(['identity', 'Identity', ' identity ', ''])('may be "%s"', (contentEncoding) => {
    expect(readRequest(postOrders({}, { headers: { 'content-encoding': contentEncoding } })).json()).toEqual({});
  });

  test.each(['gzip', 'GZIP', 'x-gzip', 'br', 'deflate', 'zstd', 'compress', 'gzip, br', 'identity, gzip', 'aws-chunked', '*'])('is refused when it is "%s"', (contentEncoding) => {
    const event = postOrders(gzipSync('{}').toString('base64'), { headers: { 'Content-Encoding': contentEncoding }, isBase64Encoded: true });

    expect(problemOf(() => readRequest(event).json())).toMatchObject({
      kind: 'unsupported-media-type',
      detail: `the header Content-Encoding must be left out, since the body must not be compressed, got "${contentEncoding}"`,
    });
  });

  test('does not matter to a direct invocation, which passes what it has', () => {
    expect(readRequest({ body: '{}', headers: { 'content-encoding': 'gzip' } }).json()).toEqual({});
  });
});
