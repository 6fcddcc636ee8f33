import { parseEnv } from '../../../core/project/dotenv.ts';
import type { Target } from '../target.ts';

/** The text of a .env file. */
export const envFile: Target = {
  name: 'env-file',
  seeds: [
    'A=1\nB=two words\nC="${A} ${B:-x}"\nD=\'$A\'\n# comment\nexport E=3 # tail\nF: yaml\nG\n',
    'KEY="several\nlines ${A:+x} ${A:?message}"\r\nEMPTY=\nESC="\\n\\t\\""\n',
  ],
  pieces: [
    '=',
    '"',
    "'",
    '${',
    '}',
    ':-',
    ':?',
    '$',
    '\\',
    '\n',
    '\r\n',
    '#',
    'export ',
    ' ',
    '\u0000',
    '\uFEFF',
    '${A:-${B:-',
    '"""',
  ],
  run: (text) => void parseEnv(text, (name) => (name === 'A' ? 'a' : undefined)),
};
