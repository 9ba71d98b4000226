/*
 * Whether bytes are a usable public key of Ed25519 (RFC 8032). Node.js imports any 32 bytes as one, and only verifying a signature shows.
 */

const P = 2n ** 255n - 19n;
const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;

/** The y of a point of order 8. */
const Y8 = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;

/** The y of the points of small order. Under such a key anybody can sign. */
const SMALL_ORDER = [0n, 1n, P - 1n, Y8, P - Y8];

/** Whether the bytes are a point of the curve under which only the owner of the private key can sign. */
export function isEd25519Key(bytes: Uint8Array): boolean {
  const y = littleEndian(bytes) % 2n ** 255n; // the highest bit is the sign of x
  if (y >= P || SMALL_ORDER.includes(y)) return false;
  const numerator = modulo(y * y - 1n);
  const denominator = modulo(D * y * y + 1n);
  return power(modulo(numerator * denominator), (P - 1n) / 2n) === 1n; // x² = numerator ÷ denominator has a root
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
}

function modulo(value: bigint): bigint {
  return ((value % P) + P) % P;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let factor = base, rest = exponent; rest > 0n; factor = modulo(factor * factor), rest /= 2n) {
    if (rest % 2n === 1n) result = modulo(result * factor);
  }
  return result;
}
