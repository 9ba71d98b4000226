/*
 * What outlives a reload. Where a browser keeps nothing (it is told to, or is full), that is lost, and orders are
 * still taken.
 */

/**
 * A value under a name; what a browser keeps is text, so the value is one that JSON can hold.
 * @template T
 * @param {string} name
 * @param {() => Storage} storage of all tabs, and beyond the last of them; or of this tab alone
 */
export function stored(name, storage = () => localStorage) {
  /** @type {string | null} what a storage has refused to keep */
  let inMemory = null;
  return {
    /** @returns {T | undefined} */
    read() {
      const text = inMemory ?? attempted(() => storage().getItem(name), null);
      return text === null ? undefined : JSON.parse(text);
    },
    /** @param {T} value */
    write(value) {
      const text = JSON.stringify(value);
      inMemory = attempted(() => {
        storage().setItem(name, text);
        return null;
      }, text);
    },
    clear() {
      inMemory = null;
      attempted(() => storage().removeItem(name), undefined);
    },
  };
}

/**
 * @template T
 * @param {() => T} access
 * @param {T} otherwise
 */
function attempted(access, otherwise) {
  try {
    return access();
  } catch {
    return otherwise;
  }
}
