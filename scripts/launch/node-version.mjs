/** The oldest Node that runs the product: the web build and the test tools ask for it. */
export const MINIMUM_NODE = [20, 19]

/**
 * @param {string} version as in `process.versions.node`, for example "20.20.2"
 * @returns {string | undefined} a plain sentence when the version is too old
 */
export function nodeVersionProblem(version) {
  const [major, minor] = version.split('.').map(Number)
  const enough = major > MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor >= MINIMUM_NODE[1])
  if (enough) return undefined
  return `Node ${version} is too old: AOB needs Node ${MINIMUM_NODE.join('.')} or newer. Install it from https://nodejs.org and start again.`
}
