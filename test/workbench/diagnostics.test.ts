import { openWorkbench } from '../support/workbench.ts';

const composeFile = `services:
  web:
    imagee: nginx:1-alpine
    depends_on:
      - cache
  db:
    image: postgres:16-alpine
    environment:
      POSTGRES_PASSWORD: \${PASSWORD:-secret}
`;

describe('diagnostics in the editor', function () {
  this.timeout(180_000);

  it('marks what is wrong while it is edited, and says why on hover', async () => {
    const workbench = await openWorkbench({ workspace: { 'compose.yaml': composeFile } });
    await workbench.openFile('compose.yaml');
    await workbench.squiggles('error').first().waitFor();
    await workbench.hover(workbench.token('imagee'), /imagee[\s\S]*image/);
    await workbench.screenshot('diagnostics-hover');
    await workbench.page.keyboard.press('Escape');
    await workbench.close();
  });
});
