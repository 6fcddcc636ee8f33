import { visibleText } from '../text/visible-text.ts';
import type { TimelineEntry, TimelineSource } from './timeline.ts';

/** Who tells, as a word in a list. */
export const sourceInWords: Readonly<Record<TimelineSource, string>> = {
  engine: 'engine',
  file: 'file',
  guard: 'guard',
  action: 'Holdfast',
  alert: 'alert',
};

/**
 * A history as a Markdown list, oldest first, for a report that people read elsewhere: times in UTC, a heading for each day.
 * What comes from outside is escaped.
 */
export function timelineAsMarkdown(entries: readonly TimelineEntry[]): string {
  const lines: string[] = [];
  let day = '';
  for (const entry of entries) {
    const time = new Date(entry.at).toISOString();
    if (time.slice(0, 10) !== day) {
      day = time.slice(0, 10);
      if (lines.length > 0) lines.push('');
      lines.push(`**${day}** (UTC)`, '');
    }
    const what = markdownText(entry.text);
    const text = entry.weight === 'bad' ? `**${what}**` : what;
    lines.push(`- ${time.slice(11, 19)} ${sourceInWords[entry.source]}: ${text}`);
  }
  return lines.length === 0 ? 'Nothing was noted.\n' : `${lines.join('\n')}\n`;
}

/** A history as one JSON document: `{"entries":[…]}`, times in ISO 8601. */
export function timelineAsJson(entries: readonly TimelineEntry[]): string {
  return JSON.stringify(
    { entries: entries.map(({ at, ...rest }) => ({ at: new Date(at).toISOString(), ...rest })) },
    undefined,
    2,
  );
}

/** A text as one line of Markdown that shows exactly it: nothing hides in it, and marks are escaped. */
export function markdownText(text: string): string {
  const line = text.replace(/[\r\n]\s*/g, ' ').replace(/\t/g, ' ');
  return visibleText(line, 2000).replace(/[\\`*_[\]<>|~&]/g, '\\$&');
}
