import { imageFacts } from '../../core/images/image-facts.ts';
import { imagePage } from '../image-page.ts';
import type { LiveState } from '../protocol.ts';

/** What is known of an image: where its data is, its ports, whether it declares a volume, what its health check can use. */
export function describeImage(image: string, live: LiveState | undefined): string | undefined {
  const facts = imageFacts(image);
  const lines: string[] = [];
  if (facts !== undefined) {
    lines.push(`**${facts.title}**`);
    for (const data of facts.data) {
      const where = data.mountAt === undefined || data.mountAt === data.path ? '' : `; mount \`${data.mountAt}\``;
      const volume = data.declared
        ? 'the image declares a volume there, so without a mount the data lands in an anonymous volume'
        : 'no volume is declared there, so without a mount the data is lost with the container';
      lines.push(`- Data: \`${data.path}\`${where} (${data.replaceable ? 'can be had again' : volume})`);
    }
    if (facts.ports !== undefined && facts.ports.length > 0)
      lines.push(`- Ports: ${facts.ports.map((port) => `\`${port}\``).join(', ')}`);
    if (facts.healthcheck !== undefined) lines.push(`- Health check: \`${facts.healthcheck.slice(1).join(' ')}\``);
    if (facts.missingPrograms.size > 0)
      lines.push(`- Not in the image: ${[...facts.missingPrograms].map((name) => `\`${name}\``).join(', ')}`);
    if (facts.majorBound) lines.push('- Another major version does not read the data of this one.');
  }
  if (live !== undefined)
    lines.push(live.images.includes(image) ? '- On this engine.' : '- Not on this engine; it would be pulled.');
  const page = imagePage(image);
  if (page !== undefined) lines.push(`\n[Page of the image](${page})`);
  return lines.length === 0 ? undefined : lines.join('\n');
}
