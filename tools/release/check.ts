/*
 * Looks at the packages of a language in `dist/` as they are made, and ends with status 1 when something is wrong with one.
 */
import { join } from 'node:path';
import { factsOf } from './facts';
import { faultsOf, LANGUAGES } from './packages';
import { ROOT } from '../shared/paths';

const language = LANGUAGES.find((each) => each === process.argv[2]);
if (language === undefined) throw new Error(`usage: check.ts ${LANGUAGES.join('|')}`);
const facts = factsOf();
const faults = [...faultsOf(language, join(ROOT, 'dist'), facts), ...repositoryFaults()];
faults.forEach((fault) => console.error(`✘ ${fault}`));
if (faults.length > 0) process.exitCode = 1;

/** Provenance says which repository a package was made in; a registry refuses a package that names another. */
function repositoryFaults(): string[] {
  const { GITHUB_WORKFLOW, GITHUB_SERVER_URL, GITHUB_REPOSITORY } = process.env;
  const here = `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}.git`;
  return GITHUB_WORKFLOW === 'release' && facts.repositoryUrl !== here
    ? [`the packages name ${facts.repositoryUrl} as their repository, and this is ${here}: set ORGANISATION in .projenrc.ts`] : [];
}
