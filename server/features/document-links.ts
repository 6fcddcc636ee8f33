import type { DocumentLink, DocumentLinkParams } from 'vscode-languageserver/node';
import { imagePage } from '../image-page.ts';
import type { Snapshot } from '../snapshot.ts';
import { toRange } from '../to-protocol.ts';
import { pathTargets } from './path-targets.ts';

/** Links for the files that the document names and for images that have a public page. */
export function documentLinks(_params: DocumentLinkParams, snapshot: Snapshot): DocumentLink[] {
  const links = new Map<number, DocumentLink>();
  for (const { range, file, title } of pathTargets(snapshot)) {
    if (snapshot.view.kind(file) !== 'file') continue;
    links.set(range.start, {
      range: toRange(snapshot.current, range),
      target: snapshot.uri(file),
      tooltip: `Open the ${title}`,
    });
  }
  const { project } = snapshot;
  for (const service of [...project.services.values(), ...project.disabledServices.values()]) {
    if (service.image?.location.file !== snapshot.file || service.build !== undefined) continue;
    const page = imagePage(service.image.value);
    if (page === undefined) continue;
    const { range } = service.image.location;
    links.set(range.start, {
      range: toRange(snapshot.current, range),
      target: page,
      tooltip: 'Open the page of the image',
    });
  }
  return [...links.values()];
}
