import { build } from './build.ts';
import { either, flag, keysOf, list, object, pairs, text, texts, toChoices, whole, written } from './build-shape.ts';
import { deploy } from './deploy.ts';
import { develop } from './develop.ts';
import { fileGrants } from './file-grant.ts';
import { containerPath, tmpfsPath } from './grammar/container-path.ts';
import { duration } from './grammar/duration.ts';
import {
  containerName,
  platform,
  pullPolicy,
  restartPolicy,
  stopSignal,
  variableText,
  volumesFrom,
} from './grammar/service-values.ts';
import { command, hooks, initSteps } from './hooks.ts';
import { serviceMounts } from './service-mounts.ts';
import { dependsOn, envFile, healthcheck, logging, provider, serviceModels } from './service-sections.ts';

/** What a service runs and how it is made. */
export const running = keysOf('services', undefined, {
  image: [
    'Image to start containers from: [REGISTRY/]NAME[:TAG|@DIGEST]. With "build", the name that the built image gets.',
    text({ refers: 'image' }),
  ],
  build: ['How to build the image: a folder with a Dockerfile, or the details.', build],
  provider: [
    'Hands the service to a program outside of the engine, such as a cloud plugin.',
    provider,
    { since: '2.36.0' },
  ],
  platform: ['Platform to run on, as OS/ARCHITECTURE[/VARIANT].', written(platform)],
  pull_policy: [
    'When to pull the image.',
    written(pullPolicy, {
      suggestions: toChoices({
        always: 'Each time.',
        missing: 'When it is not there. This is the default.',
        never: 'Not at all.',
        build: 'Not at all; builds it.',
        daily: 'When the last pull is a day old.',
        weekly: 'When the last pull is a week old.',
      }),
    }),
  ],
  pull_refresh_after: ['Age at which a pulled image is pulled again.', text()],
  command: ["Replaces the image's command (CMD): a text that is split into words, or a list of words.", command],
  entrypoint: ["Replaces the image's entry point (ENTRYPOINT). The image's command is then ignored.", command],
  working_dir: [
    "Folder in the container that the command runs in, instead of the image's (WORKDIR).",
    written(containerPath),
  ],
  user: ["User, and group, that the command runs as, such as 1000:1000, instead of the image's (USER).", text()],
  container_name: [
    'Fixed name of the container instead of PROJECT-SERVICE-1. A service with one cannot have several containers.',
    written(containerName),
  ],
  hostname: ['Host name inside the container.', text()],
  domainname: ['Domain name inside the container.', text()],
  init: ['Runs a small init process that passes signals on and collects ended child processes.', flag],
  stdin_open: ['Keeps standard input open.', flag],
  tty: ['Gives the container a terminal.', flag],
  attach: ['With false, "docker compose up" does not show its output.', flag, { since: '2.20.0' }],
  restart: [
    'Whether a container that ends is started again.',
    written(restartPolicy, {
      suggestions: toChoices({
        no: 'Never. This is the default; quote it.',
        always: 'Always, also after a restart of the engine.',
        'on-failure': 'After an exit code other than 0; on-failure:3 gives up after three times.',
        'unless-stopped': 'Always, unless somebody stopped it.',
      }),
    }),
  ],
  runtime: ['Runtime of the engine to use, such as nvidia or runsc.', text()],
  isolation: ['Isolation technology (Windows).', text()],
  scale: ['How many containers run; the same as deploy.replicas.', whole],
  stop_grace_period: [
    'Time to end after the stop signal before the container is killed; 10s without it.',
    written(duration),
  ],
  stop_signal: ["Signal that asks the container to end, instead of the image's (SIGTERM).", written(stopSignal)],
  profiles: [
    'The service is on only when one of these profiles is. Without any, it is always on.',
    texts('merged', 'profile'),
  ],
  extends: [
    'Takes everything from another service, of this file or another one; what is written here wins.',
    either(
      text({ refers: 'service' }),
      object(
        'an extends section',
        keysOf('services', 'extends', {
          service: ['Service to take from.', text({ refers: 'service' })],
          file: ['Compose file that has it, seen from this one. Without it, this file.', text({ refers: 'file' })],
        }),
        { required: ['service'], extensions: false },
      ),
    ),
  ],
  depends_on: ['Services that are started before this one, and stopped after it.', dependsOn],
  healthcheck: ['How the engine tells whether the container works.', healthcheck],
  pre_start: ['Containers that run to their end, in order, before the service is started.', initSteps],
  post_start: ['Commands that run in the container after it was started.', hooks, { since: '2.30.0' }],
  pre_stop: ['Commands that run in the container before it is stopped.', hooks, { since: '2.30.0' }],
  deploy: ['How many containers, with which resources, and how a cluster handles them.', deploy],
  develop: ['What "docker compose watch" does when files change.', develop, { since: '2.22.0' }],
  models: ['AI models of the top-level "models" that the service uses.', serviceModels, { since: '2.38.0' }],
});

/** What goes into a service: variables, files, labels. */
export const inputs = keysOf('services', undefined, {
  environment: [
    'Variables of the container. One without a value takes it from the environment of Compose.',
    pairs('variables', 'merged', written(variableText)),
  ],
  env_file: ['Files with variables of the container. What "environment" says wins.', envFile],
  labels: ['Labels of the containers, for people and for tools such as Traefik.', pairs('labels')],
  label_file: [
    'Files with labels of the containers.',
    either(text({ refers: 'file' }), list(text({ refers: 'file' }))),
    { since: '2.32.0' },
  ],
  annotations: ['OCI annotations of the containers.', pairs('annotations')],
  volumes: [
    'What is mounted into the containers: SOURCE:TARGET[:OPTIONS], or the details. A target without a source gives an anonymous volume.',
    serviceMounts,
  ],
  volumes_from: [
    'Takes all mounts of another service or container.',
    list(written(volumesFrom, { refers: 'service' }), 'rejected'),
  ],
  tmpfs: [
    'Paths in the container that are memory; lost when it stops.',
    either(written(tmpfsPath), list(written(tmpfsPath), 'merged')),
  ],
  secrets: ['Secrets the service may read, as files below /run/secrets.', fileGrants('secret', 'services')],
  configs: ['Configuration files that the service gets.', fileGrants('config', 'services')],
  logging: ['Where the output of the containers goes.', logging],
  external_links: ['Containers outside of the project to reach by name.', texts('rejected')],
  links: [
    'Services to reach by another name, as SERVICE[:ALIAS]. On one network they reach each other anyway.',
    texts('merged', 'service'),
  ],
});
