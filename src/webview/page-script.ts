/**
 * The script of every page: hands clicks and choices to the extension, takes new content from it without losing the focus,
 * and moves the focus with the arrow keys within a group. It runs in the page, so it stands here as text.
 */
export const pageScript = `
const host = acquireVsCodeApi();
const main = document.querySelector('main');
const tell = (element, value) =>
  host.postMessage({ action: element.dataset.action, argument: element.dataset.argument, value });

document.addEventListener('click', ({ target }) => {
  const element = target.closest('[data-action]');
  if (element && element.tagName !== 'SELECT') tell(element);
});
document.addEventListener('change', ({ target }) => {
  if (target.dataset.action) tell(target, target.value);
});
window.addEventListener('message', ({ data }) => {
  if (typeof data.content !== 'string') return;
  const { activeElement } = document;
  const key = activeElement instanceof Element ? activeElement.getAttribute('data-key') : null;
  const { scrollX, scrollY } = window;
  main.innerHTML = data.content;
  if (key) main.querySelector('[data-key="' + CSS.escape(key) + '"]')?.focus();
  window.scrollTo(scrollX, scrollY);
});

const show = (element) => {
  const detail = document.getElementById('detail');
  if (detail && element) detail.textContent = element.getAttribute('data-detail');
};
document.addEventListener('pointerover', ({ target }) => show(target.closest?.('[data-detail]')));
document.addEventListener('focusin', ({ target }) => show(target.closest?.('[data-detail]')));

document.addEventListener('keydown', (event) => {
  const item = event.target.closest?.('[data-lane]');
  if (!item) return;
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    tell(item);
    return;
  }
  const items = [...main.querySelectorAll('[data-lane]')];
  const lane = Number(item.dataset.lane);
  const own = items.filter((other) => Number(other.dataset.lane) === lane);
  const at = own.indexOf(item);
  const x = Number(item.dataset.x);
  const nearest = (wanted) => {
    const others = items.filter((other) => Number(other.dataset.lane) === wanted);
    return others.sort((a, b) => Math.abs(a.dataset.x - x) - Math.abs(b.dataset.x - x))[0];
  };
  const lanes = [...new Set(items.map((other) => Number(other.dataset.lane)))].sort((a, b) => a - b);
  const next = {
    ArrowRight: () => own[at + 1],
    ArrowLeft: () => own[at - 1],
    Home: () => own[0],
    End: () => own.at(-1),
    ArrowDown: () => nearest(lanes[lanes.indexOf(lane) + 1]),
    ArrowUp: () => nearest(lanes[lanes.indexOf(lane) - 1]),
  }[event.key]?.();
  if (!next) return;
  event.preventDefault();
  for (const other of items) other.setAttribute('tabindex', other === next ? '0' : '-1');
  next.focus();
});
`;
