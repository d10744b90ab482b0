/** What the launcher prints: short plain lines, nothing while all is well and quick. */

/** @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`)
}

/** @param {string} line */
export function complain(line) {
  process.stderr.write(`\n${line}\n`)
}
