/*
 * What the consumers install: our packages, and which versions of others.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../tools/shared/paths';

/** The newest CDK that we have seen the package work with; moved by hand when a newer one has been tried. */
export const NEWEST = { 'aws-cdk-lib': '2.276.0', 'constructs': '10.8.1' };

/** The CDK of our own development is the oldest that is supported. */
export const OLDEST = { 'aws-cdk-lib': installedVersion('aws-cdk-lib'), 'constructs': installedVersion('constructs') };

/** What comes from PyPI with the wheel, and what checks the types of an app. */
export const PYTHON_CONSTRAINTS = join(ROOT, 'test', 'support', 'consumers', 'python-constraints.txt');

/** The one file in `dist/` that a task has packaged for a language. */
export function packaged(language: string, extension: string): string {
  const folder = join(ROOT, 'dist', language);
  const names = readdirSync(folder).filter((name) => name.endsWith(extension));
  if (names.length !== 1) throw new Error(`one *${extension} expected in ${folder}, found ${names.length}: package it with npx projen package:${language}`);
  return join(folder, names[0]);
}

/** The version of a dependency that we have ourselves. */
export function installedVersion(name: string): string {
  return JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).version;
}
