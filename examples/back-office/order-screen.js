/*
 * One order on the screen, and what is done with it: a change goes to the API, and what it answers is shown.
 */
import { changeIn, closeForm, enteredInForm, hasForm, openForm, openFormAgain, updateForm } from './action-form.js';
import { beginAttempt, endAttempt, openAttempt } from './attempt.js';
import { confirmOrder, deliverOrder, deliverParcel, unpackParcel } from './changes.js';
import { showReadFailure } from './failure.js';
import { addSentences, askAfter, showSentences, tell } from './message-view.js';
import { callForScreen, nameScreen } from './office.js';
import { findActionButton, openActions, sentenceOf, showOrder } from './order-view.js';
import { eventsSince, parcelName, trackingSince } from './order.js';
import { changeCall, orderCall } from './orders-api.js';
import { readSession } from './session.js';
import { askToSignIn } from './sign-in.js';
import { byId } from '../web-shared/dom.js';
import { clearMessage, showProblem } from '../web-shared/faults-view.js';

/** @typedef {import('./order.js').Order} Order */
/** @typedef {import('./attempt.js').Attempt} Attempt */
/** @typedef {import('./orders-api.js').Outcome} Outcome */

/** The change will never be made. */
const REFUSALS = ['refused', 'stale'];

/** What is said of a change without any content, which the API would refuse at no field. */
const NOTHING_CHANGED = {
  title: 'There is nothing to change',
  errors: [{ pointer: '#/carrier', detail: 'must be changed, or the tracking number, or the tracking page' }],
};

/** The order at the version that its ETag names. @type {{ order: Order, etag: string } | undefined} */
let shown;

/** @type {import('./action-form.js').Opened | undefined} */
let opened;

const FORM_EVENTS = { onSubmit: submitForm, onClose: leaveForm };

/** Keys of the changes that are on their way. @type {Set<string>} */
const onTheWay = new Set();

/**
 * @param {string} orderId
 * @returns {Promise<void>}
 */
export async function readOrder(orderId) {
  const outcome = await callForScreen(orderCall(orderId));
  if (outcome === undefined) return;
  if (outcome.kind !== 'done') {
    if (!shown) nameScreen('Order that cannot be read');
    return showReadFailure(outcome, () => readOrder(orderId));
  }
  clearMessage();
  render(outcome);
  askAboutOpenAttempt();
}

export function leaveOrder() {
  shown = undefined;
  opened = undefined;
  closeForm();
  openActions(true);
  tell('');
  clearMessage();
}

/** After a sign-in of the same person in between. @returns {boolean} whether there is an order to go on with */
export function resumeOrder() {
  if (!shown) return false;
  if (!askAboutOpenAttempt()) byId('order-title', HTMLElement).focus();
  return true;
}

/** @param {{ content: Order, etag: string }} answer */
function render({ content: order, etag }) {
  const session = readSession();
  if (!session) return;
  shown = { order, etag };
  byId('order', HTMLElement).hidden = false;
  nameScreen(`Order ${order.orderNumber}`);
  showOrder(order, session.role, act);
  if (opened) updateForm(opened, order);
}

/**
 * What a button of the order does: at once, or in a form.
 * @param {import('./changes.js').Action} action
 * @param {string} [fulfilmentId]
 */
function act(action, fulfilmentId = '') {
  const session = readSession();
  if (!shown || !session || openAttempt(shown.order.orderId, session.id)) return;
  const { order } = shown;
  tell('');
  clearMessage();
  if (hasForm(action)) {
    opened = fulfilmentId === '' ? { action } : { action, ...parcelOf(order, fulfilmentId) };
    openForm(opened, order, session.role, FORM_EVENTS);
  }
  if (action === 'confirm') void perform(confirmOrder(order));
  if (action === 'deliver-order') void perform(deliverOrder(order));
  if (action === 'deliver') void perform(deliverParcel(order, fulfilmentId));
  if (action === 'unpack') void perform(unpackParcel(order, fulfilmentId));
}

/** @param {Order} order @param {string} fulfilmentId */
function parcelOf({ fulfilments = [] }, fulfilmentId) {
  const index = fulfilments.findIndex((each) => each.fulfilmentId === fulfilmentId);
  const { carrier, trackingNumber, trackingUrl } = fulfilments[index];
  return { fulfilmentId, name: parcelName(index), before: { carrier, trackingNumber, trackingUrl } };
}

function submitForm() {
  const session = readSession();
  if (!shown || !session || !opened) return;
  const change = changeIn(opened, shown.order, session.role);
  if (Object.keys(change.body).length > 0) return void perform(change, { opened, entered: enteredInForm() });
  clearMessage();
  showProblem(NOTHING_CHANGED);
}

function leaveForm() {
  const button = opened && findActionButton(opened.action, opened.fulfilmentId);
  opened = undefined;
  closeForm();
  clearMessage();
  (button ?? byId('order-title', HTMLElement)).focus();
}

/**
 * @param {import('./changes.js').Change} change
 * @param {import('./action-form.js').FilledForm} [form] that it came from
 */
async function perform(change, form) {
  const session = readSession();
  if (!shown || !session || openAttempt(shown.order.orderId, session.id)) return;
  await sendAttempt(beginAttempt(change, { who: session.id, orderId: shown.order.orderId, etag: shown.etag, form }));
}

/**
 * @param {Attempt} attempt
 * @param {boolean} [isSentAgain] then it may be recorded, whatever the API says now
 */
async function sendAttempt(attempt, isSentAgain = false) {
  clearMessage();
  waitFor(attempt);
  onTheWay.add(attempt.key);
  const outcome = await callForScreen(changeCall(attempt), ({ kind }) => {
    onTheWay.delete(attempt.key);
    if (kind === 'done') endAttempt(attempt);
  });
  if (outcome === undefined) return showAnew(attempt); // a refusal that nobody has seen comes again when it is sent again
  if (REFUSALS.includes(outcome.kind)) endAttempt(attempt);
  tell('');
  openActions(true);
  await showOutcome(outcome, attempt, isSentAgain);
}

/** @param {Attempt} attempt */
function waitFor({ what }) {
  openActions(false);
  tell(`${what} …`);
}

/** Somebody has left the order, and may have come back to it. @param {Attempt} attempt */
function showAnew({ orderId }) {
  if (shown?.order.orderId !== orderId) return;
  tell('');
  openActions(true);
  void readOrder(orderId);
}

/**
 * @param {Outcome} outcome
 * @param {Attempt} attempt
 * @param {boolean} isSentAgain
 */
async function showOutcome(outcome, attempt, isSentAgain) {
  if (outcome.kind === 'done') showDone(outcome, attempt);
  if (outcome.kind === 'refused') await showRefusal(outcome.problem, attempt);
  if (outcome.kind === 'stale') await showWhatChanged(attempt, isSentAgain);
  if (outcome.kind === 'unknown') askToSendAgain(attempt, outcome);
  if (outcome.kind === 'not-allowed') {
    // With 401 nobody knows what became of a try before. With 403 it is refused.
    if (outcome.status === 403) endAttempt(attempt);
    await askToSignIn(outcome, true);
  }
}

/**
 * @param {Extract<Outcome, { kind: 'done' }>} outcome
 * @param {Attempt} attempt
 */
function showDone(outcome, { done }) {
  opened = undefined;
  closeForm();
  render(outcome);
  tell(outcome.replayed ? `${done}. The first try had arrived: nothing was recorded twice.` : `${done}.`);
  byId('order-title', HTMLElement).focus();
}

/**
 * A colleague was faster: who did what, with the order as it is now. What was entered stays in its form.
 * @param {Attempt} attempt
 * @param {boolean} isSentAgain
 */
async function showWhatChanged(attempt, isSentAgain) {
  const sentences = await readWhatChanged(attempt);
  if (sentences === undefined) return;
  const kept = ' What you entered is still there: look at it, and send it again if it still holds.';
  showSentences(
    isSentAgain ? 'The order was changed since you looked at it' : 'The order was changed before you, so your change was not made',
    sentences.length > 0 ? sentences : ['The order has another version now.'],
    `This is the order as it is now${isSentAgain ? ': its history says whether your change was made' : ''}.${opened ? kept : ''}`,
  );
}

/**
 * What is refused may be so because of what a colleague has done.
 * @param {import('../web-shared/send.js').Problem} problem
 * @param {Attempt} attempt
 */
async function showRefusal(problem, attempt) {
  const sentences = await readWhatChanged(attempt) ?? [];
  showProblem({ ...problem, errors: problem.errors?.map(inWords) });
  if (sentences.length > 0) addSentences('Meanwhile:', sentences);
}

/**
 * A form without any quantity is a request without lines.
 * @param {import('../web-shared/send.js').Fault} fault
 */
function inWords(fault) {
  return fault.pointer === '#/items' ? { ...fault, detail: 'must be at least 1, or that of another line, got 0' } : fault;
}

/**
 * Shows the order as it is now.
 * @param {Attempt} attempt
 * @returns {Promise<string[] | undefined>} what happened since it was shown; nothing when it cannot be read
 */
async function readWhatChanged({ orderId }) {
  const before = shown?.order;
  const outcome = await callForScreen(orderCall(orderId));
  if (before === undefined || outcome === undefined) return undefined;
  if (outcome.kind !== 'done') {
    showReadFailure(outcome, () => readOrder(orderId));
    return undefined;
  }
  render(outcome);
  const now = Date.now();
  const events = eventsSince(before, outcome.content).map((event) => sentenceOf(event, now));
  return [...events, ...trackingSince(before, outcome.content)];
}

/** @returns {boolean} whether a change of the order that is shown waits for its answer */
function askAboutOpenAttempt() {
  const session = readSession();
  const attempt = shown && session && openAttempt(shown.order.orderId, session.id);
  if (!attempt) return false;
  if (onTheWay.has(attempt.key)) {
    waitFor(attempt);
  } else {
    openFormOf(attempt);
    askToSendAgain(attempt, { kind: 'unknown' });
  }
  return true;
}

/** A reload, or leaving the order, has closed the form: what was in it is kept with the attempt. @param {Attempt} attempt */
function openFormOf({ form }) {
  const session = readSession();
  if (!shown || !session || !form || opened) return;
  opened = form.opened;
  openFormAgain(opened, shown.order, session.role, FORM_EVENTS, form.entered);
}

/**
 * @param {Attempt} attempt
 * @param {Extract<Outcome, { kind: 'unknown' }>} outcome
 */
function askToSendAgain(attempt, { status, title, retryAfter }) {
  openActions(false);
  const wait = retryAfter === undefined ? '' : ` The API asks to wait ${retryAfter === '1' ? '1 second' : `${retryAfter} seconds`}.`;
  askAfter(
    `${attempt.what}: ${status === undefined ? 'no answer' : title ?? `the API answered with ${status}`}`,
    `It may be recorded or not.${wait} Send it again: it goes out under the same key, so that it is recorded once.`,
    [
      ['Send again', () => void sendAttempt(attempt, true)],
      ['Read the order instead', () => void giveUp(attempt)],
      ['Sign in again', () => void askToSignIn(undefined, true)],
    ],
  );
}

/**
 * Says what became of a change, as far as the order knows. What was entered would be another change now.
 * @param {Attempt} attempt
 */
async function giveUp(attempt) {
  const sentences = await readWhatChanged(attempt);
  if (sentences === undefined) return;
  endAttempt(attempt);
  opened = undefined;
  closeForm();
  openActions(true);
  showSentences(
    'This is the order as it is now',
    sentences.length > 0 ? sentences : ['Nothing has happened since you looked at it.'],
    'What is not in its history was not recorded so far.',
  );
}
