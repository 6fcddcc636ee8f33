import type { Grammar } from './grammar.ts';

/** The kernel's capabilities (capabilities(7)) without `CAP_`. */
export const capabilities =
  'ALL AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST NET_RAW PERFMON SETFCAP SETGID SETPCAP SETUID SYSLOG SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM'.split(
    ' ',
  );

const known = new Set(capabilities);

export const capability: Grammar = {
  title: 'a capability',
  example: 'NET_ADMIN',
  check(text) {
    if (known.has(text.toUpperCase().replace(/^CAP_/, ''))) return undefined;
    return { message: 'the kernel has none of that name, and the engine makes no container with it', late: true };
  },
};
