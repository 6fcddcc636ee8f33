import { timingSafeEqual } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { type Answer, type CommandQuestion, readQuestion } from './question.ts';
import { makeWindowPlace } from './windows.ts';

/** No question is longer, in characters. */
const longestQuestion = 256 * 1024;
/** Milliseconds in which a question has to arrive. */
const arrivalLimit = 5000;

export interface QuestionServer {
  /** For the variable by which terminals know this window. */
  readonly id: string;
  /** Tells which folders the window has open. */
  setFolders(folders: readonly string[]): void;
  dispose(): void;
}

/**
 * Lets terminals ask this window before a command runs. Questions are put one after the other; one whose terminal has gone
 * is not put at all.
 *
 * @param ask puts a question to the person; `signal` is aborted when the terminal goes while it is shown
 * @param onError called when no place can be made at which to be asked
 */
export function answerQuestions(options: {
  readonly stateFolder: string;
  readonly folders: readonly string[];
  readonly ask: (question: CommandQuestion, signal: AbortSignal) => Promise<Answer>;
  readonly onError: (error: Error) => void;
  /** Called when it can be asked. */
  readonly onReady?: (() => void) | undefined;
}): QuestionServer {
  const { stateFolder, ask, onError } = options;
  const place = makeWindowPlace(stateFolder, options.folders);
  const sockets = new Set<Socket>();
  let queue: Promise<void> = Promise.resolve();
  let folders = options.folders;

  const put = (question: CommandQuestion, socket: Socket) => {
    const gone = new AbortController();
    socket.once('close', () => gone.abort());
    send(socket, { state: 'asking' });
    queue = queue.then(async () => {
      if (gone.signal.aborted) return;
      const answer = await ask(question, gone.signal).catch((error: Error): Answer => {
        onError(error);
        return 'refuse';
      });
      if (!gone.signal.aborted) socket.end(`${JSON.stringify({ answer })}\n`);
    });
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setEncoding('utf8');
    const timer = setTimeout(() => socket.destroy(), arrivalLimit);
    let received = '';
    const onData = (chunk: string) => {
      received += chunk;
      const end = received.indexOf('\n');
      if (end < 0 && received.length <= longestQuestion) return;
      clearTimeout(timer);
      socket.off('data', onData);
      const question = end < 0 ? undefined : readCall(received.slice(0, end), place.record.token);
      if (question === undefined) socket.destroy();
      else {
        // Flowing on, the socket notices that the terminal has gone.
        socket.resume();
        put(question, socket);
      }
    };
    socket.on('data', onData);
    socket.once('close', () => clearTimeout(timer));
  });
  server.on('error', onError);
  server.listen(place.record.socket, () => {
    try {
      if (process.platform !== 'win32') chmodSync(place.record.socket, 0o600);
      place.publish(folders);
      options.onReady?.();
    } catch (error) {
      onError(error as Error);
    }
  });
  server.unref();

  return {
    id: place.record.id,
    setFolders(now) {
      folders = now;
      if (server.listening) place.publish(folders);
    },
    dispose() {
      server.close();
      for (const socket of sockets) socket.destroy();
      place.dispose();
    },
  };
}

function readCall(line: string, token: string): CommandQuestion | undefined {
  try {
    const call = JSON.parse(line) as { token?: unknown; question?: unknown };
    const given = Buffer.from(typeof call.token === 'string' ? call.token : '');
    const expected = Buffer.from(token);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    return readQuestion(call.question);
  } catch {
    return undefined;
  }
}

function send(socket: Socket, message: unknown): void {
  socket.write(`${JSON.stringify(message)}\n`);
}
