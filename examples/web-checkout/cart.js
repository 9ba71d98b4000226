/*
 * What the customer has chosen so far: it is kept until the order is placed.
 */
import { productOf } from './catalogue.js';
import { stored } from './storage.js';

/**
 * A line of the cart, its quantity as it was typed.
 * @typedef {{ productId: string, quantity: string }} Line
 */

/** What the customer has typed, by the names of the form's fields. Nothing has been typed at first. */
const EMPTY = { name: '', email: '', addressLine1: '', addressLine2: '', city: '', postalCode: '', region: '', country: '', note: '' };

/** @typedef {keyof typeof EMPTY} Entry */

/** Everything that the customer has entered. @typedef {typeof EMPTY & { lines: Line[], delivery: string }} Cart */

/** @type {ReturnType<typeof stored<Cart>>} */
const kept = stored('cart');

/** @returns {Cart} */
export function readCart() {
  const cart = { ...EMPTY, lines: [], delivery: '', ...kept.read() };
  return { ...cart, lines: cart.lines.filter(({ productId }) => productOf(productId)) };
}

/** @param {Partial<Cart>} change */
export function changeCart(change) {
  kept.write({ ...readCart(), ...change });
}

/** @param {string} productId */
export function addToCart(productId) {
  const { lines } = readCart();
  const line = lines.find((candidate) => candidate.productId === productId);
  changeCart({ lines: line ? lines.map((other) => (other === line ? stepped(line, 1) : other)) : [...lines, { productId, quantity: '1' }] });
}

/**
 * One more or one less; the last one takes its line along.
 * @param {string} productId
 * @param {number} step
 */
export function stepQuantity(productId, step) {
  const lines = readCart().lines.map((line) => (line.productId === productId ? stepped(line, step) : line));
  changeCart({ lines: lines.filter(({ quantity }) => quantity !== '0') });
}

/**
 * @param {string} productId
 * @param {string} quantity
 */
export function setQuantity(productId, quantity) {
  changeCart({ lines: readCart().lines.map((line) => (line.productId === productId ? { ...line, quantity } : line)) });
}

/** The goods and the note are gone with the order; who orders and how is kept for the next one. */
export function emptyCart() {
  changeCart({ lines: [], note: '' });
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
