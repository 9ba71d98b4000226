/*
 * What whoever publishes a page sets, in the file beside it.
 */
import { byId } from './dom.js';

/** @returns {Promise<any>} */
export async function readConfig() {
  try {
    return await (await fetch('config.json')).json();
  } catch {
    byId('content', HTMLElement).textContent = 'This page needs a file config.json beside it, with the ordersUrl of your API.';
    return new Promise(() => {}); // the page cannot go on
  }
}
