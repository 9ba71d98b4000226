/*
 * The Go module that a release would push, compiled with bindings of the CDK made from the npm packages.
 */
import { join } from 'node:path';
import { testOrderShop } from './order-shop';
import { cdkModulesForGo } from '../../local/go-modules';
import { ROOT } from '../../local/paths';
import { run } from '../../local/processes';

jest.setTimeout(900_000);

testOrderShop('go', async (folder) => {
  const modules = [...await cdkModulesForGo(), join(ROOT, 'dist', 'go', 'cdkorderprocessingapi')];
  for (const module of modules) {
    const { Module: { Path: path } } = JSON.parse(await run('go', ['mod', 'edit', '-json'], { cwd: module }));
    await run('go', ['mod', 'edit', '-replace', `${path}=${module}`], { cwd: folder });
  }
  await run('go', ['build', '-mod=mod', '-o', join(folder, 'order-shop'), '.'], { cwd: folder }); // completes go.mod and go.sum
  await run('go', ['vet', '.'], { cwd: folder });
  return {};
});
