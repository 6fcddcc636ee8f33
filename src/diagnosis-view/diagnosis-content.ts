import { l10n } from 'vscode';
import { ageInWords, reasonsToKeep, sizeInWords, type VolumeFacts } from '../../core/backup/inventory.ts';
import type { Diagnosis, Root } from '../../core/stack/diagnosis/diagnose.ts';
import type { StackView } from '../../core/stack/stack.ts';
import { type Html, html } from '../../core/text/html.ts';
import { safeFixesOf } from './safe-fixes.ts';

export interface DiagnosisContent {
  readonly title: string;
  readonly diagnosis: Diagnosis;
  readonly stack: StackView;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What a cleanup would destroy; undefined: nobody asked yet. */
  readonly inventory?: readonly VolumeFacts[] | undefined;
}

/** The page of a diagnosis: the roots first, what hangs on them, by what they were seen, and what may safely be done. */
export function diagnosisContent({ title, diagnosis, stack, at, inventory }: DiagnosisContent): Html {
  const { roots, notes } = diagnosis;
  const heading =
    roots.length === 0
      ? l10n.t('{0}: nothing is wrong', title)
      : roots.length === 1
        ? l10n.t('{0}: one thing is wrong', title)
        : l10n.t('{0}: {1} things are wrong', title, roots.length);
  return html`<h1>${heading}</h1>
<p class="quiet">${l10n.t('Looked at {0}. Nothing was changed.', new Date(at).toLocaleTimeString())}</p>
<div class="bar">
  <button class="first" data-action="copy" data-key="copy">${l10n.t('Copy as Incident Report')}</button>
  <button data-action="again" data-key="again">${l10n.t('Diagnose Again')}</button>
  <button data-action="timeline" data-key="timeline">${l10n.t('Show Timeline')}</button>
  <button data-action="markdown" data-key="markdown">${l10n.t('Open as Markdown')}</button>
</div>
${roots.map((root, index) => rootCard(root, { index, stack }))}
${
  notes.length > 0 &&
  html`<section class="card" aria-labelledby="notes"><h2 id="notes">${l10n.t('Worth a look')}</h2><ul>${notes.map(
    (note) => html`<li>${note}</li>`,
  )}</ul></section>`
}
${inventoryCard(inventory)}`;
}

function rootCard(root: Root, { index, stack }: { readonly index: number; readonly stack: StackView }): Html {
  const fixes = safeFixesOf(root, stack);
  return html`<section class="card root" aria-labelledby="root-${index}">
<h2 id="root-${index}"><span class="sign" aria-hidden="true">!</span>${root.title}</h2>
${root.cause !== undefined && html`<p>${root.cause}</p>`}
${chains(root)}
${
  root.evidence.length > 0 &&
  html`<h3>${l10n.t('Evidence')}</h3><ul class="evidence">${root.evidence.map((text) => html`<li>${text}</li>`)}</ul>`
}
${
  root.steps.length > 0 &&
  html`<h3>${l10n.t('What to do, in this order')}</h3><ol>${root.steps.map((text) => html`<li>${text}</li>`)}</ol>`
}
${root.never !== undefined && html`<p class="never"><strong>${l10n.t('Not first:')}</strong> ${root.never}</p>`}
${
  fixes.length > 0 &&
  html`<div class="bar" role="group" aria-label="${l10n.t('Safe steps for {0}', root.service ?? root.title)}">${fixes.map(
    ({ label }, position) =>
      html`<button data-action="fix" data-argument="${`${index}/${position}`}" data-key="${`fix-${index}-${position}`}">${label}</button>`,
  )}</div>`
}
</section>`;
}

/** The chains from what suffers to the root, each as a row of boxes; the root stands last. */
function chains({ suffering, service }: Root): Html | undefined {
  if (suffering.length === 0) return undefined;
  return html`<h3>${l10n.t('What suffers from it')}</h3>${suffering.map((chain) => {
    const names = chain.split(' → ');
    return html`<ol class="chain" aria-label="${l10n.t('{0} is the root cause', names.at(-1) ?? '')}">${names.map(
      (name, index) =>
        html`<li class="${index === names.length - 1 || name === service ? 'box origin' : 'box'}">${name}${
          index === names.length - 1 && html`<span class="tag">${l10n.t('root cause')}</span>`
        }</li>`,
    )}</ol>`;
  })}`;
}

function inventoryCard(inventory: readonly VolumeFacts[] | undefined): Html {
  const title = l10n.t('What a cleanup would destroy');
  if (inventory === undefined) {
    return html`<section class="card"><h2>${title}</h2>
<p>${l10n.t('Before anything is pruned or removed, look at what hangs on it. Sizes are asked from the engine, which may take a while.')}</p>
<div class="bar"><button data-action="inventory" data-key="inventory">${l10n.t('Show the Inventory')}</button></div></section>`;
  }
  return html`<section class="card" role="status"><h2>${title}</h2>
${
  inventory.length === 0
    ? html`<p>${l10n.t('Every volume has a user or is locked: a cleanup of volumes would find nothing.')}</p>`
    : html`<p>${l10n.t('Volumes that no container uses, the largest first. Whatever they hold would be gone:')}</p>
<dl>${inventory.map(volumeEntry)}</dl>`
}</section>`;
}

function volumeEntry(facts: VolumeFacts): Html {
  const { name, volume, size } = facts;
  const made = volume.created === undefined ? '' : `, ${l10n.t('made {0}', ageInWords(volume.created, Date.now()))}`;
  return html`<dt>${name}</dt><dd>${sizeInWords(size)}${made}${reasonsToKeep(facts).map(
    (reason) => html`<br><span aria-hidden="true">⚠</span> ${reason}`,
  )}</dd>`;
}
