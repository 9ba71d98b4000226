import { nodeVersionNotice } from '../../../tools/local/node-version';

test.each(['20.19.0', '21.7.3'])('Node.js %s is told that the AWS SDK drops it', (version) => {
  expect(nodeVersionNotice(version)).toMatch(/^This is Node\.js \d+\.\d+\.\d+\. Node\.js 22 and 24 are what we recommend: .* January 2027 only\.\n$/);
});

test.each(['22.12.0', '24.0.0', '26.1.0'])('Node.js %s is told nothing', (version) => {
  expect(nodeVersionNotice(version)).toBeUndefined();
});
