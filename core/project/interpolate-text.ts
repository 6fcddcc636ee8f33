/** A variable as it was looked up. */
export interface Lookup {
  /** The value of a variable, undefined when it isn't set. */
  value(name: string): string | undefined;
}

/** One `$NAME` or `${…}` in a text. */
export interface TemplateUse {
  readonly name: string;
  /** The expression as written. */
  readonly expression: string;
  /** What it gave; undefined when the variable isn't set and there is no default. */
  readonly value: string | undefined;
  readonly from: 'variable' | 'default' | 'unset';
}

export interface Interpolated {
  readonly text: string;
  /** Outer expressions before those in their defaults. */
  readonly uses: readonly TemplateUse[];
  /** An expression that is none, as written: `${1}`, `${A`. */
  readonly invalid?: string | undefined;
  /** Variables asked for with `?` that have no value, with the text behind the `?`. */
  readonly required: readonly { readonly name: string; readonly reason: string; readonly expression: string }[];
}

const NAME = /[_a-zA-Z][_a-zA-Z0-9]*/y;
const OPERATOR = /:?[-+?]/y;

/**
 * Fills the variables of a text in: `$V`, `${V}`, `${V-x}`, `${V:-x}`, `${V+x}`, `${V:+x}`, `${V?e}`, `${V:?e}`, nested in
 * each other's defaults; `$$` is a dollar sign, and a `$` before anything else stays as it is.
 */
export function interpolateText(template: string, lookup: Lookup): Interpolated {
  const uses: TemplateUse[] = [];
  const required: { name: string; reason: string; expression: string }[] = [];
  let invalid: string | undefined;

  const fill = (text: string): string => {
    let result = '';
    let position = 0;
    for (let dollar = text.indexOf('$'); dollar >= 0; dollar = text.indexOf('$', position)) {
      result += text.slice(position, dollar);
      const next = text.charAt(dollar + 1);
      if (next === '$') {
        result += '$';
        position = dollar + 2;
      } else if (next === '{') {
        const end = closingBrace(text, dollar);
        const expression = text.slice(dollar, end < 0 ? text.length : end + 1);
        result += end < 0 ? refuse(expression) : braced(expression);
        position = dollar + expression.length;
      } else {
        const name = match(NAME, text, dollar + 1);
        result += name === '' ? '$' : plain(name, `$${name}`);
        position = dollar + 1 + name.length;
      }
    }
    return result + text.slice(position);
  };

  const refuse = (expression: string): string => {
    invalid ??= expression;
    return expression;
  };

  const plain = (name: string, expression: string): string => {
    const value = lookup.value(name);
    uses.push({ name, expression, value, from: value === undefined ? 'unset' : 'variable' });
    return value ?? '';
  };

  const braced = (expression: string): string => {
    const name = match(NAME, expression, 2);
    const operator = match(OPERATOR, expression, 2 + name.length);
    const argument = expression.slice(2 + name.length + operator.length, -1);
    if (name === '' || (operator === '' && argument !== '') || argument.includes('\n')) return refuse(expression);
    if (operator === '') return plain(name, expression);
    const value = lookup.value(name);
    const given = operator.startsWith(':') ? value !== undefined && value !== '' : value !== undefined;
    const slot = uses.length;
    const record = (result: string | undefined, from: TemplateUse['from']) => {
      uses.splice(slot, 0, { name, expression, value: result, from });
      return result ?? '';
    };
    if (operator.endsWith('+'))
      return given
        ? record(fill(argument), 'default')
        : record(value ?? '', value === undefined ? 'default' : 'variable');
    if (given) return record(value, 'variable');
    if (operator.endsWith('-')) return record(fill(argument), 'default');
    required.push({ name, reason: fill(argument), expression });
    return record(undefined, 'unset');
  };

  const text = template.includes('$') ? fill(template) : template;
  return { text, uses, invalid, required };
}

/** The offset of the brace that closes the one at `dollar + 1`; -1 when there is none. */
function closingBrace(text: string, dollar: number): number {
  let depth = 0;
  for (let index = dollar + 1; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return index;
    }
  }
  // Braces that don't pair: the last one of the line closes, as in Compose.
  const line = text.indexOf('\n', dollar);
  const last = text.lastIndexOf('}', line < 0 ? text.length : line);
  return last > dollar ? last : -1;
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
