/*
 * A stack that a test makes itself, deployed to the local AWS by the CDK CLI and destroyed again.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { ENDPOINT } from './local-aws';
import { apiUrl, localAws } from '../../../tools/local/sample-app';
import { ROOT, runFolder } from '../../../tools/shared/paths';
import { run } from '../../../tools/shared/processes';

export class DeployedStack {
  /** Deploys what `fill` puts into a stack of this name. The account must be bootstrapped. */
  public static async deploy(name: string, fill: (stack: Stack) => void): Promise<DeployedStack> {
    return DeployedStack.deployAssembly(name, synthesized(name, fill));
  }

  /** Deploys the stack of this name out of a folder that an app has synthesized into. */
  public static async deployAssembly(name: string, assembly: string): Promise<DeployedStack> {
    const deployed = { name, assembly };
    const outputsFile = join(runFolder(ENDPOINT), name, 'outputs.json');
    await cdk('deploy', deployed, '--require-approval', 'never', '--outputs-file', outputsFile);
    return new DeployedStack(deployed, JSON.parse(readFileSync(outputsFile, 'utf8'))[name]);
  }

  private constructor(private readonly deployed: Deployed, public readonly outputs: Readonly<Record<string, string>>) {}

  /** Where the local AWS serves the orders. */
  public get ordersUrl(): string {
    return apiUrl(ENDPOINT, this.outputs.ApiGatewayId, new URL(this.outputs.ApiGatewayEndpoint).pathname);
  }

  public async destroy(): Promise<void> {
    await cdk('destroy', this.deployed, '--force');
  }
}

interface Deployed {
  readonly name: string;
  readonly assembly: string;
}

function synthesized(name: string, fill: (stack: Stack) => void): string {
  const app = new App({ outdir: join(runFolder(ENDPOINT), name, 'cdk.out') });
  fill(new Stack(app, name));
  return app.synth().directory;
}

async function cdk(command: string, { name, assembly }: Deployed, ...args: string[]): Promise<void> {
  await run(process.execPath, [
    join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk'), command, name, '--app', assembly, '--no-notices', '--ci', ...args,
  ], { env: { ...process.env, ...localAws(ENDPOINT) } });
}
