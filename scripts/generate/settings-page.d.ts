/** docs/settings.md: the editor's settings, and the keys of .holdfast.yaml. */
export declare function settingsPageText(): string;
