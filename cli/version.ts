/** The version of the package, as `holdfast --version` prints it; a test compares it with package.json. */
export const version = '0.1.0';
