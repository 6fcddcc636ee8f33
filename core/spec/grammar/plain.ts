import { byPattern } from './grammar.ts';

/** Texts that Compose turns into booleans and numbers (compose-go loader/interpolate.go). */

export const booleanText = byPattern({
  title: 'true or false',
  example: 'true',
  pattern: /^(?:true|false|y|yes|on|n|no|off)$/i,
  message: 'it is neither true nor false',
});

export const integerText = byPattern({
  title: 'a whole number',
  example: '3',
  pattern: /^[+-]?\d+$/,
  message: 'it is no whole number',
});

/** Go's ParseFloat. */
export const numberText = byPattern({
  title: 'a number',
  example: '0.5',
  pattern: /^[+-]?(?:(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|0x[\da-f_.]+p[+-]?\d+|inf(?:inity)?|nan)$/i,
  message: 'it is no number',
});

/** Permission bits in octal. */
export const fileMode = byPattern({
  title: 'permission bits in octal',
  example: '0440',
  pattern: /^[+-]?(?:0o?)?[0-7]+$/,
  message: 'permission bits are octal digits',
});
