/** The versions that are compared; newer ones are a change to this file and to docs/comparison.md. */
export declare const versions: {
  readonly '@microsoft/compose-language-service': '1.0.0';
  readonly 'yaml-language-server': '2.0.0';
  readonly dclint: '3.1.0';
};
/** Installs the peers into the cache folder, unless they are there, and gives the folder with their packages. */
export declare function installPeers(): string;
