/*
 * What could not be read: nothing was changed, so it is simply asked for again.
 */
import { askAfter } from './message-view.js';
import { askToSignIn } from './sign-in.js';
import { byId, focusHeading } from '../web-shared/dom.js';
import { showProblem } from '../web-shared/faults-view.js';

/**
 * @param {Exclude<import('./orders-api.js').Outcome, { kind: 'done' }>} outcome
 * @param {() => unknown} again
 */
export function showReadFailure(outcome, again) {
  if (outcome.kind === 'not-allowed') return void askToSignIn(outcome);
  if (outcome.kind === 'refused') return showProblem(outcome.problem);
  const { status, title } = outcome.kind === 'unknown' ? outcome : {};
  const what = status === undefined ? 'No answer' : title ?? `The API answered with ${status}`;
  askAfter(what, 'Nothing was changed.', [['Try again', () => void tryAgain(again)], ['Sign in again', () => void askToSignIn()]]);
}

/** The button that was pressed is gone then. @param {() => unknown} again */
async function tryAgain(again) {
  await again();
  if (byId('message', HTMLElement).hidden) focusHeading();
}
