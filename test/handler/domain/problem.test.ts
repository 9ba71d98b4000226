import { MAX_REPORTED_FAULTS, Problem, problemDocument, validationProblem } from '../../../src/handler/domain/problem';

const MEANING = { status: 422, title: 'The request is not valid' };
const REQUEST_ID = '8f3b2c1e-0b6a-4b0e-9d5a-6a1f7c2e9b10';

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
  test('has the type of its kind, and the status and the title that the kind has', () => {
    expect(problemDocument(new Problem('order-not-found', 'because'), { status: 418, title: 'A title' }, REQUEST_ID)).toEqual({
      type: 'urn:problem-type:order-processing:order-not-found',
      title: 'A title',
      status: 418,
      detail: 'because',
      instance: `urn:uuid:${REQUEST_ID}`,
    });
  });

  test('lists the faults as errors', () => {
    const faults = [{ detail: 'is required', pointer: '#/a' }, { detail: 'must be a text', pointer: '#/b' }];

    expect(problemDocument(new Problem('validation-failed', '2 faults', faults), MEANING, REQUEST_ID)).toHaveProperty('errors', faults);
  });

  test('has no errors when there are no faults', () => {
    expect(problemDocument(new Problem('malformed-request', 'no body'), MEANING, REQUEST_ID)).not.toHaveProperty('errors');
  });

  test('has nothing of the cause', () => {
    const problem = new Problem('internal-error', 'failed', [], new Error('secret'));

    expect(JSON.stringify(problemDocument(problem, MEANING, REQUEST_ID))).not.toContain('secret');
  });
});
