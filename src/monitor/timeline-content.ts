import { l10n } from 'vscode';
import type { LaneState } from '../../core/monitor/lane-states.ts';
import {
  entryInWords,
  type TimelineEntry,
  type TimelineSource,
  type TimelineWeight,
} from '../../core/monitor/timeline.ts';
import { type Lane, layOutTimeline, type Mark, type MarkShape } from '../../core/monitor/timeline-picture.ts';
import { type Html, html } from '../../core/text/html.ts';
import { say } from '../say.ts';

export interface TimelineContent {
  /** Oldest first; those before the span say how services were at its beginning. */
  readonly entries: readonly TimelineEntry[];
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  /** Hours that are shown. */
  readonly hours: number;
  readonly project: string | undefined;
  readonly projects: readonly string[];
}

/** The spans that a person can choose, in hours. */
export const spans = [0.25, 1, 6, 24, 168] as const;
/** Rows of the list below the picture. */
const mostRows = 300;
const pictureWidth = 1040;
/** Lines about one mark. */
const mostDetails = 6;

/** The page of the timeline: choices, the picture, and all of it again as a list. */
export function timelineContent(content: TimelineContent): Html {
  const { entries, from, to } = content;
  const visible = entries.filter(({ at }) => at >= from && at <= to);
  return html`<h1>${l10n.t('Incident timeline')}</h1>
<div class="bar">
  ${choice('span', l10n.t('Span'), spanChoices(), String(content.hours))}
  ${
    content.projects.length > 1 &&
    choice(
      'project',
      l10n.t('Project'),
      [['', l10n.t('All projects')], ...content.projects.map((name) => [name, name] as const)],
      content.project ?? '',
    )
  }
  <button data-action="export" data-key="export">${l10n.t('Export…')}</button>
  <button data-action="copy" data-key="copy">${l10n.t('Copy as Markdown')}</button>
  <button data-action="diagnose" data-key="diagnose">${l10n.t('Diagnose Stack')}</button>
</div>
${
  visible.length === 0
    ? html`<p class="card">${l10n.t(
        'Nothing happened in this span. Holdfast notes what the engine does, edits of Compose files, what the guard held and what it did itself, while VS Code or "holdfast monitor" runs.',
      )}</p>`
    : html`${picture(entries, content)}${list(visible)}`
}`;
}

function spanChoices(): readonly (readonly [value: string, label: string])[] {
  const labels = [
    l10n.t('15 minutes'),
    l10n.t('1 hour'),
    l10n.t('6 hours'),
    l10n.t('24 hours'),
    l10n.t('7 days'),
  ] as const;
  return spans.map((hours, index) => [String(hours), labels[index] ?? String(hours)]);
}

function choice(
  action: string,
  label: string,
  options: readonly (readonly [value: string, label: string])[],
  chosen: string,
): Html {
  return html`<label>${label} <select data-action="${action}" data-key="${action}">${options.map(([value, text]) =>
    value === chosen
      ? html`<option value="${value}" selected>${text}</option>`
      : html`<option value="${value}">${text}</option>`,
  )}</select></label>`;
}

function picture(entries: readonly TimelineEntry[], { from, to, hours }: TimelineContent): Html {
  const layout = layOutTimeline(entries, {
    from,
    to,
    width: pictureWidth,
    words: { engine: l10n.t('Engine'), files: l10n.t('Files and guard') },
    zoneMinutes: -new Date(to).getTimezoneOffset(),
  });
  const { width, height, left } = layout;
  const bottom = height - 26;
  const format = new Intl.DateTimeFormat(undefined, {
    ...(hours > 24 ? { day: 'numeric', month: 'short' } : { hour: '2-digit', minute: '2-digit' }),
    ...(hours < 0.2 && { second: '2-digit' }),
  });
  let isFirst = true;
  const marks = layout.lanes.map((lane, index) =>
    lane.marks.map((mark) => {
      const drawn = drawMark(mark, lane, { index, tabIndex: isFirst ? 0 : -1 });
      isFirst = false;
      return drawn;
    }),
  );
  return html`<p class="hidden">${l10n.t(
    'The picture has a row for each service. Arrow keys move from event to event; the list below says the same.',
  )}</p>
<svg class="timeline" viewBox="0 0 ${width} ${height}" role="group" aria-label="${l10n.t('Timeline')}">
<defs><pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect class="stripe-ground" width="6" height="6"/><rect class="stripe" width="3" height="6"/></pattern></defs>
${layout.ticks.map(
  ({ x, at }) => html`<line class="tick" x1="${x}" x2="${x}" y1="8" y2="${bottom}"/>
<text class="time" x="${x}" y="${height - 8}" text-anchor="middle">${format.format(at)}</text>`,
)}
${layout.lanes.map(
  ({ name, project, y, bars }) => html`<text class="lane" x="${left - 14}" y="${y + 4}" text-anchor="end">${shorten(
    project === undefined ? name : `${project}: ${name}`,
  )}<title>${project === undefined ? name : `${project}: ${name}`}</title></text>
<line class="ground" x1="${left}" x2="${width - 24}" y1="${y}" y2="${y}"/>
${bars.map(
  (bar) =>
    bar.state !== 'unknown' &&
    bar.state !== 'gone' &&
    html`<rect class="span ${bar.state}" x="${bar.x}" width="${Math.max(1, bar.width)}" y="${y - 8}" height="16" rx="2"><title>${name}: ${stateWords()[bar.state]}</title></rect>`,
)}`,
)}
${marks}
</svg>
<p id="detail" class="detail" aria-hidden="true">${l10n.t('Point at a mark, or move with the arrow keys, to read what happened.')}</p>
${legend()}`;
}

function drawMark(mark: Mark, lane: Lane, place: { readonly index: number; readonly tabIndex: number }): Html {
  const { x, weight, shape, entries } = mark;
  const told = entries.slice(0, mostDetails).map((entry) => `${timeOf(entry.at)} ${entryInWords(entry, say)}`);
  if (entries.length > mostDetails) told.push(l10n.t('and {0} more, in the list below', entries.length - mostDetails));
  const detail = told.join('\n');
  const [first] = entries;
  return html`<g class="mark ${weight}" transform="translate(${x} ${lane.y})" tabindex="${place.tabIndex}" role="button"
 data-lane="${place.index}" data-x="${Math.round(x)}" data-key="${`${lane.project ?? ''}/${lane.name}/${first?.at ?? 0}`}" data-action="show" data-argument="${first?.at ?? 0}"
 data-detail="${detail}" aria-label="${`${lane.name}: ${detail}`}">
<circle class="halo" r="13"/>${shapeOf(shape, entries.length > 1 ? 1.25 : 1)}${entries.length > 1 && html`<text class="count" y="3.5" text-anchor="middle">${entries.length > 9 ? '9+' : entries.length}</text>`}</g>`;
}

const paths: Readonly<Record<MarkShape, string>> = {
  circle: 'M-7 0 A7 7 0 1 1 7 0 A7 7 0 1 1 -7 0 Z',
  square: 'M-6.5 -6.5 H6.5 V6.5 H-6.5 Z',
  diamond: 'M0 -8.5 L8.5 0 L0 8.5 L-8.5 0 Z',
  triangle: 'M0 -9 L9 7 L-9 7 Z',
  hexagon: 'M-4 -7.5 L4 -7.5 L8.5 0 L4 7.5 L-4 7.5 L-8.5 0 Z',
};

function shapeOf(shape: MarkShape, scale = 1): Html {
  return html`<path class="shape" d="${paths[shape]}" transform="scale(${scale})"/>`;
}

function legend(): Html {
  const shapes: readonly (readonly [MarkShape, string])[] = [
    ['circle', l10n.t('engine')],
    ['triangle', l10n.t('alert')],
    ['square', l10n.t('edit of a file')],
    ['hexagon', l10n.t('guard')],
    ['diamond', l10n.t('Holdfast’s own action')],
  ];
  const weights: readonly (readonly [TimelineWeight, string])[] = [
    ['bad', l10n.t('failure')],
    ['warning', l10n.t('something was taken away')],
    ['good', l10n.t('success')],
  ];
  const states: readonly Exclude<LaneState, 'unknown' | 'gone'>[] = [
    'healthy',
    'running',
    'unhealthy',
    'stopped',
    'failed',
  ];
  return html`<div class="legend" aria-hidden="true">
${shapes.map(([shape, text]) => html`<span><svg viewBox="-10 -10 20 20"><g class="mark plain">${shapeOf(shape)}</g></svg>${text}</span>`)}
${weights.map(([weight, text]) => html`<span><svg viewBox="-10 -10 20 20"><g class="mark ${weight}">${shapeOf('circle')}</g></svg>${text}</span>`)}
${states.map((state) => html`<span><svg viewBox="0 -10 28 20"><rect class="span ${state}" x="1" y="-8" width="26" height="16" rx="2"/></svg>${stateWords()[state]}</span>`)}
</div>`;
}

function stateWords(): Readonly<Record<Exclude<LaneState, 'unknown' | 'gone'>, string>> {
  return {
    running: l10n.t('running'),
    healthy: l10n.t('healthy'),
    unhealthy: l10n.t('unhealthy'),
    paused: l10n.t('paused'),
    stopped: l10n.t('stopped'),
    failed: l10n.t('failed'),
  };
}

function list(entries: readonly TimelineEntry[]): Html {
  const rows = entries.slice(-mostRows).reverse();
  return html`<h2 id="list">${l10n.t('Everything, newest first')}</h2>
<table><thead><tr><th scope="col">${l10n.t('Time')}</th><th scope="col">${l10n.t('From')}</th><th scope="col">${l10n.t('What happened')}</th></tr></thead><tbody>
${rows.map(
  (entry) =>
    html`<tr class="${entry.weight}" id="at-${entry.at}"><td class="when">${timeOf(entry.at)}</td><td class="from">${sourceWords()[entry.source]}</td><td>${entryInWords(entry, say)}${
      entry.file !== undefined &&
      html` <button class="link" data-action="openFile" data-argument="${entry.file}">${l10n.t('Open File')}</button>`
    }</td></tr>`,
)}</tbody></table>
${entries.length > mostRows && html`<p class="quiet">${l10n.t('The newest {0} of {1}. The export has all of them.', mostRows, entries.length)}</p>`}`;
}

function sourceWords(): Readonly<Record<TimelineSource, string>> {
  return {
    engine: l10n.t('engine'),
    file: l10n.t('file'),
    guard: l10n.t('guard'),
    action: 'Holdfast',
    alert: l10n.t('alert'),
  };
}

function timeOf(at: number): string {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? date.toLocaleTimeString() : date.toLocaleString();
}

function shorten(name: string): string {
  return name.length > 22 ? `${name.slice(0, 21)}…` : name;
}
