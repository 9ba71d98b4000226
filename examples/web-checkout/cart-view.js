/*
 * The lines of the cart. A line that stays is kept as the element that it is: whoever stands on its button or in its
 * field stays there.
 */
import { lineTotal } from './order.js';
import { byId, fromTemplate, within } from '../web-shared/dom.js';
import { format } from '../web-shared/money.js';

/** @typedef {import('./cart.js').Line} Line */

/**
 * @typedef {object} CartEvents
 * @property {(line: Line, step: number) => void} onStep
 * @property {(productId: string, quantity: string) => void} onQuantity
 */

/**
 * @param {readonly Line[]} lines
 * @param {CartEvents} events
 */
export function showCart(lines, events) {
  const list = byId('cart', HTMLUListElement);
  const present = new Map([...list.children].map((element) => [element.id, element]));
  const wanted = lines.map((line) => present.get(idOf(line)) ?? newLine(line, events));
  for (const element of list.children) if (!wanted.includes(element)) element.remove();
  list.append(...wanted.filter((element) => !element.isConnected));
  lines.forEach((line, index) => update(wanted[index], line, index));
  byId('empty', HTMLElement).hidden = lines.length > 0;
}

/** @param {Line} line */
function idOf({ productId }) {
  return `line-${productId}`;
}

/**
 * @param {Line} line
 * @param {CartEvents} events
 */
function newLine(line, { onStep, onQuantity }) {
  const element = fromTemplate('line');
  const { name } = line;
  element.id = idOf(line);
  const label = within(element, 'label', HTMLLabelElement);
  const field = within(element, 'input', HTMLInputElement);
  field.id = `quantity-${line.productId}`;
  label.htmlFor = field.id;
  label.append(name);
  label.dataset.name = `The quantity of ${name}`;
  field.setAttribute('aria-label', label.dataset.name);
  field.addEventListener('input', () => onQuantity(line.productId, field.value));
  for (const button of element.querySelectorAll('button')) {
    const step = Number(button.dataset.step);
    button.setAttribute('aria-label', step > 0 ? `One more ${name}` : `One less ${name}`);
    button.addEventListener('click', () => onStep(line, step));
  }
  return element;
}

/**
 * @param {Element} element
 * @param {Line} line
 * @param {number} index where the API will name it
 */
function update(element, line, index) {
  const field = within(element, 'input', HTMLInputElement);
  field.dataset.pointer = ['quantity', 'price', 'productId'].map((member) => `#/items/${index}/${member}`).join(' ');
  if (field.value !== line.quantity) field.value = line.quantity;
  within(element, 'output', HTMLOutputElement).textContent = format(lineTotal(line));
}
