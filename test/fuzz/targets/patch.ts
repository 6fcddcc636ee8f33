import assert from 'node:assert/strict';
import { propose } from '../../../core/guard/patch/propose.ts';
import type { Target } from '../target.ts';

const file = '/p/compose.yaml';
const before =
  'services:\n  web:\n    image: nginx\n  db:\n    image: postgres\n    volumes:\n      - data:/data\nvolumes:\n  data:\n';

/** The patch of an agent's edit tool, in any of the three forms. */
export const patch: Target = {
  name: 'patch',
  seeds: [
    '*** Begin Patch\n*** Update File: compose.yaml\n@@ services:\n   web:\n-    image: nginx\n+    image: caddy\n@@\n   db:\n-    image: postgres\n*** End of File\n*** End Patch\n',
    '*** Begin Patch\n*** Add File: x.yaml\n+a: 1\n*** Delete File: compose.yaml\n*** Update File: y\n*** Move to: z\n*** End Patch\n',
    '--- a/compose.yaml\n+++ b/compose.yaml\n@@ -1,5 +1,3 @@\n services:\n-  web:\n-    image: nginx\n   db:\n     image: postgres\n',
    '------- SEARCH\n  web:\n    image: nginx\n=======\n  web:\n    image: caddy\n+++++++ REPLACE\n',
    '<<<<<<< SEARCH\n  db:\n=======\n>>>>>>> REPLACE\n',
  ],
  pieces: [
    '*** Begin Patch\n',
    '*** End Patch\n',
    '*** Update File: compose.yaml\n',
    '*** Delete File: compose.yaml\n',
    '*** Move to: ',
    '@@',
    '@@ -9999999999,1 +1 @@\n',
    '-',
    '+',
    ' ',
    '\n',
    '\r\n',
    '\\ No newline at end of file\n',
    '--- /dev/null\n',
    '=======\n',
    '>>>>>>> REPLACE\n',
    '../../',
    '\u0000',
  ],
  run(text) {
    const read = (path: string) => (path === file ? before : undefined);
    const resolve = (path: string) => (path.startsWith('/') ? path : `/p/${path}`);
    for (const path of [undefined, file]) {
      const { texts, unclear } = propose([{ kind: 'patch', text, path }], read, resolve);
      for (const [changed, after] of texts)
        assert(changed !== file || after !== before, 'what is the same is left out');
      for (const reason of unclear.values()) assert.notEqual(reason, '', 'what is unclear has a reason');
    }
  },
};
