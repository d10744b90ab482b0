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

/** Files of `root`; a page address that is no file gets the page itself, which routes on: that of the address, or the general one. */
export function createStaticFiles(root: string): StaticFiles {
  const base = path.resolve(root)
  return async (request, response, pathname) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false
    if (pathname !== '/' && (await sendFile(base, pathname, request, response))) return true
    const page = await pageOf(base, pathname)
    if (page !== undefined && (await sendFile(base, page, request, response))) return true
    if (path.extname(pathname) !== '' || pathname.startsWith(HASHED)) return false
    return sendFile(base, INDEX, request, response)
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

async function sendFile(base: string, pathname: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const file = resolveInside(base, pathname)
  const original = file === undefined ? undefined : await regularFile(file)
  if (file === undefined || original === undefined) return false
  const chosen = await encodedVariant(file, request.headers['accept-encoding'] ?? '')
  const etag = `"${original.mtimeMs.toString(36)}-${original.size.toString(36)}${chosen ? `-${chosen.encoding}` : ''}"`
  const headers: Record<string, string> = {
    'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
    'cache-control': pathname.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag,
    vary: 'Accept-Encoding',
    ...(chosen ? { 'content-encoding': chosen.encoding } : {}),
  }
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers)
    response.end()
    return true
  }
  response.writeHead(200, { ...headers, 'content-length': String(chosen?.size ?? original.size) })
  if (request.method === 'HEAD') response.end()
  else await pipeline(createReadStream(chosen?.file ?? file), response)
  return true
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
