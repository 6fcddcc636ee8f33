import type { ImageFamily } from './image-family.ts';
import { busyboxOnly, noShell } from './programs.ts';

/** Applications that keep data, and proxies. */
export const serverImages: readonly ImageFamily[] = [
  application('gitea', 'Gitea', ['gitea/gitea', 'docker.gitea.com/gitea'], '/data', { ports: [3000, 22] }),
  application('forgejo', 'Forgejo', ['codeberg.org/forgejo/forgejo', 'forgejo/forgejo'], '/data', {
    ports: [3000, 22],
  }),
  {
    family: 'gitlab',
    ownHealthcheck: true,
    title: 'GitLab',
    role: 'application',
    repositories: ['gitlab/gitlab-ce', 'gitlab/gitlab-ee'],
    data: [
      { path: '/etc/gitlab', declared: true },
      { path: '/var/opt/gitlab', declared: true },
      { path: '/var/log/gitlab', declared: true, replaceable: true },
    ],
    ports: [80, 443, 22],
  },
  application('nextcloud', 'Nextcloud', ['nextcloud'], '/var/www/html', { ports: [80] }),
  application('wordpress', 'WordPress', ['wordpress'], '/var/www/html', { ports: [80] }),
  application('ghost', 'Ghost', ['ghost'], '/var/lib/ghost/content', { ports: [2368] }),
  application('redmine', 'Redmine', ['redmine'], '/usr/src/redmine/files', { ports: [3000] }),
  application('jenkins', 'Jenkins', ['jenkins/jenkins', 'jenkins'], '/var/jenkins_home', { ports: [8080, 50000] }),
  application('vaultwarden', 'Vaultwarden', ['vaultwarden/server', 'bitwardenrs/server'], '/data', {
    ownHealthcheck: true,
    ports: [80],
  }),
  application('portainer', 'Portainer', ['portainer/portainer-ce', 'portainer/portainer'], '/data', {
    ports: [9000, 9443],
  }),
  application('uptime-kuma', 'Uptime Kuma', ['louislam/uptime-kuma'], '/app/data', {
    ownHealthcheck: true,
    ports: [3001],
  }),
  application('n8n', 'n8n', ['n8nio/n8n', 'docker.n8n.io/n8nio/n8n'], '/home/node/.n8n', {
    ports: [5678],
    declared: false,
  }),
  application('keycloak', 'Keycloak', ['quay.io/keycloak/keycloak', 'keycloak/keycloak'], '/opt/keycloak/data', {
    ports: [8080],
    declared: false,
    replaceable: true,
    missing: [{ programs: ['curl', 'wget', 'nc'] }],
  }),
  application('nexus', 'Nexus', ['sonatype/nexus3'], '/nexus-data', { ports: [8081] }),
  application('sonarqube', 'SonarQube', ['sonarqube'], '/opt/sonarqube/data', { ports: [9000] }),
  application(
    'home-assistant',
    'Home Assistant',
    ['homeassistant/home-assistant', 'ghcr.io/home-assistant/home-assistant'],
    '/config',
    { ports: [8123], declared: false },
  ),
  application(
    'open-webui',
    'Open WebUI',
    ['ghcr.io/open-webui/open-webui', 'open-webui/open-webui'],
    '/app/backend/data',
    { ownHealthcheck: true, ports: [8080], declared: false },
  ),
  application('drupal', 'Drupal', ['drupal'], '/var/www/html', { ports: [80], declared: false, replaceable: true }),
  application('pgadmin', 'pgAdmin', ['dpage/pgadmin4'], '/var/lib/pgadmin', { ports: [80], replaceable: true }),
  {
    family: 'nginx',
    title: 'nginx',
    role: 'proxy',
    repositories: ['nginx', 'nginxinc/nginx-unprivileged'],
    ports: [80],
    missing: [
      { programs: ['wget', 'nc'], except: /alpine/ },
      { programs: ['bash'], tag: /alpine/ },
      { programs: ['curl'], tag: /slim/ },
    ],
    groups: { nginx: 101 },
  },
  {
    family: 'httpd',
    title: 'Apache httpd',
    role: 'proxy',
    repositories: ['httpd'],
    ports: [80],
  },
  {
    family: 'caddy',
    title: 'Caddy',
    role: 'proxy',
    repositories: ['caddy'],
    // Certificates can be had again, but issuers limit how often.
    data: [
      { path: '/data', declared: false, replaceable: true },
      { path: '/config', declared: false, replaceable: true },
    ],
    ports: [80, 443],
    missing: [{ programs: ['bash'] }],
  },
  {
    family: 'traefik',
    title: 'Traefik',
    role: 'proxy',
    repositories: ['traefik'],
    ports: [80, 8080],
    missing: busyboxOnly,
  },
  {
    family: 'haproxy',
    title: 'HAProxy',
    role: 'proxy',
    repositories: ['haproxy'],
    missing: [{ programs: ['curl', 'wget', 'nc'], except: /alpine/ }],
  },
  {
    family: 'cloudflared',
    title: 'cloudflared',
    role: 'proxy',
    repositories: ['cloudflare/cloudflared'],
    missing: noShell,
  },
];

function application(
  family: string,
  title: string,
  repositories: readonly string[],
  path: string,
  { declared = true, replaceable, ...rest }: Partial<ImageFamily> & { declared?: boolean; replaceable?: boolean },
): ImageFamily {
  return { family, title, role: 'application', repositories, data: [{ path, declared, replaceable }], ...rest };
}
