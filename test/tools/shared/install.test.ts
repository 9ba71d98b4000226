/*
 * What is installed when a command needs it: once, and again when it is not what its pins say.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { installOnce } from '../../../tools/shared/install';
import { ROOT } from '../../../tools/shared/paths';

let parent: string;
let folder: string;
let pins: string;
let isOnline: boolean;
let started: number;

beforeEach(() => {
  jest.spyOn(console, 'log').mockReturnValue();
  parent = mkdtempSync(join(tmpdir(), 'install-'));
  folder = join(parent, 'installed');
  pins = join(parent, 'pins.txt');
  writeFileSync(pins, 'one==1');
  isOnline = true;
  started = 0;
});

afterEach(() => rmSync(parent, { recursive: true }));

test('is installed once', async () => {
  await install();
  await install();

  expect(started).toBe(1);
  expect(existsSync(join(folder, 'second-half'))).toBe(true);
});

test('is installed again, from nothing, when its pins have changed', async () => {
  await install();
  writeFileSync(join(folder, 'of-the-old-one'), '');
  writeFileSync(pins, 'one==2');
  await install();

  expect(started).toBe(2);
  expect(existsSync(join(folder, 'of-the-old-one'))).toBe(false);
});

test('is installed again when it was left half-made', async () => {
  isOnline = false;
  await expect(install()).rejects.toThrow('offline');
  isOnline = true;
  await install();

  expect(started).toBe(2);
  expect(existsSync(join(folder, 'second-half'))).toBe(true);
});

test('is installed again when what its pins say now was there before something else was left half-made', async () => {
  await install();
  writeFileSync(pins, 'one==2');
  isOnline = false;
  await expect(install()).rejects.toThrow('offline');
  writeFileSync(pins, 'one==1');
  isOnline = true;
  await install();

  expect(started).toBe(3);
});

test('is installed again when somebody has removed it', async () => {
  await install();
  rmSync(folder, { recursive: true });
  await install();

  expect(started).toBe(2);
});

function install(): Promise<void> {
  return installOnce({ title: 'Installing', folder, pins: [relative(ROOT, pins)], install: inTwoHalves });
}

async function inTwoHalves(): Promise<void> {
  started++;
  mkdirSync(folder);
  writeFileSync(join(folder, 'first-half'), '');
  if (!isOnline) throw new Error('offline');
  writeFileSync(join(folder, 'second-half'), '');
}
