import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

/** The version of the installed package. */
export const PACKAGE_VERSION = manifest.version;

/** One constant string on every request (API guide, "User agent": name, version, details). */
export const USER_AGENT = `campaign/${PACKAGE_VERSION} (Node.js/${process.versions.node}; ${process.platform})`;
