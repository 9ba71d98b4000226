/*
 * The Maven repository that a release would upload, with Maven Central behind it for the rest.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CACHE, ROOT } from '../../tools/shared/paths';
import { testOrderShop } from '../support/consumers/order-shop';

jest.setTimeout(900_000);

const REPOSITORY = join(ROOT, 'dist', 'java');
const DOWNLOADS = join(CACHE, 'maven');

testOrderShop('java', async (folder) => {
  rmSync(join(DOWNLOADS, 'io', 'github'), { recursive: true, force: true }); // ours, as an earlier run built it
  const settings = join(folder, 'settings.xml');
  writeFileSync(settings, `
    <settings>
      <localRepository>${DOWNLOADS}</localRepository>
      <profiles><profile>
        <id>packaged</id>
        <repositories><repository><id>packaged</id><url>${pathToFileURL(REPOSITORY).href}</url></repository></repositories>
      </profile></profiles>
      <activeProfiles><activeProfile>packaged</activeProfile></activeProfiles>
    </settings>
  `);
  mkdirSync(join(folder, '.mvn'));
  writeFileSync(join(folder, '.mvn', 'maven.config'), `--batch-mode\n--settings\n${settings}\n`);
  return {};
});
