/*
 * Lets the sample app import the package by its name, as if it were installed there.
 */
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, SAMPLE_APP } from '../shared/paths';

const folder = join(SAMPLE_APP, 'node_modules');
const link = join(folder, 'cdk-order-processing-api');
mkdirSync(folder, { recursive: true });
rmSync(link, { recursive: true, force: true });
symlinkSync(ROOT, link, 'junction');
