/*
 * What becomes of each block of commands in the documentation. One that is in no list fails a test: it would rot.
 */
export interface CommandBlock {
  readonly page: string;
  /** The first line of the block begins with it. */
  readonly begins: string;
}

/** Run by test/docs/commands.docs.ts, in this order, against the real handler. */
export const RUN_HERE: readonly CommandBlock[] = [
  { page: 'README.md', begins: 'curl -i "$API_ENDPOINT" -H' },
  { page: 'docs/http-api.md', begins: 'curl -i "$API_ENDPOINT" -H' },
  { page: 'docs/http-api.md', begins: 'curl -i "$API_ENDPOINT" -H' },
  { page: 'docs/http-api.md', begins: 'curl -i "$API_ENDPOINT/order-2026-0001"' },
  { page: 'docs/http-api.md', begins: 'curl -i -X PATCH "$API_ENDPOINT/order-2026-0001"' },
];

/** Run by the tests that are named. */
export const RUN_ELSEWHERE: readonly (CommandBlock & { readonly by: string })[] = [
  { page: 'docs/guide/migrate.md', begins: '  OrdersTable:', by: 'test/e2e/migration.e2e.ts' },
  { page: 'docs/guide/migrate.md', begins: 'python3 orders_without_customer.py', by: 'test/e2e/migration.e2e.ts' },
];

/** Run by nobody here, since they need an AWS account; the page says so in these words. */
export const NEED_AN_ACCOUNT: readonly (CommandBlock & { readonly says: string })[] = [
  { page: 'README.md', begins: 'npx projen integ:deploy', says: 'To deploy\nthe integration test of this repository to the account of your credentials' },
  { page: 'docs/order-events.md', begins: 'STREAM=arn:aws:dynamodb:', says: 'Not verified, as all of this library, on a real AWS account.' },
  { page: 'docs/guide/migrate.md', begins: 'aws cloudformation deploy', says: 'The commands need an AWS account.' },
  { page: 'docs/guide/migrate.md', begins: 'npx cdk deploy OrdersStack', says: 'The commands need an AWS account.' },
  { page: 'docs/guide/migrate.md', begins: 'aws lambda put-function-concurrency', says: 'The commands need an AWS account.' },
  { page: 'docs/guide/migrate.md', begins: 'aws cloudformation get-template', says: 'The commands need an AWS account.' },
  { page: 'docs/guide/migrate.md', begins: 'npx cdk import OrdersStack', says: 'The commands need an AWS account.' },
  { page: 'docs/guide/migrate.md', begins: 'npx cdk deploy OrdersStack', says: 'The commands need an AWS account.' },
];
