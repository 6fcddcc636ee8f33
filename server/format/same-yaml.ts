import type { YamlFile, YamlNode } from '../../core/yaml/node.ts';

/** Whether two readings hold the same values, tags and comments, in the same order. */
export function isSameYaml(one: YamlFile, other: YamlFile): boolean {
  if (one.problems.length > 0 || other.problems.length > 0 || one.documents.length !== other.documents.length)
    return false;
  const comments = (file: YamlFile) => file.comments.map((comment) => comment.text.trim()).join('\n');
  if (comments(one) !== comments(other)) return false;
  return one.documents.every(({ root }, index) => isSameNode(root, other.documents[index]?.root));
}

function isSameNode(one: YamlNode | undefined, other: YamlNode | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  if (one.tag !== other.tag) return false;
  if (one.kind === 'scalar') return other.kind === 'scalar' && one.text === other.text && one.style === other.style;
  if (one.kind === 'sequence') {
    return (
      other.kind === 'sequence' &&
      one.items.length === other.items.length &&
      one.items.every((item, index) => isSameNode(item, other.items[index]))
    );
  }
  return (
    other.kind === 'mapping' &&
    one.entries.length === other.entries.length &&
    one.entries.every((entry, index) => {
      const twin = other.entries[index];
      return (
        twin !== undefined &&
        entry.key.text === twin.key.text &&
        entry.merged === twin.merged &&
        isSameNode(entry.value, twin.value)
      );
    })
  );
}
