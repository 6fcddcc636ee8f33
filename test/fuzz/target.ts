import type { Random } from '../support/seeded.ts';

/** A reader of text from outside, and what must be true of it whatever the text is. */
export interface Target {
  /** Lower-case and with dashes; also the folder of kept inputs. */
  readonly name: string;
  /** Valid texts from which random ones are made. */
  readonly seeds: readonly string[];
  /** Pieces that steer this reader; put in at random places. */
  readonly pieces: readonly string[];
  /** Throws when something that must hold does not. */
  run(text: string): void | Promise<void>;
}

/** Processor time that one text may take, in milliseconds: what a person would call a hang. */
export const limit = 2_000;

/** A text made from the seeds by one to eight random edits; now and then bytes with no meaning. */
export function randomInput({ seeds, pieces }: Pick<Target, 'seeds' | 'pieces'>, random: Random): string {
  if (random() < 0.05) return randomBytes(random);
  let text = random.pick(seeds);
  for (let round = random.below(8); round >= 0; round -= 1) text = edited(text, { pieces, seeds, random });
  return text;
}

interface Material {
  readonly pieces: readonly string[];
  readonly seeds: readonly string[];
  readonly random: Random;
}

function edited(text: string, { pieces, seeds, random }: Material): string {
  const at = random.below(text.length + 1);
  const length = 1 + random.below(random() < 0.8 ? 4 : 120);
  const end = Math.min(text.length, at + length);
  switch (random.below(8)) {
    case 0:
      return text.slice(0, at) + text.slice(end);
    case 1:
      return text.slice(0, end) + text.slice(at);
    case 2:
      return text.slice(0, at);
    case 3: {
      const other = random.pick(seeds);
      const from = random.below(other.length + 1);
      return text.slice(0, at) + other.slice(from, from + length * 4) + text.slice(end);
    }
    case 4:
      return text.slice(0, at) + String.fromCharCode(random.below(random() < 0.7 ? 128 : 0x10000)) + text.slice(at + 1);
    case 5:
      return (
        text.slice(0, at) + random.pick(pieces).repeat(1 + random.below(random() < 0.9 ? 3 : 400)) + text.slice(at)
      );
    default:
      return text.slice(0, at) + random.pick(pieces) + text.slice(random() < 0.4 ? end : at);
  }
}

function randomBytes(random: Random): string {
  const bytes = Uint8Array.from({ length: random.below(400) }, () =>
    random() < 0.7 ? 32 + random.below(95) : random.below(256),
  );
  return new TextDecoder().decode(bytes);
}
