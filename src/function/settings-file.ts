import { copyFileSync, readdirSync, writeFileSync } from 'fs';
import * as path from 'path';
import { AssetHashType, DockerImage, ILocalBundling } from 'aws-cdk-lib';
import { AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import { FunctionSettings, SETTINGS_FILE } from '../contract';
import { canonicalJson } from '../props/canonical-json';

/**
 * Code of a bundle with a settings file beside it. Settings do not fit into the environment of a function, which has 4 KB.
 *
 * The CDK copies the bundle into its output itself, without Docker. The hash of the copy is the same for the same settings.
 */
export function codeWithSettings(bundle: string, settings: FunctionSettings): AssetCode {
  return Code.fromAsset(bundle, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: { image: DockerImage.fromRegistry('scratch'), local: new CopyWithSettings(bundle, canonicalJson(settings)) },
  });
}

/** The settings are a field, since the CDK reuses the output of a bundling whose fields are the same. */
class CopyWithSettings implements ILocalBundling {
  public constructor(private readonly bundle: string, private readonly settings: string) {}

  public tryBundle(outputDir: string): boolean {
    for (const file of readdirSync(this.bundle)) copyFileSync(path.join(this.bundle, file), path.join(outputDir, file));
    writeFileSync(path.join(outputDir, SETTINGS_FILE), this.settings);
    return true; // without Docker
  }
}
