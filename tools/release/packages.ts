/*
 * The packages of each language, where jsii-pacmak puts them, and all that is wrong with them.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { carriedTarball, contentsOf, fileIn } from './contents';
import { Facts } from './facts';
import { faultsIn, GO, JAR, JAVADOC_JAR, Kind, NPM, POM, SDIST, SOURCES_JAR, WHEEL } from './rules';

export const LANGUAGES = ['js', 'python', 'java', 'go'] as const;

export type Language = typeof LANGUAGES[number];

export interface Package {
  /** The file that is uploaded, or the folder that is pushed. */
  readonly path: string;
  readonly kind: Kind;
  /** How the npm tarball ends that is inside, where there is one: the other languages run it. */
  readonly carries?: string;
}

/** What a release uploads, and nothing else may lie beside it: the tool that uploads takes all that it finds. */
export function packagesOf(language: Language, dist: string, facts: Facts): Package[] {
  const { name, version, targets: { java, python } } = facts;
  const module = python.distName.replaceAll('-', '_');
  const maven = join(dist, 'java', ...java.maven.groupId.split('.'), java.maven.artifactId, version, `${java.maven.artifactId}-${version}`);
  switch (language) {
    case 'js': return [{ path: join(dist, 'js', `${name}@${version}.jsii.tgz`), kind: NPM }];
    case 'python': return [
      { path: join(dist, 'python', `${module}-${version}-py3-none-any.whl`), kind: WHEEL, carries: '.jsii.tgz' },
      { path: join(dist, 'python', `${module}-${version}.tar.gz`), kind: SDIST, carries: '.jsii.tgz' },
    ];
    case 'java': return [
      { path: `${maven}.jar`, kind: JAR, carries: '.jsii.tgz' },
      { path: `${maven}-sources.jar`, kind: SOURCES_JAR },
      { path: `${maven}-javadoc.jar`, kind: JAVADOC_JAR },
      { path: `${maven}.pom`, kind: POM },
    ];
    case 'go': return [{ path: join(dist, 'go', name.replaceAll('-', '')), kind: GO, carries: '.tgz' }];
  }
}

/** Sentences, one for each fault of each package of the language. */
export function faultsOf(language: Language, dist: string, facts: Facts): string[] {
  const packages = packagesOf(language, dist, facts);
  return [...packages.flatMap((each) => faultsOfPackage(each, facts)), ...strangers(language, dist, packages)];
}

function faultsOfPackage(each: Package, facts: Facts): string[] {
  if (!existsSync(each.path)) return [`${each.path} is not there: npx projen package-all makes it`];
  try {
    return faultsInside(each, facts);
  } catch {
    return [`${each.path} cannot be unpacked, or what it carries cannot`];
  }
}

function faultsInside({ path, kind, carries }: Package, facts: Facts): string[] {
  if (kind === POM) return faultsIn(pomAt(path), kind, facts);
  const carried = carries === undefined ? undefined : fileIn(path, carries);
  return [
    ...faultsIn(contentsOf(path), kind, facts),
    ...(carries !== undefined && carried === undefined ? [`${path} carries no npm tarball, so nothing would run`] : []),
    ...(carried ? faultsIn(carriedTarball(carried), NPM, facts) : []),
  ];
}

/** A file by itself, as a package of one. */
function pomAt(path: string) {
  const folder = contentsOf(join(path, '..'));
  const files = [...folder.files].filter(([file]) => path.endsWith(file));
  return { name: folder.name, bytes: Buffer.byteLength(files.map(([, text]) => text).join('')), files: new Map(files) };
}

/** Files of another version, say, which would be uploaded with the rest. */
function strangers(language: Language, dist: string, packages: readonly Package[]): string[] {
  const folder = join(dist, language);
  if (!existsSync(folder)) return [];
  const belongs = (path: string) => packages.some((each) => path.startsWith(each.path) || each.path.startsWith(path))
    || language === 'java' && /(maven-metadata\.xml|\.(md5|sha\d+))(\.(md5|sha\d+))?$/.test(path);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)).filter((path) => !belongs(path))
    .map((path) => `${path} would be uploaded too`);
}
