/*
 * cfn-lint: what CloudFormation's own schemas say of a template, and what AWS has seen go wrong.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPythonPackages } from '../shared/install';
import { CACHE } from '../shared/paths';
import { run } from '../shared/processes';

export interface Finding {
  /** For example E3012. Errors begin with E, warnings with W, hints with I. */
  readonly rule: string;
  readonly message: string;
  /** Where in the template: `Resources/OrdersTable/Properties/BillingMode`. */
  readonly path: string;
  /** The template's file. */
  readonly file: string;
}

interface Match {
  readonly Rule: { readonly Id: string };
  readonly Message: string;
  readonly Filename: string;
  readonly Location: { readonly Path: readonly (string | number)[] | null };
}

/** Returns the folder of its programs. */
export function installCfnLint(): Promise<string> {
  return installPythonPackages({ title: 'cfn-lint', venv: join(CACHE, 'venv-cfn-lint'), requirements: 'tools/checks/requirements-cfn-lint.txt' });
}

/** Everything that it finds in the templates, hints too, for all of the regions. The files are written into the folder. */
export async function cfnLint(templates: Readonly<Record<string, object>>, regions: readonly string[], folder: string): Promise<Finding[]> {
  const files = Object.entries(templates).map(([name, template]) => {
    const file = join(folder, `${name}.template.json`);
    writeFileSync(file, JSON.stringify(template));
    return file;
  });
  const report = await run(join(await installCfnLint(), 'cfn-lint'), [
    '--format', 'json', '--include-checks', 'I', '--non-zero-exit-code', 'none', '--regions', ...regions, '--template', ...files,
  ], { cwd: folder });
  return (JSON.parse(report) as Match[]).map(({ Rule, Message, Filename, Location }) => (
    { rule: Rule.Id, message: Message, path: (Location.Path ?? []).join('/'), file: Filename }));
}
