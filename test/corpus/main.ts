import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { agreement } from './agreement.ts';
import { type RunResult, runCorpus } from './run-corpus.ts';

/** `npm run test:corpus -- FOLDER [PART-OF-AN-ID]`: agreement with what `docker compose config` said of real projects. */

const [given = process.env.HOLDFAST_CORPUS, only] = process.argv.slice(2);
if (given === undefined || !existsSync(resolve(given, 'manifest.jsonl'))) {
  console.log('0 passed, 0 failed, 1 skipped: no corpus (give its folder, or set HOLDFAST_CORPUS)');
} else report(runCorpus(resolve(given), only));

function report(results: readonly RunResult[]): void {
  for (const { id, details } of results) {
    if (details.length > 0)
      console.log(
        `${id}\n${details
          .slice(0, 8)
          .map((detail) => `    ${detail}\n`)
          .join('')}`,
      );
  }
  const verdicts = agreement(results.map(({ verdict }) => (verdict === 'newer' ? 'agrees' : verdict)));
  const names = agreement(results.map((result) => result.names));
  const configs = agreement(results.map(({ config }) => config));
  const newer = results.filter(({ verdict }) => verdict === 'newer').length;
  console.log(
    `verdict ${verdicts.text} (of these ${newer} where the specification is newer than the recorded Compose)`,
  );
  console.log(`names   ${names.text}`);
  console.log(`config  ${configs.text}`);
  const failed = results.filter(({ verdict, names: found, config }) =>
    [verdict, found, config].includes('differs'),
  ).length;
  console.log(`${results.length - failed} passed, ${failed} failed, 0 skipped`);
  const enough = verdicts.ratio >= 0.99 && names.ratio === 1 && configs.ratio >= 0.97;
  if (!enough) process.exitCode = 1;
}
