/*
 * An execution environment of Lambda: Node.js of the function's version, AWS's runtime client, the files that ship and
 * the variables that the template and Lambda give. Node.js itself holds it to what a function may do: it may write no file and start no
 * process.
 */
import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FUNCTION_ARN, RuntimeApi } from './runtime-api';
import { installRuntimeClient } from '../../../tools/checks/runtime-client';
import { Resource } from '../orders-stack';

/** An addon could do more than that, so Node.js warns of it; the only one is the client's own. */
const PERMISSIONS = ['--permission', '--allow-fs-read=*', '--allow-addons', '--disable-warning=SecurityWarning'];

interface FunctionProperties {
  readonly Handler: string;
  readonly MemorySize: number;
  readonly LoggingConfig: { readonly LogFormat: string; readonly ApplicationLogLevel: string };
  readonly Environment: { readonly Variables: Readonly<Record<string, unknown>> };
}

export interface EnvironmentOptions {
  /** The folder of the bundle. */
  readonly bundle: string;
  /** The function of the template. */
  readonly resource: Resource;
  /** What its references come to when it is deployed, and what else a test wants to be set. */
  readonly variables: NodeJS.ProcessEnv;
}

export class ExecutionEnvironment {
  public static async start({ bundle, resource, variables }: EnvironmentOptions, api: RuntimeApi): Promise<ExecutionEnvironment> {
    const { node, entry } = await installRuntimeClient();
    const folder = mkdtempSync(join(tmpdir(), 'task-'));
    cpSync(bundle, folder, { recursive: true });
    const properties = resource.Properties as unknown as FunctionProperties;
    const child = spawn(node, [...PERMISSIONS, entry], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...reservedVariables(folder, properties, api), ...textsOf(properties.Environment.Variables), ...variables },
    });
    return new ExecutionEnvironment(child, folder);
  }

  public stdout = '';
  public stderr = '';

  private readonly closed: Promise<unknown[]>;

  private constructor(private readonly child: ChildProcess, private readonly folder: string) {
    child.stdout!.on('data', (chunk) => { this.stdout += chunk; });
    child.stderr!.on('data', (chunk) => { this.stderr += chunk; });
    this.closed = once(child, 'close');
  }

  /** The lines that the function has written. */
  public get lines(): Record<string, unknown>[] {
    return this.stdout.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
  }

  /** Waits until it has ended by itself. */
  public async ended(): Promise<number | null> {
    return (await this.closed)[0] as number | null;
  }

  public async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.closed;
    rmSync(this.folder, { recursive: true });
  }
}

/** What Lambda sets in each function ("Defined runtime environment variables"). */
function reservedVariables(folder: string, { Handler, MemorySize, LoggingConfig }: FunctionProperties, api: RuntimeApi): NodeJS.ProcessEnv {
  return {
    _HANDLER: Handler,
    AWS_ACCESS_KEY_ID: 'fake',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
    AWS_LAMBDA_FUNCTION_NAME: FUNCTION_ARN.split(':')[6],
    AWS_LAMBDA_FUNCTION_VERSION: '1',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: LoggingConfig.LogFormat,
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/orders',
    AWS_LAMBDA_LOG_LEVEL: LoggingConfig.ApplicationLogLevel,
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/03/01/[1]0123456789abcdef',
    AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${api.port}`,
    AWS_REGION: 'eu-central-1',
    AWS_SECRET_ACCESS_KEY: 'fake',
    AWS_SESSION_TOKEN: 'fake-token',
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    LAMBDA_TASK_ROOT: folder,
    LANG: 'en_US.UTF-8',
    PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    TZ: ':UTC',
  };
}

/** References are the test's to resolve. */
function textsOf(variables: Readonly<Record<string, unknown>>): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(variables).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
