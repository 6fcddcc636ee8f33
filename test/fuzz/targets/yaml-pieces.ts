import { compareReadings } from '../../support/same-reading.ts';
import type { Target } from '../target.ts';
import { project } from './project.ts';

/** YAML, read by pieces and partly without the parser, against the parser on the whole. */
export const yamlPieces: Target = {
  name: 'yaml-pieces',
  seeds: project.seeds,
  pieces: [
    ...project.pieces,
    ' #',
    '# ',
    ':',
    ' : ',
    '1e3',
    '0x1f',
    '010',
    '1_000',
    '.inf',
    '~',
    'yes',
    '- - ',
    '-',
    '!',
    '@',
    '%',
    ',',
    '=',
    '\n\n',
    '\n  - ',
  ],
  // A carriage return alone ends a line in YAML, but not for the parser.
  run: (text) => compareReadings('/p/compose.yaml', text.replace(/\r(?!\n)/g, ' ')),
};
