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
  { page: 'docs/guide/call-the-api.md', begins: 'curl -i "$API_ENDPOINT" -H' },
  { page: 'docs/guide/call-the-api.md', begins: 'curl -i "$API_ENDPOINT/order-2026-0001"' },
  { page: 'docs/guide/call-the-api.md', begins: 'curl -i -X PATCH "$API_ENDPOINT/order-2026-0001"' },
];

/** Run by the tests that are named. */
export const RUN_ELSEWHERE: readonly (CommandBlock & { readonly by: string })[] = [
  { page: 'README.md', begins: 'npx projen integ:deploy', by: 'tools/checks/test.ts' }, // the check `integ`, with the emulator for the account
  { page: 'docs/guide/call-the-api.md', begins: 'npx openapi-typescript', by: 'test/consumers/clients.consumer.ts' },
  // The whole page, in the order of its blocks.
  ...[
    'mkdir local-aws', 'echo "export AWS_ACCESS_KEY_ID=',
    'mkdir shop-typescript', 'source ../local-aws/credentials.sh', 'API_ID=$(node', 'curl --silent', 'npx cdk destroy',
    'mkdir shop-python', 'source ../local-aws/credentials.sh', 'API_ID=$(python3', 'curl --silent', 'npx --yes aws-cdk@2 destroy',
  ].map((begins) => ({ page: 'docs/getting-started.md', begins, by: 'test/consumers/getting-started.consumer.ts' })),
  // The whole page.
  ...['.venv/bin/pip install', 'mkdir shop-cognito', 'export PATH=', 'curl --silent', 'status() {', 'SECRET='].map((begins) => (
    { page: 'docs/guide/cognito-local.md', begins, by: 'test/consumers/cognito.consumer.ts' }
  )),
  { page: 'docs/guide/local-development.md', begins: 'aws apigatewayv2 update-api', by: 'test/consumers/cognito.consumer.ts' },
  { page: 'docs/guide/order-events.md', begins: 'python3 redrive_order_events.py', by: 'test/e2e/order-events.e2e.ts' },
  // The whole page.
  ...[
    'aws cloudformation deploy', 'npx cdk deploy', 'aws lambda put-function-concurrency', 'aws cloudformation get-template', 'npx cdk import',
    'python3 orders_without_customer.py',
  ].map((begins) => ({ page: 'docs/guide/migrate.md', begins, by: 'test/e2e/migration.e2e.ts' })),
];

/** Blocks of other languages, which the tests that are named use as they stand. */
export const USED_ELSEWHERE: readonly { readonly page: string; readonly language: string; readonly by: string }[] = [
  { page: 'docs/guide/migrate.md', language: 'yaml', by: 'test/e2e/migration.e2e.ts' },
];
