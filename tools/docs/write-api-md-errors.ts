/*
 * The second step of `npx projen docgen`: `ts-node tools/docs/write-api-md-errors.ts API.md`.
 */
import { writeErrors } from './api-md-errors';

writeErrors(process.argv[2]);
