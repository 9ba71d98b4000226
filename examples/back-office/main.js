/*
 * The back office: the screens and what can be done on them. What is done goes to the API, and what it answers is shown.
 */
import { changeIn, closeForm, hasForm, openForm, updateForm } from './action-form.js';
import { beginAttempt, endAttempt, openAttempt } from './attempt.js';
import { confirmOrder, deliverOrder, deliverParcel, unpackParcel } from './changes.js';
import { addSentences, askAfter, showSentences, tell } from './message-view.js';
import { findActionButton, openActions, sentenceOf, showOrder } from './order-view.js';
import { eventsSince, parcelName } from './order.js';
import { callApi, changeCall, orderCall, ownOrdersCall, queueCall } from './orders-api.js';
import { showQueue, showQueueFrame } from './queue-view.js';
import { readRoute } from './route.js';
import { clearSession, readSession, subjectOf, writeSession } from './session.js';
import { hideSignIn, prepareSignIn, showSignIn } from './sign-in-view.js';
import { byId } from '../web-shared/dom.js';
import { clearMessage, showProblem } from '../web-shared/faults-view.js';

/** What whoever publishes the page sets. @typedef {{ ordersUrl: string, peopleUrl?: string, shopUrl?: string }} Config */

/** @typedef {import('./order.js').Order} Order */
/** @typedef {import('./orders-api.js').Outcome} Outcome */

/** @type {Config} */
const { ordersUrl, peopleUrl, shopUrl } = await (await fetch('config.json')).json();

/** The order on the screen, at the version that its ETag names. @type {{ order: Order, etag: string } | undefined} */
let shown;

/** @type {import('./action-form.js').Opened | undefined} */
let opened;

let isSending = false;

/** Counts the screens: an answer that comes after its screen has gone is not shown. */
let screens = 0;

prepareSignIn({ onToken, onStay: hideSignIn });
byId('sign-out', HTMLButtonElement).addEventListener('click', () => void signOut());
byId('refresh-queue', HTMLButtonElement).addEventListener('click', () => void showScreen());
byId('skip', HTMLAnchorElement).addEventListener('click', (event) => {
  event.preventDefault(); // the part of the address behind # is the screen
  byId('content', HTMLElement).focus();
});
const shopLink = byId('shop', HTMLAnchorElement);
shopLink.hidden = shopUrl === undefined;
if (shopUrl !== undefined) shopLink.href = shopUrl;
addEventListener('hashchange', () => {
  leaveOrder();
  void showScreen().then(focusTitle);
});

await showScreen();

/** The screen of the address, for who is signed in. */
async function showScreen() {
  const session = readSession();
  showAccount();
  if (!session) return askToSignIn();
  hideSignIn();
  const screen = ++screens;
  const route = readRoute(location.hash);
  byId('queue', HTMLElement).hidden = route.screen !== 'queue';
  byId('order', HTMLElement).hidden = true; // until it is there
  if (route.screen === 'order') return readOrder(route.orderId);
  byId('to-queue', HTMLAnchorElement).href = location.hash || '#/';
  showQueueFrame(route, session.role);
  document.title = `${byId('queue-title', HTMLElement).textContent} – Back office`;
  const outcome = await callApi(ordersUrl, session.token, session.role === 'staff' ? queueCall(route) : ownOrdersCall(route));
  if (screen !== screens) return;
  if (outcome.kind !== 'done') return showReadFailure(outcome, showScreen);
  clearMessage();
  showQueue(outcome.content, route, session.role);
}

/**
 * @param {string} orderId
 * @returns {Promise<void>}
 */
async function readOrder(orderId) {
  const session = readSession();
  if (!session) return;
  const screen = screens;
  const outcome = await callApi(ordersUrl, session.token, orderCall(orderId));
  if (screen !== screens) return;
  if (outcome.kind !== 'done') return showReadFailure(outcome, () => readOrder(orderId));
  clearMessage();
  renderOrder(outcome);
  const attempt = openAttempt(orderId, session.id);
  if (attempt) askToSendAgain(attempt, { kind: 'unknown' });
}

/** @param {{ content: Order, etag: string }} answer */
function renderOrder({ content: order, etag }) {
  const session = readSession();
  if (!session) return;
  shown = { order, etag };
  byId('order', HTMLElement).hidden = false;
  document.title = `Order ${order.orderNumber} – Back office`;
  showOrder(order, session.role, act);
  if (opened) updateForm(opened, order);
}

function leaveOrder() {
  shown = undefined;
  opened = undefined;
  closeForm();
  tell('');
  clearMessage();
}

/**
 * What a button of the order does: at once, or in a form.
 * @param {import('./changes.js').Action} action
 * @param {string} [fulfilmentId]
 */
function act(action, fulfilmentId = '') {
  const session = readSession();
  if (!shown || !session || isSending) return;
  const { order } = shown;
  tell('');
  clearMessage();
  if (hasForm(action)) {
    opened = { action, ...fulfilmentId !== '' && { fulfilmentId } };
    const name = fulfilmentId === '' ? undefined : parcelName((order.fulfilments ?? []).findIndex((each) => each.fulfilmentId === fulfilmentId));
    openForm({ ...opened, name }, order, session.role, { onSubmit: submitForm, onClose: leaveForm });
    return;
  }
  if (action === 'confirm') void perform(confirmOrder(order));
  if (action === 'deliver-order') void perform(deliverOrder(order));
  if (action === 'deliver') void perform(deliverParcel(order, fulfilmentId));
  if (action === 'unpack') void perform(unpackParcel(order, fulfilmentId));
}

function submitForm() {
  const session = readSession();
  if (shown && session && opened) void perform(changeIn(opened, shown.order, session.role));
}

function leaveForm() {
  const closed = opened;
  opened = undefined;
  closeForm();
  clearMessage();
  (closed && findActionButton(closed.action, closed.fulfilmentId) || byId('order-title', HTMLElement)).focus();
}

/** @param {import('./changes.js').Change} change */
async function perform(change) {
  const session = readSession();
  if (!shown || !session || isSending || openAttempt(shown.order.orderId, session.id)) return;
  await sendAttempt(beginAttempt(change, { who: session.id, orderId: shown.order.orderId, etag: shown.etag }));
}

/** @param {import('./attempt.js').Attempt} attempt */
async function sendAttempt(attempt) {
  const session = readSession();
  if (!session || isSending) return;
  isSending = true;
  clearMessage();
  tell(`${attempt.what} …`);
  const screen = screens;
  const outcome = await callApi(ordersUrl, session.token, changeCall(attempt));
  isSending = false;
  // Only an answer for good ends it. Without a token that counts, nobody knows what became of a try before.
  if (['done', 'refused', 'stale'].includes(outcome.kind)) endAttempt(attempt.orderId);
  if (screen !== screens) return;
  tell('');
  await showOutcome(outcome, attempt);
}

/** @param {Outcome} outcome @param {import('./attempt.js').Attempt} attempt */
async function showOutcome(outcome, attempt) {
  openActions(true);
  if (outcome.kind === 'done') {
    opened = undefined;
    closeForm();
    renderOrder(outcome);
    tell(outcome.replayed ? `${attempt.done}. The first try had arrived: nothing was recorded twice.` : `${attempt.done}.`);
    byId('order-title', HTMLElement).focus();
  }
  if (outcome.kind === 'refused') await showRefusal(outcome.problem, attempt);
  if (outcome.kind === 'stale') await showWhatChanged(attempt);
  if (outcome.kind === 'not-allowed') askToSignIn(outcome, attempt);
  if (outcome.kind === 'unknown') askToSendAgain(attempt, outcome);
}

/**
 * A colleague was faster: who did what, with the order as it is now. What was entered stays in its form.
 * @param {import('./attempt.js').Attempt} attempt
 * @returns {Promise<void>}
 */
async function showWhatChanged(attempt) {
  const sentences = await readWhatChanged(attempt);
  if (sentences === undefined) return;
  showSentences(
    'Somebody else was faster, so nothing was changed by you',
    sentences.length > 0 ? sentences : ['The order has another version now.'],
    opened ? 'This is the order as it is now. What you entered is still there: look at it, and send it again if it still holds.' : 'This is the order as it is now.',
  );
}

/**
 * What was refused may be so because of what a colleague has done.
 * @param {import('./orders-api.js').Problem} problem
 * @param {import('./attempt.js').Attempt} attempt
 */
async function showRefusal(problem, attempt) {
  const sentences = await readWhatChanged(attempt);
  showProblem(problem);
  if (sentences && sentences.length > 0) addSentences('Meanwhile:', sentences);
}

/**
 * Shows the order as it is now.
 * @param {import('./attempt.js').Attempt} attempt
 * @returns {Promise<string[] | undefined>} what happened since it was shown; nothing when the order cannot be read
 */
async function readWhatChanged(attempt) {
  const session = readSession();
  if (!shown || !session) return undefined;
  const before = shown.order;
  const screen = screens;
  const outcome = await callApi(ordersUrl, session.token, orderCall(attempt.orderId));
  if (screen !== screens) return undefined;
  if (outcome.kind !== 'done') {
    showReadFailure(outcome, () => readOrder(attempt.orderId));
    return undefined;
  }
  renderOrder(outcome);
  const now = Date.now();
  return eventsSince(before, outcome.content).map((event) => sentenceOf(event, now));
}

/** @param {import('./attempt.js').Attempt} attempt @param {Extract<Outcome, { kind: 'unknown' }>} outcome */
function askToSendAgain(attempt, { status, title, retryAfter }) {
  openActions(false);
  const wait = retryAfter === undefined ? '' : ` The API asks to wait ${retryAfter === '1' ? '1 second' : `${retryAfter} seconds`}.`;
  askAfter(
    status === undefined ? `${attempt.what}: no answer` : `${attempt.what}: ${title ?? `the API answered with ${status}`}`,
    `It may be recorded or not.${wait} Send it again: it goes out under the same key, so that it is recorded once.`,
    [
      ['Send again', () => void sendAttempt(attempt)],
      ['Read the order instead', () => {
        endAttempt(attempt.orderId);
        clearMessage();
        openActions(true);
        void readOrder(attempt.orderId);
      }],
    ],
  );
}

/** @param {Exclude<Outcome, { kind: 'done' }>} outcome @param {() => unknown} again */
function showReadFailure(outcome, again) {
  if (outcome.kind === 'not-allowed') return askToSignIn(outcome);
  if (outcome.kind === 'refused') return void showProblem(outcome.problem);
  const { status, title } = outcome.kind === 'unknown' ? outcome : {};
  askAfter(status === undefined ? 'No answer' : title ?? `The API answered with ${status}`, 'Nothing was changed.', [['Try again', () => void again()]]);
}

/**
 * @param {{ status: number, detail: string }} [refusal]
 * @param {import('./attempt.js').Attempt} [attempt] whose sender may sign in again and send it
 */
async function askToSignIn(refusal, attempt) {
  const session = readSession();
  const reasons = { 401: 'Your sign-in has ended.', 403: `${session?.name ?? 'You'} may not do this${refusal?.detail ? `: ${refusal.detail}` : ''}.` };
  const reason = refusal === undefined ? undefined : `${reasons[/** @type {401 | 403} */ (refusal.status)]} ${shown ? 'What you entered is kept.' : ''}`.trim();
  if (refusal?.status === 403 && attempt) endAttempt(attempt.orderId);
  showSignIn(await readPeople(), onToken, { reason, canStay: refusal !== undefined && shown !== undefined });
}

/** @returns {Promise<import('./sign-in-view.js').Person[]>} */
async function readPeople() {
  if (peopleUrl === undefined) return [];
  return fetch(peopleUrl).then((answer) => answer.json()).catch(() => []);
}

/**
 * Whether somebody is staff is the API's to say: it lists the orders of all customers for staff alone.
 * @param {string} token
 * @param {string} name
 */
async function onToken(token, name) {
  const outcome = await callApi(ordersUrl, token, queueCall({ screen: 'queue', status: 'PROCESSING', sort: 'oldest', cursor: '' }));
  if (outcome.kind === 'not-allowed' && outcome.status === 401) return askToSignIn({ status: 401, detail: '' });
  if (outcome.kind === 'unknown') return showSignIn(await readPeople(), onToken, { reason: 'The API gave no answer. Try again.', canStay: shown !== undefined });
  const id = subjectOf(token);
  const isSame = readSession()?.id === id;
  writeSession({ id, name: name === '' ? id : name, token, role: outcome.kind === 'done' ? 'staff' : 'customer' });
  if (isSame && shown) return resume(shown.order.orderId, id);
  leaveOrder();
  await showScreen();
  focusTitle();
}

/** After a sign-in in between: the same screen, with all that was entered. @param {string} orderId @param {string} who */
function resume(orderId, who) {
  hideSignIn();
  const attempt = openAttempt(orderId, who);
  if (attempt) askToSendAgain(attempt, { kind: 'unknown' });
  else byId('order-title', HTMLElement).focus();
}

async function signOut() {
  clearSession();
  leaveOrder();
  screens++;
  await showScreen();
}

function showAccount() {
  const session = readSession();
  byId('account', HTMLElement).hidden = session === undefined;
  if (session) byId('who', HTMLElement).textContent = session.name;
}

function focusTitle() {
  const { screen } = readRoute(location.hash);
  byId(screen === 'queue' ? 'queue-title' : 'order-title', HTMLElement).focus();
}
