import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { placeAt } from '../../server/place/place-at.ts';
import { siblingKeys } from '../../server/place/sibling-keys.ts';

/** Reads the place at `^` in a text, and gives its path, role and word in one line. */
function describePlace(marked: string): string {
  const offset = marked.indexOf('^');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const place = placeAt(TextDocument.create('file:///compose.yaml', 'yaml', 1, text), offset);
  const word = text.slice(place.word.start, place.word.end);
  return `${place.role} ${place.path.join('.')} "${word}"`;
}

const cases: readonly (readonly [title: string, text: string, expected: string])[] = [
  ['an empty document', '^', 'key  ""'],
  ['a top-level key', 'serv^ices:\n', 'key  "services"'],
  ['an unfinished top-level key', 'services:\n  web:\n    image: x\nvol^', 'key  "vol"'],
  ['a service name', 'services:\n  w^eb:\n', 'key services "web"'],
  ['a key of a service', 'services:\n  web:\n    im^', 'key services.web "im"'],
  ['a blank line at the column of service keys', 'services:\n  web:\n    image: x\n    ^', 'key services.web ""'],
  ['a blank line at the column of services', 'services:\n  web:\n    image: x\n  ^', 'key services ""'],
  ['a blank line between keys', 'services:\n  web:\n    ^\n    image: x\n', 'key services.web ""'],
  ['a value', 'services:\n  web:\n    image: ng^inx # web\n', 'value services.web.image "nginx"'],
  ['an empty value', 'services:\n  web:\n    image: ^\n', 'value services.web.image ""'],
  ['a quoted value', 'services:\n  web:\n    image: "ng^inx"\n', 'value services.web.image "nginx"'],
  ['a quote that is not closed', 'services:\n  web:\n    image: "ng^\n', 'value services.web.image "ng"'],
  ['a list item', 'services:\n  web:\n    ports:\n      - a\n      - "80^:80"\n', 'value services.web.ports.1 "80:80"'],
  ['an empty list item', 'services:\n  web:\n    depends_on:\n      - ^\n', 'value services.web.depends_on.0 ""'],
  [
    'a list at the column of its key',
    'services:\n  web:\n    depends_on:\n    - a\n    - b^\n',
    'value services.web.depends_on.1 "b"',
  ],
  [
    'a key behind a dash',
    'services:\n  web:\n    volumes:\n      - ty^pe: bind\n',
    'key services.web.volumes.0 "type"',
  ],
  [
    'a value behind a key behind a dash',
    'services:\n  web:\n    volumes:\n      - type: bi^nd\n',
    'value services.web.volumes.0.type "bind"',
  ],
  [
    'a further key of an item',
    'services:\n  web:\n    volumes:\n      - type: bind\n        so^\n',
    'key services.web.volumes.0 "so"',
  ],
  [
    'a further key of a second item',
    'services:\n  w:\n    volumes:\n      - x\n      - type: bind\n        source: a^\n',
    'value services.w.volumes.1.source "a"',
  ],
  ['a flow list', 'services:\n  web:\n    depends_on: [a, b^]\n', 'value services.web.depends_on.1 "b"'],
  ['an unclosed flow list', 'services:\n  web:\n    depends_on: [a, ^', 'value services.web.depends_on.1 ""'],
  ['a flow mapping', 'services:\n  web: {image: a, bu^}\n', 'key services.web "bu"'],
  ['a value in a flow mapping', 'services: {web: {image: ng^inx}}\n', 'value services.web.image "nginx"'],
  [
    'a flow list over lines',
    'services:\n  web:\n    command: [\n      "a",\n      "b^"\n    ]\n',
    'value services.web.command.1 "b"',
  ],
  [
    'a block scalar',
    'services:\n  web:\n    command: |\n      echo ^$HOME: x\n',
    'value services.web.command "echo $HOME: x"',
  ],
  ['behind a block scalar', 'services:\n  web:\n    command: |\n      echo\n    im^\n', 'key services.web "im"'],
  ['a comment', 'services: # al^l\n', 'comment  "# all"'],
  ['a comment above an entry', 'services:\n  web:\n    image: x\n    # note\n    bui^\n', 'key services.web "bui"'],
  ['a second document', 'services:\n  a:\n---\nserv^\n', 'key  "serv"'],
  ['a tagged value', 'services:\n  web:\n    ports: !reset [^]\n', 'value services.web.ports.0 ""'],
  ['an anchored mapping', 'x-base: &base\n  im^\n', 'key x-base "im"'],
  ['a hash in a value', 'services:\n  web:\n    image: a#b^\n', 'value services.web.image "a#b"'],
  ['windows line ends', 'services:\r\n  web:\r\n    image: ng^inx\r\n', 'value services.web.image "nginx"'],
];

describe('place', () => {
  for (const [title, text, expected] of cases) it(title, () => assert.equal(describePlace(text), expected));

  it('knows the keys around a line', () => {
    const text = 'services:\n  a:\n    image: x\n    \n    ports:\n      - 1\n  b:\n    build: .\n';
    const document = TextDocument.create('file:///compose.yaml', 'yaml', 1, text);
    assert.deepEqual(siblingKeys(document, text.indexOf('    \n') + 4, 4), ['image', 'ports']);
  });

  it('keeps the keys of one item apart from those of another', () => {
    const text = 'v:\n  - type: bind\n    source: a\n  - type: volume\n    \n';
    const document = TextDocument.create('file:///compose.yaml', 'yaml', 1, text);
    assert.deepEqual(siblingKeys(document, text.length - 1, 4), ['type']);
  });
});
