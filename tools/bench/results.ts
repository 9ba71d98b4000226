/*
 * What a run has found out. Kept as JSON beside the docs, which are written from it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ColdResults, WarmResults } from './measure';
import { ScaleResults } from './scale';
import { Summary } from './statistics';
import { SynthResults } from './synth';
import { ROOT } from '../shared/paths';

export const RESULTS = join(ROOT, 'docs', 'performance', 'results.json');

export interface Machine {
  readonly date: string;
  readonly node: string;
  readonly python: string;
  readonly sdk: string;
  readonly cpu: string;
  readonly throttle: string;
}

/** Of a bundle of ours. */
export interface BundleResult {
  readonly title: string;
  readonly bytes: number;
  readonly load: Summary;
  readonly total: Summary;
  readonly totalAt256: Summary;
  /** Of a warm order. */
  readonly cpuUs: Summary;
}

/** Of a page of a list. */
export interface ListResult {
  readonly title: string;
  readonly limit: number;
  readonly queries: number;
  readonly cpuUs: Summary;
  /** In milliseconds, by memory. */
  readonly paced: Record<string, Summary>;
}

export interface Results {
  machine?: Machine;
  cold?: ColdResults;
  memory?: ColdResults;
  paced?: Record<string, Summary>;
  warm?: WarmResults;
  choices?: BundleResult[];
  extended?: BundleResult[];
  lists?: ListResult[];
  synth?: SynthResults;
  scale?: ScaleResults;
}

export function readResults(): Results {
  return existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : {};
}
