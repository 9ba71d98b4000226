/*
 * Generators of clients from an OpenAPI document, as the registries have them; openapi-typescript is a development dependency.
 */
import { join } from 'node:path';
import { installPythonPackages } from '../shared/install';
import { CACHE } from '../shared/paths';

/** Returns the folders of their programs; the first has the Python that their clients in Python run with. */
export async function installClientGenerators(): Promise<string[]> {
  return [
    await installPythonPackages({
      title: 'a generator of clients (openapi-python-client)',
      venv: join(CACHE, 'venv-clients'),
      requirements: 'tools/checks/requirements-clients.txt',
    }),
    await installPythonPackages({
      title: 'a generator of clients (OpenAPI Generator)',
      venv: join(CACHE, 'venv-openapi-generator'),
      requirements: 'tools/checks/requirements-openapi-generator.txt',
    }),
  ];
}
