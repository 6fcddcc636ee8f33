import type { Verdict } from '../verdict.ts';
import type { LevelledReason } from './surroundings.ts';

interface Rule {
  readonly verdict: Verdict;
  /** What would be lost; `%` stands for what the command names. */
  readonly message: string;
  readonly alternative: string;
}

const keepVolumes = 'Leave the volumes: `docker compose stop`, or `docker compose down` without -v.';
const editTool = 'Change the file with your edit tool, so that what would be removed can be seen and approved.';
const askPerson = 'Ask the user to run it in their own terminal after a backup (`holdfast backup`).';

/** Every reason that the judge of commands can give. */
export const rules = {
  'compose-down-volumes': {
    verdict: 'deny',
    message: '`%` deletes the named and anonymous volumes of the project: its databases are gone for good.',
    alternative: keepVolumes,
  },
  'compose-rm-volumes': {
    verdict: 'deny',
    message: '`%` deletes the anonymous volumes of the removed containers, with the data in them.',
    alternative: 'Remove the containers alone: `docker compose rm` without -v, or `docker compose stop`.',
  },
  'compose-renew-volumes': {
    verdict: 'deny',
    message: '`%` throws the data in anonymous volumes away and starts with empty ones.',
    alternative: 'Recreate without -V: `docker compose up -d --force-recreate SERVICE`.',
  },
  'compose-yes-recreates': {
    verdict: 'ask',
    message: '`%` answers yes to every question, also to "recreate the volume (data will be lost)?".',
    alternative: 'Run `docker compose up -d` without -y and show its questions to the user.',
  },
  'compose-remove-orphans': {
    verdict: 'ask',
    message: '`%` removes the containers of services that are no longer in the file: %%.',
    alternative: 'Leave --remove-orphans out; `docker compose ps -a` shows what would go.',
  },
  'containers-hold-data': {
    verdict: 'deny',
    message: '`%` removes containers that keep data in themselves or in anonymous volumes: %%.',
    alternative: 'Use `docker compose stop` or `restart`, and give the data a named volume first.',
  },
  'container-rm-volumes': {
    verdict: 'deny',
    message: '`%` deletes the anonymous volumes of the container, with the data in them.',
    alternative: 'Remove the container without -v, or stop it: `docker stop NAME`.',
  },
  'volume-rm': {
    verdict: 'deny',
    message: '`%` deletes volumes with everything in them.',
    alternative: `Look first with \`docker volume inspect\`. ${askPerson}`,
  },
  'volume-prune': {
    verdict: 'deny',
    message: '`%` deletes every volume that no container uses at this moment, of all projects on this engine.',
    alternative: `List them with \`docker volume ls --filter dangling=true\`. ${askPerson}`,
  },
  'system-prune-volumes': {
    verdict: 'deny',
    message: '`%` deletes unused volumes of all projects on this engine, together with stopped containers.',
    alternative: 'Free space without touching volumes: `docker builder prune`, `docker image prune`.',
  },
  'system-reset': {
    verdict: 'deny',
    message: '`%` deletes all containers, images and volumes of this machine.',
    alternative: askPerson,
  },
  'machine-deleted': {
    verdict: 'deny',
    message: '`%` deletes the virtual machine that holds the engine, with every volume in it.',
    alternative: 'Stop or restart the machine instead.',
  },
  'stack-rm': {
    verdict: 'deny',
    message: '`%` removes deployed swarm services, which cannot be brought back without their definition.',
    alternative: 'Scale to zero instead: `docker service scale NAME=0`.',
  },
  'swarm-leave': {
    verdict: 'deny',
    message:
      '`%` takes the node out of its swarm by force; on the last manager all stacks, secrets and configs are lost.',
    alternative: 'Drain the node: `docker node update --availability drain NODE`.',
  },
  'secret-rm': {
    verdict: 'deny',
    message: '`%` deletes a secret whose value cannot be read back from the engine.',
    alternative: 'Create the new secret under another name and keep the old one until nothing uses it.',
  },
  'engine-api-delete': {
    verdict: 'deny',
    message: '`%` deletes volumes through the engine’s own API.',
    alternative: askPerson,
  },
  'database-drop': {
    verdict: 'deny',
    message: '`%` deletes data in a database: %%.',
    alternative: `Take a backup first (\`holdfast backup\`, pg_dump, mysqldump). ${askPerson}`,
  },
  'database-reset': {
    verdict: 'ask',
    message: '`%` empties or drops the whole database that the program is connected to.',
    alternative: 'Run the migrations that are missing instead, or reset a database of its own for tests.',
  },
  'database-overwrite': {
    verdict: 'ask',
    message: '`%` overwrites what is in the database: %%.',
    alternative: 'Restore into a new, empty database and compare, or let the user run it after a backup.',
  },
  'keys-deleted': {
    verdict: 'ask',
    message: '`%` deletes every key that matches a pattern: %%.',
    alternative: 'Show with `redis-cli --scan --pattern PATTERN` which keys would go, or delete keys by their names.',
  },
  'container-data-deleted': {
    verdict: 'deny',
    message: '`%` deletes data that a container keeps at %%.',
    alternative: askPerson,
  },
  'data-folder-deleted': {
    verdict: 'deny',
    message: '`%` deletes %%, where services keep their data.',
    alternative: 'Move nothing and delete nothing there; `holdfast backup` makes a copy, the user may delete it then.',
  },
  'protected-file-deleted': {
    verdict: 'deny',
    message: '`%` takes away %%: every service in it would be gone.',
    alternative: `${editTool} To replace it, write the new content into the file itself.`,
  },
  'protected-file-emptied': {
    verdict: 'deny',
    message: '`%` empties %%: every service in it would be gone.',
    alternative: editTool,
  },
  'protected-file-overwritten': {
    verdict: 'deny',
    message: '`%` overwrites %%.',
    alternative: editTool,
  },
  'protected-file-unclear': {
    verdict: 'ask',
    message: '`%` changes %% in a way whose result cannot be known before it runs.',
    alternative: editTool,
  },
  'unreadable-patch': {
    verdict: 'ask',
    message: '`%` applies a patch that cannot be read before it runs: it may take services out of %%.',
    alternative: 'Write the patch to a file first and apply that file in a call of its own, so that it can be read.',
  },
  'git-discards-file': {
    verdict: 'ask',
    message: '`%` may throw away changes to %% that are in no commit.',
    alternative: 'Look with `git diff` first; keep them with `git stash` or a commit.',
  },
  'git-clean': {
    verdict: 'ask',
    message: '`%` deletes files that git does not keep: .env files, data folders and new Compose files among them.',
    alternative: 'Show with `git clean -n` what would go, and name single paths.',
  },
  'git-rewrites-history': {
    verdict: 'ask',
    message: '`%` rewrites the commits and the work tree without %%.',
    alternative: 'Remove files in a new commit, which can be looked at and undone; let the user rewrite the history.',
  },
  'git-skips-hooks': {
    verdict: 'ask',
    message: '`%` commits without the checks that hold deleted services back.',
    alternative: 'Commit without --no-verify, and settle what the check says.',
  },
  'guard-tampering': {
    verdict: 'deny',
    message: '`%` changes %%, by which Holdfast guards this machine.',
    alternative:
      'Ask the user to change it, or use your edit tool, where entries other than Holdfast’s are free to change.',
  },
  'self-approval': {
    verdict: 'deny',
    message: '`%` would approve or switch off what only a person may.',
    alternative: 'Ask the user to run “Holdfast: Review Held Changes” in VS Code, or `holdfast approve` in a terminal.',
  },
  'unseen-shell': {
    verdict: 'ask',
    message: '`%` starts a shell into which commands can be typed unseen by any hook.',
    alternative: 'Give the commands themselves: `bash -c "…"`, one call for each.',
  },
  'unreadable-command': {
    verdict: 'ask',
    message: '`%` cannot be read far enough to know what it deletes.',
    alternative: 'Write the command out plainly, without encoding, and with its quotes closed.',
  },
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleName = keyof typeof rules;

/** A reason in words. `subject` is the command (shortened), `detail` what it would hit. */
export function reason(rule: RuleName, subject: string, detail = ''): LevelledReason {
  const { verdict, message, alternative } = rules[rule];
  const short = subject.length > 120 ? `${subject.slice(0, 119)}…` : subject;
  const text = message.replace('%%', () => detail).replace('%', () => short);
  return { rule, verdict, message: text, alternative };
}
