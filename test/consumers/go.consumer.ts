/*
 * The Go module that a release would push, compiled with bindings of the CDK made from the npm packages.
 */
import { join } from 'node:path';
import { cdkModulesForGo } from '../../tools/checks/go-modules';
import { ROOT } from '../../tools/shared/paths';
import { run } from '../../tools/shared/processes';
import { testOrderShop } from '../support/consumers/order-shop';

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
