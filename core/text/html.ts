import { visibleText } from './visible-text.ts';

/** Markup that is safe to show: made by `html` alone, so that whatever was put into it is escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | undefined | false | readonly Part[];

/** A template whose values become text, unless they are Html themselves. Lists are joined; undefined and false are nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  return new Html(strings.map((text, index) => (index === 0 ? text : markup(values[index - 1]) + text)).join(''));
}

function markup(value: Part): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(markup).join('');
  return escapeHtml(String(value));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as markup, in elements and in quoted attributes. Line breaks stay; other characters that are not seen are named. */
export function escapeHtml(text: string): string {
  return text
    .split('\n')
    .map((line) => visibleText(line.replace(/\t/g, '  '), 10_000))
    .join('\n')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
