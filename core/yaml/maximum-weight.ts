/** More nodes than this can't come out of the aliases of one piece of text: a handful of lines can ask for billions. */
export const MAXIMUM_WEIGHT = 100_000;
