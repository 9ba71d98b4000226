/** 128 random bits. `crypto.randomUUID` is there over https and on localhost alone, and a page may be tried from a phone. */
export function randomHex() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
