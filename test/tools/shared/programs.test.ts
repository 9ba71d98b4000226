import { missing, Tool } from '../../../tools/shared/programs';

const NODE: Tool = { command: [process.execPath, '--version'], install: 'Node.js' };
const ABSENT: Tool = { command: ['no-program-has-this-name'], install: 'what nobody has' };
const BROKEN: Tool = { command: [process.execPath, '--eval', 'process.exit(1)'], install: 'another Node.js' };

test('a tool is missing when its program is not there or fails', () => {
  expect(missing([NODE, ABSENT, BROKEN])).toEqual([ABSENT, BROKEN]);
});
