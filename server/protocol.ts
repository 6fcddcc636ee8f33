/** The language server's own requests and notifications: the only file of server/ that the client may import. */

/** Language id that VS Code gives to Compose files. */
export const composeLanguageId = 'dockercompose';
