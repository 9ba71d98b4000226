/*
 * What the API has answered to the order of this tab. Guests cannot read orders, so this is all that the page knows
 * of its status.
 */
import { stored } from '../web-shared/storage.js';

/** @typedef {{ orderId: string, orderNumber: string, status: string, total: string, replayed: boolean }} Receipt */

/** @type {ReturnType<typeof stored<Receipt>>} */
const kept = stored('receipt', () => sessionStorage);

export const readReceipt = kept.read;
export const writeReceipt = kept.write;
export const clearReceipt = kept.clear;
