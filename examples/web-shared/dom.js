/*
 * Elements that the page's own HTML promises.
 */

/**
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 */
export function byId(id, type) {
  return checked(document.getElementById(id), type, `#${id}`);
}

/**
 * @template {HTMLElement} T
 * @param {ParentNode} parent
 * @param {string} selector
 * @param {new () => T} type
 */
export function within(parent, selector, type) {
  return checked(parent.querySelector(selector), type, selector);
}

/**
 * A new element. What it says is text, never HTML.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Partial<HTMLElementTagNameMap[K]>} [properties]
 * @param {(Node | string)[]} children
 */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Of the screen that is shown. */
export function focusHeading() {
  [...document.querySelectorAll('h1')].find((heading) => heading.offsetParent !== null)?.focus();
}

/** @typedef {HTMLInputElement | HTMLSelectElement} Field */

/** @param {ParentNode} parent */
export function fieldsIn(parent) {
  return [.../** @type {NodeListOf<Field>} */ (parent.querySelectorAll('input, select'))];
}

/**
 * The one element in a template, new.
 * @param {string} id
 */
export function fromTemplate(id) {
  const { firstElementChild } = /** @type {DocumentFragment} */ (byId(id, HTMLTemplateElement).content.cloneNode(true));
  return checked(firstElementChild, HTMLElement, `the element in #${id}`);
}

/**
 * @template {HTMLElement} T
 * @param {Element | null} element
 * @param {new () => T} type
 * @param {string} name
 */
function checked(element, type, name) {
  if (!(element instanceof type)) throw new Error(`${name} is not in the page, or no ${type.name}`);
  return element;
}
