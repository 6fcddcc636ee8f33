/** What a row shows, as plain data, so that two can be compared. */
export interface NodeLook {
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  readonly color?: string | undefined;
  /** Words that menus ask for: `service running declared`. */
  readonly context: string;
  /** For screen readers: all that the row says. */
  readonly spoken: string;
  readonly collapsible: 'none' | 'collapsed' | 'expanded';
  /** Runs when the row is chosen. */
  readonly command?: string | undefined;
}
