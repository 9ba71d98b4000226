/*
 * Programs for the page itself, as text: the compiler knows no browser here.
 */

/** What is wider than the place that it has, of the elements of a selector, and whether the page is wider than its window. Both languages of an example are shown. */
export function overflowsOf(selector: string): string {
  return `(() => {
    for (const block of document.querySelectorAll('.vp-code-group .blocks > *')) block.classList.add('active');
    const isTooWide = (element) => element.scrollWidth > element.clientWidth + 1;
    const found = [...document.querySelectorAll(${JSON.stringify(selector)})].filter(isTooWide);
    const { scrollWidth } = document.documentElement;
    return [
      ...found.map(({ tagName, textContent }) => tagName + ' ' + textContent.slice(0, 80)),
      ...scrollWidth > window.innerWidth ? ['the page is ' + scrollWidth + ' px wide'] : [],
    ];
  })()`;
}

/** How many lines of the screen a line of code takes, in the first block. */
export function linesOnScreen(characters: number): string {
  return `(() => {
    const line = document.createElement('span');
    line.textContent = 'x'.repeat(${characters});
    document.querySelector('.vp-doc pre code').append('\\n', line);
    return line.getClientRects().length;
  })()`;
}

/** For each drawing: its address, and the height of its smallest letters, in pixels of the screen. */
export const SMALLEST_LETTERS = `Promise.all([...document.querySelectorAll('.vp-doc img[src$=".svg"]')].map(async (image) => {
  const drawing = await (await fetch(image.src)).text();
  const sizes = [...drawing.matchAll(/font-size: ([\\d.]+)px/g)].map(([, size]) => Number(size));
  return [image.src, Math.min(...sizes) * image.clientWidth / image.naturalWidth];
}))`;
