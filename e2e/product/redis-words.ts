import { connect } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Says words to the product's own Redis, as an operator with `redis-cli` would; answers the lines of the reply. */
async function say(dataDir: string, words: readonly string[]): Promise<string[]> {
  const socket = connect(path.join(dataDir, 'redis', 'redis.sock'))
  const command = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')
  let reply = ''
  socket.on('data', (chunk) => {
    reply += chunk
  })
  // Redis ends the connection after the second command, so that the reply is whole.
  socket.write(`*${words.length}\r\n${command}*1\r\n$4\r\nQUIT\r\n`)
  await new Promise<void>((resolve, reject) => socket.on('end', resolve).on('error', reject))
  socket.destroy()
  return reply.split('\r\n')
}

const keysIn = (reply: string[]) => reply.filter((line) => line.includes(':session:'))

/** Deletes every session there is; fails when there is none. */
export async function deleteSessions(dataDir: string): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const keys = keysIn(await say(dataDir, ['KEYS', '*:session:*']))
    if (keys.length > 0) {
      await say(dataDir, ['DEL', ...keys])
      return keys.length
    }
    await sleep(50)
  }
  throw new Error('There is no session to delete')
}
