/*
 * What the customer has chosen so far: it is kept until the order is placed.
 */
import { stored } from '../web-shared/storage.js';

/**
 * A line of the cart: the name and the price that the customer has seen, and the quantity as it was typed.
 * @typedef {{ productId: string, name: string, price: number, quantity: string }} Line
 */

/** What the customer has typed, by the names of the form's fields. Nothing has been typed at first. */
const EMPTY = { name: '', email: '', addressLine1: '', addressLine2: '', city: '', postalCode: '', region: '', country: '', note: '' };

/** @typedef {keyof typeof EMPTY} Entry */

/** Everything that the customer has entered. @typedef {typeof EMPTY & { lines: Line[], delivery: string }} Cart */

/** @type {ReturnType<typeof stored<Cart>>} */
const kept = stored('cart');

/** @returns {Cart} */
export function readCart() {
  return { ...EMPTY, lines: [], delivery: '', ...kept.read() };
}

/** @param {Partial<Cart>} change */
export function changeCart(change) {
  kept.write({ ...readCart(), ...change });
}

/**
 * One more, at the price at which it is offered now.
 * @param {import('./catalogue.js').Product} product
 */
export function addToCart({ productId, name, price }) {
  if (!readCart().lines.some((line) => line.productId === productId)) {
    changeCart({ lines: [...readCart().lines, { productId, name, price, quantity: '0' }] });
  }
  changeLine(productId, (line) => ({ ...stepped(line, 1), price }));
}

/**
 * One more or one less; the last one takes its line along.
 * @param {string} productId
 * @param {number} step
 */
export function stepQuantity(productId, step) {
  changeLine(productId, (line) => stepped(line, step));
  changeCart({ lines: readCart().lines.filter(({ quantity }) => quantity !== '0') });
}

/**
 * @param {string} productId
 * @param {string} quantity
 */
export function setQuantity(productId, quantity) {
  changeLine(productId, (line) => ({ ...line, quantity }));
}

/**
 * @param {string} productId
 * @param {number} price
 */
export function setPrice(productId, price) {
  changeLine(productId, (line) => ({ ...line, price }));
}

/** @param {string} productId */
export function removeFromCart(productId) {
  changeCart({ lines: readCart().lines.filter((line) => line.productId !== productId) });
}

/** The goods and the note are gone with the order; who orders and how is kept for the next one. */
export function emptyCart() {
  changeCart({ lines: [], note: '' });
}

/**
 * @param {string} productId
 * @param {(line: Line) => Line} change
 */
function changeLine(productId, change) {
  changeCart({ lines: readCart().lines.map((line) => (line.productId === productId ? change(line) : line)) });
}

/**
 * @param {Line} line
 * @param {number} step
 * @returns {Line}
 */
function stepped(line, step) {
  const quantity = /^\d{1,9}$/.test(line.quantity.trim()) ? Number(line.quantity) + step : 1;
  return { ...line, quantity: String(Math.max(quantity, 0)) };
}
