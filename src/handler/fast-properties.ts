/**
 * Lets V8 copy an object as a block. For each request the SDK spreads its settings into a new object, four times and
 * more, and V8 holds them as a dictionary, since they were assigned piece by piece: 6 % of a warm order's CPU.
 * V8 lays an object out anew once it is read as a prototype; nothing that a program can see of it changes.
 */
export function compact(settings: object): void {
  const heir = Object.create(settings) as { readonly none?: unknown };
  for (let i = 0; i < READS; i++) read(heir);
}

/** After so many reads V8 has long begun to remember where it found what is read: at the eighth. */
const READS = 100;

function read({ none }: { readonly none?: unknown }): unknown {
  return none;
}
