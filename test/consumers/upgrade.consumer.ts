/*
 * docs/guide/upgrade.md: its commands take an app with a deployed shop from the oldest CDK and one version of the package to the newest CDK
 * and a newer version, and back. No version is published, so both are the package as it is now, under two version numbers.
 */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiUrl, localAws } from '../../tools/local/sample-app';
import { CURL_ORDER } from '../../tools/shared/curl-order';
import { pageAt } from '../../tools/shared/markdown';
import { run } from '../../tools/shared/processes';
import { installedVersion, NEWEST, OLDEST, packaged, PYTHON_CONSTRAINTS } from '../support/consumers/packages';
import { blocksOf } from '../support/docs/markdown';
import { bootstrapOnce, ENDPOINT } from '../support/e2e/local-aws';
import { OrdersClient } from '../support/e2e/orders-client';
import { Terminal } from '../support/terminal';

jest.setTimeout(900_000);

const NAME = 'cdk-order-processing-api';

const APP = `
const { App, Stack } = require('aws-cdk-lib');
const { OrderProcessingApi } = require('${NAME}');

const stack = new Stack(new App(), 'UpgradedShop');
new OrderProcessingApi(stack, 'Orders', { projectName: 'upgraded-shop' });
`;

const [save, upgrade, upgradeInPython, diff, diffWithoutAws, deploy, rollBack, ...others] = blocksOf(pageAt('docs/guide/upgrade.md')).map(({ code }) => code);

/** Of docs/guide/gradual-deployments.md: the same for what else an app has changed. */
const ROLL_BACK_APP = blocksOf(pageAt('docs/guide/gradual-deployments.md')).find(({ code }) => code.startsWith('git checkout'))!.code;

let folder: string;
let terminal: Terminal;
/** What an installer gets for what the page says. */
let installed: Readonly<Record<string, string>>;

beforeAll(async () => {
  await bootstrapOnce();
  folder = mkdtempSync(join(tmpdir(), 'upgrade-'));
  const released = packaged('js', '.tgz');
  installed = {
    [`${NAME}@latest`]: await packagedAs('0.2.0', released),
    'aws-cdk-lib@latest': `aws-cdk-lib@${NEWEST['aws-cdk-lib']}`,
    'constructs@latest': `constructs@${NEWEST.constructs}`,
    'aws-cdk@2': `aws-cdk@${installedVersion('aws-cdk')}`,
  };
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  writeFileSync(join(folder, '.gitignore'), 'node_modules\ncdk.out\nbefore\n');
  writeFileSync(join(folder, 'cdk.json'), '{ "app": "node app.cjs" }');
  writeFileSync(join(folder, 'app.cjs'), APP);
  terminal = new Terminal({ cwd: folder, env: { ...process.env, ...localAws(ENDPOINT), CDK_VALIDATION: undefined } }); // which our unit tests switch off
});

afterAll(async () => {
  await terminal.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the page has no commands that this test leaves out', () => {
  expect(others).toEqual([]);
});

describe('an app in TypeScript or JavaScript', () => {
  let client: OrdersClient;
  let first: string;

  beforeAll(async () => {
    await terminal.run(`npm install --no-audit --no-fund ${packaged('js', '.tgz')} aws-cdk-lib@${OLDEST['aws-cdk-lib']} constructs@${OLDEST.constructs}`);
    await terminal.run(`npm install --no-audit --no-fund --save-dev ${installed['aws-cdk@2']}`);
    await terminal.run('npx cdk deploy --require-approval never --outputs-file outputs.json');
    await terminal.run('git init --quiet && git add . && git -c user.name=Ann -c user.email=ann@example.com commit --quiet --message before && BEFORE=HEAD');
    const { ApiGatewayId } = JSON.parse(readFileSync(join(folder, 'outputs.json'), 'utf8')).UpgradedShop;
    client = new OrdersClient(apiUrl(ENDPOINT, ApiGatewayId, '/dev/orders'));
    first = (await place()).text;
  });

  afterAll(() => terminal.run('npx cdk destroy --force'));

  test('is upgraded without a replaced resource, and knows the orders from before', async () => {
    await terminal.run(typed(save));
    await terminal.run(typed(upgrade));
    expect(versions()).toEqual({ [NAME]: '0.2.0', 'aws-cdk-lib': NEWEST['aws-cdk-lib'] });

    const withoutAws = `AWS_ENDPOINT_URL= AWS_ACCESS_KEY_ID= AWS_SECRET_ACCESS_KEY= ${diffWithoutAws.replace('before/Shop.', 'before/UpgradedShop.').replace(' Shop\n', ' UpgradedShop\n')}`;
    for (const command of [typed(diff), withoutAws]) {
      const differences = await terminal.run(command);
      expect(differences).toMatch(/^\[~\] AWS::Lambda::Function /m);
      expect(differences).not.toMatch(/(requires|may cause) replacement|\bdestroy\b|orphan/i);
    }
    await terminal.run(typed(deploy));

    await expectReplay();
  });

  test('is rolled back, and knows them still', async () => {
    await terminal.run(typed(rollBack));

    expect(versions()).toEqual({ [NAME]: '0.0.0', 'aws-cdk-lib': OLDEST['aws-cdk-lib'] });
    await expectReplay();
  });

  test('is rolled back with its own code, and knows them still', async () => {
    appendFileSync(join(folder, 'app.cjs'), "throw new Error('a fault of the app');\n");
    await terminal.run('git -c user.name=Ann -c user.email=ann@example.com commit --quiet --all --message after && LAST_GOOD_COMMIT=$BEFORE~1');

    await terminal.run(typed(ROLL_BACK_APP));

    await expectReplay();
  });

  async function expectReplay(): Promise<void> {
    const { status, headers, text } = await place();
    expect({ status, text, replayed: headers['idempotency-replayed'] }).toEqual({ status: 200, text: first, replayed: 'true' });
  }

  function place() {
    return client.place(CURL_ORDER, { 'Idempotency-Key': 'before-the-upgrade' });
  }
});

test('an app in Python gets the newest versions', async () => {
  const pip = join(folder, '.venv', 'bin', 'pip');
  await run('python3', ['-m', 'venv', join(folder, '.venv')]);
  await run(pip, ['install', '--quiet', '--no-compile', packaged('python', '.whl'), `aws-cdk-lib==${OLDEST['aws-cdk-lib']}`, `constructs==${OLDEST.constructs}`]);

  await terminal.run(`source .venv/bin/activate; export PIP_CONSTRAINT='${PYTHON_CONSTRAINTS}' PIP_NO_COMPILE=1`);
  await terminal.run(upgradeInPython.replace(` ${NAME} `, ` ${packaged('python', '.whl')} `));

  const [, newest] = /^aws-cdk-lib==(.+)$/m.exec(readFileSync(PYTHON_CONSTRAINTS, 'utf8'))!; // of PyPI
  expect(await run(pip, ['show', 'aws-cdk-lib'])).toContain(`Version: ${newest}\n`);
});

function typed(commands: string): string {
  return commands.split(/(\s+)/).map((word) => installed[word] ?? word).join('');
}

function versions(): Record<string, string> {
  const versionOf = (name: string) => JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version as string;
  return { [NAME]: versionOf(NAME), 'aws-cdk-lib': versionOf('aws-cdk-lib') };
}

/** The same package under another version, with a function whose code differs. */
async function packagedAs(version: string, tarball: string): Promise<string> {
  const unpacked = mkdtempSync(join(folder, 'unpacked-'));
  await run('tar', ['--extract', '--gzip', '--file', tarball, '--directory', unpacked]);
  const manifest = join(unpacked, 'package', 'package.json');
  writeFileSync(manifest, JSON.stringify({ ...JSON.parse(readFileSync(manifest, 'utf8')), version }));
  appendFileSync(join(unpacked, 'package', 'assets', 'handler', 'orders.lambda', 'index.mjs'), `// ${version}\n`);
  const repacked = join(folder, `${NAME}-${version}.tgz`);
  await run('tar', ['--create', '--gzip', '--file', repacked, '--directory', unpacked, 'package']);
  return repacked;
}
