// As ours: what the platform waits for, around a CommonJS module.
import { createRequire } from 'node:module';

export const { handler, ready } = createRequire(import.meta.url)('./floor.cjs');

await ready;
