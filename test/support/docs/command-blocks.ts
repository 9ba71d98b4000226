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
  { page: 'README.md', begins: 'curl -i "$ORDERS_URL" -H' },
  { page: 'docs/guide/call-the-api.md', begins: 'curl -i "$ORDERS_URL" -H' },
  { page: 'docs/guide/call-the-api.md', begins: 'curl -i "$ORDERS_URL/order-2026-0001"' },
  { page: 'docs/guide/call-the-api.md', begins: 'curl -i -X PATCH "$ORDERS_URL/order-2026-0001"' },
  { page: 'docs/guide/order-model.md', begins: 'curl -i "$ORDERS_URL" -H' },
  { page: 'docs/guide/idempotency.md', begins: 'curl -i "$ORDERS_URL" -H' },
  { page: 'docs/guide/pagination.md', begins: 'curl -s "$ORDERS_URL?customerId' },
  { page: 'docs/guide/pagination.md', begins: 'CURSOR=' },
  { page: 'docs/guide/back-office.md', begins: 'curl -i -X PATCH "$ORDERS_URL/order-2026-0002"' },
  { page: 'docs/guide/back-office.md', begins: 'curl -i -X POST "$ORDERS_URL/order-2026-0001/fulfilments"' },
  { page: 'docs/guide/back-office.md', begins: 'curl -i -X PATCH "$ORDERS_URL/order-2026-0001/fulfilments/' },
  { page: 'docs/guide/back-office.md', begins: 'curl -i -X POST "$ORDERS_URL/order-2026-0003/returns"' },
  { page: 'docs/guide/staff-list.md', begins: 'curl -s "$ORDERS_URL?status' },
];

/** Run by the tests that are named. */
export const RUN_ELSEWHERE: readonly (CommandBlock & { readonly by: string })[] = [
  // The whole page.
  ...['export API_URL=', 'python3 -m venv', 'python place_order.py', 'npm init', 'npx tsc', 'pip install openapi-generator-cli']
    .map((begins) => ({ page: 'docs/guide/clients.md', begins, by: 'test/consumers/clients.consumer.ts' })),
  ...['npx cdk synth', 'npm install cdk-order-processing-api@latest', 'pip install --upgrade', 'npx cdk diff', 'npx cdk diff --template', 'npx cdk deploy', 'git checkout']
    .map((begins) => ({ page: 'docs/guide/upgrade.md', begins, by: 'test/consumers/upgrade.consumer.ts' })),
  ...['mkdir shop-tests-typescript', 'npx jest', 'mkdir shop-tests-python', 'pytest', 'mypy --strict']
    .map((begins) => ({ page: 'docs/guide/testing.md', begins, by: 'test/consumers/docs-testing.consumer.ts' })),
  // The whole page, in the order of its blocks.
  ...[
    'mkdir local-aws', 'echo "export AWS_ACCESS_KEY_ID=',
    'mkdir shop-typescript', 'source ../local-aws/credentials.sh', 'API_ID=$(node', 'curl --silent', 'npx cdk destroy',
    'mkdir shop-python', 'source ../local-aws/credentials.sh', 'API_ID=$(python3', 'curl --silent', 'npx --yes aws-cdk@2 destroy',
  ].map((begins) => ({ page: 'docs/getting-started.md', begins, by: 'test/consumers/getting-started.consumer.ts' })),
  ...['npm install @aws-sdk/client-dynamodb', 'python3 - > sqs-event.json'].map((begins) => (
    { page: 'docs/guide/consume-order-events.md', begins, by: 'test/e2e/consume-order-events.e2e.ts' }
  )),
  ...['aws lambda get-alias', 'aws lambda list-versions-by-function', 'aws deploy get-deployment-group'].map((begins) => (
    { page: 'docs/guide/gradual-deployments.md', begins, by: 'test/e2e/live-alias.e2e.ts' }
  )),
  { page: 'docs/guide/reports.md', begins: 'EXPORT_ARN=', by: 'test/e2e/reports.e2e.ts' },
  { page: 'docs/guide/staff-list.md', begins: 'rm -f result.json', by: 'test/e2e/staff-list-backfill.e2e.ts' },
  { page: 'docs/guide/signed-quotes.md', begins: 'node -e', by: 'test/e2e/signed-quotes.e2e.ts' },
  { page: 'docs/guide/gradual-deployments.md', begins: 'git checkout', by: 'test/consumers/upgrade.consumer.ts' },
  { page: 'docs/guide/refunds.md', begins: 'npm install @aws-sdk/client-dynamodb', by: 'test/e2e/refunds.e2e.ts' },
  { page: 'docs/guide/own-routes.md', begins: 'npm install @aws-sdk/client-dynamodb', by: 'test/e2e/own-routes.e2e.ts' },
  { page: 'docs/guide/redrive-order-events.md', begins: 'python3 redrive_order_events.py', by: 'test/e2e/order-events.e2e.ts' },
  // The whole page.
  ...['.venv/bin/pip install', 'mkdir shop-cognito', 'export PATH=', 'curl --silent', 'status() {', 'SECRET='].map((begins) => (
    { page: 'docs/guide/cognito-local.md', begins, by: 'test/consumers/cognito.consumer.ts' }
  )),
  { page: 'docs/guide/local-development.md', begins: 'aws apigatewayv2 update-api', by: 'test/consumers/cognito.consumer.ts' },
  // The whole page.
  ...[
    'aws cloudformation deploy', 'npx cdk deploy', 'aws lambda put-function-concurrency', 'aws cloudformation get-template', 'npx cdk import',
    'python3 orders_without_customer.py',
  ].map((begins) => ({ page: 'docs/guide/migrate.md', begins, by: 'test/e2e/migration.e2e.ts' })),
];

/** Blocks of other languages, which the tests that are named use as they stand. */
export const USED_ELSEWHERE: readonly { readonly page: string; readonly language: string; readonly by: string }[] = [
  { page: 'docs/guide/testing.md', language: 'ini', by: 'test/consumers/docs-testing.consumer.ts' },
  { page: 'docs/guide/reports.md', language: 'sql', by: 'test/e2e/reports.e2e.ts' },
  { page: 'docs/guide/migrate.md', language: 'yaml', by: 'test/e2e/migration.e2e.ts' },
  { page: 'docs/guide/clients.md', language: 'typescript', by: 'test/consumers/clients.consumer.ts' },
];
