/**
 * The share of comparisons that agree.
 *
 * @param values `none` where there was nothing to compare; these don't count
 */
export function agreement(values: readonly string[]): { readonly ratio: number; readonly text: string } {
  const counted = values.filter((value) => value !== 'none');
  const agreeing = counted.filter((value) => value === 'agrees').length;
  const ratio = counted.length === 0 ? 1 : agreeing / counted.length;
  return { ratio, text: `${agreeing} of ${counted.length}, ${(100 * ratio).toFixed(2)} %` };
}
