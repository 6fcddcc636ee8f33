import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import type { Snapshot } from './snapshot.ts';

/** A feature: a function from a request's parameters and the state at that moment to its answer. */
export type Feature<Params, Answer> = (params: Params, snapshot: Snapshot) => Answer;

/** What the wrapper takes from the server. */
export interface HandlerContext {
  /** The state for a request about the document; undefined when it isn't open or isn't a Compose file. */
  snapshot(uri: string): Snapshot | undefined;
  log(message: string): void;
}

interface HandleOptions {
  /** For answers that take long in large files: other messages, a cancellation among them, go first. */
  readonly yields?: boolean | undefined;
}

/**
 * Makes a request handler of a feature; the one place for cancellation and errors. A feature's failure is logged and
 * answered with null, so that one broken request stops nothing else.
 */
export function handle<Params extends { readonly textDocument: { readonly uri: string } }, Answer>(
  context: HandlerContext,
  feature: Feature<Params, Answer>,
  options: HandleOptions = {},
): (params: Params, token: CancellationToken) => Promise<Answer | null> | Answer | null | ResponseError<void> {
  const answer = (params: Params, token: CancellationToken) => {
    if (token.isCancellationRequested) return new ResponseError<void>(LSPErrorCodes.RequestCancelled, 'cancelled');
    return attempt(context, feature.name, () => {
      const snapshot = context.snapshot(params.textDocument.uri);
      return snapshot === undefined ? null : feature(params, snapshot);
    });
  };
  if (!options.yields) return answer;
  return (params, token) =>
    new Promise((resolve, reject) => {
      setImmediate(() => {
        const result = answer(params, token);
        if (result instanceof ResponseError) reject(result);
        else resolve(result);
      });
    });
}

/** Runs `action`; logs what it throws and gives null then. An error that is meant for the user (ResponseError) goes through. */
export function attempt<Answer>(
  context: Pick<HandlerContext, 'log'>,
  name: string,
  action: () => Answer,
): Answer | null {
  try {
    return action();
  } catch (error) {
    if (error instanceof ResponseError) throw error;
    context.log(`${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return null;
  }
}
