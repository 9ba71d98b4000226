/*
 * The schemas of requests and the handler's own checks say the same, apart from what JSON Schema cannot say. That is
 * listed here, each with a request to show it and the words in which the document says it instead.
 */
import * as fc from 'fast-check';
import { minorDigitsOf } from '../../src/handler/domain/currency';
import { ORDER_STATUSES } from '../../src/handler/domain/order-status';
import type { Fault, ParameterFault } from '../../src/handler/domain/problem';
import type { HttpResponse } from '../../src/handler/http';
import { isCustomerId } from '../../src/handler/request/order-checks';
import { accessRules } from '../../tools/openapi/access-rules';
import { PACKED_ORDER_ID, PARCEL_ID, SCENARIOS, World } from '../../tools/openapi/scenarios';
import { anyFulfilmentBody, anyFulfilmentChangeBody, anyListQuery, anyOrder, anyReturnBody, anyStatusBody } from '../support/openapi/arbitraries';
import { DOCUMENT, operationOf, validatorOf } from '../support/openapi/conformance';
import { EDGE_ORDERS } from '../support/openapi/edges';

const RUNS = { numRuns: 3000 };

/** Something that the schema accepts and the handler refuses. */
interface Exception<Request> {
  readonly name: string;
  /** Where the document says so, and how. */
  readonly pointers: readonly string[];
  readonly words: string;
  readonly request: Request;
  /** Whether a fault is this one. */
  readonly isIt: (fault: Fault & ParameterFault, request: Request) => boolean;
}

const ORDER = '#/components/schemas/OrderRequest/properties';
const ITEM = '#/components/schemas/OrderItem/properties';
const ADDRESS = '#/components/schemas/OrderAddress/properties';
const AMOUNTS = [
  ...['totalAmount', 'shippingAmount', 'taxAmount', 'discountAmount'].map((name) => `${ORDER}/${name}`),
  ...['discountAmount', 'taxAmount'].map((name) => `${ITEM}/${name}`),
  '#/components/schemas/OrderDiscount/properties/amount',
];
const AMOUNT = /^#\/(\w+Amount|items\/\d+\/\w+Amount|discounts\/\d+\/amount)$/;
const PRICE = /^#\/items\/\d+\/price$/;
const LIST = '#/paths/~1orders/get/parameters';

const order = (fields: object, item: object = {}) => ({ customerId: 'customer123', items: [{ productId: 'prod1', quantity: 1, price: 10, ...item }], ...fields });

const MISSING_CUSTOMER = /^is required: only a caller who is a customer/;

const ORDER_EXCEPTIONS: readonly Exception<unknown>[] = [
  {
    name: 'more digits after the point than the currency has',
    pointers: AMOUNTS,
    words: 'at most as many digits after the point as the currency has, and not more than 9999999999999.99 in USD, 999999999999999 in JPY',
    request: order({ currency: 'JPY', taxAmount: 0.5 }),
    isIt: ({ pointer, detail }) => AMOUNT.test(pointer) && detail.startsWith('must be a decimal number from 0'),
  },
  {
    name: 'a price with more than six digits after the point',
    pointers: [`${ITEM}/price`],
    words: 'A decimal number with at most 6 digits after the point, and not more than 9999999999999.99 in USD',
    request: order({}, { price: 0.0000125, quantity: 800 }),
    isIt: ({ pointer, detail }) => PRICE.test(pointer) && detail.includes('with at most 6 digits after the point'),
  },
  {
    name: 'a price that times the quantity has more digits than the currency',
    pointers: [`${ITEM}/price`],
    words: 'Quantity × price must have no more digits after the point than the currency',
    request: order({ currency: 'JPY' }, { price: 0.5 }),
    isIt: ({ pointer, detail }) => PRICE.test(pointer) && detail.startsWith('times the quantity must have'),
  },
  {
    name: 'a discount of more than its item costs',
    pointers: [`${ITEM}/discountAmount`],
    words: 'at most quantity × price',
    request: order({}, { discountAmount: 10.01 }),
    isIt: ({ pointer, detail }) => pointer.endsWith('/discountAmount') && detail.includes('(quantity × price), got'),
  },
  {
    name: 'a tax of more than the price that contains it',
    pointers: [`${ITEM}/taxAmount`],
    words: 'With `taxIncluded` the price contains it, and it is at most quantity × price − discount',
    request: order({ taxIncluded: true }, { taxAmount: 10.01 }),
    isIt: ({ pointer, detail }) => pointer.endsWith('/taxAmount') && detail.includes('(quantity × price − discount, which contain it)'),
  },
  {
    name: 'a tax of more than the total that contains it',
    pointers: [`${ORDER}/taxAmount`],
    words: 'With `taxIncluded` it is at most the total',
    request: order({ taxIncluded: true, taxAmount: 10.01 }),
    isIt: ({ pointer, detail }) => pointer === '#/taxAmount' && detail.includes('(the total, which contains it)'),
  },
  {
    name: 'taxes that are more than the amounts that contain them',
    pointers: [`${ORDER}/taxAmount`],
    words: 'and at most items + shipping less the taxes of items',
    request: order({ taxIncluded: true, taxAmount: 0.01 }, { taxAmount: 10 }),
    isIt: ({ pointer, detail }) => pointer === '#/taxAmount' && detail.includes('less the taxes of items)'),
  },
  {
    name: 'discounts that do not add up',
    pointers: [`${ORDER}/discountAmount`],
    words: 'With `discounts` it is their sum',
    request: order({ discounts: [{ code: 'A', amount: 1 }], discountAmount: 2 }),
    isIt: ({ pointer, detail }) => pointer === '#/discountAmount' && detail.includes('the sum of the discounts'),
  },
  {
    name: 'more bytes than an order may have',
    pointers: ['#/components/schemas/OrderRequest'],
    words: 'All fields together have at most 280,000 bytes',
    request: { ...order({}), items: Array.from({ length: 100 }, () => ({ productId: 'p', quantity: 1, price: 10, note: '\u{1F6D2}'.repeat(512), name: '\u{1F6D2}'.repeat(256) })) },
    isIt: ({ detail }) => detail.startsWith('must be shorter:'),
  },
  {
    name: 'an amount above the largest of the currency',
    pointers: [...AMOUNTS, `${ITEM}/price`],
    words: 'and not more than 9999999999999.99 in USD, 999999999999999 in JPY, 999999999999.999 in KWD, 99999999999.9999 in CLF',
    request: order({ currency: 'USD' }, { price: 10_000_000_000_000 }),
    isIt: ({ pointer, detail }) => (AMOUNT.test(pointer) || PRICE.test(pointer)) && detail.startsWith('must be a decimal number from 0 to 9'),
  },
  {
    name: 'a total that is not the sum',
    pointers: [`${ORDER}/totalAmount`],
    words: 'Items + shipping + tax − discount, exactly. If a request leaves it out, it is computed. If it is given and different, the request is refused',
    request: order({ totalAmount: 11 }),
    isIt: ({ pointer, detail }) => pointer === '#/totalAmount' && /\(items \+ shipping( \+ tax)? − discount\) or left out/.test(detail),
  },
  {
    name: 'a discount of more than all there is to pay',
    pointers: [`${ORDER}/discountAmount`],
    words: 'The discount on the whole order, at most items + shipping + tax',
    request: order({ discountAmount: 11 }),
    isIt: ({ pointer, detail }) => pointer === '#/discountAmount' && /^must be at most \S+ \(items \+ shipping( \+ tax)?\), got /.test(detail),
  },
  {
    name: 'a total above the largest amount',
    pointers: [`${ORDER}/items`],
    words: 'add up to a total that is not more than the largest amount of the currency',
    request: order({}, { price: 9_999_999_999_999.99, quantity: 2 }),
    isIt: ({ pointer, detail }) => pointer === '#/items' && detail.startsWith('must add up to a total of at most 9'),
  },
  {
    name: 'no customer, although the caller is none',
    pointers: [`${ORDER}/customerId`],
    words: 'A customer who is signed in may leave it out and gets their own id. Everybody else must send it',
    request: { items: [{ productId: 'prod1', quantity: 1, price: 10 }] },
    isIt: ({ pointer, detail }) => pointer === '#/customerId' && MISSING_CUSTOMER.test(detail),
  },
  {
    name: 'half of a surrogate pair',
    pointers: [`${ORDER}/customerId`, `${ORDER}/note`, `${ITEM}/productId`, `${ITEM}/name`, `${ADDRESS}/city`, `${ORDER}/metadata`],
    words: 'lone surrogate',
    request: order({ metadata: { 'a\uD83D': 'b', 'c': '\uDED2' } }),
    isIt: ({ detail }, request) => detail.includes('must be a string of') && /\\ud[89a-f]/.test(JSON.stringify(request)),
  },
];

/** The one of an order, for any body. */
const LONE_SURROGATE = ORDER_EXCEPTIONS.at(-1) as Exception<unknown>;

const PARCEL_EXCEPTIONS: readonly Exception<unknown>[] = [
  LONE_SURROGATE,
  {
    name: 'a line that is named twice',
    pointers: ['#/components/schemas/LineQuantity'],
    words: 'Each line is named once',
    request: { items: [{ lineNumber: 1, quantity: 1 }, { lineNumber: 1, quantity: 1 }] },
    isIt: ({ detail }) => detail.startsWith('must name each line once'),
  },
  {
    name: 'a tracking URL that is none',
    pointers: ['#/components/schemas/FulfilmentRequest/properties/trackingUrl', '#/components/schemas/FulfilmentChange/properties/trackingUrl'],
    words: 'an absolute URL',
    request: { trackingUrl: 'https://example.com:eighty/' },
    isIt: ({ pointer }) => pointer === '#/trackingUrl',
  },
];

const RETURN_EXCEPTIONS: readonly Exception<unknown>[] = [
  ...PARCEL_EXCEPTIONS.slice(0, 2),
  {
    name: 'a refund with more digits than the currency of the order has',
    pointers: ['#/components/schemas/ReturnRequest/properties/refundAmount'],
    words: 'as many digits after the point as the currency has',
    request: { items: [{ lineNumber: 1, quantity: 1 }], refundAmount: 0.001 },
    isIt: ({ pointer, detail }) => pointer === '#/refundAmount' && detail.includes('digits after the point, as USD has'),
  },
];

const LIST_EXCEPTIONS: readonly Exception<Partial<Record<string, string>>>[] = [
  {
    name: 'neither a customer nor a status, although the caller is no customer',
    pointers: [`${LIST}/4`],
    words: 'where staff must send either of the two',
    request: { limit: '5' },
    isIt: ({ parameter, detail }) => parameter === 'status' && detail === 'is required, unless customerId lists the orders of one customer',
  },
  {
    name: 'a parameter of the list by status beside a customer',
    pointers: [`${LIST}/4`],
    words: 'without `customerId`',
    request: { customerId: 'customer123', status: 'CONFIRMED', sort: 'oldest' },
    isIt: ({ detail }) => detail.startsWith('must be left out beside customerId'),
  },
  {
    name: 'a range that ends before it begins',
    pointers: [`${LIST}/5`],
    words: 'It must be at least a millisecond before `createdTo`',
    request: { status: 'CONFIRMED', createdFrom: '2026-08-01T00:00:00Z', createdTo: '2026-07-31T00:00:00Z' },
    isIt: ({ parameter, detail }) => parameter === 'createdFrom' && detail.startsWith('must be at least a millisecond before createdTo'),
  },
  {
    name: 'a cursor that was never given out',
    pointers: [`${LIST}/2`],
    words: 'Any other text is refused',
    request: { customerId: 'customer123', cursor: 'abc' },
    isIt: ({ parameter, detail }) => parameter === 'cursor' && detail.startsWith('must be the nextCursor'),
  },
  {
    name: 'an order number that is mistyped',
    pointers: [`${LIST}/3`],
    words: 'A number whose last character does not fit the others is mistyped, and refused',
    request: { orderNumber: '1EB60M8AWD0P5' },
    isIt: ({ parameter, detail }) => parameter === 'orderNumber' && detail.includes(', which is mistyped: '),
  },
  {
    name: 'another parameter beside an order number',
    pointers: [`${LIST}/3`],
    words: 'without the other parameters',
    request: { orderNumber: '1EB60M8AWD0P4', customerId: 'customer123', limit: '5' },
    isIt: ({ detail }) => detail.startsWith('must be left out beside orderNumber'),
  },
];

function atPointer(pointer: string): { readonly description: string } {
  const tokens = pointer.slice(2).split('/').map((token) => token.replace(/~1/g, '/'));
  return tokens.reduce((value: any, token) => value[token], DOCUMENT); // eslint-disable-line @typescript-eslint/no-explicit-any
}

function faultsIn({ body }: HttpResponse): (Fault & ParameterFault)[] {
  return JSON.parse(body).errors ?? [];
}

/** Fails when schema and handler disagree on a request in another way than the exceptions. */
function expectAgreement<Request>(isValid: boolean, request: Request, answer: HttpResponse, exceptions: readonly Exception<Request>[]): void {
  const isRefused = [400, 422].includes(answer.statusCode);
  const faults = faultsIn(answer);
  const isException = faults.length > 0 && faults.every((fault) => exceptions.some(({ isIt }) => isIt(fault, request)));
  const agree = isValid ? !isRefused || isException : isRefused;
  if (!agree) expect({ request, isValid, answer: answer.body, agree }).toEqual({ request, isValid, answer: answer.body, agree: true }); // thousands of times it would cost seconds
}

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('the body of a new order', () => {
  const isValid = validatorOf(operationOf('createOrder').requestBody!.content['application/json'].schema);
  const send = (body: unknown) => new World().send({ operationId: 'createOrder', body: JSON.stringify(body) });

  test('is accepted and refused by schema and handler alike', async () => {
    const outcomes = { accepted: 0, refused: 0 };
    await fc.assert(fc.asyncProperty(anyOrder.map(asJson), async (body) => {
      const answer = await send(body);
      outcomes[answer.statusCode === 200 ? 'accepted' : 'refused'] += 1;
      expectAgreement(isValid(body), body, answer, ORDER_EXCEPTIONS);
    }), RUNS);

    expect(Math.min(outcomes.accepted, outcomes.refused)).toBeGreaterThan(RUNS.numRuns / 10);
  });

  test('is accepted and refused alike at the edge of every rule', async () => {
    for (const body of EDGE_ORDERS.map(asJson)) expectAgreement(isValid(body), body, await send(body), ORDER_EXCEPTIONS);
  });

  test('has the currencies that the handler knows, and no others', () => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const codes = letters.flatMap((first) => letters.flatMap((second) => letters.map((third) => first + second + third)));
    const isCurrency = validatorOf(DOCUMENT.components.schemas.Currency);

    expect(codes.filter((code) => isCurrency(code) !== (minorDigitsOf(code) !== undefined))).toEqual([]);
  });

  test.each(ORDER_EXCEPTIONS)('fails with $name, which the schema cannot say and the document does', async ({ pointers, words, request, isIt }) => {
    const answer = await send(request);

    expect(isValid(request)).toBe(true);
    expect(answer.statusCode).toBe(422);
    expect(faultsIn(answer).every((fault) => isIt(fault, request))).toBe(true);
    expect(pointers.filter((pointer) => !atPointer(pointer).description.includes(words))).toEqual([]);
  });

  test.each([
    ['a number with more digits than a double can hold', '"price":10.000000000000000001'],
    ['a number beyond all doubles', '"price":1e400'],
  ])('fails with %s, which is no matter of schemas', async (_, price) => {
    const answer = await new World().send({ operationId: 'createOrder', body: JSON.stringify(order({})).replace('"price":10', price) });

    expect(answer.statusCode).toBe(422);
    expect(atPointer('#/components/schemas/OrderRequest').description).toContain('so is a number with more digits than a double can hold');
  });

  test('fails with a key that comes twice, which is no matter of schemas', async () => {
    const answer = await new World().send({ operationId: 'createOrder', body: JSON.stringify(order({})).replace('{', '{"customerId":"customer123",') });

    expect(answer.statusCode).toBe(400);
    expect(DOCUMENT.info.description).toContain('that is not listed here is refused, and so is one that comes twice');
  });

  test('may name no customer when a customer sends it', async () => {
    const { customerId: _, ...body } = order({});
    const answer = await new World({ access: accessRules({ customerIdClaim: 'sub' }) }).send({ operationId: 'createOrder', claims: { sub: 'customer123' }, body });

    expect(isValid(body)).toBe(true);
    expect(answer.statusCode).toBe(200);
  });

  test('holds in each text the characters that the handler takes, and no others', () => {
    const characters = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter((character) => !/\p{Cs}/u.test(character));
    const isText = validatorOf(operationOf('listOrders').parameters[0].schema);

    expect(characters.filter((character) => isText(character) !== isCustomerId(character))).toEqual([]);
    expect(characters.filter((character) => isText(`a${character}`) !== isCustomerId(`a${character}`))).toEqual([]);
  });
});

describe('the body of a change of status', () => {
  const isValid = validatorOf(operationOf('updateOrderStatus').requestBody!.content['application/json'].schema);

  async function send(body: unknown): Promise<HttpResponse> {
    const world = new World();
    await world.send({ operationId: 'createOrder', body: order({ orderId: 'order-1' }) });
    return world.send({ operationId: 'updateOrderStatus', orderId: 'order-1', headers: { 'If-Match': '*' }, body: JSON.stringify(body) });
  }

  test('is accepted and refused by schema and handler alike', async () => {
    await fc.assert(fc.asyncProperty(anyStatusBody.map(asJson), async (body) => {
      expectAgreement(isValid(body), body, await send(body), [LONE_SURROGATE]);
    }), RUNS);
  });

  test('has the statuses that the handler knows', async () => {
    const statuses = DOCUMENT.components.schemas.OrderStatus.enum as readonly string[];

    for (const body of statuses.map((status) => ({ status }))) expectAgreement(isValid(body), body, await send(body), []);
    expect(statuses).toEqual(ORDER_STATUSES);
  });
});

describe.each([
  { operationId: 'createFulfilment', any: anyFulfilmentBody, before: SCENARIOS.createFulfilment.packed.before!, exceptions: PARCEL_EXCEPTIONS },
  { operationId: 'updateFulfilment', any: anyFulfilmentChangeBody, before: SCENARIOS.updateFulfilment.shipped.before!, exceptions: PARCEL_EXCEPTIONS },
  { operationId: 'createReturn', any: anyReturnBody, before: SCENARIOS.createReturn.returned.before!, exceptions: RETURN_EXCEPTIONS },
] as const)('the body of $operationId', ({ operationId, any, before, exceptions }) => {
  const isValid = validatorOf(operationOf(operationId).requestBody!.content['application/json'].schema);

  async function send(body: unknown): Promise<HttpResponse> {
    const world = new World();
    for (const call of before) await world.send(call);
    return world.send({ operationId, orderId: PACKED_ORDER_ID, fulfilmentId: PARCEL_ID, headers: { 'If-Match': '*' }, body: JSON.stringify(body) });
  }

  test('is accepted and refused by schema and handler alike', async () => {
    await fc.assert(fc.asyncProperty(any.map(asJson), async (body) => {
      expectAgreement(isValid(body), body, await send(body), exceptions);
    }), RUNS);
  });

  test('fails with what the schema cannot say and the document does', async () => {
    for (const { pointers, words, request, isIt } of exceptions.slice(1).filter((exception) => isValid(exception.request))) {
      const answer = await send(request);

      expect(answer.statusCode).toBe(422);
      expect(faultsIn(answer).every((fault) => isIt(fault, request))).toBe(true);
      expect(pointers.filter((pointer) => !atPointer(pointer).description.includes(words))).toEqual([]);
    }
  });
});

describe('the query of a list', () => {
  const { parameters } = operationOf('listOrders');
  const isValid = validatorOf({
    type: 'object',
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  });

  /** The values that the texts of a query stand for: a number is decimal digits. */
  function valuesOf(query: URLSearchParams): Record<string, unknown> {
    return Object.fromEntries([...query].map(([name, text]) => [name, /^(0|-?[1-9]\d*)$/.test(text) && name === 'limit' ? Number(text) : text]));
  }

  test('is accepted and refused by schema and handler alike', async () => {
    await fc.assert(fc.asyncProperty(anyListQuery, async (texts) => {
      const query = new URLSearchParams(texts as Record<string, string>);
      const answer = await new World().send({ operationId: 'listOrders', query: String(query) });
      expectAgreement(isValid(valuesOf(query)), texts, answer, LIST_EXCEPTIONS);
    }), RUNS);
  });

  test.each(LIST_EXCEPTIONS)('fails with $name, which the schema cannot say and the document does', async ({ pointers, words, request, isIt }) => {
    const query = new URLSearchParams(request as Record<string, string>);
    const answer = await new World().send({ operationId: 'listOrders', query: String(query) });

    expect(isValid(valuesOf(query))).toBe(true);
    expect(answer.statusCode).toBe(400);
    expect(faultsIn(answer).every((fault) => isIt(fault, request))).toBe(true);
    expect(pointers.filter((pointer) => !atPointer(pointer).description.includes(words))).toEqual([]);
  });

  test('may be empty when a customer asks', async () => {
    const answer = await new World({ access: accessRules({ customerIdClaim: 'sub' }) }).send({ operationId: 'listOrders', claims: { sub: 'customer123' } });

    expect(answer.statusCode).toBe(200);
  });
});
