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

const DESCRIPTION = `Takes orders, and lets those who may read and advance them.

**Which routes there are** is a deployment's to say: each has \`createOrder\`, the others, or those of them that it was
given, and so is **who may call**: its authorizer may take tokens (JWT), signed requests (IAM) or whatever a Lambda
authorizer knows, and scopes of its choice. An API may know its callers as customers; then each places, sees and cancels
orders of their own alone, but for staff.

**Errors** of the function are problem documents (RFC 9457, \`application/problem+json\`). What API Gateway answers by
itself is \`application/json\` with a \`message\`; \`x-answered-by\` marks whose an answer is.

**Money** is a JSON number that is a decimal, which a double holds: at most as many digits after the point as the currency has,
and not more than ${LARGEST_AMOUNTS}. JSON Schema cannot say so: \`maximum\` and \`multipleOf\` depend on
the currency, and the latter is not exact on doubles. \`maximum\` is the largest of any currency.

**Texts** hold no lone surrogates (half of a pair, which JSON can only write as an escape). The patterns do not say so,
since not every engine for regular expressions can.

A field or a query parameter that is not listed here is refused, as is one that comes twice.`;

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
      summary: 'Orders, each stored exactly once',
      description: DESCRIPTION,
      contact: CONTACT,
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{
      url: 'https://{apiId}.execute-api.{region}.amazonaws.com/{stage}',
      description: 'A deployment; its stack names the URL in the output `ApiGatewayEndpoint`.',
      variables: {
        apiId: { default: 'a1b2c3d4e5', description: 'The output `ApiGatewayId`.' },
        region: { default: 'us-east-1', description: 'The AWS region.' },
        stage: { default: 'dev', description: 'The environment.' },
      },
    }],
    tags: [{ name: 'orders', description: 'Orders, from the first click to the door.' }],
    security: [{ bearer: [] }],
    paths,
    components: {
      schemas: { ...SCHEMAS, ...PROBLEM_SCHEMAS, ...unionsOfProblems(), ...GATEWAY_SCHEMAS },
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The deployment\'s authorizer decides: this is what it takes with a JWT or a Cognito user pool. It may ask for scopes, '
            + 'take IAM signatures or a Lambda authorizer\'s credentials instead, or be left out on purpose.',
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
