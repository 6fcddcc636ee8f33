import type { YamlFile } from '../../yaml/node.ts';
import { readYaml } from '../../yaml/read-yaml.ts';

const latest: YamlFile[] = [];
const kept = 8;

/** Reads YAML as `readYaml` does, and keeps the latest few: the fixes of many findings ask for the same file one by one. */
export function readOnce(file: string, text: string): YamlFile {
  const known = latest.find((entry) => entry.file === file && entry.text === text);
  if (known !== undefined) return known;
  const read = readYaml(file, text);
  latest.unshift(read);
  latest.length = Math.min(latest.length, kept);
  return read;
}
