import net from 'node:net'

/**
 * Sends one inline command to a Redis that asks for no password and reads the first answer.
 * @param {net.NetConnectOpts} address
 * @param {string} command
 * @param {number} [timeoutMs]
 * @returns {Promise<string | undefined>} the raw answer; nothing when there is none
 */
function ask(address, command, timeoutMs = 1000) {
  return new Promise((resolve) => {
    const socket = net.connect(address)
    const finish = (answer) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(timeoutMs, () => finish(undefined))
    socket.once('connect', () => socket.write(`${command}\r\n`))
    socket.once('data', (bytes) => finish(bytes.toString('latin1')))
    socket.once('error', () => finish(undefined))
    socket.once('close', () => finish(undefined))
  })
}

/**
 * Whether a Redis is up and has read its data ("-LOADING" is not yet).
 * @param {net.NetConnectOpts} address
 */
export async function answersAsRedis(address) {
  return (await ask(address, 'PING'))?.startsWith('+PONG') ?? false
}
