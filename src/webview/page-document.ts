import { randomBytes } from 'node:crypto';
import { escapeHtml, type Html } from '../../core/text/html.ts';
import { pageScript } from './page-script.ts';
import { pageStyle } from './page-style.ts';

export interface PageDocument {
  readonly content: Html;
  readonly title: string;
  /** Styles that this page has beyond those of all pages. */
  readonly style: string;
  /** Of the words, as a BCP 47 tag. */
  readonly language: string;
}

/**
 * A whole page. It may load nothing from anywhere and send nothing; its own script and style carry a number that nobody can
 * guess, and whatever else looks like a script in it is not run.
 */
export function pageDocument({ content, title, style, language }: PageDocument): string {
  const nonce = randomBytes(18).toString('base64url');
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeHtml(title)}</title>
<style nonce="${nonce}">${pageStyle}${style}</style>
</head>
<body>
<main tabindex="-1">${content.text}</main>
<script nonce="${nonce}">${pageScript}</script>
</body>
</html>`;
}
