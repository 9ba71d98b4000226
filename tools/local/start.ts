/*
 * `npm start`: a sample app on a local AWS, with one real order in it and commands to copy. Without options that is a shop with
 * a page that places more orders and a back office; `--accounts` deploys the shop with accounts and prints tokens; `--once` ends after the order.
 */
import { relative } from 'node:path';
import { startAccounts } from './accounts';
import { startEmulator } from './emulator';
import { nodeVersionNotice } from './node-version';
import { rootFile } from './root-credentials';
import { SampleApp } from './sample-app';
import { startShop } from './shop';
import { ShopServer } from './shop-server';
import { build } from '../build/build';
import { ROOT } from '../shared/paths';
import { CommandFailed, main, untilInterrupted } from '../shared/processes';
import { step } from '../shared/steps';

const OPTIONS = ['--accounts', '--once'];

void main(async () => {
  const given = process.env.AWS_ENDPOINT_URL;
  const options = process.argv.slice(3);
  const unknown = options.find((option) => !OPTIONS.includes(option));
  if (unknown !== undefined) throw new CommandFailed(`npm start takes the options ${OPTIONS.join(' and ')} after '--', it got '${unknown}'`);
  if (given && !URL.canParse(given)) throw new CommandFailed(`AWS_ENDPOINT_URL must be a URL such as http://127.0.0.1:4566, it is '${given}'`);
  const notice = nodeVersionNotice();
  if (notice !== undefined) console.log(notice);

  await build();
  const endpoint = given || await startEmulator();
  const isRemoved = !given && options.includes('--once'); // an emulator of ours ends with this process
  const server = given || isRemoved ? undefined : await ShopServer.start();
  await step('Bootstrapping the account for the CDK (cdk bootstrap)', () => new SampleApp(endpoint).bootstrap());
  const { ordersUrl, commands } = await (options.includes('--accounts') ? startAccounts : startShop)(endpoint, server);

  if (isRemoved) {
    console.log('\nDone: the sample app took an order and stored it. Everything is removed again: `npm start` without --once keeps it running.');
    return;
  }
  console.log(`\nThe API is at ${ordersUrl}\nThe local AWS is at ${endpoint}`);
  if (server) console.log(`Its root credentials are in ${relative(ROOT, rootFile(endpoint))}`);
  console.log(`\nTry it, in another terminal:\n\n${commands}`);
  if (!server) {
    console.log('Done: the sample app took an order and stored it.');
    return;
  }
  console.log(`In a browser:\n\n${server.pages()}\n`);
  console.log('Running until you press Ctrl-C.');
  await untilInterrupted();
});
