import { setTimeout as delay } from 'node:timers/promises';

/** Where a Node process listens once SIGUSR1 has told it to. */
const list = 'http://127.0.0.1:9229/json';

/**
 * What a Node process still holds after its garbage was collected, in MB. Opens the process's inspector on port 9229, which stays
 * open: for one process of this machine at a time. Needs `--experimental-websocket` in Node 20.
 */
export async function liveHeap(pid: number): Promise<number> {
  process.kill(pid, 'SIGUSR1');
  const socket = new WebSocket(await inspectorOf(pid));
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error(`the inspector of process ${pid} cannot be reached`));
  });
  try {
    await ask(socket, 'HeapProfiler.collectGarbage');
    const { usedSize } = (await ask(socket, 'Runtime.getHeapUsage')) as { usedSize: number };
    return Math.round(usedSize / 1024 ** 2);
  } finally {
    socket.close();
  }
}

async function inspectorOf(pid: number): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(list).catch(() => undefined);
    const [target] = answer ? ((await answer.json()) as { webSocketDebuggerUrl: string }[]) : [];
    if (target) return target.webSocketDebuggerUrl;
    await delay(50);
  }
  throw new Error(`the inspector of process ${pid} did not open`);
}

let asked = 0;

async function ask(socket: WebSocket, method: string): Promise<unknown> {
  asked += 1;
  const id = asked;
  const answer = new Promise<unknown>((resolve, reject) => {
    const hear = (event: MessageEvent) => {
      const message = JSON.parse(String(event.data)) as { id?: number; result?: unknown; error?: { message: string } };
      if (message.id !== id) return;
      socket.removeEventListener('message', hear);
      if (message.error) reject(new Error(message.error.message));
      else resolve(message.result);
    };
    socket.addEventListener('message', hear);
  });
  socket.send(JSON.stringify({ id, method }));
  return answer;
}
