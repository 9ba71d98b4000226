/*
 * Programs that not every machine has. What needs one is skipped without it, by name, with what to install.
 */
import { spawnSync } from 'node:child_process';
import { findBrowser } from './browser';

export interface Tool {
  /** A command that succeeds where the tool is. */
  readonly command: readonly [string, ...string[]];
  /** What to install for it. */
  readonly install: string;
}

export const CURL: Tool = { command: ['curl', '--version'], install: 'curl' };
export const JDK: Tool = { command: ['javac', '-version'], install: 'a JDK (11 or newer)' };
export const JDK_17: Tool = { command: ['javac', '--release', '17', '-version'], install: 'a JDK (17 or newer)' };
export const MAVEN: Tool = { command: ['mvn', '--version'], install: 'Maven (3.6 or newer)' };
export const GO: Tool = { command: ['go', 'version'], install: 'Go (1.25 or newer)' };
export const CHROMIUM: Tool = { command: [findBrowser() ?? 'chromium', '--version'], install: 'Chromium (on Debian `apt-get install chromium`) or Chrome' };

/** What AWS's runtime client is built with; it exists for Linux alone. */
export const LAMBDA_BUILD: Tool = {
  command: ['sh', '-c', 'test "$(uname)" = Linux && for each in autoconf automake libtoolize cmake make g++ curl-config; do "$each" --version || exit; done'],
  install: 'on Linux autoconf, automake, libtool, cmake, make, g++ and libcurl (on Debian `apt-get install autoconf automake libtool cmake make g++ libcurl4-openssl-dev`)',
};

/** Those of the tools that this machine does not have. */
export function missing(tools: readonly Tool[]): Tool[] {
  return tools.filter(({ command: [program, ...args] }) => spawnSync(program, args, { stdio: 'ignore' }).status !== 0);
}
