import { either, keysOf, list, named, object, scalar, text, whole, written } from './build-shape.ts';
import { byteSize } from './grammar/byte-size.ts';
import { integerText } from './grammar/plain.ts';
import { extraHost } from './grammar/service-values.ts';
import type { Shape } from './shape.ts';

/** Shapes that services and builds share. */

/** Limits of the operating system by name: one number, or soft and hard apart. */
export const ulimits: Shape = named(
  'limits',
  either(
    whole,
    object(
      'a limit',
      keysOf('services', 'ulimits', {
        soft: ['What processes begin with; they may raise it up to the hard limit.', whole],
        hard: ['The most that processes may raise the limit to.', whole],
      }),
      { required: ['soft', 'hard'] },
    ),
  ),
  { pattern: /^[a-z]+$/, lenient: true },
);

/** Additional lines of /etc/hosts. */
export const extraHosts: Shape = either(
  named('hosts', either(text(), list(text()))),
  list(written(extraHost), 'rejected'),
);

/** A number of bytes, or a text with a unit. */
export const bytes: Shape = scalar(['number', 'string'], { grammar: byteSize });
export const wholeBytes: Shape = scalar(['integer', 'string'], { grammar: byteSize });

/** A block device with a number to go with it. */
export function deviceRate(title: string, key: string, description: string): Shape {
  return list(
    object(
      title,
      keysOf('services', 'blkio_config', {
        path: ['Path of the block device on the host, such as /dev/sda.', text()],
        [key]: [description, key === 'rate' ? wholeBytes : scalar(['integer', 'string'], { grammar: integerText })],
      }),
      { extensions: false },
    ),
  );
}
