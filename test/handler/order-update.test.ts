import { alsoAppending, alsoSetting } from '../../src/handler/order-update';

const UPDATE = {
  Key: { orderId: 'order-1' },
  UpdateExpression: 'SET #version = :next',
  ConditionExpression: '#version = :version',
  ExpressionAttributeNames: { '#version': 'version' },
  ExpressionAttributeValues: { ':version': 1, ':next': 2 },
};

test('attributes are set in the same write, by placeholders, under the same condition', () => {
  expect(alsoSetting(UPDATE, { returns: [], status: 'x' })).toEqual({
    ...UPDATE,
    UpdateExpression: 'SET #version = :next, #returns = :returns, #status = :status',
    ExpressionAttributeNames: { '#version': 'version', '#returns': 'returns', '#status': 'status' },
    ExpressionAttributeValues: { ':version': 1, ':next': 2, ':returns': [], ':status': 'x' },
  });
  expect(alsoSetting(UPDATE, {})).toEqual(UPDATE);
});

test('an element is appended to a list, which begins with it where there is none', () => {
  expect(alsoAppending(UPDATE, 'changes', { a: 1 })).toEqual({
    ...UPDATE,
    UpdateExpression: 'SET #version = :next, #changes = list_append(if_not_exists(#changes, :none), :changes)',
    ExpressionAttributeNames: { '#version': 'version', '#changes': 'changes' },
    ExpressionAttributeValues: { ':version': 1, ':next': 2, ':changes': [{ a: 1 }], ':none': [] },
  });
});
