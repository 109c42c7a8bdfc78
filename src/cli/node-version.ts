/** What package.json asks for; a program that is too new for its Node.js dies with a riddle otherwise. */
const LEAST = { major: 20, minor: 19 } as const;

/**
 * Says what to do where Node.js is too old for this program. Null where it isn't.
 *
 * @param version as in `process.versions.node`
 */
export function findNodeProblem(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > LEAST.major || (major === LEAST.major && minor >= LEAST.minor)) return null;
  return (
    `error: Node.js: ${version} is too old, campaign needs ${LEAST.major}.${LEAST.minor} or later. ` +
    'Install it from https://nodejs.org, or with your version manager: nvm install --lts'
  );
}
