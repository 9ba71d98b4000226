import { MAX_REPORTED_FAULTS, Problem, problemDocument, ProblemKind, validationProblem } from '../../../src/handler/domain/problem';

const REQUEST_ID = '8f3b2c1e-0b6a-4b0e-9d5a-6a1f7c2e9b10';

const KINDS: Record<ProblemKind, string> = {
  'malformed-request': 'The request cannot be read',
  'invalid-parameters': 'The query is not valid',
  'forbidden': 'The caller may not do this',
  'order-not-found': 'There is no such order',
  'payload-too-large': 'The request body is too large',
  'unsupported-media-type': 'The format of the body is not supported',
  'validation-failed': 'The request is not valid',
  'route-not-found': 'There is no such route',
  'order-exists': 'The orderId belongs to another order',
  'transition-not-allowed': 'The order cannot go to this status from its own',
  'precondition-failed': 'The order is at another version',
  'precondition-required': 'The request does not say which version it changes',
  'quote-not-valid': 'The quote is not valid',
  'quote-expired': 'The quote has expired',
  'quote-used': 'The quote belongs to another order',
  'price-changed': 'A price has changed',
  'product-not-available': 'A product is not available',
  'out-of-stock': 'Less is left than the order needs',
  'idempotency-key-reused': 'The idempotency key belongs to another request',
  'store-unavailable': 'The orders cannot be reached right now',
  'product-misconfigured': 'A product cannot be sold as it is stored',
  'internal-error': 'Something went wrong on our side',
};

describe('Problem', () => {
  test('is an error whose message is the detail', () => {
    const problem = new Problem('malformed-request', 'no body');

    expect(problem).toBeInstanceOf(Error);
    expect(problem).toMatchObject({ name: 'Problem', message: 'no body', kind: 'malformed-request', detail: 'no body', faults: [] });
  });

  test('keeps its cause for the log', () => {
    const cause = new Error('secret');

    expect(new Problem('internal-error', 'failed', [], cause).cause).toBe(cause);
  });
});

describe('validationProblem', () => {
  const faults = (count: number) => Array.from({ length: count }, (_, index) => ({ detail: 'is required', pointer: `#/${index}` }));

  test('counts the faults', () => {
    expect(validationProblem(faults(1))).toMatchObject({ kind: 'validation-failed', detail: 'the request has 1 fault', faults: faults(1) });
    expect(validationProblem(faults(MAX_REPORTED_FAULTS))).toMatchObject({ detail: 'the request has 100 faults', faults: faults(100) });
  });

  test('lists no more faults than anybody reads, and says so', () => {
    const { detail, faults: listed } = validationProblem(faults(MAX_REPORTED_FAULTS + 1));

    expect(detail).toBe('the request has 101 faults, the first 100 are listed');
    expect(listed).toEqual(faults(100));
  });
});

describe('problemDocument', () => {
  test.each(Object.entries(KINDS) as [ProblemKind, string][])('of kind %s has a type of its own and the title "%s"', (kind, title) => {
    expect(problemDocument(new Problem(kind, 'because'), 418, REQUEST_ID)).toEqual({
      type: `urn:problem-type:order-processing:${kind}`,
      title,
      status: 418,
      detail: 'because',
      instance: `urn:uuid:${REQUEST_ID}`,
    });
  });

  test('lists the faults as errors', () => {
    const faults = [{ detail: 'is required', pointer: '#/a' }, { detail: 'must be a text', pointer: '#/b' }];

    expect(problemDocument(new Problem('validation-failed', '2 faults', faults), 422, REQUEST_ID)).toHaveProperty('errors', faults);
  });

  test('has no errors when there are no faults', () => {
    expect(problemDocument(new Problem('malformed-request', 'no body'), 400, REQUEST_ID)).not.toHaveProperty('errors');
  });

  test('has nothing of the cause', () => {
    const problem = new Problem('internal-error', 'failed', [], new Error('secret'));

    expect(JSON.stringify(problemDocument(problem, 500, REQUEST_ID))).not.toContain('secret');
  });
});
