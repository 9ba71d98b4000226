/*
 * How the bundled SDK looks up its settings: held to what the SDK's own does where there are no files.
 */
import { loadConfig as loadConfigOfTheSdk } from '@smithy/core/config';
import { loadConfig } from '../../../src/handler/sdk/config-loader';

const NAME = 'CONFIG_LOADER_TEST';

function parsed(env: NodeJS.ProcessEnv): number | undefined {
  if (env[NAME] === 'broken') throw new Error(`${NAME} is broken`);
  return env[NAME] === undefined ? undefined : Number(env[NAME]);
}

const selectors = { environmentVariableSelector: parsed, configFileSelector: () => undefined, default: 3 };

afterEach(() => { delete process.env[NAME]; });

describe.each([['the stand-in', loadConfig], ['the SDK\'s own', loadConfigOfTheSdk]])('a setting, by %s', (_, load) => {
  test('is what the environment says', async () => {
    process.env[NAME] = '7';

    expect(await load(selectors)()).toBe(7);
  });

  test('is a value that counts as false, if the environment says so', async () => {
    process.env[NAME] = '0';

    expect(await load(selectors)()).toBe(0);
  });

  test('has its default where the environment is silent', async () => {
    expect(await load(selectors)()).toBe(3);
  });

  test('has its default where the environment holds what cannot be read', async () => {
    process.env[NAME] = 'broken';

    expect(await load(selectors)()).toBe(3);
  });

  test('can work its default out', async () => {
    expect(await load({ ...selectors, default: async () => 4 })()).toBe(4);
  });

  test('fails as its default fails', async () => {
    await expect(load({ ...selectors, default: async () => { throw new Error('no region'); } })()).rejects.toThrow('no region');
  });

  test('is looked up once', async () => {
    const provider = load(selectors);
    await provider();
    process.env[NAME] = '7';

    expect(await provider()).toBe(3);
  });
});
