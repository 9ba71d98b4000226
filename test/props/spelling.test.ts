import { nearest } from '../../src/props/spelling';

const KNOWN = ['access', 'accessLogGroup', 'environment', 'environmentSuffix', 'role', 'routes', 'table', 'vpc'];

test.each([
  ['enviroment', 'environment'],
  ['Environment', 'environment'],
  ['environemnt', 'environment'],
  ['acess', 'access'],
  ['accessLog', 'accessLogGroup'],
  ['route', 'routes'],
  ['vpcs', 'vpc'],
])('%s is probably %s', (name, meant) => {
  expect(nearest(name, KNOWN)).toBe(meant);
});

test.each([
  ['env', 'two names begin with it'],
  ['a', 'one character says nothing'],
  ['', 'it has no character'],
  ['stage', 'it is another word'],
])('%s is none of them, since %s', (name) => {
  expect(nearest(name, KNOWN)).toBeUndefined();
});
