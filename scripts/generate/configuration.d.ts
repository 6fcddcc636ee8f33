/** `contributes.configuration` of package.json: a section of settings each. */
export declare function configuration(): readonly unknown[];
