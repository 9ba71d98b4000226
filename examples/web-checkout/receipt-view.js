/*
 * The order as the API has answered it.
 */
import { byId } from '../web-shared/dom.js';

/** @param {import('./receipt.js').Receipt | undefined} receipt */
export function showReceipt(receipt) {
  byId('receipt', HTMLElement).hidden = receipt === undefined;
  if (receipt === undefined) return;
  byId('order-number', HTMLElement).textContent = receipt.orderNumber;
  byId('order-id', HTMLElement).textContent = receipt.orderId;
  byId('order-status', HTMLElement).textContent = receipt.status;
  byId('order-total', HTMLElement).textContent = receipt.total;
  byId('replayed', HTMLElement).hidden = !receipt.replayed;
}
