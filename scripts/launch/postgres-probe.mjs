import net from 'node:net'

/** Protocol 3.0, user and database, each closed by a zero byte. */
function startupMessage(user, database) {
  const body = Buffer.from(`user\0${user}\0database\0${database}\0\0`)
  const head = Buffer.alloc(8)
  head.writeInt32BE(8 + body.length, 0)
  head.writeInt32BE(0x0003_0000, 4)
  return Buffer.concat([head, body])
}

/**
 * Asks a Postgres whether it takes connections, by its own first message.
 * @param {net.NetConnectOpts} address
 * @param {{ user: string, database: string, timeoutMs?: number }} options
 * @returns {Promise<boolean>} true once it would let the user in
 */
export function answersAsPostgres(address, { user, database, timeoutMs = 1000 }) {
  return new Promise((resolve) => {
    const socket = net.connect(address)
    const finish = (answer) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(timeoutMs, () => finish(false))
    socket.once('connect', () => socket.write(startupMessage(user, database)))
    socket.once('data', (bytes) => finish(bytes[0] === 0x52)) // 'R': authentication, here always "ok"; 'E' is an error
    socket.once('error', () => finish(false))
    socket.once('close', () => finish(false))
  })
}
