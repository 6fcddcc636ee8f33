import { commands, type Disposable, l10n, type Memento, type QuickPickItem, ThemeIcon, window } from 'vscode';
import { type Alert, alertInWords, alertsInWords, isSnoozed, type Snoozes, snooze } from '../../core/monitor/alert.ts';
import { visibleText } from '../../core/text/visible-text.ts';
import { say } from '../say.ts';

export interface AlertNotices extends Disposable {
  /** Tells of alerts in one notification; those that are snoozed are left out. */
  tell(alerts: readonly Alert[]): Promise<void>;
}

const key = 'holdfast.snoozes';
const hour = 3_600_000;

/** Tells a person of trouble, once and with what can be done about it, and keeps quiet where that was asked for. */
export function tellAlerts(options: {
  readonly workspaceState: Memento;
  readonly active: () => readonly Alert[];
}): AlertNotices {
  const { workspaceState, active } = options;
  const snoozes = (): Snoozes => workspaceState.get<Snoozes>(key, {});

  async function tell(alerts: readonly Alert[]): Promise<void> {
    const now = Date.now();
    const told = alerts.filter((alert) => !isSnoozed(snoozes(), alert, now));
    if (told.length === 0) return;
    const diagnose = l10n.t('Diagnose');
    const history = l10n.t('Timeline');
    const quiet = l10n.t('Snooze…');
    const answer = await window.showWarningMessage(visibleText(alertsInWords(told, say)), diagnose, history, quiet);
    if (answer === diagnose) await commands.executeCommand('holdfast.diagnoseStack');
    else if (answer === history) await commands.executeCommand('holdfast.showTimeline');
    else if (answer === quiet) await askSnooze(told);
  }

  async function askSnooze(alerts: readonly Alert[]): Promise<void> {
    const now = Date.now();
    const kinds = new Set(alerts.map(({ kind }) => kind));
    const week = now + 7 * 24 * hour;
    type Item = QuickPickItem & { readonly until: number; readonly whole?: string };
    const items: Item[] = [
      { label: l10n.t('For one hour'), until: now + hour },
      { label: l10n.t('Until tomorrow'), until: tomorrow(now) },
      { label: l10n.t('For a week'), until: week },
    ];
    const [whole] = kinds;
    if (kinds.size === 1 && whole !== undefined) {
      items.push({ label: l10n.t('For a week, all alerts of this kind'), until: week, whole });
    }
    const title = l10n.t('Snooze for how long? The timeline still records what happens.');
    const chosen = await window.showQuickPick(items, { title });
    if (chosen === undefined) return;
    const what = chosen.whole === undefined ? alerts.map((alert) => alert.key) : [chosen.whole];
    const next = what.reduce((all, name) => snooze(all, name, { until: chosen.until, now }), snoozes());
    await workspaceState.update(key, next);
  }

  const list = commands.registerCommand('holdfast.showAlerts', async () => {
    const now = Date.now();
    const standing = active();
    const isQuiet = Object.values(snoozes()).some((until) => until > now);
    if (standing.length === 0 && !isQuiet) {
      void window.showInformationMessage(l10n.t('No alert stands: nothing that is watched is in trouble.'));
      return;
    }
    type Item = QuickPickItem & { readonly alert?: Alert; readonly wake?: true };
    const items: Item[] = standing.map((alert) => ({
      label: visibleText(alertInWords(alert, say)),
      description: new Date(alert.since).toLocaleTimeString(),
      detail: isSnoozed(snoozes(), alert, now) ? l10n.t('snoozed') : '',
      iconPath: new ThemeIcon('warning'),
      alert,
    }));
    if (isQuiet) {
      items.push({ label: l10n.t('End all snoozes'), iconPath: new ThemeIcon('bell'), wake: true });
    }
    const chosen = await window.showQuickPick(items, { title: l10n.t('Current alerts') });
    if (chosen?.wake) await workspaceState.update(key, undefined);
    else if (chosen?.alert !== undefined) await tell([{ ...chosen.alert }]);
  });
  return { tell, dispose: () => list.dispose() };
}

/** Eight in the morning of the next day, by the person's clock. */
function tomorrow(now: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1, 8).getTime();
}
