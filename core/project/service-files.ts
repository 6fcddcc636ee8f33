import { parseEnv } from './dotenv.ts';
import type { LoadSession } from './load-session.ts';
import type { Service } from './project.ts';
import { child, itemsOf, stringOf } from './value.ts';

/** Looks for the env_file and label_file files of a service, which are the only things about it that its own text doesn't say. */
export function lookForFiles(session: LoadSession, service: Service): Service {
  const labelFiles = itemsOf(child(service.value, 'label_file'));
  for (const file of labelFiles) {
    const path = stringOf(file);
    if (path === undefined) continue;
    const exists = session.isFile(path);
    session.addFile({ file: path, role: 'label_file', exists, readable: true, from: file.location });
  }
  const envFiles = service.envFiles.map((file) => {
    const exists = session.isFile(file.path);
    session.addFile({ file: file.path, role: 'env_file', exists, readable: true, from: file.location });
    return exists === file.exists ? file : { ...file, exists };
  });
  return envFiles.every((file, index) => file === service.envFiles[index]) ? service : { ...service, envFiles };
}

/** What is wrong with the files of a service that runs. */
export function reportServiceFiles(session: LoadSession, service: Service): void {
  for (const file of itemsOf(child(service.value, 'label_file'))) {
    const path = stringOf(file);
    if (path !== undefined && !session.isFile(path)) {
      session.report(
        'missing-env-file',
        `The label file "${path}" does not exist. Create it, or correct the path.`,
        file.location,
      );
    }
  }
  for (const file of service.envFiles) {
    if (!file.exists && file.required) {
      session.report(
        'missing-env-file',
        `The env file "${file.path}" does not exist. Create it, or add "required: false".`,
        file.location,
      );
    }
    const text = file.exists ? session.view.readText(file.path) : undefined;
    const problem = text === undefined ? undefined : parseEnv(text, () => undefined).problem;
    if (problem) session.report('bad-env-file', problem.message, { file: file.path, range: problem.range });
  }
}
