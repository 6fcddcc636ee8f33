import assert from 'node:assert/strict';
import { importsOf, readSource, sourceFiles } from './source-files.ts';

const files = sourceFiles(['core', 'io', 'server', 'src', 'cli']);

/** Every file that starts processes; what it starts gets an array of arguments. */
const starters = [
  'cli/commands/language-server.ts',
  // A text: the plugin that it writes for an agent starts the hook.
  'io/agents/plugin-texts.ts',
  'io/engine/ssh-agent.ts',
  'io/process.ts',
  'io/watch/git-head.ts',
];

/** Every file that opens connections, and to what. */
const connections: Readonly<Record<string, string>> = {
  'io/engine/answers.ts': 'the engine',
  'io/engine/connect-engine.ts': 'the engine',
  'io/engine/ssh-agent.ts': 'the engine, through ssh',
  'io/restart/probe-http.ts': 'ports that the stack publishes on this machine',
  'io/restart/probe-ports.ts': 'ports that the stack publishes on this machine',
  'io/shims/answer-questions.ts': 'a socket of this user, from terminals to the window',
  'io/shims/ask-window.ts': 'a socket of this user, from terminals to the window',
};

describe('processes and connections', () => {
  it('are started and opened in these places only', () => {
    const importers = (modules: RegExp) => files.filter((file) => importsTheValue(readSource(file), modules)).sort();
    assert.deepEqual(importers(/^(node:)?child_process$/), starters);
    assert.deepEqual(
      importers(/^(node:)?(net|http|https|http2|tls|dgram)$|^dockerode$/),
      Object.keys(connections).sort(),
    );
    assert.deepEqual(
      files.filter((file) => /\b(fetch|WebSocket|XMLHttpRequest)\(/.test(readSource(file))),
      [],
    );
  });

  it('never go through a shell', () => {
    // Windows starts a .cmd file in no other way; the arguments there are fixed words.
    const onWindows = "shell: process.platform === 'win32'";
    const wrong = starters.filter((file) =>
      /\bshell\b\s*[:=]\s*(?!false)|(?<![.\w])exec(Sync)?\(/.test(readSource(file).replace(onWindows, '')),
    );
    assert.deepEqual(wrong, []);
  });

  it('take no program and no engine from a setting that a workspace can have', () => {
    const { contributes } = JSON.parse(readSource('package.json'));
    const settings = (contributes.configuration as { properties: Record<string, { scope: string }> }[]).flatMap(
      ({ properties }) => Object.entries(properties),
    );
    const wrong = settings
      .filter(
        ([key, { scope }]) =>
          /path|binary|executable|command|host|socket|engine|context/i.test(key) && scope !== 'application',
      )
      .map(([key]) => key);
    assert.deepEqual(wrong, []);
    assert.ok(settings.length > 10);
  });
});

/** True when a file imports more than types from a module that matches, also when it does so later. */
function importsTheValue(text: string, modules: RegExp): boolean {
  const values = text.replaceAll(/(?:^|\n)import type [^;]+;/g, '');
  return importsOf(values).some((name) => modules.test(name));
}
