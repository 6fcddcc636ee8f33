import {
  either,
  flag,
  keysOf,
  list,
  object,
  oneOf,
  scalar,
  strictFlag,
  text,
  texts,
  toChoices,
  written,
} from './build-shape.ts';
import { capabilities, capability } from './grammar/capability.ts';
import { device, namespaceText } from './grammar/service-values.ts';

const capabilityList = list(
  written(capability, {
    suggestions: capabilities.map((value) => ({ value, description: 'A capability of the kernel.' })),
  }),
  'merged',
);

/** What a service may do to the machine, and what keeps it from it. */
export const security = keysOf('services', undefined, {
  privileged: ['Gives all privileges of the host: the container can do whatever root of the host can.', flag],
  read_only: ['Makes the root file system read-only.', flag],
  cap_add: ['Kernel capabilities to add, such as NET_ADMIN.', capabilityList],
  cap_drop: ['Kernel capabilities to take away; ALL takes every one.', capabilityList],
  security_opt: ['Security options, such as no-new-privileges:true or apparmor=PROFILE.', texts('rejected')],
  userns_mode: [
    'User namespace; "host" switches remapping off.',
    text({ suggestions: toChoices({ host: 'No remapping of users.' }) }),
  ],
  ipc: [
    'Whose shared memory is used.',
    written(namespaceText('an IPC mode', ['shareable', 'private', 'host', 'none']), {
      suggestions: toChoices({
        shareable: 'Its own, which others may join.',
        private: 'Its own.',
        host: "The host's.",
        'service:': "Another service's.",
      }),
    }),
  ],
  pid: [
    'Whose processes are seen.',
    scalar(['string', 'null'], {
      grammar: namespaceText('a PID mode', ['host']),
      suggestions: toChoices({ host: "The host's.", 'service:': "Another service's." }),
    }),
  ],
  uts: ['Whose host name is used.', text({ suggestions: toChoices({ host: "The host's." }) }), { since: '2.15.1' }],
  cgroup: ['Which control groups are seen.', oneOf({ host: "The host's.", private: 'Its own.' }), { since: '2.15.0' }],
  cgroup_parent: ['Control group to put the container below.', text()],
  group_add: ['Further groups of the user, by name or id.', list(scalar(['string', 'number']), 'rejected')],
  credential_spec: [
    'Credentials of a managed service account (Windows).',
    object(
      'a credential_spec section',
      keysOf('services', 'credential_spec', {
        config: ['Config of the top-level "configs" with the specification.', text({ refers: 'config' })],
        file: ["File with the specification, in the engine's CredentialSpecs folder.", text()],
        registry: ['Registry value with the specification.', text()],
      }),
    ),
  ],
  devices: [
    'Devices of the host: SOURCE[:TARGET[:PERMISSIONS]], a CDI name, or the details.',
    list(
      either(
        written(device),
        object(
          'a device',
          keysOf('services', 'devices', {
            source: ['Path of the device on the host.', text()],
            target: ['Path in the container. Without it, the same.', text()],
            permissions: ['r, w and m (make nodes), or some of them.', text()],
          }),
          { required: ['source'] },
        ),
      ),
      'merged',
    ),
  ],
  device_cgroup_rules: ['Rules for devices, such as "c 1:3 mr".', texts('rejected')],
  use_api_socket: [
    "Gives the container the engine's API and the user's registry credentials.",
    strictFlag,
    { since: '2.37.1' },
  ],
});
