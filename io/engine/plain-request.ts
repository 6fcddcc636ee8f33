import type Docker from 'dockerode';

/** One GET for which the library has no method of its own. Resolves with the parsed answer; throws the library's errors. */
export function get(docker: Docker, path: string, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const options = { path, method: 'GET', abortSignal: signal, statusCodes: { 200: true } };
    docker.modem.dial(options as never, (error: unknown, answer: unknown) => {
      if (error) reject(error instanceof Error ? error : new Error(String(error)));
      else resolve(answer);
    });
  });
}
