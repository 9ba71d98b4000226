/** What somebody with a Node.js that is about to be dropped should know, once. The AWS SDK would say it in the middle of our output (tools/run.js). */
export function nodeVersionNotice(version = process.versions.node): string | undefined {
  return Number(version.split('.')[0]) < 22
    ? `This is Node.js ${version}. Node.js 22 and 24 are what we recommend: the AWS SDK for JavaScript supports 20 until January 2027 only.\n`
    : undefined;
}
