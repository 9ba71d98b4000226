import { readFileSync } from 'node:fs';
import { resolveRoutes } from '../../src/api/route-settings';
import { ROUTES } from '../../src/contract';
import { ProblemKind, problemTypeOf } from '../../src/handler/domain/problem';
import { PROBLEMS } from '../../src/handler/shop-problem-kinds';
import { buildDocument } from '../../tools/openapi/document';
import { DOCUMENT_FILE, textOf } from '../../tools/openapi/files';
import { MediaType } from '../../tools/openapi/openapi';
import { operationsOf, problemsOf, tablesOf } from '../../tools/openapi/tables';
import { pageAt, withSections } from '../../tools/shared/markdown';
import { DOCUMENT, operationOf, validatorOf } from '../support/openapi/conformance';

const operations = operationsOf(DOCUMENT);

/** Headers that a browser lets a page read without being told: of no concern to the contract, which is CORS'. */
const SAFELISTED = ['Cache-Control'];

/** Headers that no script of a page goes by: a browser compresses no body. */
const NOT_FOR_SCRIPTS = ['Accept-Encoding'];

test('openapi.json is what the handler\'s constants make it (else: npm run regenerate)', async () => {
  expect(readFileSync(DOCUMENT_FILE, 'utf8')).toBe(textOf(await buildDocument()));
});

test.each(Object.entries(tablesOf(DOCUMENT)))('the tables of %s are what the document makes them (else: npm run regenerate)', (path, sections) => {
  const page = pageAt(path);

  expect(withSections(page, sections)).toBe(page.text);
});

test('the document has the routes of the contract', () => {
  expect(operations.map(({ route, operation: { operationId } }) => `${operationId} ${route}`).sort())
    .toEqual(ROUTES.map(({ operationId, routeKey }) => `${operationId} ${routeKey}`).sort());
});

test.each(ROUTES)('$operationId has the request headers of the contract', ({ operationId, requestHeaders }) => {
  const headers = operationOf(operationId).parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name);

  expect(headers.sort()).toEqual([...requestHeaders].sort());
});

test.each(ROUTES)('$operationId has the response headers of the contract', ({ operationId, responseHeaders }) => {
  const headers = Object.values(operationOf(operationId).responses).flatMap((response) => (
    Object.entries(response.headers).filter(([, header]) => header['x-answered-by'] === 'function').map(([name]) => name)
  ));

  expect([...new Set(headers)].filter((name) => ![...SAFELISTED, ...NOT_FOR_SCRIPTS].includes(name)).sort()).toEqual([...responseHeaders].sort());
});

test('the routes that are on by default are those that an API without `routes` has', () => {
  const onByDefault = operations.filter(({ operation }) => operation['x-on-by-default']).map(({ operation }) => operation.operationId);

  expect(onByDefault).toEqual(resolveRoutes({}).map(({ route }) => route.operationId));
});

test('every problem of the handler is some route\'s, but that a route is missing', () => {
  const media = operations.flatMap(({ operation }) => Object.values(operation.responses).flatMap(({ content }) => content['application/problem+json'] ?? []));
  const types = media.flatMap(({ schema }) => problemsOf(schema, DOCUMENT)).map(({ type }) => type);
  const missing = (Object.keys(PROBLEMS) as ProblemKind[]).filter((kind) => !types.includes(problemTypeOf(kind)));

  expect(missing).toEqual(['route-not-found']);
});

/** Everything in the document that holds examples, by where it is. */
const exemplified = operations.flatMap(({ operation: { operationId, requestBody, responses } }): [string, MediaType][] => [
  ...requestBody ? [[`request of ${operationId}`, requestBody.content['application/json']] as [string, MediaType]] : [],
  ...Object.entries(responses).flatMap(([status, { content }]) => (
    Object.entries(content).map(([type, media]): [string, MediaType] => [`${operationId} ${status} ${type}`, media])
  )),
]);

test.each(exemplified)('%s has examples, and they are as its schema says', (_, { examples, schema }) => {
  const validate = validatorOf(schema);
  const faults = Object.values(examples).map(({ value }) => (validate(value) ? [] : validate.errors));

  expect(faults.length).toBeGreaterThan(0);
  expect(faults.flat()).toEqual([]);
});

const exemplifiedParameters = operations.flatMap(({ operation: { operationId, parameters } }) => (
  parameters.filter(({ example }) => example !== undefined).map((parameter) => ({ operationId, ...parameter }))
));

test.each(exemplifiedParameters)('the example of $name of $operationId is as its schema says', ({ schema, example }) => {
  expect(validatorOf(schema)(example)).toBe(true);
});
