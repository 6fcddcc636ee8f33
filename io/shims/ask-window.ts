import { createConnection } from 'node:net';
import { type Answer, type CommandQuestion, readAnswer } from './question.ts';
import { type WindowRecord, windowsToAsk } from './windows.ts';

/** Milliseconds in which a window has to take a question, and those that a person has for it. */
const takeLimit = 2000;
const personLimit = 15 * 60_000;

/**
 * Asks a VS Code window: the one that the terminal belongs to, or else one that has the folder open.
 *
 * @param onAsking called when a window has taken the question
 * @returns undefined when no window can be asked; `refuse` also when the window goes before there is an answer
 */
export async function askWindow(options: {
  readonly stateFolder: string;
  readonly windowId: string | undefined;
  readonly question: CommandQuestion;
  readonly onAsking: () => void;
}): Promise<Answer | undefined> {
  const { stateFolder, windowId, question, onAsking } = options;
  for (const window of windowsToAsk(stateFolder, { id: windowId, cwd: question.cwd })) {
    const answer = await askOne(window, question, onAsking);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function askOne(window: WindowRecord, question: CommandQuestion, onAsking: () => void): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection(window.socket);
    let wasTaken = false;
    let received = '';
    let timer = setTimeout(() => socket.destroy(), takeLimit);
    socket.setEncoding('utf8');
    socket.once('connect', () => socket.write(`${JSON.stringify({ token: window.token, question })}\n`));
    socket.on('data', (chunk: string) => {
      received += chunk;
      for (let end = received.indexOf('\n'); end >= 0; end = received.indexOf('\n')) {
        const message = parse(received.slice(0, end));
        received = received.slice(end + 1);
        if (message.state === 'asking' && !wasTaken) {
          wasTaken = true;
          clearTimeout(timer);
          timer = setTimeout(() => socket.destroy(), personLimit);
          onAsking();
        }
        if (message.answer !== undefined) finish(readAnswer(message.answer));
      }
    });
    const finish = (answer: Answer | undefined) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    socket.on('error', () => finish(wasTaken ? 'refuse' : undefined));
    socket.on('close', () => finish(wasTaken ? 'refuse' : undefined));
  });
}

function parse(line: string): { readonly state?: unknown; readonly answer?: unknown } {
  try {
    return (JSON.parse(line) as object | null) ?? {};
  } catch {
    return {};
  }
}
