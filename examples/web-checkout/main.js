/*
 * The page: what is entered goes into the cart, the cart becomes an order, and what the API says of it is shown.
 */
import { beginAttempt, beginTry, endAttempt, endTry, openAttempt } from './attempt.js';
import { showCart } from './cart-view.js';
import { addToCart, changeCart, emptyCart, readCart, setQuantity, stepQuantity } from './cart.js';
import { DELIVERIES, deliveryOf, readProducts } from './catalogue.js';
import { COUNTRIES } from './countries.js';
import { objectionTo } from './objections.js';
import { orderOf, totalOf } from './order.js';
import { placeOrder } from './orders-api.js';
import { showReceipt } from './receipt-view.js';
import { clearReceipt, readReceipt, writeReceipt } from './receipt.js';
import { openShelf, showShelf } from './shelf-view.js';
import { showWire } from './wire-view.js';
import { readConfig } from '../web-shared/config.js';
import { byId, fieldsIn, fromTemplate, within } from '../web-shared/dom.js';
import { clearFault, clearMessage, firstFault, showMessage, showProblem } from '../web-shared/faults-view.js';
import { format, formatAmount } from '../web-shared/money.js';

/** What whoever publishes the page sets. @typedef {{ ordersUrl: string, referenceUrl?: string, backOfficeUrl?: string }} Config */

/** @type {[Config, import('./catalogue.js').Product[]]} */
const [{ ordersUrl, referenceUrl, backOfficeUrl }, products] = await Promise.all([readConfig(), readProducts()]);

const form = byId('checkout', HTMLFormElement);
const entries = fieldsIn(form).filter((field) => field.closest('.field'));
const placeButton = byId('place', HTMLButtonElement);

let isSending = false;

showLink('reference', referenceUrl);
showLink('back-office', backOfficeUrl);
showCountries();
showDeliveries();
fillShelf(products);
for (const field of entries) {
  field.addEventListener('input', () => changeCart({ [field.name]: field.value }));
}
form.addEventListener('input', ({ target }) => clearFault(/** @type {import('../web-shared/dom.js').Field} */ (target)));
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void submit();
});
placeButton.disabled = false; // before, the browser itself would have sent the form
byId('again', HTMLButtonElement).addEventListener('click', () => {
  clearReceipt();
  byId('wire', HTMLElement).hidden = true;
  show();
  byId('order', HTMLElement).focus();
});
addEventListener('storage', show); // another tab has changed what both show

show();
if (openAttempt()) void submit(); // of a page that did not live to see the answer

async function submit() {
  if (isSending) return;
  if (!openAttempt() && readCart().lines.length === 0) {
    showMessage('Your order is empty', 'Add something to it first.').focus();
    return;
  }
  const attempt = beginAttempt(orderOf(readCart()));
  beginTry(attempt);
  isSending = true;
  clearMessage();
  show();
  const outcome = await placeOrder(ordersUrl, attempt);
  isSending = false;
  keep(outcome, attempt);
  show();
  showWire(ordersUrl, attempt, outcome.answer);
  showOutcome(outcome);
  await readProducts().then(fillShelf, () => {}); // less is left now; a shelf from before will do
}

/**
 * @param {import('./orders-api.js').Outcome} outcome
 * @param {import('./attempt.js').Attempt} attempt
 */
function keep(outcome, attempt) {
  if (outcome.kind === 'taken') {
    const { orderId, orderNumber, status, replayed } = outcome;
    writeReceipt({ orderId, orderNumber, status, replayed, total: totalIn(attempt.body) });
    emptyCart();
  }
  if (outcome.kind !== 'unknown') endAttempt();
  else if (outcome.answer) endTry(attempt);
}

/** @param {import('./orders-api.js').Outcome} outcome */
function showOutcome(outcome) {
  if (outcome.kind === 'taken') byId('receipt-title', HTMLElement).focus();
  if (outcome.kind === 'refused') {
    const { lines } = readCart();
    showProblem(outcome.problem, (fault) => objectionTo(fault, lines), agreed);
  }
  if (outcome.kind === 'unknown') {
    showMessage(outcome.answer ? `The API answered with ${outcome.answer.status}` : 'No answer', 'The order may have arrived or not. Send it again: it goes out under the same key, so that it is made once.');
  }
}

/** @param {readonly import('./catalogue.js').Product[]} offered */
function fillShelf(offered) {
  showShelf(offered, (product) => {
    addToCart(product);
    cartChanged(`${product.name} added`);
  });
  openShelf(openAttempt() === undefined);
}

/** The page as what is stored says, and whether something is under way. */
function show() {
  const cart = readCart();
  const isOpen = openAttempt() === undefined;
  const receipt = isOpen ? readReceipt() : undefined;
  const delivery = deliveryOf(cart.delivery);
  for (const field of entries) {
    const entered = cart[/** @type {import('./cart.js').Entry} */ (field.name)];
    if (field.value !== entered) field.value = entered;
  }
  byId(`delivery-${delivery.id}`, HTMLInputElement).checked = true;
  byId('address', HTMLElement).hidden = !delivery.needsAddress;
  showCart(cart.lines, {
    onQuantity(productId, quantity) {
      setQuantity(productId, quantity);
      show();
    },
    onStep({ productId, name }, step) {
      stepQuantity(productId, step);
      cartChanged(`${name} changed`);
    },
  });
  byId('total', HTMLElement).textContent = format(totalOf(cart));
  form.hidden = receipt !== undefined;
  openShelf(isOpen);
  byId('fields', HTMLFieldSetElement).disabled = !isOpen; // what is on its way changes no more
  placeButton.setAttribute('aria-disabled', String(isSending)); // and not `disabled`, which would lose the focus
  placeButton.textContent = isSending ? 'Placing your order …' : isOpen ? 'Place order' : 'Send again';
  showReceipt(receipt);
}

/** @param {string} news */
function cartChanged(news) {
  clearReceipt();
  clearMessage(); // its faults named the lines by their places
  show();
  if (!document.activeElement || document.activeElement === document.body) byId('order', HTMLElement).focus(); // the line went, with the button on it
  tell(news);
}

/**
 * The other faults stay: the customer goes on with the next one, or to the button.
 * @param {import('./objections.js').Objection} objection
 */
function agreed({ remedy, about, agree }) {
  agree();
  show();
  (firstFault() ?? placeButton).focus();
  tell(`${remedy} ${about}`);
}

/** @param {string} news for whoever hears the page and does not see it */
function tell(news) {
  const { lines } = readCart();
  byId('news', HTMLElement).textContent = `${news}. ${lines.length} in your order, ${format(totalOf(readCart()))}.`;
}

function showDeliveries() {
  byId('deliveries', HTMLElement).replaceChildren(...DELIVERIES.map(({ id, name }) => {
    const choice = fromTemplate('delivery');
    const field = within(choice, 'input', HTMLInputElement);
    field.id = `delivery-${id}`;
    field.value = id;
    within(choice, 'span', HTMLSpanElement).textContent = name;
    field.addEventListener('change', () => {
      changeCart({ delivery: id });
      clearMessage(); // its faults may be those of an address that is not asked for any more
      show();
    });
    return choice;
  }));
}

function showCountries() {
  byId('country', HTMLSelectElement).append(...COUNTRIES.map(({ code, name }) => new Option(name, code)));
}

/** @param {string} id @param {string | undefined} url of a page that is not there for everybody */
function showLink(id, url) {
  const link = byId(id, HTMLAnchorElement);
  link.hidden = url === undefined;
  if (url !== undefined) link.href = url;
}

/** @param {string} body */
function totalIn(body) {
  const { totalAmount } = JSON.parse(body);
  return formatAmount(totalAmount);
}
