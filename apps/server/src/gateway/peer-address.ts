import type { IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'

/** A request that names a forwarder is not from this machine, wherever the forwarder runs. */
export function fromThisMachine({ headers, socket }: IncomingMessage): boolean {
  return headers.forwarded === undefined && headers['x-forwarded-for'] === undefined && isLoopback(plainAddress(socket.remoteAddress))
}

/**
 * Where a request comes from, for counting; undefined for this machine. A proxy on this machine says whom it speaks for last; anybody else
 * may say what they like. An IPv6 network counts as one: whoever has one address of it has all.
 */
export function countedAddress(request: IncomingMessage): string | undefined {
  if (fromThisMachine(request)) return undefined
  const peer = plainAddress(request.socket.remoteAddress)
  const named = isLoopback(peer)
    ? String(request.headers['x-forwarded-for'] ?? '')
        .split(',')
        .at(-1)
        ?.trim()
    : undefined
  return networkOf(named === undefined || !/^[\da-f:.]{2,45}$/i.test(named) ? peer : plainAddress(named))
}

const plainAddress = (address = '') => address.replace(/^::ffff:/i, '').toLowerCase()

const isLoopback = (address: string) => address === '::1' || address.startsWith('127.')

/** Of an IPv6 address; the first half names its network. */
const GROUPS = 8

function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  const [head = [], tail = []] = address.split('::').map((part) => part.split(':').filter((group) => group !== ''))
  const network = [...head, ...Array.from({ length: GROUPS - head.length - tail.length }, () => '0'), ...tail].slice(0, GROUPS / 2)
  return `${network.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`
}
