import { scalarText } from '../declared.ts';
import { isPublished, probesOf } from '../http-probe.ts';
import { type CheckDefinition, stop, warn } from './check.ts';

export const projectChecks: readonly CheckDefinition[] = [
  {
    id: 'project-valid',
    title: 'The files make a valid project',
    find({ project }) {
      const errors = project.problems.filter((problem) => problem.severity === 'error');
      const unset = project.variables.filter((use) => use.origin.from === 'unset').map((use) => use.name);
      return [
        ...errors
          .slice(0, 10)
          .map((problem) => stop({ message: problem.message, wayOut: 'Correct the file; Compose would refuse it.' })),
        ...[...new Set(unset)].map((name) =>
          warn({
            message: `The variable ${name} has no value and counts as empty.`,
            wayOut: 'Set it in .env or in the environment, or give it a default.',
          }),
        ),
      ];
    },
  },
  {
    id: 'nothing-held',
    title: 'No change to the files waits for a decision',
    find: ({ facts }) =>
      facts.heldChanges === true
        ? [
            stop({
              message: 'Changes to the project are held until a person decides about them.',
              wayOut: 'Review the held changes first; then restart what was decided.',
            }),
          ]
        : [],
  },
  {
    id: 'files-saved',
    title: 'The files are saved',
    find: ({ facts }) =>
      (facts.unsavedFiles ?? []).map((file) =>
        warn({ message: `${file} has changes that are not saved; they take no part.`, wayOut: 'Save the file first.' }),
      ),
  },
  {
    id: 'files-exist',
    title: 'The files that the services need are there',
    find({ project, touched, facts }) {
      const missing = touched.flatMap(({ service }) =>
        service.envFiles
          .filter((file) => file.required && !file.exists)
          .map((file) =>
            stop({
              service: service.name,
              message: `The env_file ${file.path} of ${service.name} does not exist.`,
              wayOut: 'Create it, or mark it as not required.',
            }),
          ),
      );
      const { files } = facts;
      if (files === undefined) return missing;
      for (const { service } of touched) {
        for (const kind of ['secrets', 'configs'] as const) {
          for (const reference of service[kind]) {
            const path = scalarText(project[kind].get(reference.value)?.value, 'file');
            if (path === undefined || !path.startsWith('/') || files.kind(path) !== undefined) continue;
            missing.push(
              stop({
                service: service.name,
                message: `The file ${path} of ${kind.slice(0, -1)} ${reference.value} does not exist.`,
                wayOut: 'Create the file, or correct its path.',
              }),
            );
          }
        }
      }
      return missing;
    },
  },
  {
    id: 'dependencies-checkable',
    title: 'What is waited for can become healthy',
    find({ project, touched, snapshot }) {
      return touched.flatMap(({ service }) =>
        service.dependsOn.flatMap((dependency) => {
          if (dependency.condition !== 'service_healthy') return [];
          const target = project.services.get(dependency.service);
          if (target === undefined || (target.healthcheck !== undefined && !target.healthcheck.disabled)) return [];
          const image = target.image && snapshot.images.get(target.image.value);
          const disabled = target.healthcheck?.disabled === true;
          if (!disabled && (image === undefined || image?.hasHealthcheck)) return [];
          return [
            warn({
              service: service.name,
              message: `${service.name} waits for ${target.name} to be healthy, which has no health check.`,
              wayOut: `Give ${target.name} a health check, or wait with service_started.`,
            }),
          ];
        }),
      );
    },
  },
  {
    id: 'external-resources',
    title: 'External volumes and networks exist',
    find({ project, snapshot, touched }) {
      const volumes = new Set(
        touched.flatMap(({ service }) => service.mounts.map((mount) => mount.source?.value ?? '')),
      );
      const networks = new Set(touched.flatMap(({ service }) => service.networks.map((network) => network.value)));
      return [
        ...[...project.volumes.values()]
          .filter((it) => it.external && volumes.has(it.name) && !snapshot.volumes.has(it.engineName))
          .map((it) =>
            stop({
              message: `The external volume ${it.engineName} does not exist on this engine.`,
              wayOut: 'Look for it under another name or on another engine before making an empty one.',
            }),
          ),
        ...[...project.networks.values()]
          .filter((it) => it.external && networks.has(it.name) && !snapshot.networks.has(it.engineName))
          .map((it) =>
            stop({
              message: `The external network ${it.engineName} does not exist on this engine.`,
              wayOut: `Create it: docker network create ${it.engineName}`,
            }),
          ),
      ];
    },
  },
  {
    id: 'health-checks-runnable',
    title: 'The health checks find the programs they need',
    find: ({ touched }) =>
      touched.flatMap(({ service, containers }) =>
        containers.flatMap(({ name, details }) => {
          const last = details?.health?.log.at(-1);
          if (last === undefined || !/executable file not found|: not found/.test(last.output)) return [];
          const program = /exec: "([^"]+)"|(?:\d: )?(?<!\S)(\S+): not found/.exec(last.output);
          const named = program?.[1] ?? program?.[2] ?? 'a program';
          return [
            warn({
              service: service.name,
              message: `The health check of ${name} needs ${named}, which its image does not have; it will never be healthy.`,
              wayOut: 'Check with a program that the image has; do not drop the check.',
            }),
          ];
        }),
      ),
  },
  {
    id: 'probes-askable',
    title: 'The probes can be asked',
    find: ({ project, touched, probes: said }) =>
      touched.flatMap(({ service }) => {
        const { probes, complaints } = probesOf(project, service, said);
        const { name } = service;
        const wayOut = 'Correct it; until then it takes no part.';
        const unclear = complaints.map((message) => warn({ service: name, message, wayOut }));
        const unasked = probes.filter((probe) => !isPublished(probe, service));
        return [
          ...unclear,
          ...unasked.map(({ port, hostPort }) => {
            const why =
              hostPort !== undefined
                ? `it does not publish port ${hostPort} of this machine`
                : port === undefined
                  ? 'it publishes no port'
                  : `its port ${port} is not published`;
            const message = `The probe of ${name} cannot be asked: ${why}.`;
            return warn({ service: name, message, wayOut: 'Publish the port, on 127.0.0.1 for example.' });
          }),
        ];
      }),
  },
];
