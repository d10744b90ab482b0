import { BlockList } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Private, local and reserved IPv4 ranges with why each is refused (IANA special-purpose registry, and what clouds answer on). */
const FORBIDDEN_V4: ReadonlyArray<readonly [string, number]> = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // Azure's platform address: public by number, inside by nature.
  ['168.63.129.16', 32],
]

/** IPv6 is refused unless it is global unicast (2000::/3), and within that these are refused too. */
const FORBIDDEN_V6: ReadonlyArray<readonly [string, number]> = [
  // Protocol assignments, Teredo, ORCHID, benchmarking.
  ['2001::', 23],
  ['2001:db8::', 32],
  // 6to4 carries an IPv4 address of anybody's choice.
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3ffe::', 16],
  ['3fff::', 20],
]

function blockList(ranges: ReadonlyArray<readonly [string, number]>, family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const [address, prefix] of ranges) list.addSubnet(address, prefix, family)
  return list
}

const forbiddenV4 = blockList(FORBIDDEN_V4, 'ipv4')
const forbiddenV6 = blockList(FORBIDDEN_V6, 'ipv6')
const globalUnicast = blockList([['2000::', 3]], 'ipv6')

/** The last two groups of an ISATAP interface id hold an IPv4 address, under any prefix. */
function isatap(bytes: number[]): boolean {
  return (bytes[8] === 0 || bytes[8] === 2) && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe
}

/**
 * True when a connection to this address must not be made. Judged on the parsed bytes, so every notation is the same address;
 * text that is no address is forbidden.
 */
export function isForbiddenAddress(address: string): boolean {
  const bare = address.replace(/%.*$/, '')
  if (!ipaddr.isValid(bare)) return true
  const parsed = ipaddr.parse(bare)
  if (parsed.kind() === 'ipv4') return forbiddenV4.check(parsed.toString(), 'ipv4')
  const bytes = parsed.toByteArray()
  const text = parsed.toString()
  // Mapped, compatible, translated and NAT64 forms all lie outside 2000::/3 and are refused with everything else there.
  return !globalUnicast.check(text, 'ipv6') || forbiddenV6.check(text, 'ipv6') || isatap(bytes)
}
