/*
 * The sample app on a local AWS: deployed and destroyed by the CDK CLI, called over HTTP as a shop's
 * front end would.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiGatewayV2Client, Cors, UpdateApiCommand } from '@aws-sdk/client-apigatewayv2';
import { rootOf } from './root-credentials';
import { signedHeaders } from './signed-request';
import { ROOT, runFolder, SAMPLE_APP } from '../shared/paths';
import { CommandFailed, run } from '../shared/processes';

export interface SampleOutputs {
  readonly ApiGatewayEndpoint: string;
  readonly DynamoDBTableName: string;
  readonly LambdaFunctionArn: string;
  readonly LambdaFunctionName: string;
  readonly ApiGatewayId: string;
}

/** The same of the stack with a products table. */
export interface CatalogueOutputs extends SampleOutputs {
  readonly ProductsTableName: string;
}

/** The account of MiniStack and LocalStack. */
const LOCAL_ACCOUNT = '000000000000';

/**
 * The environment of a program that talks to a local AWS. For an endpoint that came with our own environment
 * its region and credentials count; an emulator of ours has a root of its own, and nobody's profile counts.
 */
export function localAws(endpoint: string) {
  const root = rootOf(endpoint);
  const given: NodeJS.ProcessEnv = process.env.AWS_ENDPOINT_URL === endpoint ? process.env : {};
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_PROFILE: given.AWS_PROFILE,
    AWS_REGION: given.AWS_REGION ?? 'us-east-1',
    AWS_ACCESS_KEY_ID: given.AWS_ACCESS_KEY_ID ?? root?.accessKeyId ?? 'test',
    AWS_SECRET_ACCESS_KEY: given.AWS_SECRET_ACCESS_KEY ?? root?.secretAccessKey ?? 'test',
    AWS_SESSION_TOKEN: given.AWS_SESSION_TOKEN,
    NO_PROXY: [process.env.NO_PROXY ?? process.env.no_proxy, '127.0.0.1', 'localhost'].filter(Boolean).join(','),
    no_proxy: undefined, // or the one above would not count
    AWS_EC2_METADATA_DISABLED: 'true', // else credentials are looked for on the network
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
}

/** The same for an AWS client of this process. */
export function clientSettings(endpoint: string) {
  const { AWS_REGION: region, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = localAws(endpoint);
  return { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
}

/** Where a local AWS serves what AWS would under a host name of the API's own; the path begins with the stage. */
export function apiUrl(endpoint: string, apiId: string, path: string): string {
  return new URL(`/_aws/execute-api/${apiId}${path}`, endpoint).href;
}

export interface SampleAppOptions {
  /** Which of the app's stacks; `OrderShop` unless told otherwise. */
  readonly stack?: string;
  /** Context of the CDK app that each of its commands gets. */
  readonly context?: Readonly<Record<string, string>>;
  /** Where the app is; the sample in TypeScript unless told otherwise. */
  readonly project?: string;
  /** More of the environment of the app: where its language's programs are, for example. */
  readonly env?: NodeJS.ProcessEnv;
}

export interface CloudFormationTemplate {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: object }>>;
}

export class SampleApp {
  private readonly stack: string;
  private readonly context: Readonly<Record<string, string>>;
  /** Where the app is. */
  public readonly project: string;
  private readonly env: NodeJS.ProcessEnv;
  private readonly folder: string;

  public constructor(
    private readonly endpoint: string,
    { stack = 'OrderShop', context = {}, project = SAMPLE_APP, env = {} }: SampleAppOptions = {},
  ) {
    this.stack = stack;
    this.context = context;
    this.project = project;
    this.env = env;
    this.folder = join(runFolder(endpoint), stack);
    mkdirSync(this.folder, { recursive: true });
  }

  public async bootstrap(): Promise<void> {
    await this.cdk('bootstrap', `aws://${LOCAL_ACCOUNT}/${localAws(this.endpoint).AWS_REGION}`);
    if (rootOf(this.endpoint)) await this.allowPlainHttp();
  }

  public async synth(context: Readonly<Record<string, string>> = {}): Promise<CloudFormationTemplate> {
    await this.cdk('synth', this.stack, '--quiet', ...contextArgs(context));
    return this.template();
  }

  public async deploy(context: Readonly<Record<string, string>> = {}): Promise<SampleOutputs> {
    const outputs = join(this.folder, 'outputs.json');
    await this.cdk('deploy', this.stack, '--require-approval', 'never', '--outputs-file', outputs, ...contextArgs(context));
    const result: SampleOutputs = JSON.parse(readFileSync(outputs, 'utf8'))[this.stack];
    await this.applyCors(result.ApiGatewayId);
    return result;
  }

  public async destroy(): Promise<void> {
    await this.cdk('destroy', this.stack, '--force', '--app', this.assembly); // nothing to synthesize for that
  }

  /** Where its commands synthesize into. */
  public get assembly(): string {
    return join(this.folder, 'cdk.out');
  }

  /** What the last command has synthesized. */
  public template(): CloudFormationTemplate {
    return JSON.parse(readFileSync(join(this.assembly, `${this.stack}.template.json`), 'utf8'));
  }

  /** Where the local data plane listens for what AWS would serve under the endpoint of the outputs. */
  public ordersUrl({ ApiGatewayEndpoint, ApiGatewayId }: SampleOutputs): string {
    return apiUrl(this.endpoint, ApiGatewayId, new URL(ApiGatewayEndpoint).pathname);
  }

  /**
   * MiniStack (1.4.21 to 1.5.33) stores the CORS configuration of a template under names that its data plane
   * does not find, and answers a preflight with 403. AWS needs none of this: what the template says is said
   * again through the API.
   */
  private async applyCors(apiId: string): Promise<void> {
    const api = Object.values(this.template().Resources).find(({ Type }) => Type === 'AWS::ApiGatewayV2::Api');
    const { CorsConfiguration } = api!.Properties as { CorsConfiguration?: Cors };
    const client = new ApiGatewayV2Client(clientSettings(this.endpoint));
    await client.send(new UpdateApiCommand({ ApiId: apiId, CorsConfiguration }));
  }

  /** The CDK's bucket refuses requests without TLS, which the emulator does not speak. */
  private async allowPlainHttp(): Promise<void> {
    const { region, credentials } = clientSettings(this.endpoint);
    const request = { service: 's3', region, method: 'DELETE', url: `${this.endpoint}/cdk-hnb659fds-assets-${LOCAL_ACCOUNT}-${region}?policy=` };
    const answer = await fetch(request.url, { method: request.method, headers: await signedHeaders(credentials, request) });
    if (!answer.ok) throw new CommandFailed(`the policy of the CDK's bucket stays: ${await answer.text()}`);
  }

  private async cdk(command: string, ...args: string[]): Promise<void> {
    await run(process.execPath, [
      join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk'), command,
      '--output', this.assembly, '--no-notices', '--ci', ...contextArgs(this.context), ...args,
    ], {
      cwd: this.project,
      env: { ...process.env, ...localAws(this.endpoint), ...this.env },
    });
  }
}

function contextArgs(context: Readonly<Record<string, string>>): string[] {
  return Object.entries(context).flatMap(([key, value]) => ['--context', `${key}=${value}`]);
}
