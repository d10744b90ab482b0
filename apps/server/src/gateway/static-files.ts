import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'

/** Serves a path of the built page; false when there is nothing to serve. */
export type StaticFiles = (request: IncomingMessage, response: ServerResponse, pathname: string) => Promise<boolean>

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}
const ENCODINGS = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const
/** Vite writes content hashes into the names below this folder. */
const HASHED = '/assets/'
const INDEX = '/index.html'
/** Which address has a page of its own, where the build made some: its name there, `*` for one part of it. */
const PAGES = 'pages.json'

/** Bytes of hashed files that are kept at hand, all together: what they hold never changes under their name. */
const MAX_KEPT_BYTES = 16 * 1024 * 1024

/** A file as it is sent. */
interface Sendable {
  headers: Readonly<Record<string, string>> & { etag: string }
  file: string
  size: number
  bytes?: Buffer
}

type Finder = (pathname: string, accepted: string) => Promise<Sendable | undefined>

/** Files of `root`; a page address that is no file gets the page itself, which routes on: that of the address, or the general one. */
export function createStaticFiles(root: string, { maxKeptBytes = MAX_KEPT_BYTES } = {}): StaticFiles {
  const base = path.resolve(root)
  const find = keepingHashed((pathname, accepted) => sendableOf(base, pathname, accepted), maxKeptBytes)
  return async (request, response, pathname) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false
    const sends = async (name: string) => {
      const found = await find(name, request.headers['accept-encoding'] ?? '')
      if (found) await send(found, request, response)
      return found !== undefined
    }
    if (pathname !== '/' && (await sends(pathname))) return true
    const page = await pageOf(base, pathname)
    if (page !== undefined && (await sends(page))) return true
    if (path.extname(pathname) !== '' || pathname.startsWith(HASHED)) return false
    return sends(INDEX)
  }
}

/** Reads a hashed file once. A page begins with a dozen of them, and each way to the disk waits for a thread. */
function keepingHashed(find: Finder, maxBytes: number): Finder {
  const kept = new Map<string, Sendable>()
  let keptBytes = 0
  return async (pathname, accepted) => {
    if (!pathname.startsWith(HASHED)) return find(pathname, accepted)
    const key = `${ENCODINGS.filter(({ name }) => accepted.includes(name)).map(({ name }) => name)} ${pathname}`
    const known = kept.get(key)
    if (known) return known
    const found = await find(pathname, accepted)
    if (!found || keptBytes + found.size > maxBytes) return found
    const bytes = await readFile(found.file)
    // Others were read meanwhile, this one perhaps among them.
    if (kept.has(key) || keptBytes + bytes.length > maxBytes) return found
    const read = { ...found, bytes, size: bytes.length }
    kept.set(key, read)
    keptBytes += bytes.length
    return read
  }
}

/** The page an address has of its own, which names what that address fetches first; a dot in a workflow's name makes it no file. */
async function pageOf(base: string, pathname: string): Promise<string | undefined> {
  const parts = pathname.split('/')
  const isHere = (address: string) => {
    const wanted = address.split('/')
    return wanted.length === parts.length && wanted.every((part, index) => (part === '*' ? parts[index] !== '' : part === parts[index]))
  }
  try {
    const pages = JSON.parse(await readFile(path.join(base, PAGES), 'utf8')) as Readonly<Record<string, string>>
    return pages[Object.keys(pages).find(isHere) ?? '']
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

async function sendableOf(base: string, pathname: string, accepted: string): Promise<Sendable | undefined> {
  const file = resolveInside(base, pathname)
  const original = file === undefined ? undefined : await regularFile(file)
  if (file === undefined || original === undefined) return undefined
  const chosen = await encodedVariant(file, accepted)
  const headers = {
    'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
    'cache-control': pathname.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: `"${original.mtimeMs.toString(36)}-${original.size.toString(36)}${chosen ? `-${chosen.encoding}` : ''}"`,
    vary: 'Accept-Encoding',
    ...(chosen ? { 'content-encoding': chosen.encoding } : {}),
  }
  return { headers, file: chosen?.file ?? file, size: chosen?.size ?? original.size }
}

async function send({ headers, file, size, bytes }: Sendable, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.headers['if-none-match'] === headers.etag) {
    response.writeHead(304, headers)
    response.end()
    return
  }
  response.writeHead(200, { ...headers, 'content-length': String(size) })
  if (request.method === 'HEAD') response.end()
  else if (bytes) response.end(bytes)
  else await pipeline(createReadStream(file), response)
}

/** The path inside `base`, or undefined when it would leave it, names a dot file or cannot be decoded. */
function resolveInside(base: string, pathname: string): string | undefined {
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch (error) {
    if (error instanceof URIError) return undefined
    throw error
  }
  if (decoded.includes('\0') || decoded.split(/[/\\]/).some((segment) => segment.startsWith('.'))) return undefined
  const file = path.join(base, decoded)
  return file.startsWith(base + path.sep) ? file : undefined
}

async function regularFile(file: string): Promise<{ size: number; mtimeMs: number } | undefined> {
  try {
    const found = await stat(file)
    return found.isFile() ? found : undefined
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

async function encodedVariant(file: string, accepted: string): Promise<{ file: string; encoding: string; size: number } | undefined> {
  for (const { name, suffix } of ENCODINGS) {
    if (!accepted.includes(name)) continue
    const found = await regularFile(file + suffix)
    if (found) return { file: file + suffix, encoding: name, size: found.size }
  }
  return undefined
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'ENAMETOOLONG')
}
