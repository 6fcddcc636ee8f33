import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Command, type ExitCode, HelpRequest, UsageError } from '../command.ts';
import { asksForHelp } from '../parse-arguments.ts';

const usage = 'usage: holdfast language-server [--stdio]';

const transports = /^--(?:stdio|node-ipc|pipe=.+|socket=\d+)$/;

/**
 * `holdfast language-server --stdio`: the language server for any editor. It is a program of its own beside this one
 * (`server.js`), so that the command line stays small; it gets this process's standard streams.
 */
export const languageServer: Command = async (args, context) => {
  if (asksForHelp(args)) throw new HelpRequest(usage);
  const chosen = args.length === 0 ? ['--stdio'] : args;
  const unknown = chosen.find((arg) => !transports.test(arg));
  if (unknown !== undefined) throw new UsageError(`unknown argument "${unknown}"; ${usage}`);
  // The parts of the command line are in a folder below the one with the programs.
  const program = [__dirname, path.dirname(__dirname)]
    .map((folder) => path.join(folder, 'server.js'))
    .find((file) => existsSync(file));
  if (program === undefined)
    throw new Error(`the language server is missing: there is no server.js beside ${__dirname}`);
  const child = spawn(process.execPath, [program, ...chosen], { stdio: 'inherit', cwd: context.cwd });
  const stop = () => child.kill();
  context.signal.addEventListener('abort', stop, { once: true });
  return new Promise<ExitCode>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      context.signal.removeEventListener('abort', stop);
      resolve(code === 0 ? 0 : 3);
    });
  });
};
