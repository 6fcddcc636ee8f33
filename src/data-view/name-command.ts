import { commands, type Disposable, l10n, ProgressLocation, window } from 'vscode';
import { planNaming } from '../../core/backup/name-data.ts';
import { loadProject } from '../../core/project/load-project.ts';
import type { Project } from '../../core/project/project.ts';
import type { DataRisk } from '../../core/stack/data-at-risk.ts';
import { makeNamed } from '../../io/backup/make-named.ts';
import { disk } from '../../io/disk.ts';
import { findCompose } from '../../io/restart/compose-command.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import { type DataCommandOptions, told } from './backup-commands.ts';
import type { DataRow } from './volume-rows.ts';

interface DataInDanger {
  readonly project: Project;
  readonly service: string;
  readonly risk: DataRisk;
}

/** "Make It a Named Volume…": moves data that hangs on one container into a volume that the file names. */
export function registerNameCommand(options: DataCommandOptions): Disposable {
  return commands.registerCommand('holdfast.nameVolume', (argument) =>
    told(options, async () => {
      const chosen = await choose(options, options.view.rowOf(argument));
      if (chosen !== undefined) await name(options, chosen);
    }),
  );
}

async function choose({ stack }: DataCommandOptions, row: DataRow | undefined): Promise<DataInDanger | undefined> {
  const all = stack.view.projects.flatMap(({ project, services }) =>
    project === undefined
      ? []
      : services.flatMap((service) =>
          service.risks
            .filter(({ kind }) => kind !== 'tmpfs')
            .map((risk): DataInDanger => ({ project, service: service.name, risk })),
        ),
  );
  if (row?.kind === 'volume' || row?.kind === 'risk') {
    const found = all.find(({ project, service, risk }) =>
      row.kind === 'volume'
        ? risk.volume === row.facts.name
        : project.name === row.project && service === row.service && risk.path === row.risk.path,
    );
    if (found === undefined) throw new Error(l10n.t('The Compose file of this service is not in the workspace.'));
    return found;
  }
  if (all.length === 0) {
    void window.showInformationMessage(l10n.t('All data of the projects here is in volumes with names.'));
    return undefined;
  }
  const items = all.map((it) => ({ label: `${it.service}: ${it.risk.path}`, detail: it.risk.message, it }));
  return (await window.showQuickPick(items, { title: l10n.t('Which data should get a named volume?') }))?.it;
}

async function name(options: DataCommandOptions, { project, service: serviceName, risk }: DataInDanger): Promise<void> {
  const { volumes, environment } = options;
  const service = project.services.get(serviceName);
  if (service === undefined) throw new Error(l10n.t('{0} is not in the file any more.', serviceName));
  const { directory } = project;
  const plan = planNaming({
    project,
    service,
    risk,
    view: disk,
    load: (view) => loadProject(view, { directory, environment }),
  });
  if ('byHand' in plan) throw new Error(plan.byHand);
  const compose = await findCompose({ environment });
  if (compose === undefined) throw new Error(l10n.t('Docker Compose was not found.'));
  const yes = l10n.t('Move the Data');
  const question = l10n.t('Move the data of {0} at {1} into the named volume {2}?', serviceName, risk.path, plan.key);
  const detail = [
    l10n.t('{0} is stopped while its data is copied and the copy compared.', serviceName),
    l10n.t('Then the Compose file names the volume, and {0} is recreated with it.', serviceName),
    l10n.t('If any of it fails, all is as it was. Where the data is now stays untouched.'),
  ].join('\n\n');
  if ((await window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return;
  const storage = await volumes.storage();
  const { volume } = await window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: l10n.t('Moving the data of {0}', serviceName),
      cancellable: true,
    },
    (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      return makeNamed({
        ...{ storage, project, plan, compose, environment },
        volume: risk.volume,
        stateFolder: stateFolder(environment),
        signal: abort.signal,
        onEvent: (event) => event.kind === 'stage' && progress.report({ message: event.text }),
      });
    },
  );
  await volumes.refresh({ sizes: true });
  void window.showInformationMessage(l10n.t('The data of {0} is in the volume {1} now.', serviceName, volume));
}
