/*
 * What every package says of the library, in the words of its registry. All of it comes from .projenrc.ts.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../shared/paths';

export interface Facts {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly license: string;
  readonly licenseText: string;
  readonly author: { readonly name: string; readonly email: string };
  readonly repositoryUrl: string;
  /** The oldest that are supported, without an operator. */
  readonly cdk: string;
  readonly constructs: string;
  readonly node: string;
  readonly targets: {
    readonly java: { readonly package: string; readonly maven: { readonly groupId: string; readonly artifactId: string } };
    readonly python: { readonly distName: string; readonly module: string };
    readonly go: { readonly moduleName: string };
  };
}

export function factsOf(root: string = ROOT): Facts {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const oldest = (range: string) => /\d[\d.]*/.exec(range)![0];
  return {
    ...manifest,
    licenseText: readFileSync(join(root, 'LICENSE'), 'utf8'),
    repositoryUrl: manifest.repository.url,
    cdk: oldest(manifest.peerDependencies['aws-cdk-lib']),
    constructs: oldest(manifest.peerDependencies.constructs),
    node: oldest(manifest.engines.node),
    targets: manifest.jsii.targets,
  };
}
