/** What the launcher prints: short plain lines, nothing while all is well and quick. */

// A closed terminal or a reader that went away must not end the launcher before it has stopped its children.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
  })
}

/** @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`)
}

/** @param {string} line */
export function complain(line) {
  process.stderr.write(`\n${line}\n`)
}
