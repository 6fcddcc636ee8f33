import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'plain-secret',
  category: 'security',
  severity: 'warning',
  presets: ['security'],
  since: '0.1.0',

  summary: 'A password in plain sight',
  why: 'It is in the repository, in the history, and in everything that prints the environment of a container.',
  instead:
    'Take it from a variable of an ignored .env file, or from "secrets" with a _FILE variable where the image knows one.',
  examples: {
    bad: `services:
  web:
    image: acme/web:1.4
    environment:
      DB_PASSWORD: hunter2hunter2
`,
    good: `services:
  web:
    image: acme/web:1.4
    environment:
      DB_PASSWORD: \${DB_PASSWORD:?set it in .env}
      API_KEY_FILE: /run/secrets/api_key
`,
  },
  checkService(service, { textAt, report }) {
    for (const [name, { value, location }] of service.environment) {
      if (value === null || value === '' || /\$\{?\w/.test(textAt(location).replaceAll('$$', ''))) continue;
      const url = /^[a-z][a-z0-9+.-]*:\/\/[^:/@\s]*:([^@/\s]+)@/i.exec(value)?.[1];
      if (!isSecret(name, value) && url === undefined) continue;
      report({
        location,
        message: `${name} of "${service.name}" holds a ${url === undefined ? 'secret' : 'password'} in plain sight, for everyone who sees this file. Take it from an ignored .env file, or from "secrets".`,
      });
    }
  },
});

function isSecret(name: string, value: string): boolean {
  if (
    !/(?:^|_)(?:PASSWORD|PASSWD|PASS|PWD|SECRET|SECRET_KEY|TOKEN|API_?KEY|ACCESS_KEY|PRIVATE_KEY|CREDENTIALS?)$/i.test(
      name,
    )
  )
    return false;
  // Switches and paths are no secrets.
  return !/^(?:true|false|yes|no|on|off|\d{1,2}|none|null|\/.*)$/i.test(value);
}
