import { parseImageReference } from '../../images/image-reference.ts';
import type { Mount, Service } from '../../project/project.ts';

/** Mounts of the engine's socket. */
export function engineSockets(service: Service): readonly Mount[] {
  return service.mounts.filter(
    ({ type, source }) =>
      type === 'bind' && /(?:^|\/)(?:docker|podman|containerd|crio)\.sock$/.test(source?.value ?? ''),
  );
}

/** True for what exists to work with the engine, and for own builds, of which nothing is known. */
export function isEngineTool({ image, build }: Service): boolean {
  return build !== undefined || tools.test(parseImageReference(image?.value ?? '')?.repository ?? '');
}

/** Proxies, dashboards, updaters, monitors, runners: names of images that are of no use without the socket. */
const tools =
  /(?:traefik|glances|uptime-kuma|beszel|komodo|arcane|tugtainer|whats-up-docker|wud|crowdsec|swag|nextcloud\/all-in-one|appsmith-rts|openhands|runner|buildkite|agent|coolify|dokploy|caprover|netbird|logspout|fluent|filebeat|metricbeat|alloy|otel|opentelemetry|scrutiny|dashy|heimdall|flame|glance|portainer|watchtower|dozzle|autoheal|socket-proxy|dockge|yacht|diun|cadvisor|promtail|vector|datadog|telegraf|netdata|nginx-proxy|docker-gen|acme-companion|act_runner|gitlab-runner|jenkins|woodpecker|drone|homepage|homarr|ouroboros|lazydocker|docker-volume-backup|ofelia|caddy-docker-proxy|docker|dind|localstack|testcontainers|ryuk)/;
