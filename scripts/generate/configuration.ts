import { changeKinds } from '../../core/guard/policy.ts';
import { rulePages } from '../../core/lint/rule-page.ts';
import type { Setting, SettingValue } from '../../core/settings/setting.ts';
import { settings } from '../../core/settings/settings.ts';

/** `contributes.configuration` of package.json: a section of settings each. */
export function configuration(): readonly unknown[] {
  const sections = [...new Set(settings.map((setting) => setting.section))];
  return sections.map((title) => ({
    title,
    properties: Object.fromEntries(
      settings
        .filter((setting) => setting.section === title)
        .map((setting, order) => [`holdfast.${setting.key}`, property(setting, order)]),
    ),
  }));
}

function property({ value, description, scope }: Setting, order: number): unknown {
  return { order, scope, markdownDescription: description, ...schemaOf(value) };
}

function schemaOf(value: SettingValue): Record<string, unknown> {
  if (value.kind === 'boolean') return { type: 'boolean', default: value.default };
  if (value.kind === 'number') {
    return { type: 'number', default: value.default, minimum: value.least, maximum: value.most };
  }
  if (value.kind === 'text') return { type: 'string', default: value.default };
  if (value.kind === 'texts') {
    return { type: 'array', default: value.default, uniqueItems: true, items: { type: 'string', minLength: 1 } };
  }
  if (value.kind === 'named-texts') {
    return { type: 'object', default: value.default, additionalProperties: { type: 'string', minLength: 1 } };
  }
  const choices = {
    enum: value.choices.map((choice) => choice.value),
    markdownEnumDescriptions: value.choices.map((choice) => choice.description),
  };
  if (value.kind === 'choice') return { type: 'string', default: value.default, ...choices };
  if (value.kind === 'choices') {
    return { type: 'array', default: value.default, uniqueItems: true, items: { type: 'string', ...choices } };
  }
  return {
    type: 'object',
    default: {},
    propertyNames: { enum: levelNames(value.of) },
    additionalProperties: { type: 'string', ...choices },
  };
}

/** The names that a setting of levels can have. */
function levelNames(of: 'rules' | 'changes'): readonly string[] {
  return of === 'changes' ? changeKinds : rulePages.filter((page) => page.rule !== undefined).map((page) => page.id);
}
