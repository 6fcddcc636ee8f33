import { imageFacts } from './image-facts.ts';
import { parseImageReference } from './image-reference.ts';

/** Users that Debian and Alpine give every image, by the id in Debian's and Alpine's base images. */
const baseUsers: Readonly<Record<string, readonly [debian: number, alpine: number]>> = {
  nobody: [65_534, 65_534],
  'www-data': [33, 82],
};

/** Users of images that have no data to keep. */
const imageUsers: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  node: { node: 1000 },
};

/**
 * The id of a user in an image, as far as it is known without asking the image.
 *
 * @param name a user's name or id, as in `user:` before the colon
 * @param image the image as written; undefined where it is built
 */
export function userId(name: string, image: string | undefined): number | undefined {
  if (/^\d+$/.test(name)) return Number(name);
  const reference = image === undefined ? undefined : parseImageReference(image);
  const isAlpine = reference?.tag?.includes('alpine') === true;
  const base = Object.hasOwn(baseUsers, name) ? baseUsers[name] : undefined;
  if (base !== undefined) return image === undefined ? undefined : base[isAlpine ? 1 : 0];
  const repository = reference?.repository.replace(/^library\//, '') ?? '';
  const ofImage = Object.hasOwn(imageUsers, repository) ? imageUsers[repository]?.[name] : undefined;
  if (ofImage !== undefined) return ofImage;
  // Alpine variants have ids of their own.
  return image === undefined || isAlpine ? undefined : imageFacts(image)?.groups?.[name];
}
