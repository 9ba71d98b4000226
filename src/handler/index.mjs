// What Lambda loads and waits for. The code itself stays CommonJS: the same bundle as an ES module loads slower.
import { createRequire } from 'node:module';

export const { handler, ready } = createRequire(import.meta.url)('./orders.cjs');

await ready;
