import { testImage } from '../engine/scratch-project.ts';

export interface FailingStack {
  readonly name: string;
  /** Where the proxy answers on the loopback address. */
  readonly port: number;
  /** A shell's text that the service `api` is healthy by. */
  readonly apiProbe: string;
  /** A shell's text that the service `db` runs. */
  readonly dbCommand: string;
}

/** A Compose file of a proxy before an API before a database with a volume, to be broken from the database on. */
export const failingStack = ({ name, port, apiProbe, dbCommand }: FailingStack): string => `name: ${name}
services:
  proxy:
    image: ${testImage}
    init: true
    command: ["httpd", "-f", "-p", "80"]
    ports: ["127.0.0.1:${port}:80"]
    depends_on: [api]
  api:
    image: ${testImage}
    init: true
    command: ["sleep", "3600"]
    depends_on: [db]
    healthcheck: {test: [CMD-SHELL, "${apiProbe}"], interval: 1s, retries: 1}
  db:
    image: ${testImage}
    init: true
    command: ["sh", "-c", "${dbCommand}"]
    volumes: [db-data:/data]
volumes: {db-data: {}}
`;
