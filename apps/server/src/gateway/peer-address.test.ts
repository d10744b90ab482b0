import type { IncomingMessage } from 'node:http'
import { expect, it } from 'vitest'
import { countedAddress } from './peer-address.ts'

// Of a request only these members are looked at.
const request = (remoteAddress: string, headers: Record<string, string> = {}) => ({ socket: { remoteAddress }, headers }) as unknown as IncomingMessage
const viaProxy = (named: string) => countedAddress(request('127.0.0.1', { 'x-forwarded-for': named }))

it('counts who is elsewhere by the address they come from, and this machine not at all', () => {
  for (const local of ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1']) expect(countedAddress(request(local))).toBeUndefined()
  expect(countedAddress(request('203.0.113.9'))).toBe('203.0.113.9')
  expect(countedAddress(request('::ffff:203.0.113.9'))).toBe('203.0.113.9')
})

it('believes a proxy on this machine about the last address only, and nobody else about any', () => {
  expect(viaProxy('198.51.100.1, 203.0.113.9')).toBe('203.0.113.9')
  expect(viaProxy('::ffff:203.0.113.9')).toBe('203.0.113.9')
  expect(countedAddress(request('203.0.113.9', { 'x-forwarded-for': '198.51.100.1' }))).toBe('203.0.113.9')
  // Forwarded without an address that can be read: all of them together.
  for (const nonsense of ['', 'unknown', 'a b', 'x'.repeat(5_000), '*\r\n']) expect(viaProxy(nonsense)).toBe('127.0.0.1')
  expect(countedAddress(request('127.0.0.1', { forwarded: 'for=198.51.100.1' }))).toBe('127.0.0.1')
})

it.each([
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:0001:0002::ffff', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  // The two colons stand for as many groups as are missing, one here.
  ['2001:db8::1:2:3:4:5', '2001:db8:0:1::/64'],
  ['::2', '0:0:0:0::/64'],
  ['1::', '1:0:0:0::/64'],
  ['fe80::1', 'fe80:0:0:0::/64'],
])('an IPv6 network is one, however it is spelled: %s', (address, network) => {
  expect(viaProxy(address)).toBe(network)
  expect(countedAddress(request(address))).toBe(network)
})
