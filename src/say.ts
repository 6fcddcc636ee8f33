import { l10n } from 'vscode';
import type { Say } from '../core/text/say.ts';

/** Texts of the library in the language of the window. */
export const say: Say = (text, ...args) => l10n.t(text, ...args);
