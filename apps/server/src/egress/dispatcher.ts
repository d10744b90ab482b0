import { lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { Agent, buildConnector } from 'undici'
import { DomainError } from '../domain-error.ts'
import { isForbiddenAddress } from './addresses.ts'
import type { AllowList } from './check-url.ts'

export interface ResolvedAddress {
  address: string
  family: number
}

/** Resolves a name to all its addresses. */
export type Resolve = (hostname: string) => Promise<ResolvedAddress[]>

export const resolveBySystem: Resolve = (hostname) =>
  new Promise((resolve, reject) => {
    systemLookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)))
  })

/** A lookup for `net.connect`: what it answers is exactly what is connected to, so a name cannot change between check and use. */
function lookupWith(resolve: Resolve, judge: (hostname: string, address: string) => void): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname)
      .then((addresses) => {
        for (const { address } of addresses) judge(hostname, address)
        const [first] = addresses
        if (!first) throw new DomainError('http.unavailable', `${hostname} has no address.`)
        if (options.all) callback(null, addresses)
        else callback(null, first.address, first.family)
      })
      .catch((error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), '', 0))
  }
}

function refuseForbidden(hostname: string, address: string): void {
  if (!isForbiddenAddress(address)) return
  throw new DomainError('ssrf.address', `${hostname} resolves to ${address}, a private, local or reserved address.`)
}

/** Pooled connections whose every resolved address is judged at connect time, except for allowed `host:port`s. */
export function createGuardedAgent(options: { allow: AllowList; resolve: Resolve; connectTimeoutMs: number }): Agent {
  const guarded = buildConnector({ timeout: options.connectTimeoutMs, lookup: lookupWith(options.resolve, refuseForbidden) })
  const open = buildConnector({ timeout: options.connectTimeoutMs, lookup: lookupWith(options.resolve, () => undefined) })
  return new Agent({
    connect: (target, callback) => {
      const port = target.port || (target.protocol === 'https:' ? '443' : '80')
      const allowed = options.allow.has(`${target.hostname.toLowerCase()}:${port}`)
      return allowed ? open(target, callback) : guarded(target, callback)
    },
  })
}
