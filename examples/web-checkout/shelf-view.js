/*
 * The products, each with its price, how many are left, and its button.
 */
import { byId, fromTemplate, within } from '../web-shared/dom.js';
import { formatAmount } from '../web-shared/money.js';

/** So few that it is worth saying. */
const FEW = 5;

/**
 * @param {readonly import('./catalogue.js').Product[]} products
 * @param {(product: import('./catalogue.js').Product) => void} add
 */
export function showShelf(products, add) {
  byId('products', HTMLUListElement).replaceChildren(...products.map((product) => {
    const item = fromTemplate('product');
    within(item, 'img', HTMLImageElement).src = `images/${product.productId}.svg`;
    within(item, 'h2', HTMLHeadingElement).textContent = product.name;
    within(item, '.price', HTMLSpanElement).textContent = formatAmount(product.price);
    within(item, '.left', HTMLSpanElement).textContent = leftOf(product);
    within(item, '.unseen', HTMLSpanElement).textContent = ` ${product.name}`;
    const button = within(item, 'button', HTMLButtonElement);
    button.dataset.available = String(product.available);
    button.addEventListener('click', () => add(product));
    return item;
  }));
}

/** @param {boolean} isOpen whether something can be added */
export function openShelf(isOpen) {
  for (const button of byId('products', HTMLUListElement).querySelectorAll('button')) button.disabled = !isOpen || button.dataset.available === '0';
}

/** @param {import('./catalogue.js').Product} product */
function leftOf({ available }) {
  if (available === 0) return 'Sold out';
  return available <= FEW ? `Only ${available} left` : `${available} in stock`;
}
