import { readDockerfile, stageChain } from '../../../core/lint/facts/dockerfile.ts';
import type { Target } from '../target.ts';

/** A Dockerfile, as far as the rules look into it. */
export const dockerfile: Target = {
  name: 'dockerfile',
  seeds: [
    '# syntax=docker/dockerfile:1\n# escape=\\\nARG V=3\nFROM alpine:${V} AS base\nRUN apk add --no-cache curl \\\n  # why\n  git\nCOPY --from=base . /app\nUSER 1000:1000\nVOLUME ["/data", "/x y"]\nFROM base\nHEALTHCHECK --interval=5s CMD curl -f http://localhost || exit 1\nEXPOSE 80/tcp\n',
    'FROM scratch\nRUN <<EOF\nls\nEOF\nCOPY <<"A" <<B /x\na\nA\nb\nB\nENTRYPOINT ["/x"]\n',
  ],
  pieces: [
    'FROM ',
    'AS x',
    '\\\n',
    '<<EOF\n',
    'EOF',
    'ARG ',
    '${',
    '}',
    '# escape=`\n',
    '--from=',
    '["',
    '"]',
    '\n',
    '\r\n',
    'ONBUILD ',
    '\u0000',
    'COPY ../x /',
  ],
  run(text) {
    const read = readDockerfile(text);
    for (const stage of read.stages) stageChain(read, stage);
  },
};
