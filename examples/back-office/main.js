/*
 * The back office: the screen that the address names, for who is signed in.
 */
import { showReadFailure } from './failure.js';
import { addLink } from './message-view.js';
import { callForScreen, config, nameScreen, nextScreen } from './office.js';
import { leaveOrder, readOrder, resumeOrder } from './order-screen.js';
import { ownOrdersCall, queueCall } from './orders-api.js';
import { emptyList, showQueue, showQueueFrame } from './queue-view.js';
import { queueHash, readRoute } from './route.js';
import { clearSession, readSession } from './session.js';
import { hideSignIn } from './sign-in-view.js';
import { askToSignIn, startSignIn } from './sign-in.js';
import { byId } from '../web-shared/dom.js';
import { clearMessage } from '../web-shared/faults-view.js';

startSignIn((isSame) => {
  showAccount();
  if (isSame && resumeOrder()) return;
  void openScreen();
});
byId('sign-out', HTMLButtonElement).addEventListener('click', () => {
  clearSession();
  emptyList();
  history.replaceState(null, '', '#/'); // its page of a list may be none of who signs in next
  void openScreen();
});
byId('refresh-queue', HTMLButtonElement).addEventListener('click', () => void showScreen());
byId('skip', HTMLAnchorElement).addEventListener('click', (event) => {
  event.preventDefault(); // the part of the address behind # is the screen
  byId('content', HTMLElement).focus();
});
const shop = byId('shop', HTMLAnchorElement);
shop.hidden = config.shopUrl === undefined;
if (config.shopUrl !== undefined) shop.href = config.shopUrl;
addEventListener('hashchange', () => void openScreen());

await showScreen();

/** Another screen, or the same one for somebody else. */
async function openScreen() {
  leaveOrder();
  await showScreen();
  if (!readSession()) return;
  const { screen } = readRoute(location.hash);
  byId(screen === 'queue' ? 'queue-title' : 'order-title', HTMLElement).focus();
}

async function showScreen() {
  nextScreen();
  showAccount();
  const session = readSession();
  if (!session) return askToSignIn();
  hideSignIn();
  const route = readRoute(location.hash);
  byId('queue', HTMLElement).hidden = route.screen !== 'queue';
  byId('order', HTMLElement).hidden = true; // until it is there
  if (route.screen === 'queue') return readQueue(route, session.role);
  nameScreen('Order'); // until its number is there
  return readOrder(route.orderId);
}

/**
 * @param {import('./route.js').QueueRoute} route
 * @param {import('./session.js').Role} role
 */
async function readQueue(route, role) {
  byId('to-queue', HTMLAnchorElement).href = location.hash || '#/';
  showQueueFrame(route, role);
  nameScreen(byId('queue-title', HTMLElement).textContent ?? '');
  const outcome = await callForScreen(role === 'staff' ? queueCall(route) : ownOrdersCall(route));
  if (outcome === undefined) return;
  if (outcome.kind !== 'done') return showListFailure(outcome, route);
  clearMessage();
  showQueue(outcome.content, route, role);
}

/**
 * A page that there is not, or no longer, is one of a list that there is.
 * @param {Exclude<import('./orders-api.js').Outcome, { kind: 'done' }>} outcome
 * @param {import('./route.js').QueueRoute} route
 */
function showListFailure(outcome, route) {
  showReadFailure(outcome, showScreen);
  const isOfCursor = outcome.kind === 'refused' && outcome.problem.errors?.some(({ parameter }) => parameter === 'cursor');
  if (isOfCursor) addLink('First page', queueHash({ ...route, cursor: '' }));
}

function showAccount() {
  const session = readSession();
  byId('account', HTMLElement).hidden = session === undefined;
  byId('who', HTMLElement).textContent = session?.name ?? '';
}
