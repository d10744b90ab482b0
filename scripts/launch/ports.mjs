import net from 'node:net'

/**
 * Whether a port can be listened on right now.
 * @param {number} port
 * @param {string} host
 * @returns {Promise<'free' | 'taken' | 'forbidden' | 'no-such-host'>}
 */
export function portState(port, host) {
  return new Promise((resolve) => {
    const probe = net.createServer()
    probe.once('error', (/** @type {NodeJS.ErrnoException} */ error) => resolve(STATE_BY_CODE[error.code ?? ''] ?? 'taken'))
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve('free')))
  })
}

const STATE_BY_CODE = { EADDRINUSE: 'taken', EACCES: 'forbidden', EADDRNOTAVAIL: 'no-such-host', ENOTFOUND: 'no-such-host', EAI_AGAIN: 'no-such-host' }

/**
 * The first free port at or after `from`, or any free one when the next hundred are taken.
 * @param {number} from
 * @param {string} host
 * @param {ReadonlySet<number>} [reserved] ports promised to somebody else
 * @returns {Promise<number>}
 */
export async function nextFreePort(from, host, reserved = new Set()) {
  for (let port = from; port < Math.min(from + 100, 65_536); port += 1) {
    if (!reserved.has(port) && (await portState(port, host)) === 'free') return port
  }
  return anyFreePort(host)
}

/** @param {string} host @returns {Promise<number>} */
export function anyFreePort(host) {
  return new Promise((resolve, reject) => {
    const probe = net.createServer()
    probe.once('error', reject)
    probe.listen(0, host, () => {
      const { port } = /** @type {net.AddressInfo} */ (probe.address())
      probe.close(() => resolve(port))
    })
  })
}
