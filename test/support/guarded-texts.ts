/** A web server and a database with its volume, as a person has it. */
export const original = `services:
  web:
    image: nginx:1-alpine
  db:
    image: postgres:16-alpine
    volumes:
      - data:/var/lib/postgresql/data
volumes:
  data:
`;

/** What an agent leaves of {@link original}. */
export const gutted = 'services:\n  web:\n    image: nginx:1-alpine\n';
