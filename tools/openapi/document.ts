/*
 * The OpenAPI document, made of what the handler itself goes by. `npx projen openapi` writes it down.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LARGEST_AMOUNTS } from './amounts';
import type { Examples, Method, OpenApiDocument, Operation } from './openapi';
import { isOnByDefault, OPERATIONS, requestBodyOf } from './operations';
import { GATEWAY_SCHEMAS, PROBLEM_SCHEMAS } from './problems';
import { ExamplesByStatus, responsesOf, unionsOfProblems } from './responses';
import { play, Scenario, SCENARIOS } from './scenarios';
import { SCHEMAS } from './schemas';
import { OperationId, Route, ROUTES } from '../../src/contract';
import { ROOT } from '../shared/paths';

/** Of the HTTP contract, not of the package. */
const VERSION = '1.0.0';

const { name: PACKAGE, repository: { url: REPOSITORY } } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const CONTACT = { name: PACKAGE, url: REPOSITORY.replace(/\.git$/, '') };

const DESCRIPTION = `Places orders, and reads, lists and advances them. Each order is stored exactly once.

**Routes.** Every deployment has \`createOrder\`. The other routes exist where the deployment enables them; API Gateway answers 404 elsewhere.

**Authentication and authorization.** Each deployment chooses its authorizer: a JWT issuer or Cognito user pool (bearer token), IAM (signed
requests), a Lambda authorizer, or none. It may ask for scopes. A deployment can know its callers as customers: then they place, read, list
and cancel their own orders only, and staff works with every order.

**Retries.** Send an \`Idempotency-Key\` with each change. After 429, 500, 503 or 504, and when there was no answer, send the same request again
with the same key. It takes effect once. Wait for the seconds of \`Retry-After\`; without that header wait 1 s, 2 s, 4 s and so on, with jitter.
Do not retry other 4xx answers unchanged.

**Rate limits.** Above the rate limit of the stage API Gateway answers 429.

**Pagination.** A list is in pages. \`nextCursor\` of a page is the \`cursor\` of the next one.

**Errors** of the function are problem documents (RFC 9457, \`application/problem+json\`). Decide by \`type\`. Answers of API Gateway itself
are \`application/json\` with a \`message\`. \`x-answered-by\` marks which of the two an answer is.

**Money** is a JSON number: a decimal with at most as many digits after the point as the currency has,
and not more than ${LARGEST_AMOUNTS}. JSON Schema cannot express this: \`maximum\` and \`multipleOf\` would depend on
the currency, and \`multipleOf\` is not exact on doubles. \`maximum\` is the largest amount of any currency.

**Strings** have no lone surrogates (half of a pair, which JSON can only write as an escape). The patterns do not express this,
because not every engine for regular expressions can.

**Compatibility.** A field or query parameter of a request that is not listed here is refused, and so is one that comes twice.
Answers are open: fields may be added, so ignore those that you do not know.`;

export async function buildDocument(): Promise<OpenApiDocument> {
  const operations = await Promise.all(ROUTES.map(async (route) => ({ route, operation: await operationOf(route) })));
  const paths: Record<string, Partial<Record<Method, Operation>>> = {};
  for (const { route: { path, method }, operation } of operations) {
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Order Processing API',
      version: VERSION,
      summary: 'Place, read, list and advance orders',
      description: DESCRIPTION,
      contact: CONTACT,
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{
      url: 'https://{apiId}.execute-api.{region}.amazonaws.com/{stage}',
      description: 'A deployment. The stack output `ApiGatewayEndpoint` is this URL with `/orders`.',
      variables: {
        apiId: { default: 'a1b2c3d4e5', description: 'The stack output `ApiGatewayId`.' },
        region: { default: 'us-east-1', description: 'The AWS region.' },
        stage: { default: 'dev', description: 'The environment of the deployment.' },
      },
    }],
    tags: [{ name: 'orders', description: 'Place, read, list and advance orders.' }],
    security: [{ bearer: [] }],
    paths,
    components: {
      schemas: { ...SCHEMAS, ...PROBLEM_SCHEMAS, ...unionsOfProblems(), ...GATEWAY_SCHEMAS },
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'A token in the header `Authorization`, for a deployment with a JWT or Cognito authorizer. Of Cognito it is the access token. '
            + 'A deployment with IAM takes signed requests instead, one with a Lambda authorizer takes what that authorizer expects, and one without an authorizer takes neither.',
        },
      },
    },
  };
}

async function operationOf(route: Route & { readonly operationId: OperationId }): Promise<Operation> {
  const { operationId } = route;
  const texts = OPERATIONS[operationId];
  const { summary, description, security, parameters } = texts;
  const played = await Promise.all(Object.entries(SCENARIOS[operationId]).map(playNamed));
  const requestBody = requestBodyOf(texts, requestExamples(played));
  return {
    operationId,
    'tags': ['orders'],
    summary,
    description,
    'x-on-by-default': isOnByDefault(operationId),
    ...security && { security },
    parameters,
    ...requestBody && { requestBody },
    'responses': responsesOf(route, texts, responseExamples(played)),
  };
}

/** A scenario that has been played. */
interface Played {
  readonly name: string;
  readonly summary: string;
  readonly request: unknown;
  readonly status: number;
  readonly answer: unknown;
}

async function playNamed([name, scenario]: [string, Scenario]): Promise<Played> {
  const { statusCode, body } = await play(scenario);
  return { name, summary: scenario.summary, request: scenario.call.body, status: statusCode, answer: JSON.parse(body) };
}

/** The bodies of the requests that were met, each once. */
function requestExamples(played: readonly Played[]): Examples {
  const met = played.filter(({ status }) => status === 200);
  const first = met.filter(({ request }, index) => met.findIndex((each) => each.request === request) === index);
  return Object.fromEntries(first.map(({ name, summary, request }) => [name, { summary, value: request }]));
}

function responseExamples(played: readonly Played[]): ExamplesByStatus {
  const statuses = [...new Set(played.map(({ status }) => status))];
  return new Map(statuses.map((status) => {
    const examples = played.filter((each) => each.status === status);
    return [status, Object.fromEntries(examples.map(({ name, summary, answer }) => [name, { summary, value: answer }]))];
  }));
}
