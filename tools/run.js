/*
 * The door of `npm start`, `npm test`, `npm run bench`, `npm run docs`, `npm run regenerate` and `npm run rehearse` on a fresh clone: plain
 * CommonJS that an old Node.js can still read, so that it can say what is missing. It installs the locked dependencies when they are not
 * what the lock file says, then hands over to TypeScript in the same process.
 */
'use strict';

const { spawnSync } = require('child_process');
const { existsSync, readFileSync } = require('fs');
const { join } = require('path');

const ROOT = join(__dirname, '..');
const COMMANDS = {
  start: './local/start.ts',
  test: './checks/test.ts',
  bench: './bench/bench.ts',
  docs: './docs/docs.ts',
  regenerate: './checks/regenerate.ts',
  rehearse: './release/rehearse.ts',
};

const command = process.argv[2];
if (!Object.prototype.hasOwnProperty.call(COMMANDS, command)) fail(`usage: node tools/run.js ${Object.keys(COMMANDS).join('|')}`);
requireNode();
requirePython();
requirePlainPath();
process.chdir(ROOT);
setNpm();
installDependencies();

// Each process would say it again, in the middle of what it is about. `npm start` says it once (tools/local/node-version.ts).
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
process.env.TS_NODE_PROJECT = join(ROOT, 'tsconfig.dev.json');
require('ts-node/register/transpile-only');
require(COMMANDS[command]);

function requireNode() {
  const wanted = readJson('package.json').engines.node.match(/\d+(\.\d+)*/)[0];
  if (compareVersions(process.versions.node, wanted) < 0) {
    fail(`Node.js ${wanted} or newer is needed, this is ${process.versions.node}: install it from https://nodejs.org.`);
  }
}

function requirePython() {
  const wanted = '3.11';
  const found = spawnSync('python3', ['--version'], { encoding: 'utf8' });
  const version = /\d+(\.\d+)+/.exec(String(found.stdout) + String(found.stderr));
  if (found.error || !version) fail(`Python ${wanted} or newer is needed to run the local AWS emulator: install it from https://www.python.org as python3.`);
  if (compareVersions(version[0], wanted) < 0) {
    fail(`Python ${wanted} or newer is needed to run the local AWS emulator, python3 is ${version[0]}: install it from https://www.python.org.`);
  }
  if (spawnSync('python3', ['-c', 'import venv, ensurepip']).status !== 0) {
    fail('Python\'s venv module is needed to run the local AWS emulator: install it (on Debian and Ubuntu the package python3-venv).');
  }
}

/** jsii cannot compile in a folder whose path has other characters, and says so at length, after a minute. */
function requirePlainPath() {
  if (!/^[\x20-\x7E]*$/.test(ROOT)) fail(`The path of this folder must be plain ASCII, the jsii compiler takes no other: move ${ROOT} elsewhere.`);
}

/**
 * Whoever is told to leave out development dependencies, by NODE_ENV or by a setting of npm's, means what they deploy. Here they are
 * what runs, and so they are in the apps that the tests install. Nor does NODE_ENV change what Jest and the documentation's site do.
 */
function setNpm() {
  delete process.env.NODE_ENV;
  for (const [setting, value] of [['include', 'dev\n\noptional\n\npeer'], ['bin_links', 'true'], ['dry_run', 'false'], ['package_lock', 'true'], ['global', 'false']]) {
    const name = `npm_config_${setting}`;
    for (const given of Object.keys(process.env)) if (given.toLowerCase().replace(/-/g, '_') === name) delete process.env[given];
    process.env[name] = value;
  }
  // Older names of the same: npm warns of each.
  for (const given of Object.keys(process.env)) if (/^npm_config_(omit|only|production|also|dev|optional)$/i.test(given)) delete process.env[given];
}

function installDependencies() {
  if (isInstalled()) return;
  const startedAt = Date.now();
  console.log('• Installing the locked dependencies (npm ci), which takes a minute or two …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: 'inherit', shell: process.platform === 'win32' });
  if (result.status !== 0) fail('npm ci failed, see above.');
  if (!isInstalled()) fail('npm ci has left out some of what package-lock.json names: look at npm\'s settings (npm config list).');
  console.log(`✔ Installed the locked dependencies (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
}

/** Whether npm's own record of what it installed agrees with the lock file. */
function isInstalled() {
  const record = 'node_modules/.package-lock.json';
  if (!existsSync(join(ROOT, record))) return false;
  const installed = readJson(record).packages;
  const locked = readJson('package-lock.json').packages;
  return Object.keys(locked).every((path) => path === ''
    || (installed[path] ? installed[path].version === locked[path].version : locked[path].optional === true));
}

function readJson(path) {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}

function compareVersions(a, b) {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let i = 0; i < right.length; i++) {
    const difference = (left[i] || 0) - right[i];
    if (difference !== 0) return difference;
  }
  return 0;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
