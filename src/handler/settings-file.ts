import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FunctionSettings, SETTINGS_FILE } from '../contract';

/** The settings that the construct has written beside the bundle. It writes no file where there is nothing to say. */
export function readSettings(): FunctionSettings {
  const file = join(__dirname, SETTINGS_FILE);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}
