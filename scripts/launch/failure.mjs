/**
 * A reason the launcher cannot go on, told to a person: one plain sentence and a way out.
 * Everything a user can cause or mend ends in one of these; anything else is a fault of ours.
 */
export class LaunchFailure extends Error {
  /**
   * @param {string} sentence what is wrong
   * @param {string} wayOut what to do about it
   */
  constructor(sentence, wayOut) {
    super(`${sentence} ${wayOut}`)
    this.name = 'LaunchFailure'
  }
}

const BY_CODE = {
  ENOSPC: (path) => new LaunchFailure(`The disk is full${at(path)}.`, 'Free some space, then start again.'),
  EDQUOT: (path) => new LaunchFailure(`The disk quota is used up${at(path)}.`, 'Free some space, then start again.'),
  EROFS: (path) => new LaunchFailure(`The file system is read-only${at(path)}.`, 'Choose a writable folder with --data.'),
  EACCES: (path) => new LaunchFailure(`Permission denied${at(path)}.`, 'Start as the user who owns it, or choose another folder with --data.'),
  EPERM: (path) => new LaunchFailure(`Not permitted${at(path)}.`, 'Start as the user who owns it, or choose another folder with --data.'),
  EMFILE: () => new LaunchFailure('Too many open files.', 'Raise the limit (ulimit -n 4096), then start again.'),
}

const at = (path) => (path ? ` (${path})` : '')

/**
 * Turns an operating-system error into its sentence.
 * @param {unknown} error anything thrown
 * @returns {LaunchFailure | undefined} nothing when the error is not one a user can mend
 */
export function asLaunchFailure(error) {
  if (error instanceof LaunchFailure) return error
  if (!(error instanceof Error)) return undefined
  const { code, path } = /** @type {NodeJS.ErrnoException} */ (error)
  return code === undefined ? undefined : BY_CODE[code]?.(path)
}
