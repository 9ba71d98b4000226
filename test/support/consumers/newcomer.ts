/*
 * Somebody who follows a page of the documentation in empty folders. Three things stand for others: our packages, which the
 * registries do not have yet, the versions of what comes from npm and PyPI, so that a run is the same on any day, and the
 * emulator's port.
 */
import { join } from 'node:path';
import { installedVersion, NEWEST, packaged } from './packages';
import { Step } from './walkthrough';
import { ROOT } from '../../../tools/shared/paths';

const CDK_CLI = `aws-cdk@${installedVersion('aws-cdk')}`;

export const EMULATOR_CONSTRAINTS = join(ROOT, 'tools', 'local', 'requirements.txt');

/** What a page installs, by what it says, and what we install for it: the newest that we have tried. */
const INSTALLED: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  'npm install': {
    'cdk-order-processing-api': () => packaged('js', '.tgz'),
    'aws-cdk-lib': () => `aws-cdk-lib@${NEWEST['aws-cdk-lib']}`,
    'constructs': () => `constructs@${NEWEST.constructs}`,
    'aws-cdk@2': () => CDK_CLI,
    'tsx@4': () => 'tsx@4.23.15',
    'jest@30': () => ours('jest'),
    'ts-jest@29': () => ours('ts-jest'),
    'typescript@5': () => ours('typescript'),
    '@types/jest@30': () => ours('@types/jest'),
    '@types/node@24': () => '@types/node@24.19.4',
  },
  'npx --yes': { 'aws-cdk@2': () => CDK_CLI },
  'pip install': { 'cdk-order-processing-api': () => packaged('python', '.whl') },
};

function ours(name: string): string {
  return `${name}@${installedVersion(name)}`;
}

/** The commands of a step, with what we install and the port of the emulator. */
export function typed({ commands }: Pick<Step, 'commands'>, port: number): string {
  return commands.join('').split('\n').map(withOurs).join('\n').replaceAll('127.0.0.1:4566', `127.0.0.1:${port}`);
}

/** A line with what we install instead of what it says. */
function withOurs(line: string): string {
  const command = Object.keys(INSTALLED).find((each) => line.startsWith(each));
  return command === undefined ? line : line.split(' ').map((word) => INSTALLED[command][word]?.() ?? word).join(' ');
}
