import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { lint } from '../../../core/lint/lint.ts';
import { loadProject } from '../../../core/project/load-project.ts';
import { disk } from '../../../io/disk.ts';
import { measuringData } from '../../support/measuring-data.ts';

/** A folder with one defective project a folder, named after its defect; it isn't part of this repository. */
const folder = measuringData('HOLDFAST_PEER_CASES', 'small defective projects');

/** Case number → rule and the line it belongs to, counted from 1; an empty list must stay silent. */
const expected: Readonly<Record<string, readonly string[]>> = {
  '00': [],
  '01': ['missing-data-volume 7', 'undefined-service 5'],
  '02': ['undefined-volume 5'],
  '03': ['undefined-network 5'],
  '04': ['duplicate-key 4'],
  '05': ['bad-value 5'],
  '06': ['duplicate-host-port 9'],
  '07': ['dependency-cycle 4'],
  '08': ['missing-healthcheck 5'],
  '09': ['unknown-key 3'],
  '10': ['host-network-ports 5'],
  '11': ['anonymous-data-volume 5'],
  '12': ['duplicate-container-name 7'],
  '13': ['obsolete-version 1'],
  '14': ['unset-variable 3'],
  '15': ['missing-build-context 3'],
  '16': ['missing-env-file 4'],
  '17': ['missing-image-or-build 2'],
  '18': ['network-mode-with-networks 4'],
  '19': ['bad-interpolation 3'],
  '20': ['unset-variable 5'],
  '21': [],
  '22': ['duplicate-key 8'],
  '23': [],
  '24': ['missing-extends 5'],
  '25': ['missing-include 2'],
  '26': ['disabled-dependency 4'],
  '27': ['undefined-config 5', 'undefined-secret 4'],
  '28': [],
  '29': [],
  '30': ['bad-healthcheck 6', 'bad-value 4', 'bad-value 7'],
  '31': ['sexagesimal-port 5'],
  '32': ['undefined-anchor 3'],
  '33': ['bad-value 5'],
  '34': ['unused-network 7', 'unused-volume 5'],
  '35': ['mounted-engine-socket 8'],
};

describe('small defective projects', () => {
  if (folder === undefined) return;
  for (const name of readdirSync(folder).sort()) {
    it(name, () => {
      const directory = path.resolve(folder, name);
      const project = loadProject(disk, { directory, environment: { PATH: '/bin' } });
      const found = lint(project, { view: disk }).map(({ rule, location }) => {
        const line = (disk.readText(location.file) ?? '').slice(0, location.range.start).split('\n').length;
        return `${rule} ${line}`;
      });
      assert.deepEqual([...found].sort(), expected[name.slice(0, 2)] ?? assert.fail(`no expectation for ${name}`));
    });
  }
});
