/** The text of core/lint/rule-list.ts: an import of each rule's file, and the list of them. */
export declare function ruleListText(root: string): string;
/** The ids of all rules: the names of the files in core/lint/rules. */
export declare function ruleIdsIn(root: string): readonly string[];
