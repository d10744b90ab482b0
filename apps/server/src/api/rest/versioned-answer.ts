import type { IncomingHttpHeaders } from 'node:http'
import type { VersionBytes } from '../../usecases/services.ts'
import { json, type RestAnswer } from './route.ts'

/** Base documents never change: the ETag is their sha256, and a client that has it gets 304 (CM-06). */
export function baseAnswer(version: VersionBytes, headers: IncomingHttpHeaders): RestAnswer {
  const etag = `"${version.casId}"`
  const cache = { etag, 'aob-artifact-id': version.artifactId, 'cache-control': 'private, no-cache' }
  if (namesEtag(headers['if-none-match'], etag)) return { kind: 'empty', status: 304, headers: cache }
  return { kind: 'bytes', status: 200, contentType: 'application/json', bytes: version.bytes, headers: cache }
}

/** A list that is complete up to `head`: the head is its ETag. */
export function chainAnswer(head: string, list: unknown, headers: IncomingHttpHeaders): RestAnswer {
  const etag = `"${head}"`
  const cache = { etag, 'aob-head': head, 'cache-control': 'private, no-cache' }
  return namesEtag(headers['if-none-match'], etag) ? { kind: 'empty', status: 304, headers: cache } : json(200, list, cache)
}

/** True when the client already has what the ETag names (RFC 9110: a list, weak or strong, or any). */
export function namesEtag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  return ifNoneMatch.split(',').some((candidate) => ['*', etag, `W/${etag}`].includes(candidate.trim()))
}
