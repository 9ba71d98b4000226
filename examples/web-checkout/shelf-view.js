/*
 * The products, each with its button.
 */
import { PRODUCTS } from './catalogue.js';
import { byId, fromTemplate, within } from './dom.js';
import { format } from './money.js';

/** @param {(product: import('./catalogue.js').Product) => void} add */
export function showShelf(add) {
  byId('products', HTMLUListElement).replaceChildren(...PRODUCTS.map((product) => {
    const item = fromTemplate('product');
    within(item, 'img', HTMLImageElement).src = `images/${product.id}.svg`;
    within(item, 'h2', HTMLHeadingElement).textContent = product.name;
    within(item, '.price', HTMLParagraphElement).textContent = format(product.price);
    within(item, '.unseen', HTMLSpanElement).textContent = ` ${product.name}`;
    within(item, 'button', HTMLButtonElement).addEventListener('click', () => add(product));
    return item;
  }));
}

/** @param {boolean} isOpen whether something can be added */
export function openShelf(isOpen) {
  for (const button of byId('products', HTMLUListElement).querySelectorAll('button')) button.disabled = !isOpen;
}
