import { CallerRule } from '../../../src/contract';
import { callerOf } from '../../../src/handler/request/caller';
import { readRequest } from '../../../src/handler/request/http-request';
import { as, Authorizer, cognito, iam, jwt, lambda, MINIMAL_ORDER, postOrders, problemOf } from '../../support/handler/fixtures';

const RULE: CallerRule = { customerIdClaim: 'customer_id', staff: [{ scope: 'orders/admin' }] };

const caller = (authorizer: Authorizer | undefined, rule = RULE) => callerOf(readRequest(as(authorizer, postOrders({}))), rule);
const refusalOf = (...parameters: Parameters<typeof caller>) => problemOf(() => caller(...parameters));

const FORBIDDEN = { kind: 'forbidden', detail: 'the credentials must be those of a customer or of staff' };

describe('without a claim for the customer, a caller is trusted with every order', () => {
  test.each<[string, Authorizer | undefined, string]>([
    ['and has no identity without an authorizer', undefined, ''],
    ['with a JWT, and is its subject', jwt({ sub: 'user-1', client_id: 'app-1' }), 'sub:user-1'],
    ['with a JWT of a client, and is that client', jwt({ client_id: 'app-1' }), 'client:app-1'],
    ['with a JWT that names nobody, and has no identity', jwt({ iss: 'https://issuer.example' }), ''],
    ['with a Lambda authorizer, and is who that says', lambda({ sub: 'user-1' }), 'sub:user-1'],
    ['with a Lambda authorizer that names nobody, and has no identity', lambda({ tenant: 'a' }), ''],
    ['with a JWT whose subject is empty, and is its client', jwt({ sub: '', client_id: 'app-1' }), 'client:app-1'],
    ['with a JWT whose subject is blank, and is its client', jwt({ sub: ' ', client_id: 'app-1' }), 'client:app-1'],
    ['with a JWT whose subject was a list, and is its client', jwt({ sub: '[user-1 user-2]', client_id: 'app-1' }), 'client:app-1'],
    ['with a JWT that names nobody but by empty texts, and has no identity', jwt({ sub: '', client_id: '' }), ''],
    ['with the JWT that Cognito gives a client, and is that client', jwt({ sub: 'app-1', client_id: 'app-1', token_use: 'access' }), 'sub:app-1'],
    ['as an IAM user', iam('AIDAEXAMPLE'), 'iam:AIDAEXAMPLE'],
    ['as an IAM user, whom no identity pool knows', iam('AIDAEXAMPLE', null), 'iam:AIDAEXAMPLE'],
    ['as the root user, whose id is the account', iam('123456789012'), 'iam:123456789012'],
    ['as a federated user, who has a name in an account', iam('123456789012:ada'), 'iam:123456789012:ada'],
    ['as a user of a Cognito identity pool, and not as their role', iam('AROAEXAMPLE:CognitoIdentityCredentials', cognito('eu-central-1:1111')), 'cognito:eu-central-1:1111'],
    ['as a guest of a Cognito identity pool', iam('AROAEXAMPLE:CognitoIdentityCredentials', cognito('eu-central-1:1111', ['unauthenticated'])), 'cognito:eu-central-1:1111'],
    ['as an IAM role with an identity that is no text', iam('AROAEXAMPLE:session-1', cognito(7.5)), 'iam:AROAEXAMPLE'],
    ['as an IAM role with an identity that is empty', iam('AROAEXAMPLE:session-1', cognito('')), 'iam:AROAEXAMPLE'],
    ['as an IAM role with a pool that is no object', iam('AROAEXAMPLE:session-1', 'eu-central-1:1111'), 'iam:AROAEXAMPLE'],
    ['with an IAM user id that is empty, and has no identity', iam(''), ''],
    ['with an IAM session of no role, and has no identity', iam(':session-1'), ''],
    ['as an IAM role, without the session', iam('AROAEXAMPLE:session-1'), 'iam:AROAEXAMPLE'],
    ['with another kind of authorizer, and has no identity', { other: { sub: 'user-1' } }, ''],
  ])('%s', (_, authorizer, identity) => {
    expect(caller(authorizer, {})).toEqual({ identity });
  });

  test('whatever the claims say of a customer or a scope', () => {
    expect(caller(jwt({ sub: 'user-1', customer_id: 'customer123', scope: '' }), { staff: RULE.staff })).toEqual({ identity: 'sub:user-1' });
  });

  test('and anonymous callers are not told apart from direct invocations, which need no identity either', () => {
    expect(callerOf(readRequest(MINIMAL_ORDER), {})).toEqual(caller(undefined, {}));
  });
});

describe('the identity', () => {
  test('is the same for two sessions of one role, and another for another role', () => {
    expect(caller(iam('AROA1:session-1'), {})).toEqual(caller(iam('AROA1:session-2'), {}));
    expect(caller(iam('AROA1:session-1'), {})).not.toEqual(caller(iam('AROA2:session-1'), {}));
  });

  test.each<[string, Authorizer, Authorizer]>([
    ['two users of an identity pool, who share a role', iam('AROA1:CognitoIdentityCredentials', cognito('eu-central-1:1111')), iam('AROA1:CognitoIdentityCredentials', cognito('eu-central-1:2222'))],
    ['two federated users of an account', iam('123456789012:ada'), iam('123456789012:grace')],
    ['a federated user and the root user', iam('123456789012:ada'), iam('123456789012')],
    ['federated users of two accounts', iam('123456789012:ada'), iam('210987654321:ada')],
    ['a user of an identity pool and one of IAM', iam('AROA1:s', cognito('AIDA1')), iam('AIDA1')],
    ['a subject and a client', jwt({ sub: 'x' }), jwt({ client_id: 'x' })],
    ['a subject that looks like another kind', jwt({ sub: 'x:client:y' }), jwt({ client_id: 'y' })],
  ])('is another one for %s', (_, one, other) => {
    expect(caller(one, {}).identity).not.toBe(caller(other, {}).identity);
  });

  test('of a user of an identity pool is the same in each session, with whichever role and token', () => {
    const first = iam('AROA1:CognitoIdentityCredentials', cognito('eu-central-1:1111', ['unauthenticated']));
    const later = iam('AROA2:CognitoIdentityCredentials', cognito('eu-central-1:1111', ['authenticated', 'cognito-idp.eu-central-1.amazonaws.com/pool']));

    expect(caller(first, {})).toEqual(caller(later, {}));
  });

  describe('by a field that is named', () => {
    const BY_FIELD: CallerRule = { callerIdClaim: 'partner' };
    const UNKNOWN = { kind: 'forbidden', detail: 'the credentials must say who calls' };

    test.each<[string, Authorizer]>([
      ['of a Lambda authorizer\'s context', lambda({ partner: 'acme', sub: 'user-1' })],
      ['of a token', jwt({ partner: 'acme', sub: 'user-2' })],
    ])('is the field %s, whatever else is there', (_, authorizer) => {
      expect(caller(authorizer, BY_FIELD)).toEqual({ identity: 'caller:acme' });
    });

    test('may be a whole number', () => {
      expect(caller(lambda({ partner: 4711 }), BY_FIELD)).toEqual({ identity: 'caller:4711' });
    });

    test('may be the principal of a Lambda authorizer\'s policy, where it is in the context', () => {
      expect(caller(lambda({ principalId: 'user-1' }), { callerIdClaim: 'principalId' })).toEqual({ identity: 'caller:user-1' });
    });

    test.each<[string, Authorizer | undefined]>([
      ['no authorizer', undefined],
      ['other fields alone', lambda({ sub: 'user-1', client_id: 'app-1', principalId: 'user-1' })],
      ['an empty field', lambda({ partner: '' })],
      ['a blank field', lambda({ partner: ' ' })],
      ['a list', lambda({ partner: ['acme'] })],
      ['what was a list in a token', jwt({ partner: '[acme umbrella]' })],
      ['a number that has lost digits', lambda({ partner: 2 ** 60 })],
      ['true', lambda({ partner: true })],
      ['null', lambda({ partner: null })],
      ['IAM', iam('AIDAEXAMPLE')],
    ])('fails with %s, since two tries of one caller must not be two callers', (_, authorizer) => {
      expect(refusalOf(authorizer, BY_FIELD)).toMatchObject(UNKNOWN);
    });

    test.each(['toString', '__proto__', 'constructor'])('fails when it is %s, which every object has', (callerIdClaim) => {
      expect(refusalOf(lambda({ sub: 'user-1' }), { callerIdClaim })).toMatchObject(UNKNOWN);
    });

    test('is not asked of a direct invocation', () => {
      expect(callerOf(readRequest(MINIMAL_ORDER), BY_FIELD)).toEqual({ identity: '' });
    });

    test('tells staff apart that is no customer, and nobody who is one', () => {
      const rule = { ...RULE, ...BY_FIELD };

      expect(caller(jwt({ partner: 'acme', scope: 'orders/admin' }), rule)).toEqual({ identity: 'caller:acme' });
      expect(caller(jwt({ partner: 'acme', scope: 'orders/admin', customer_id: 'customer123' }), rule)).toEqual({ identity: 'customer:customer123' });
      expect(caller(jwt({ customer_id: 'customer123' }), rule)).toEqual({ identity: 'customer:customer123', customerId: 'customer123' });
      expect(refusalOf(jwt({ sub: 'user-1', scope: 'orders/admin' }), rule)).toMatchObject(UNKNOWN);
    });
  });

  test('is the same for two tokens of one customer, whichever user holds them', () => {
    expect(caller(jwt({ sub: 'user-1', customer_id: 'customer123', iat: '1' }))).toEqual(caller(jwt({ sub: 'user-2', customer_id: 'customer123', iat: '2' })));
  });

  test('of a customer is never that of a user with the same name', () => {
    const scope = 'orders/admin';

    expect(caller(jwt({ sub: 'x', customer_id: 'x' })).identity).not.toBe(caller(jwt({ sub: 'x', scope })).identity);
    expect(caller(jwt({ sub: 'customer:x', scope })).identity).not.toBe(caller(jwt({ customer_id: 'x' })).identity);
  });

  test.each<[string, unknown]>([['a number that has lost digits', 2 ** 60], ['a fraction', 1.5], ['null', null], ['an object', { toString: 'x' }], ['an array', ['user-1']]])(
    'is not taken from a subject that is %s',
    (_, sub) => {
      expect(caller(jwt({ sub }), {})).toEqual({ identity: '' });
      expect(caller(iam(sub), {})).toEqual({ identity: '' });
    },
  );
});

describe('with a claim for the customer, a caller', () => {
  test.each<[string, Authorizer]>([
    ['a JWT', jwt({ sub: 'user-1', customer_id: 'customer123' })],
    ['the context of a Lambda authorizer', lambda({ customer_id: 'customer123' })],
    ['a JWT with other scopes', jwt({ customer_id: 'customer123', scope: 'orders/read openid' })],
  ])('is the customer that it names in %s', (_, authorizer) => {
    expect(caller(authorizer)).toEqual({ identity: 'customer:customer123', customerId: 'customer123' });
  });

  test('may be a customer of 255 characters of any script, as many as OpenID Connect lets a subject have', () => {
    const customerId = '\u{1F6D2}'.repeat(255);

    expect(caller(jwt({ customer_id: customerId })).customerId).toBe(customerId);
  });

  test.each<[string, Authorizer | undefined]>([
    ['no authorizer', undefined],
    ['an authorizer that is no object', 'customer123' as unknown as Authorizer],
    ['a JWT without the claim', jwt({ sub: 'user-1' })],
    ['a JWT without claims', jwt(undefined)],
    ['claims that are a text', jwt('customer_id')],
    ['claims that are an array', jwt([['customer_id', 'customer123']])],
    ['a JWT that is none', { jwt: 'customer123' }],
    ['the claim beside the claims', { jwt: { customer_id: 'customer123', claims: {} } }],
    ['an own key __proto__ that holds the claim', jwt(JSON.parse('{"__proto__":{"customer_id":"customer123"}}'))],
    ['the claim in other letters', jwt({ Customer_ID: 'customer123' })],
    ['IAM', iam('AROAEXAMPLE:session-1')],
    ['an empty context of a Lambda authorizer', lambda({})],
    ['no context of a Lambda authorizer', lambda(null)],
  ])('fails with %s', (_, authorizer) => {
    expect(refusalOf(authorizer)).toMatchObject(FORBIDDEN);
  });

  test.each<[string, Authorizer]>([
    ['an empty claim', jwt({ customer_id: '' })],
    ['a blank claim', jwt({ customer_id: ' ' })],
    ['a claim with a control character', jwt({ customer_id: 'customer123\u0000' })],
    ['a claim with half of a surrogate pair', jwt({ customer_id: '\uD800' })],
    ['a claim that was a list in the token, which others may have too', jwt({ customer_id: '[customer123 shopper]' })],
    ['a claim of 256 characters', jwt({ customer_id: 'c'.repeat(256) })],
    ['a claim that is a fraction', lambda({ customer_id: 1.5 })],
    ['a claim that is a number and has lost digits', lambda({ customer_id: 2 ** 60 })],
    ['a claim that is true', lambda({ customer_id: true })],
    ['a claim that is null', jwt({ customer_id: null })],
    ['a claim that is an array', jwt({ customer_id: ['customer123'] })],
    ['a claim that is an object', jwt({ customer_id: { toString: () => 'customer123' } })],
  ])('fails with %s, and says what a customer id is without a word of what it holds', (_, authorizer) => {
    expect(refusalOf(authorizer)).toMatchObject({
      kind: 'forbidden',
      detail: 'the customer id in the credentials must be a string of 1 to 255 characters, not blank, with no control characters, and no list',
    });
  });

  test.each(['toString', 'constructor', 'hasOwnProperty', '__proto__', 'valueOf'])('fails with no such claim when its name is %s, which every object has', (customerIdClaim) => {
    expect(refusalOf(jwt({ sub: 'user-1' }), { customerIdClaim })).toMatchObject(FORBIDDEN);
    expect(refusalOf(undefined, { customerIdClaim })).toMatchObject(FORBIDDEN);
  });

  test.each(['toString', 'constructor', '__proto__'])('is the customer that a claim of the name %s names', (customerIdClaim) => {
    const claims = JSON.parse(`{"${customerIdClaim}":"customer123"}`);

    expect(caller(jwt(claims), { customerIdClaim }).customerId).toBe('customer123');
  });

  test('fails when the name of the claim is empty and there is none of that name', () => {
    expect(refusalOf(jwt({ sub: 'user-1' }), { customerIdClaim: '' })).toMatchObject(FORBIDDEN);
  });

  test('is trusted when it is no request of the API at all', () => {
    expect(callerOf(readRequest(MINIMAL_ORDER), RULE)).toEqual({ identity: '' });
    expect(callerOf(readRequest({ body: MINIMAL_ORDER, headers: { authorization: 'x' } }), RULE)).toEqual({ identity: '' });
  });
});

test('a customer may have a number in the context of a Lambda authorizer', () => {
  expect(caller(lambda({ customer_id: 4711 }))).toEqual({ identity: 'customer:4711', customerId: '4711' });
  expect(caller(lambda({ sub: 4711 }), {})).toEqual({ identity: 'sub:4711' });
});

describe('staff by a scope', () => {
  test.each<[string, Authorizer]>([
    ['alone', jwt({ sub: 'user-1', scope: 'orders/admin' })],
    ['among others', jwt({ sub: 'user-1', scope: 'openid orders/admin email' })],
    ['in brackets, as API Gateway writes a list', jwt({ sub: 'user-1', scope: '[openid orders/admin]' })],
    ['alone in brackets', jwt({ sub: 'user-1', scope: '[orders/admin]' })],
    ['in scp', jwt({ sub: 'user-1', scp: 'orders/admin' })],
    ['in scp, in brackets', jwt({ sub: 'user-1', scp: '[openid orders/admin]' })],
    ['in scp beside another scope', jwt({ sub: 'user-1', scope: 'openid', scp: 'orders/admin' })],
    ['between line breaks and tabs', jwt({ sub: 'user-1', scope: 'openid\n\torders/admin\n' })],
    ['in the context of a Lambda authorizer', lambda({ sub: 'user-1', scope: 'orders/admin' })],
    ['in a list in the context of a Lambda authorizer', lambda({ sub: 'user-1', scope: ['openid', 'orders/admin'] })],
  ])('is trusted: %s', (_, authorizer) => {
    expect(caller(authorizer)).toEqual({ identity: 'sub:user-1' });
  });

  test.each<[string, unknown]>([
    ['another scope', 'orders/read'],
    ['a longer scope', 'orders/administrator'],
    ['a scope with something in front', 'my-orders/admin'],
    ['the scope in other letters', 'Orders/Admin'],
    ['the scope after a comma', 'openid,orders/admin'],
    ['no scope', ''],
    ['brackets alone', '[]'],
    ['a list in a list', [['orders/admin']]],
    ['an object', { 'orders/admin': true }],
    ['true', true],
    ['null', null],
  ])('is not who has %s', (_, scope) => {
    expect(refusalOf(jwt({ sub: 'user-1', scope, scp: scope }))).toMatchObject(FORBIDDEN);
    expect(caller(jwt({ scope, scp: scope, customer_id: 'customer123' })).customerId).toBe('customer123');
  });

  test('is not what the route\'s scopes say, which are the authorizer\'s to check', () => {
    expect(refusalOf({ jwt: { claims: { sub: 'user-1' }, scopes: ['orders/admin'] } })).toMatchObject(FORBIDDEN);
  });

  test('is nobody when there is none', () => {
    expect(refusalOf(jwt({ sub: 'user-1', scope: 'undefined orders/admin' }), { customerIdClaim: 'customer_id' })).toMatchObject(FORBIDDEN);
  });

  test.each(['toString', 'length', ''])('is not told by a name that every text or object has: "%s"', (scope) => {
    expect(refusalOf(jwt({ sub: 'user-1', scope: 'openid' }), { ...RULE, staff: [{ scope }] })).toMatchObject(FORBIDDEN);
  });
});

describe('staff by a claim', () => {
  const BY_GROUP: CallerRule = { customerIdClaim: 'sub', staff: [{ claim: 'cognito:groups', value: 'staff' }] };
  const isStaff = (authorizer: Authorizer, rule = BY_GROUP) => caller(authorizer, rule).customerId === undefined;
  const inGroups = (groups: unknown) => jwt({ 'sub': 'user-1', 'cognito:groups': groups });

  test.each<[string, unknown]>([
    ['a list, as API Gateway writes it', '[customers staff]'],
    ['a list of one', '[staff]'],
    ['a text', 'staff'],
    ['a list with white space of every kind', '[customers \t\nstaff ]'],
    ['a list that is one', ['customers', 'staff']],
  ])('is trusted with %s', (_, groups) => {
    expect(isStaff(inGroups(groups))).toBe(true);
    expect(isStaff(lambda({ 'sub': 'user-1', 'cognito:groups': groups }))).toBe(true);
  });

  test.each<[string, unknown]>([
    ['no claim', undefined],
    ['an empty text', ''],
    ['an empty list', '[]'],
    ['another group', 'customers'],
    ['the group in other letters', 'Staff'],
    ['a text that holds it', 'x staff'],
    ['a text that ends with it', 'shop-staff'],
    ['members that hold it', '[shop-staff staffers]'],
    ['a member of a list that holds it', ['x staff', '[staff]']],
    ['a list in a list', [['staff']]],
    ['a list by commas', 'customers,staff'],
    ['half of a list', '[staff'],
    ['an object', { staff: true }],
    ['null', null],
  ])('is not who has %s', (_, groups) => {
    expect(caller(inGroups(groups), BY_GROUP)).toEqual({ identity: 'customer:user-1', customerId: 'user-1' });
  });

  test.each<[string, string, unknown]>([['a number', '7', 7], ['true', 'true', true], ['a member that is a number', '7', [3, 7]]])('is told by %s in the context of a Lambda authorizer', (_, value, level) => {
    expect(isStaff(lambda({ sub: 'user-1', level }), { customerIdClaim: 'sub', staff: [{ claim: 'level', value }] })).toBe(true);
    expect(isStaff(lambda({ sub: 'user-1', level }), { customerIdClaim: 'sub', staff: [{ claim: 'level', value: `${value}0` }] })).toBe(false);
  });

  describe('in a list with a member that has white space, which API Gateway writes as if it were several,', () => {
    const payload = (claims: unknown) => `header.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;
    const isStaffWith = (authorization: string | undefined, authorizer = inGroups('[x staff]')) => (
      callerOf(readRequest(as(authorizer, postOrders({}, { headers: { authorization } }))), BY_GROUP).customerId === undefined
    );

    test.each<[string, unknown, boolean]>([
      ['is not who has that member', ['x staff'], false],
      ['is who has both', ['x', 'staff'], true],
      ['is who has it besides', ['x staff', 'staff'], true],
      ['is not who has a text that looks so', '[x staff]', false],
    ])('%s in the token', (_, groups, expected) => {
      expect(isStaffWith(`Bearer ${payload({ 'cognito:groups': groups })}`)).toBe(expected);
      expect(isStaffWith(payload({ 'cognito:groups': groups }))).toBe(expected);
    });

    test.each<[string, string | undefined]>([
      ['no token', undefined],
      ['another kind of credentials', 'Basic dTpw'],
      ['a token without the claim', `Bearer ${payload({ sub: 'user-1' })}`],
      ['a token of which the payload is no object', `Bearer ${payload(null)}`],
      ['a token of which the payload is no JSON', 'Bearer a.b.c'],
    ])('is who the claims of API Gateway say, with %s in the header', (_, authorization) => {
      expect(isStaffWith(authorization)).toBe(true);
    });

    test('is told by a Lambda authorizer alone, whatever token came with the request', () => {
      expect(isStaffWith(`Bearer ${payload({ 'cognito:groups': ['customers'] })}`, lambda({ 'sub': 'user-1', 'cognito:groups': 'staff' }))).toBe(true);
    });

    test('is nobody by the header alone, which may be somebody else\'s to write', () => {
      expect(isStaffWith(`Bearer ${payload({ 'cognito:groups': ['staff'] })}`, inGroups('[customers]'))).toBe(false);
    });
  });

  test('is told by one of several rules', () => {
    const rule: CallerRule = { customerIdClaim: 'sub', staff: [...BY_GROUP.staff!, { claim: 'roles', value: 'admin' }, { scope: 'orders/admin' }] };
    expect([jwt({ sub: 'a', roles: '[admin]' }), jwt({ sub: 'a', scope: 'orders/admin' }), inGroups('staff')].map((authorizer) => isStaff(authorizer, rule))).toEqual([true, true, true]);
    expect(isStaff(jwt({ 'sub': 'a', 'roles': 'staff', 'cognito:groups': 'admin', 'scope': 'admin' }), rule)).toBe(false);
  });

  test.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])('is not told by a claim that every object has: %s', (claim) => {
    expect(isStaff(jwt({ sub: 'user-1' }), { customerIdClaim: 'sub', staff: [{ claim, value: 'staff' }] })).toBe(false);
  });

  test('has the same idempotency keys as the customer that the claim names', () => {
    expect(caller(inGroups('staff'), BY_GROUP)).toEqual({ identity: 'customer:user-1' });
    expect(caller(inGroups('customers'), BY_GROUP).identity).toBe('customer:user-1');
  });

  test('who is no customer has the keys of the principal', () => {
    expect(caller(jwt({ sub: 'user-1', scope: 'orders/admin' }))).toEqual({ identity: 'sub:user-1' });
  });
});
