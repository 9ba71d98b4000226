/*
 * A stack that a test makes itself, deployed to the local AWS by the CDK CLI and destroyed again.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { ENDPOINT } from './local-aws';
import { ROOT, runFolder } from '../../local/paths';
import { run } from '../../local/processes';
import { localAws } from '../../local/sample-app';

export class DeployedStack {
  /** Deploys what `fill` puts into a stack of this name. The account must be bootstrapped. */
  public static deploy(name: string, fill: (stack: Stack) => void): Promise<DeployedStack> {
    return DeployedStack.deployOf(name, (app) => fill(new Stack(app, name)));
  }

  /** Deploys the stack of this name that `make` puts into an app. */
  public static async deployOf(name: string, make: (app: App) => void): Promise<DeployedStack> {
    const assembly = synthesized(name, make);
    const outputsFile = join(runFolder(ENDPOINT), name, 'outputs.json');
    await cdk('deploy', name, assembly, '--require-approval', 'never', '--outputs-file', outputsFile);
    return new DeployedStack(name, assembly, JSON.parse(readFileSync(outputsFile, 'utf8'))[name]);
  }

  /** Takes what is there already into the stack: logical ids with what identifies the resource. */
  public static async import(name: string, make: (app: App) => void, resources: Readonly<Record<string, object>>): Promise<void> {
    await cdk('import', name, synthesized(name, make), '--resource-mapping-inline', JSON.stringify(resources));
  }

  private constructor(private readonly name: string, private readonly assembly: string, public readonly outputs: Readonly<Record<string, string>>) {}

  public async destroy(): Promise<void> {
    await cdk('destroy', this.name, this.assembly, '--force');
  }
}

function synthesized(name: string, make: (app: App) => void): string {
  const app = new App({ outdir: join(runFolder(ENDPOINT), name, 'cdk.out') });
  make(app);
  return app.synth().directory;
}

async function cdk(command: string, stack: string, assembly: string, ...args: string[]): Promise<void> {
  await run(process.execPath, [
    join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk'), command, stack, '--app', assembly, '--no-notices', '--ci', ...args,
  ], { env: { ...process.env, ...localAws(ENDPOINT) } });
}
