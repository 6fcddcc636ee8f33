/**
 * Node's cryptography, loaded when it is first asked for: that takes longer than a hook's whole judgement, and a hook mostly
 * needs none of it (measured: 5 of 60 ms).
 */
export function nodeCrypto(): typeof import('node:crypto') {
  return process.getBuiltinModule('node:crypto');
}
