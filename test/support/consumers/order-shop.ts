/*
 * What an app in any language must do with our package of its language: make the stack of the TypeScript
 * sample, hand its settings on, and take an order.
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { templateDifferences } from './template-differences';
import { OrderEngravingStack } from '../../../examples/typescript/order-engraving-stack';
import { OrderShopStack } from '../../../examples/typescript/order-shop-stack';
import { SETTINGS_FILE } from '../../../src/contract';
import { SampleApp, SampleOutputs } from '../../../tools/local/sample-app';
import { CURL_ORDER } from '../../../tools/shared/curl-order';
import { ROOT } from '../../../tools/shared/paths';
import { bootstrapOnce, CLIENT_SETTINGS, ENDPOINT } from '../e2e/local-aws';
import { OrdersClient } from '../e2e/orders-client';

/** A new folder outside of the repository, with one of the example apps in it as it is committed. */
export function copyOfExample(language: string): string {
  const folder = mkdtempSync(join(tmpdir(), `order-shop-${language}-`));
  const isCommitted = (path: string) => !/[\\/](node_modules|cdk\.out|target|__pycache__|\.venv)$/.test(path);
  cpSync(join(ROOT, 'examples', language), folder, { recursive: true, filter: isCommitted });
  return folder;
}

/** The template of the sample in TypeScript, straight from the sources. */
export function typescriptSample(): object {
  return Template.fromStack(new OrderShopStack(new App(), 'OrderShop', { description: 'A shop that takes orders' })).toJSON();
}

/** In a folder, with what its language needs in the environment: a stack of the example app, which is the shop unless told otherwise. */
export function orderShopIn(project: string, env: NodeJS.ProcessEnv = {}, stack?: string): SampleApp {
  return new SampleApp(ENDPOINT, { stack, project, env: { ...env, CDK_VALIDATION: undefined } }); // which our unit tests switch off
}

/** The tests that all languages share, of a copy of the example; `install` makes it ready and says what its environment needs. */
export function testOrderShop(language: string, install: (folder: string) => Promise<NodeJS.ProcessEnv>): void {
  let folder: string;
  let env: NodeJS.ProcessEnv;
  let app: SampleApp;
  let outputs: SampleOutputs;

  beforeAll(async () => {
    folder = copyOfExample(language);
    env = await install(folder);
    app = orderShopIn(folder, env);
    await bootstrapOnce();
    outputs = await app.deploy();
  });

  afterAll(async () => {
    await app.destroy();
    rmSync(folder, { recursive: true, force: true });
  });

  test('the app synthesizes the template of the TypeScript sample', () => {
    expect(templateDifferences(typescriptSample(), app.template())).toEqual([]);
  });

  test('it is deployed and takes an order', async () => {
    const { status, text } = await new OrdersClient(app.ordersUrl(outputs)).place(CURL_ORDER);

    expect({ status, text }).toEqual({ status: 200, text: expect.stringContaining('"orderId"') });
    const { Item } = await new DynamoDBClient(CLIENT_SETTINGS).send(new GetItemCommand({
      TableName: outputs.DynamoDBTableName,
      Key: { orderId: { S: JSON.parse(text).orderId } },
    }));
    expect(Item?.totalAmount).toEqual({ N: '109.97' });
  });

  test('the app whose orders have custom fields synthesizes the template and the settings of the TypeScript sample', async () => {
    const inTypescript = new App();
    new OrderEngravingStack(inTypescript, 'OrderEngraving', { description: 'A shop that engraves what it sells' });
    const assembly = inTypescript.synth();
    const engraving = orderShopIn(folder, env, 'OrderEngraving');

    expect(templateDifferences(assembly.getStackByName('OrderEngraving').template, await engraving.synth({ engraving: 'true' }))).toEqual([]);
    expect(settingsIn(engraving.assembly)).toEqual(settingsIn(assembly.directory));
  });

  test('a setting on the command line changes what it sets, and nothing else', async () => {
    const template = await app.synth({ memorySize: '512' });

    expect(templateDifferences(typescriptSample(), template)).toEqual([
      expect.stringMatching(/^Resources\.\w+\.Properties\.MemorySize is 512, expected \d+$/),
    ]);
  });
}

/** The settings of the function in an assembly. */
function settingsIn(assembly: string): unknown {
  const [asset] = readdirSync(assembly).filter((name) => existsSync(join(assembly, name, SETTINGS_FILE)));
  return JSON.parse(readFileSync(join(assembly, asset, SETTINGS_FILE), 'utf8'));
}
