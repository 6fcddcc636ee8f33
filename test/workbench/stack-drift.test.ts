import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { docker, engineOrSkip, type ScratchProject, scratchProject, testImage } from '../engine/scratch-project.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';

const stackFile = (name: string, probe: string) => `name: ${name}
services:
  cache:
    image: ${testImage}
    init: true
    command: sleep 3600
    volumes: [cache-data:/data]
  web:
    image: ${testImage}
    init: true
    command: sleep 3600
    depends_on: [cache]
    healthcheck: {test: [CMD-SHELL, "${probe}"], interval: 1s, retries: 1}
volumes: {cache-data: {}}
`;

describe('what runs compared with the file, in VS Code', function () {
  this.timeout(240_000);
  let window: Workbench | undefined;
  let project: ScratchProject | undefined;

  afterEach(async () => {
    await window?.close();
    await project?.remove();
    window = project = undefined;
  });

  /** A stack that runs from the window's own copy of the folder, since containers belong to the folder they came from. */
  async function openStack(context: Mocha.Context): Promise<{ bench: Workbench; name: string }> {
    await engineOrSkip(context);
    project = await scratchProject('services: {}\n');
    const { name } = project;
    const bench = await openWorkbench({ workspace: { 'compose.yaml': stackFile(name, 'true') } });
    window = bench;
    await docker('compose', '--project-directory', bench.folder, 'up', '--detach');
    await bench.openContainer('Holdfast');
    await bench.treeItem('Stack', 'web').first().getByText('healthy').waitFor();
    return { bench, name };
  }

  it('shows the difference, and puts the old version back when the new one fails', async function () {
    const { bench, name } = await openStack(this);
    const probe = () => docker('inspect', '--format', '{{.Config.Healthcheck.Test}}', `${name}-web-1`);
    const before = await probe();
    writeFileSync(path.join(bench.folder, 'compose.yaml'), stackFile(name, 'echo no way; false'));
    await bench.treeItem('Stack', 'web').first().getByText('differs from the file').waitFor();
    await bench.runCommand('Holdfast: Safe Restart…');
    await bench.pick(['web']);
    await bench.page.locator('.monaco-dialog-box', { hasText: 'web: recreate' }).waitFor();
    await bench.screenshot('drift-restart-plan');
    await bench.answerDialog('Restart web?', 'Restart');
    await bench.notification('the old version serves again').getByText('no way').waitFor();
    await bench.screenshot('drift-rolled-back');
    assert.equal(await probe(), before);
  });

  it('shows a service that runs and left the file, and diagnoses it', async function () {
    const { bench, name } = await openStack(this);
    const labels = ['project.config_files=x', `project=${name}`, 'service=left', 'oneoff=False', 'container-number=1'];
    const left = `${name}-left-1`;
    const args = labels.flatMap((label) => ['--label', `com.docker.compose.${label}`]);
    await docker('run', '--detach', '--init', '--name', left, ...args, testImage, 'sleep', '600');
    try {
      const row = bench.treeItem('Stack', 'left').first();
      await row.getByText('not in the file').waitFor();
      await bench.hover(row, 'put its block back');
      await bench.screenshot('drift-orphan');
      await bench.runCommand('Holdfast: Diagnose Stack');
      await bench.webview().getByText('Services run that the file no longer has').first().waitFor();
      await bench.screenshot('drift-diagnosis');
    } finally {
      await docker('rm', '--force', left);
    }
  });
});
