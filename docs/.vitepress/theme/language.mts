/*
 * The language that a reader has chosen in one example is shown in every other, on this page and the next ones, and on the next visit.
 */
import { inBrowser, onContentUpdated } from 'vitepress';
import { onMounted, onUnmounted } from 'vue';

const KEY = 'order-processing-api-language';

export function useChosenLanguage(): void {
  if (!inBrowser) return;
  onMounted(() => document.addEventListener('change', remember));
  onUnmounted(() => document.removeEventListener('change', remember));
  onContentUpdated(() => {
    const chosen = localStorage.getItem(KEY);
    if (chosen !== null) keepingInPlace(document.getElementById(decodeURIComponent(location.hash.slice(1))), () => show(chosen));
  });
}

function remember({ target }: Event): void {
  if (!(target instanceof HTMLInputElement) || !target.matches('.vp-code-group input')) return;
  const language = labelOf(target)?.dataset.title;
  if (language === undefined) return;
  localStorage.setItem(KEY, language);
  keepingInPlace(target.parentElement, () => show(language));
}

/** A group without the language stays as it is. */
function show(language: string): void {
  for (const group of document.querySelectorAll('.vp-code-group')) {
    const inputs = [...group.querySelectorAll('input')];
    const place = inputs.findIndex((input) => labelOf(input)?.dataset.title === language);
    if (place < 0) continue;
    inputs[place].checked = true;
    [...group.querySelector('.blocks')!.children].forEach((block, index) => block.classList.toggle('active', index === place));
  }
}

/** Examples above it become longer or shorter, and what somebody reads must not move. */
function keepingInPlace(element: Element | null, change: () => void): void {
  const topOf = () => element?.getBoundingClientRect().top ?? 0;
  const before = topOf();
  change();
  window.scrollBy({ top: topOf() - before, behavior: 'instant' });
}

function labelOf(input: HTMLInputElement): HTMLLabelElement | null {
  return document.querySelector(`label[for="${input.id}"]`);
}
