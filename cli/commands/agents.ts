import { type Command, UsageError } from '../command.ts';

/** `holdfast agents install|uninstall|doctor [AGENT…]`. */
export const agents: Command = async () => {
  throw new UsageError('agents takes install, uninstall or doctor');
};
