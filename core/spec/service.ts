import { object } from './build-shape.ts';
import { network } from './service-connections.ts';
import { limits } from './service-limits.ts';
import { inputs, running } from './service-running.ts';
import { security } from './service-security.ts';
import type { Key, Shape } from './shape.ts';

export const serviceKeys: Readonly<Record<string, Key>> = { ...running, ...inputs, ...network, ...limits, ...security };

export const service: Shape = object('a service', serviceKeys);
