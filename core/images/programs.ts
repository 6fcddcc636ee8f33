import type { MissingPrograms } from './image-family.ts';

/** Debian- and Ubuntu-based images without download tools; their Alpine variants have BusyBox's wget and no curl or bash. */
export const bareDebian: readonly MissingPrograms[] = [
  { programs: ['curl', 'wget', 'nc'], except: /alpine/ },
  { programs: ['curl', 'bash'], tag: /alpine/ },
];

/** The same for images whose Alpine variant has bash (their entry points need it). */
export const bareDebianOrBashAlpine: readonly MissingPrograms[] = [
  { programs: ['curl', 'wget', 'nc'], except: /alpine/ },
  { programs: ['curl'], tag: /alpine/ },
];

/** Images on Alpine or BusyBox: wget and nc come with BusyBox, curl and bash do not. */
export const busyboxOnly: readonly MissingPrograms[] = [{ programs: ['curl', 'bash'] }];

/** Images with neither a shell nor any tool. */
export const noShell: readonly MissingPrograms[] = [{ programs: ['sh', 'bash', 'curl', 'wget', 'nc'] }];
