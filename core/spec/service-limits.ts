import { anyNumber, flag, keysOf, pairs, scalar, text } from './build-shape.ts';
import { gpus } from './deploy.ts';
import { integerText } from './grammar/plain.ts';
import { bytes, ulimits, wholeBytes } from './limits.ts';
import { blkio } from './service-sections.ts';
import type { Shape } from './shape.ts';

/** What a service may use of the machine. */
export const limits = keysOf('services', undefined, {
  cpus: ['Most CPU time, in cores: 0.5 is half a core.', anyNumber],
  cpu_count: [
    'How many CPUs may be used (Windows).',
    scalar(['string', 'integer'], { grammar: integerText, minimum: 0 }),
  ],
  cpu_percent: [
    'Share of the CPUs that may be used (Windows).',
    scalar(['string', 'integer'], { minimum: 0, maximum: 100 }),
  ],
  cpu_shares: ['Weight against other containers when CPUs are short; 1024 without it.', anyInteger()],
  cpu_period: ['Length of a scheduling period in microseconds.', anyInteger()],
  cpu_quota: ['CPU time per period in microseconds.', anyInteger()],
  cpu_rt_period: ['Length of a real-time period in microseconds.', anyInteger()],
  cpu_rt_runtime: ['Real-time CPU time per period in microseconds.', anyInteger()],
  cpuset: ['The very CPUs that may be used: 0-3 or 0,1.', text()],
  mem_limit: ['Most memory, in bytes or with a unit. A process that wants more is killed.', bytes],
  mem_reservation: ['Memory to keep free for it, in bytes or with a unit.', wholeBytes],
  mem_swappiness: [
    'How eagerly memory is swapped out, from 0 to 100.',
    scalar(['integer', 'string'], { grammar: integerText }),
  ],
  memswap_limit: ['Most memory and swap together; -1 is no limit.', bytes],
  shm_size: ['Size of /dev/shm, in bytes or with a unit; 64m without it.', bytes],
  pids_limit: ['Most processes and threads; -1 is no limit.', anyInteger()],
  oom_kill_disable: ['Keeps the kernel from killing it when memory runs out.', flag],
  oom_score_adj: [
    'How likely the kernel is to kill it when memory runs out, from -1000 to 1000.',
    scalar(['string', 'integer'], { grammar: integerText, minimum: -1000, maximum: 1000 }),
  ],
  blkio_config: ['Limits and weights for disks.', blkio],
  storage_opt: [
    'Options of the storage driver, such as size.',
    { mapping: { title: 'storage options', extensions: false, open: true } },
  ],
  ulimits: ['Limits of the operating system, such as nofile and nproc.', ulimits],
  sysctls: ['Kernel parameters for the container.', pairs('parameters')],
  gpus: ['GPUs for the containers: "all", or requests.', gpus, { since: '2.30.0' }],
});

/** The schema lets any number pass; Compose reads a whole one. */
function anyInteger(): Shape {
  return scalar(['number', 'string'], { grammar: integerText });
}
